"""A page's own metadata: JSON-LD and meta tags, read leniently."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.reading.markup.cuts import first
from crawler.reading.text import tidy
from newsdb.text.folding import skeleton

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lxml import etree

    from crawler.reading.markup.parsed_page import Page

#: schema.org types that are articles: ``Article`` and its subtypes, with or without a prefix.
ARTICLE_TYPES = frozenset(
    (
        "AnalysisNewsArticle Article AskPublicNewsArticle BackgroundNewsArticle BlogPosting "
        "LiveBlogPosting NewsArticle OpinionNewsArticle Report ReportageNewsArticle "
        "ReviewNewsArticle"
    ).split()
)
#: Those of a page that may hold an article.
PAGE_TYPES = frozenset(("WebPage", "ItemPage"))

#: Objects that are read of a page's JSON-LD: an honest page has its own and some of others.
_MOST_THINGS = 1_000

#: Characters that are read of what is no proper JSON, in all scripts of a page together.
_MOST_BROKEN = 200_000

#: Levels of JSON-LD that are read: an honest page has a tenth of them.
_DEEPEST = 50

#: Elements of a page's metadata: no page seen has a fifth of so many.
_MOST_TAGS = 1_000

#: Letters and digits of a headline; what is shorter may be in any other one.
_SHORTEST_TITLE = 6


def json_ld_articles(page: Page) -> list[dict[str, Any]]:
    """Return the page's JSON-LD articles; broken scripts are read as far as they go."""
    return [thing for thing in _json_ld(page) if _types(thing) & ARTICLE_TYPES]


def json_ld_pages(page: Page) -> list[dict[str, Any]]:
    """Return what JSON-LD says about the page itself."""
    return [thing for thing in _json_ld(page) if _types(thing) & PAGE_TYPES]


def article_of_page(
    articles: list[dict[str, Any]], addresses: Collection[str], headlines: Collection[str]
) -> dict[str, Any] | None:
    """Return the JSON-LD article that is the page's, None when all are of other pages.

    Related articles have their own, and may stand first. The page's names one of its
    ``addresses`` (as itself, or as the page that it is on) or one of its ``headlines``. One that
    names neither another address nor a headline is taken for the page's.
    """
    pages = {_address(each) for each in addresses} - {""}
    titles = {title for each in headlines if len(title := skeleton(each)) >= _SHORTEST_TITLE}
    named = [each for each in articles if _named_addresses(each) & pages]
    titled = [each for each in articles if _is_titled(each, titles)]
    both = [each for each in named if each in titled]
    others = [each for each in articles if not (_named_addresses(each) and titles)]
    for found in (both, titled, named, others):
        if found:
            return next((each for each in found if each.get("headline")), found[0])
    return None


def _named_addresses(article: dict[str, Any]) -> set[str]:
    """Return the addresses that an article says are its own; a site's home page is none."""
    stated = [article.get("url"), article.get("@id"), article.get("mainEntityOfPage")]
    found = set()
    for each in stated:
        if isinstance(each, dict):
            each = each.get("@id") or each.get("url")  # noqa: PLW2901
        if isinstance(each, str) and "/" in (address := _address(each)):
            found.add(address)
    return found


def _address(url: str) -> str:
    """Return an address without what differs between copies of a page: scheme, host, slash."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    path = parts.path.rstrip("/").removesuffix("/amp")
    return f"{path}?{parts.query}" if path or parts.query else ""


def _is_titled(article: dict[str, Any], titles: Collection[str]) -> bool:
    """Return whether an article's headline is the page's, cut or with the site's name."""
    for stated in strings(article.get("headline") or article.get("name")):
        headline = skeleton(stated)
        if len(headline) < _SHORTEST_TITLE:
            continue
        if any(headline in title or title in headline for title in titles):
            return True
    return False


def _json_ld(page: Page) -> list[dict[str, Any]]:
    """Return the first objects in a page's JSON-LD."""
    if page.json_ld is None:
        things = chain.from_iterable(map(_things, _values(page)))
        page.json_ld = first(page, things, "objects of JSON-LD", _MOST_THINGS)
    return page.json_ld


def _values(page: Page) -> Iterator[list[Any]]:
    """Yield the values in each script of JSON-LD; of broken ones only so much is read."""
    left = _MOST_BROKEN
    for script in json_ld_scripts(page):
        values: list[Any] | None
        try:
            values = [json.loads(script, strict=False)]  # raw line breaks in strings are common
        except (ValueError, RecursionError):
            from crawler.reading.structured_data import lenient_json  # noqa: PLC0415 few need it

            values = lenient_json.values_in_wrapping(script)
            if values is None:
                if len(script) > left:
                    page.cuts["characters of broken JSON-LD"] = _MOST_BROKEN
                values = lenient_json.repaired(script, left)
                left = max(0, left - len(script))
        yield _to_level(values) if _may_be_deep(script) else values


def _may_be_deep(script: str) -> bool:
    """Return whether a script has so many brackets that its values may be nested too deep."""
    return script.count("[") + script.count("{") > _DEEPEST


def _to_level(value: Any, depth: int = 0) -> Any:
    """Return a value without what is nested too deep in it: reading and printing it recurse."""
    if not isinstance(value, list | dict):
        return value
    if depth > _DEEPEST:
        return None
    if isinstance(value, list):
        return [_to_level(each, depth + 1) for each in value]
    return {name: _to_level(each, depth + 1) for name, each in value.items()}


def json_ld_scripts(page: Page) -> list[str]:
    """Return the contents of the page's scripts of JSON-LD, none of them empty."""
    scripts = [each for each in page.by_tag("script") if "ld+json" in each.get("type", "")]
    return [text for each in scripts if (text := each.text)]


def _types(thing: dict[str, Any]) -> set[str]:
    """Return the schema.org types of a thing, without a prefix."""
    types = thing.get("@type")
    names = types if isinstance(types, list) else [types]
    return {str(name).rsplit("/", 1)[-1] for name in names}


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


def meta_elements(page: Page) -> list[etree._Element]:
    """Return the first ``<meta>`` elements of a page."""
    return first(page, page.by_tag("meta"), "meta tags", _MOST_TAGS)


def meta_tags(page: Page) -> dict[str, list[str]]:
    """Return the contents of the page's meta tags, keyed by lower-case name or property."""
    if page.meta_tags is not None:
        return page.meta_tags
    tags: dict[str, dict[str, None]] = defaultdict(dict)  # in order, each content once
    for tag in meta_elements(page):
        # Not .attrib: lxml refuses to list attributes if one has a name like "{".
        if not (content := tidy(tag.get("content", ""))):
            continue
        for attribute in ("property", "name", "itemprop"):
            if (stated := tag.get(attribute)) and (name := stated.strip().lower()):
                tags[name][content] = None
    page.meta_tags = {name: [*contents] for name, contents in tags.items()}
    return page.meta_tags
