"""A page to readings: JSON-LD, meta tags and the page's design say what they know of each field.

Pure functions; nothing is decided here about dates, names or words, only about who is asked first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from parsel import Selector

from crawler.items import Reading
from crawler.layouts import elements
from crawler.metadata import json_ld_articles, meta_tags, strings
from crawler.not_articles import reason_by_words
from crawler.text import lines, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.items import Field, Readings
    from crawler.layouts import PageDesign

Trust = dict["Field", tuple[str, ...]]

#: Whom to believe first, by field; what is not named comes after, in the order of reading.
USUAL_TRUST: Trust = {
    "title": ("layout", "meta", "json-ld"),
    "published": ("json-ld", "meta", "layout"),
    "modified": ("json-ld", "meta", "layout"),
    "authors": ("layout", "json-ld", "meta"),
    "section": ("meta", "json-ld", "layout"),
    "keywords": ("meta", "json-ld", "layout"),
    "image": ("meta", "json-ld"),
    "body": ("layout", "text", "json-ld"),
}

_JSON_LD: tuple[tuple[Field, str], ...] = (
    ("title", "headline"),
    ("subtitle", "alternativeHeadline"),
    ("body", "articleBody"),
    ("authors", "author"),
    ("published", "datePublished"),
    ("modified", "dateModified"),
    ("section", "articleSection"),
    ("keywords", "keywords"),
    ("image", "image"),
    ("language", "inLanguage"),
)

_META: tuple[tuple[Field, str], ...] = (
    ("title", "og:title"),
    ("title", "twitter:title"),
    ("published", "article:published_time"),
    ("published", "article:published"),
    ("published", "dd:published_time"),
    ("published", "og:article:published_time"),
    ("published", "datepublished"),
    ("modified", "article:modified_time"),
    ("modified", "dd:modified_time"),
    ("modified", "article:modified"),
    ("modified", "og:updated_time"),
    ("modified", "datemodified"),
    ("authors", "article:author"),
    ("authors", "dable:author"),
    ("authors", "dd:author"),
    ("authors", "og:article:author"),
    ("authors", "author"),
    ("section", "article:section"),
    ("section", "dable:section"),
    ("keywords", "keywords"),
    ("keywords", "news_keywords"),
    ("image", "og:image"),
    ("site", "og:site_name"),
    ("canonical", "og:url"),
)


_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


class PageReading(NamedTuple):
    """A page as read: which design matched, and for each field the readings by trust."""

    layout: str
    readings: Readings


class NoArticleError(Exception):
    """The page is not an article that can be read."""

    def __init__(self, reason: str, *, looked_for: str, found: str) -> None:
        super().__init__(f"{reason}: looked for {looked_for}; found {found}")
        self.reason = reason
        self.looked_for = looked_for
        self.found = found


def read_page(
    text: str,
    url: str,
    *,
    designs: Sequence[PageDesign] = (),
    trust: Trust | None = None,
) -> PageReading:
    """Read one page of ``designs``; of any site when none is given, or none of them matches.

    Raises NoArticleError when the page has no title or no text that can be an article's.
    """
    page = parse(text)
    matched = next(
        ((design.name, shown) for design in designs if (shown := design.read(page, url))), None
    )
    layout, shown = matched or ("generic", {})
    readings: Readings = {}
    # Where a design matched, its place for the text is the only one: an empty one is a finding.
    text_anywhere = {} if matched else from_anywhere(page)
    for source in (from_json_ld(page), from_meta(page), shown, text_anywhere):
        for field, found in source.items():
            readings.setdefault(field, []).extend(found)
    order = {**USUAL_TRUST, **(trust or {})}
    for field, found in readings.items():
        if ranks := order.get(field):
            found.sort(key=lambda reading: _rank(reading.origin, ranks))
    if not any(reading.values for reading in readings.get("body", [])):
        raise NoArticleError(
            reason_by_words(page),
            looked_for="; ".join(design.expected() for design in designs)
            or "itemprop=articleBody or JSON-LD articleBody",
            found=_describe(page),
        )
    if not readings.get("title"):
        raise NoArticleError(
            "no title", looked_for="h1, og:title, headline", found=_describe(page)
        )
    return PageReading(layout, readings)


def parse(text: str) -> Selector:
    """Return the page that ``text`` is, whatever charset it declares: it is text already."""
    return Selector(text=_XML_DECLARATION.sub("", text).replace("\0", ""))


def from_json_ld(page: Selector) -> Readings:
    """Return what the page's JSON-LD article says; the first with a headline is the page's own."""
    articles = json_ld_articles(page)
    if not articles:
        return {}
    article = next((each for each in articles if each.get("headline")), articles[0])
    readings: Readings = {}
    for field, name in _JSON_LD:
        if name == "articleBody" and isinstance(article.get(name), str):
            values = tuple(filter(None, map(tidy, article[name].splitlines())))
        elif name == "keywords" and isinstance(article.get(name), str):
            values = _split_keywords(article[name])
        else:
            values = tuple(strings(article.get(name)))
        if values:
            readings.setdefault(field, []).append(Reading(values, f"json-ld {name}"))
    if (free := article.get("isAccessibleForFree")) is not None:
        readings["access"] = [Reading((str(free),), "json-ld isAccessibleForFree")]
    return readings


def from_meta(page: Selector) -> Readings:
    """Return what the page's meta tags say."""
    tags = meta_tags(page)
    readings: Readings = {}
    for field, name in _META:
        if values := tuple(tags.get(name, ())):
            if field == "keywords":
                values = tuple(word for value in values for word in _split_keywords(value))
            readings.setdefault(field, []).append(Reading(values, f"meta {name}"))
    if canonical := page.css("link[rel=canonical]::attr(href)").get():
        readings.setdefault("canonical", []).insert(
            0, Reading((tidy(canonical),), "meta link canonical")
        )
    if language := page.xpath("/html/@lang").get():
        readings["language"] = [Reading((tidy(language),), "meta html lang")]
    if title := tidy(page.xpath("string(//head/title)").get("")):
        readings.setdefault("title", []).append(Reading((title,), "meta title"))
    return readings


def from_anywhere(page: Selector) -> Readings:
    """Return the text that the page marks as its body with ``itemprop=articleBody``."""
    marked = [lines(each) for each in elements(page, "[itemprop~=articleBody]:not(meta)")]
    longest = max(marked, key=lambda found: sum(map(len, found)), default=[])
    if not longest:
        return {}
    return {"body": [Reading(tuple(longest), "text itemprop=articleBody")]}


def _rank(origin: str, ranks: tuple[str, ...]) -> int:
    return ranks.index(origin) if origin in ranks else len(ranks)


def _split_keywords(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split(",") if (word := tidy(part).lstrip("#")))


def _describe(page: Selector) -> str:
    """Return in one line what a page is that could not be read."""
    title = tidy(page.xpath("string(//title)").get("")) or "no <title>"
    heading = tidy(page.xpath("string(//h1)").get(""))
    length = len(tidy(page.xpath("string(//body)").get("")))
    return (
        f"“{title[:80]}”"
        + (f", h1 “{heading[:80]}”" if heading else "")
        + f", {length} characters of text"
    )
