"""What a page states for machines about each field: its JSON-LD and its meta tags, as readings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.items import Reading
from crawler.reading.markup.parsed_page import text_in
from crawler.reading.structured_data.metadata import (
    article_of_page,
    json_ld_articles,
    meta_tags,
    strings,
)
from crawler.reading.text import lines_of_markup, tidy

if TYPE_CHECKING:
    from lxml import etree

    from crawler.items import Field, Readings
    from crawler.reading.markup.parsed_page import Page

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

#: No article has half as many characters, markup included.
_LONGEST_TEXT = 300_000

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

_KNOWN = frozenset(name for _, name in _META)

#: Vendor-specific names of meta tags for the author.
_SOMEBODYS_AUTHOR = re.compile(r"(?:^|[:._-])(?:author|reporter|writer|byline)s?(?:_?name)?$")


def from_json_ld(page: Page, url: str, meta: Readings) -> Readings:
    """Return what JSON-LD says about the page's article, which ``meta`` and ``url`` identify."""
    articles = json_ld_articles(page)
    if not articles:
        return {}
    canonical, titles = (
        [value for reading in meta.get(field, ()) for value in reading.values]
        for field in ("canonical", "title")
    )
    headings = page.heading_texts("h1")
    article = article_of_page(articles, [url, *canonical], [*titles, *map(tidy, headings)])
    if article is None:
        return {}
    readings: Readings = {}
    for field, name in _JSON_LD:
        if name == "articleBody" and isinstance(article.get(name), str):
            if len(article[name]) > _LONGEST_TEXT:
                page.cuts["characters of a text in JSON-LD"] = _LONGEST_TEXT
            values = tuple(lines_of_markup(article[name][:_LONGEST_TEXT]))
        elif name == "keywords" and isinstance(article.get(name), str):
            values = _split_keywords(article[name])
        elif name == "author":
            _add_authors(readings, article.get(name))
            continue
        else:
            values = tuple(strings(article.get(name)))
        if values:
            readings.setdefault(field, []).append(Reading(values, f"json-ld {name}"))
    created = tuple(strings(article.get("dateCreated")))
    if created and "published" not in readings:
        readings["published"] = [Reading(created, "json-ld dateCreated")]
    if (free := article.get("isAccessibleForFree")) is not None:
        readings["access"] = [Reading((str(free),), "json-ld isAccessibleForFree")]
    return readings


def _add_authors(readings: Readings, stated: object) -> None:
    """Add the authors in JSON-LD: people, and separately organisations."""
    everyone = stated if isinstance(stated, list) else [stated]
    organisations = [each for each in everyone if _is_organisation(each)]
    people = [each for each in everyone if not _is_organisation(each)]
    for names, source in (
        (strings(people), "json-ld author"),
        (strings(organisations), "json-ld author Organization"),
    ):
        if names:
            readings.setdefault("authors", []).append(Reading(tuple(names), source))


def _is_organisation(stated: object) -> bool:
    return isinstance(stated, dict) and str(stated.get("@type")).endswith("Organization")


def from_meta(page: Page) -> Readings:
    """Return what the page's meta tags say."""
    tags = meta_tags(page)
    readings: Readings = {}
    for field, name in _META:
        if values := tuple(tags.get(name, ())):
            if field == "keywords":
                values = tuple(word for value in values for word in _split_keywords(value))
            readings.setdefault(field, []).append(Reading(values, f"meta {name}"))
    for name, contents in tags.items():
        if name not in _KNOWN and _SOMEBODYS_AUTHOR.search(name):
            readings.setdefault("authors", []).append(Reading(tuple(contents), f"meta {name}"))
    links = (each.get("href") for each in page.by_tag("link") if each.get("rel") == "canonical")
    if canonical := next(filter(None, links), ""):
        readings.setdefault("canonical", []).insert(
            0, Reading((tidy(canonical),), "meta link canonical")
        )
    if page.root.tag == "html" and (language := page.root.get("lang")):
        readings["language"] = [Reading((tidy(language),), "meta html lang")]
    titles = [each for each in page.by_tag("title") if _is_in_head(each)]
    if titles and (title := tidy(text_in(titles[0]))):
        readings.setdefault("title", []).append(Reading((title,), "meta title"))
    return readings


def _is_in_head(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == "head"


def _split_keywords(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split(",") if (word := tidy(part).lstrip("#")))
