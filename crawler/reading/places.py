"""Place: a page design of which the text's place is known, and little else need be.

Between ``Layout``, which takes exactly what its selectors name, and the reading of any site: the
text stands in one known element, and what in it is not the article is told by ``drop`` and by
the same signs as on any page (names of elements, lists of links, the site's own words). JSON-LD,
meta tags and the lines around the text give the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.items import Reading
from crawler.reading.bodies import find_body
from crawler.reading.layouts import elements, is_byline, is_date_line
from crawler.reading.text import lines, tidy
from crawler.reading.visible_fields import shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from parsel import Selector

    from crawler.items import Field, Readings

#: Files that public bodies attach to what they say on a page.
_FILE = re.compile(
    r"\.(?:hwpx?|pdf|docx?|xlsx?|pptx?|zip|odt)\b|/(?:file)?down(?:load)?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page design by the element that holds the text; an empty selector means none is known.

    A page is of this design when ``body`` is on it; of several such elements that with most text
    is taken. ``dates`` and ``authors`` may name a region, of which the lines that hold a date, or
    sign, are taken. ``attachments`` is where links to files stand. ``since`` and ``until`` are
    PageDesign's.
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
        """Return the selector that everything hangs on."""
        return f"{self.name}: {self.body}"

    def read(self, page: Selector, url: str) -> Readings | None:
        """Return what the page shows, or None when it has no such place.

        A place without text is a finding: what else stands on the page is not the article.
        """
        place = max(elements(page, self.body), key=lambda each: len(_all(each)), default=None)
        if place is None:
            return None
        apart = ", ".join(filter(None, (self.drop, self.subtitle)))
        dropped = set(elements(page, apart)) - {place}
        headings = _texts(page, self.title)
        titles = [
            *(headings or _texts(page, "h1")),
            *page.css("meta[property='og:title']::attr(content)").getall(),
        ]
        body = find_body(page, place=place, drop=dropped)
        readings = shown(body, titles, source=f"layout {self.body}") if body else {}
        # Only what a selector names is the design's own word; the rest was read off the page.
        field: Field
        for field in ("published", "modified", "authors", "subtitle", "captions"):
            told = readings.get(field, [])
            readings[field] = [each._replace(source=f"text {self.body}") for each in told]
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


def _all(element: object) -> str:
    return str(element.xpath("string()"))  # type: ignore[attr-defined]  # lxml


def _texts(page: Selector, css: str) -> list[str]:
    found = (tidy(" ".join(lines(each))) for each in elements(page, css))
    return [text for text in found if text]


def _lines(page: Selector, css: str) -> list[str]:
    return [line for each in elements(page, css) for line in lines(each)]


def _files(page: Selector, css: str, url: str) -> list[str]:
    """Return the addresses of attached files: told by their name or that of their link."""
    return [
        address
        for each in elements(page, css)
        if (target := each.get("href", "").strip())
        and (_FILE.search(target) or _FILE.search(_all(each)))
        and (address := urljoin(url, target)).startswith(("http://", "https://"))
    ]
