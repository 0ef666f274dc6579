"""Place: a page design of which only the text's element has to be known.

It lies between ``Layout``, which takes exactly what its selectors match, and the reading of any
site: the text is in one known element, and what in it is not the article is recognised by ``drop``
and by the same signs as on any page (names of elements, lists of links, the site's own words).
JSON-LD, meta tags and the lines around the text provide the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from crawler.items import Reading
from crawler.reading.bodies import find_body
from crawler.reading.layouts import is_byline, is_date_line
from crawler.reading.markup.parsed_page import text_in
from crawler.reading.text import lines, outermost, tidy
from crawler.reading.visible_fields import shown
from crawler.urls import joined

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from crawler.items import Field, Readings
    from crawler.reading.markup.parsed_page import Page

#: Types of files that public bodies attach to a page.
_FILE = re.compile(
    r"\.(?:hwpx?|pdf|docx?|xlsx?|pptx?|zip|odt)\b|/(?:file)?down(?:load)?\b", re.IGNORECASE
)

#: Links to a page that shows a file, by their path or whole text.
_VIEWER = re.compile(r"viewer|/preview\b|/synap", re.IGNORECASE)
_IS_FILE = re.compile(r"\.(?:hwpx?|pdf|docx?|xlsx?|pptx?|zip|odt)$", re.IGNORECASE)
_TO_VIEWER = re.compile(
    r"^\W{0,9}(?:바로\s?보기|미리\s?보기|プレビュー|preview)\W{0,9}$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page design by the element that holds the text; an empty selector means unknown.

    A page has this design when ``body`` matches; of several matches the one with the most text
    is taken. ``dates`` and ``authors`` may select a region, of which the lines with a date, or a
    byline, are taken. ``attachments`` selects links to files, or a region with them. ``since``
    and ``until`` are PageDesign's.
    """

    name: str
    body: str
    drop: str = ""
    title: str = ""
    subtitle: str = ""
    dates: str = ""
    authors: str = ""
    section: str = ""
    keywords: str = ""
    attachments: str = ""
    since: date | None = None
    until: date | None = None

    def expected(self) -> str:
        """Return the text's selector, which the design depends on."""
        return f"{self.name}: {self.body}"

    def read(self, page: Page, url: str) -> Readings | None:
        """Return what the page shows, or None when ``body`` doesn't match.

        If it matches but holds no text, nothing else on the page is taken for the article.
        """
        place = max(page.select(self.body), key=lambda each: len(text_in(each)), default=None)
        if place is None:
            return None
        apart = ", ".join(filter(None, (self.drop, self.subtitle)))
        dropped = set(page.select(apart)) - {place}
        headings = _texts(page, self.title)
        titles = [
            *(headings or _texts(page, "h1")),
            *(
                title
                for each in page.by_tag("meta")
                if each.get("property") == "og:title"
                if (title := each.get("content")) is not None
            ),
        ]
        body = find_body(page, place=place, drop=dropped)
        readings = shown(body, titles, source=f"layout {self.body}") if body else {}
        # Only what a selector matches counts as the design's; the rest was read off the page.
        field: Field
        for field in ("published", "modified", "authors", "subtitle", "captions"):
            found = readings.get(field, [])
            readings[field] = [each._replace(source=f"text {self.body}") for each in found]
        readings.setdefault("body", [])
        dated = tuple(line for line in _lines(page, self.dates) if is_date_line(line))
        words = (each.lstrip("#") for each in _texts(page, self.keywords))
        named: tuple[tuple[Field, Iterable[str], str], ...] = (
            ("title", headings[:1], self.title),
            ("subtitle", _lines(page, self.subtitle), self.subtitle),
            ("published", dated, self.dates),
            ("modified", dated, self.dates),
            ("authors", filter(is_byline, _lines(page, self.authors)), self.authors),
            ("section", _texts(page, self.section)[-1:], self.section),
            ("keywords", words, self.keywords),
            ("attachments", _files(page, self.attachments, url), self.attachments),
        )
        for field, values, selector in named:
            if unique := tuple(dict.fromkeys(value for value in values if value)):
                readings.setdefault(field, []).insert(0, Reading(unique, f"layout {selector}"))
        return readings


def _texts(page: Page, css: str) -> list[str]:
    found = (tidy(" ".join(lines(each))) for each in outermost(page.select(css)))
    return [text for text in found if text]


def _lines(page: Page, css: str) -> list[str]:
    return [line for each in outermost(page.select(css)) for line in lines(each)]


def _files(page: Page, css: str, url: str) -> list[str]:
    """Return the URLs of attached files, each file once, recognised by the URL's or link's name.

    Boards link a file up to three times: by its name, to download it, and to a viewer. Links with
    the same parameters lead to one file; a viewer counts only where nothing else leads to a file.
    """
    found: dict[object, str] = {}
    viewers: dict[object, str] = {}
    for each in page.select(css):
        target, text = each.get("href", "").strip(), text_in(each)
        if not target or not (address := joined(url, target)):
            continue
        parts = urlsplit(address)
        file = (parts.netloc, frozenset(parse_qsl(parts.query)) or parts.path)
        shows = _VIEWER.search(parts.path) and not _IS_FILE.search(parts.path)
        if shows or _TO_VIEWER.match(tidy(text)):
            viewers.setdefault(file, address)
        elif _FILE.search(target) or _FILE.search(text):
            found.setdefault(file, address)
    return list((found or viewers).values())
