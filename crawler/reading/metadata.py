"""A page's own metadata: JSON-LD and meta tags, read leniently."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from crawler.reading.lenient_json import values_in
from crawler.reading.text import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsel import Selector

#: schema.org types that are articles: ``Article`` and its subtypes, with or without a prefix.
ARTICLE_TYPES = frozenset(
    (
        "AnalysisNewsArticle Article AskPublicNewsArticle BackgroundNewsArticle BlogPosting "
        "NewsArticle OpinionNewsArticle Report ReportageNewsArticle ReviewNewsArticle"
    ).split()
)


def json_ld_articles(page: Selector) -> list[dict[str, Any]]:
    """Return the page's JSON-LD articles; broken scripts are read as far as they go."""
    found = []
    for script in page.xpath("//script[contains(@type, 'ld+json')]/text()").getall():
        for thing in _things(values_in(script)):
            types = thing.get("@type")
            names = types if isinstance(types, list) else [types]
            if any(str(name).rsplit("/", 1)[-1] in ARTICLE_TYPES for name in names):
                found.append(thing)
    return found


def _things(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the objects in a JSON-LD value: top level, lists, @graph, mainEntity."""
    if isinstance(value, list):
        for each in value:
            yield from _things(each, depth)
    elif isinstance(value, dict) and depth < 5:
        yield value
        for name in ("@graph", "mainEntity"):
            if name in value:
                yield from _things(value[name], depth + 1)


def strings(value: Any) -> list[str]:
    """Return the strings in a JSON-LD value: a string, a named thing, or a list of either."""
    if isinstance(value, str):
        return [text] if (text := tidy(value)) else []
    if isinstance(value, dict):
        return strings(value.get("name") or value.get("url") or value.get("@value"))
    if isinstance(value, list):
        return [text for each in value for text in strings(each)]
    return []


def meta_tags(page: Selector) -> dict[str, list[str]]:
    """Return the contents of the page's meta tags, keyed by lower-case name or property."""
    tags: dict[str, list[str]] = defaultdict(list)
    for tag in page.xpath("//meta[@content]"):
        # Not .attrib: lxml refuses to list attributes if one has a name like "{".
        content = tidy(tag.root.get("content"))
        for attribute in ("property", "name", "itemprop"):
            name = tag.root.get(attribute, "").strip().lower()
            if name and content and content not in tags[name]:
                tags[name].append(content)
    return dict(tags)
