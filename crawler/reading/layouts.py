"""Page designs as selectors or as an order of text, with the dates of their use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from crawler.items import Reading
from crawler.reading.text import lines, outermost, shown_text
from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lxml import etree

    from crawler.items import Field, Readings
    from crawler.reading.markup.parsed_page import Page

#: A line that may hold the publication date: short, with a year or a month and a day.
_DATED = lazy(
    r"\d{4}\s*[.\-/年년]\s*\d{1,2}|\d{1,2}\s*[月월]\s*\d{1,2}\s*[日일]"
    r"|(?<![A-Za-z])(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s{1,3}"
    r"\d{1,2}(?:st|nd|rd|th)?(?:,|\s)\s{0,3}\d{4}"
    r"|\b\d{1,2}(?:st|nd|rd|th)?[\s-]{1,3}(?:of\s)?"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?,?[\s-]{1,3}\d{4}"
    r"|\b\d{1,2}([./])\d{1,2}\1\d{4}\b",
    re.IGNORECASE,
)
_LONGEST_DATE_LINE = 100

#: A line that may be a byline: short, with an e-mail address or a role.
_SIGNED = lazy(r"@|기자|특파원|위원|記者|특약|^By ")
_LONGEST_BYLINE = 120
_REPORTER = lazy(
    r"[가-힣]\s?(?:기자|특파원)(?![가-힣])|記者|特派員|^By [A-Z]"
    r"|^[A-Z][a-z].{1,30}[,/|]\s?(?:[A-Z][a-z]{2,10} )?"
    r"(?:[Ww]riter|[Rr]eporter|[Cc]orrespondent)\b"
)
_IMPRINT = lazy(r"발행|편집인|청소년|대표이사|제보|구독|클릭|다른 기사")
_LONGEST_SIGNATURE = 60


class PageDesign(Protocol):
    """How one design of a site's article pages is read.

    A site that was redesigned has several, which a spider lists in the order in which they are
    tried. ``since`` and ``until`` are the first and the last day on which pages were served in a
    design, both inclusive; None means open-ended. Designs may overlap: during a migration both
    are in use, and the one listed first is tried first.
    """

    @property
    def name(self) -> str:
        """The name of the design in reports."""

    @property
    def since(self) -> date | None:
        """The first day of its use, in KST (= JST); None when unknown."""

    @property
    def until(self) -> date | None:
        """The last day of its use; None when it is still in use, or unknown."""

    def read(self, page: Page, url: str) -> Readings | None:
        """Return what the page shows, or None when it has another design."""

    def expected(self) -> str:
        """Return what was looked for, to be shown in a rejection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A page design described by CSS selectors; an empty one means that it lacks that element.

    A page has this design when ``marks`` and ``body`` match. ``dates`` and ``authors`` may
    select a whole region: only its short lines with a date, or a byline, are taken.
    ``see_through`` are advertisements inside a paragraph: the sentence continues after them.
    ``since`` and ``until`` are PageDesign's.
    """

    name: str
    marks: str
    body: str
    title: str = ""
    subtitle: str = ""
    captions: str = ""
    dates: str = ""
    authors: str = ""
    section: str = ""
    keywords: str = ""
    drop: str = ""
    see_through: str = ""
    since: date | None = None
    until: date | None = None

    def expected(self) -> str:
        """Return the selectors that mark this design."""
        return f"{self.name}: {self.marks} with {self.body}"

    def read(self, page: Page, url: str) -> Readings | None:
        """Return what this design's selectors match, or None when the page has another design."""
        del url  # a design is recognised by its markup
        bodies = page.select(self.body)
        if not bodies or not page.select(self.marks):
            return None
        body = bodies[0]
        # An element that is never closed pulls the page's footer into the text.
        apart = ", ".join(filter(None, (self.drop, self.subtitle, self.captions, "footer, nav")))
        dropped = set(page.select(apart)) - {body}
        unseen = set(page.select(self.see_through))
        readings: Readings = {}

        def add(field: Field, values: Iterable[str], selector: str) -> None:
            if unique := tuple(dict.fromkeys(value for value in values if value)):
                readings.setdefault(field, []).append(Reading(unique, f"layout {selector}"))

        paragraphs = tuple(lines(body, drop=dropped, see_through=unseen))
        readings["body"] = [Reading(paragraphs, f"layout {self.body}")]
        add("title", (shown_text(each) for each in page.select(self.title)[:1]), self.title)
        add("subtitle", _lines(page, self.subtitle), self.subtitle)
        add(
            "captions",
            (shown_text(each) for each in outermost(page.select(self.captions))),
            self.captions,
        )
        add(
            "section",
            (shown_text(each) for each in page.select(self.section)[-1:]),
            self.section,
        )
        add(
            "keywords",
            (shown_text(each).lstrip("#") for each in outermost(page.select(self.keywords))),
            self.keywords,
        )
        outside = dropped | {body}
        dated = [line for line in _lines(page, self.dates, outside) if is_date_line(line)]
        add("published", dated, self.dates)
        add("modified", dated, self.dates)
        signed = [
            line
            for line in _lines(page, self.authors, outside - set(page.select(self.authors)))
            if is_byline(line)
        ]
        add("authors", signed, self.authors)
        return readings


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOrder:
    """A design known only by the order of its text: title, date line, subtitle, body, byline.

    A page has this design when its URL or markup says so (``url``, ``marks``), or when its date
    line matches ``sure``, which no other design's line does.
    ``since`` and ``until`` are PageDesign's.
    """

    name: str
    url: re.Pattern[str]
    marks: str
    date_line: re.Pattern[str]
    sure: re.Pattern[str]
    header: re.Pattern[str]  # other lines between the title and the text
    byline: re.Pattern[str]  # a line that ends the text
    stop: re.Pattern[str]  # a line after which the article is over
    opening: re.Pattern[str]  # how the first paragraph begins, if that is recognisable
    sentence_end: re.Pattern[str]  # distinguishes a paragraph from a subtitle
    captions: str = ""
    drop: str = ""
    since: date | None = None
    until: date | None = None

    def expected(self) -> str:
        """Return the pattern of the date line, which the design depends on."""
        return f"{self.name}: a line like {self.date_line.pattern}"

    def read(self, page: Page, url: str) -> Readings | None:
        """Return what is before, in and after the date line, or None when there is none."""
        roots = page.select("body")
        if not roots:
            return None
        apart = ", ".join(filter(None, (self.drop, self.captions)))
        text = lines(roots[0], drop=set(page.select(apart)))
        start = next((n for n, line in enumerate(text) if self.date_line.search(line)), None)
        if start is None:
            return None
        match = self.url.search(url) or page.select(self.marks) or self.sure.search(text[start])
        if not match:
            return None
        dates = [text[start]]
        rest = text[start + 1 :]
        while rest and (self.header.search(rest[0]) or self.date_line.search(rest[0])):
            dates.append(rest.pop(0))
        stop = next((n for n, line in enumerate(rest) if self.stop.search(line)), None)
        rest = rest[:stop]
        signed: list[str] = []
        sign = next((n for n, line in enumerate(rest) if n and self.byline.search(line)), None)
        if sign is not None:
            signed, rest = rest[sign : sign + 1], rest[:sign]
        first = self._first_paragraph(rest)
        source = f"layout {self.name} text order"
        readings: Readings = {"body": [Reading(tuple(rest[first:]), source)]}
        before = [line for line in text[:start] if not self.header.search(line)]
        headings = (shown_text(each) for each in page.select("h1"))
        title = [text for text in headings if text in before] or before[-1:]
        captions = (shown_text(each) for each in outermost(page.select(self.captions)))
        for field, values in (
            ("title", title[:1]),
            ("subtitle", rest[:first]),
            ("published", dates),
            ("modified", dates),
            ("authors", signed),
            ("captions", captions),
        ):
            if unique := tuple(dict.fromkeys(value for value in values if value)):
                readings[field] = [Reading(unique, source)]  # type: ignore[index]
        return readings

    def _first_paragraph(self, rest: list[str]) -> int:
        """Return the index where the body begins: its opening bracket, or the first sentence."""
        for n, line in enumerate(rest[:6]):
            if self.opening.search(line):
                return n
        for n, line in enumerate(rest):
            if self.sentence_end.search(line):
                return n
        return 0


def by_day(designs: Iterable[PageDesign], day: date) -> list[PageDesign]:
    """Return the designs in the order in which to try them on a page fetched on ``day``.

    First those in use on that day, as listed; then the others, nearest in time first. These are
    tried too, since the dates are known only from saved pages: a page with the marks of another
    design is still read better by that design than as any site's.
    """
    return sorted(designs, key=lambda design: _days_from_use(design, day))


def _days_from_use(design: PageDesign, day: date) -> int:
    """Return by how many days ``day`` is before or after its use; 0 when it was in use."""
    before = (design.since - day).days if design.since else 0
    after = (day - design.until).days if design.until else 0
    return max(before, after, 0)


def is_date_line(line: str) -> bool:
    """Return whether a line may hold the publication date."""
    return len(line) <= _LONGEST_DATE_LINE and bool(_DATED.search(line))


def is_byline(line: str) -> bool:
    """Return whether a line may be a byline."""
    return len(line) <= _LONGEST_BYLINE and bool(_SIGNED.search(line))


def is_signature(line: str) -> bool:
    """Return whether a line near a text signs it, by a reporter rather than the publisher."""
    return (
        len(line) <= _LONGEST_SIGNATURE
        and bool(_REPORTER.search(line))
        and not _IMPRINT.search(line)
    )


def _lines(page: Page, css: str, outside: Iterable[etree._Element] = ()) -> list[str]:
    apart = set(outside)
    return [line for each in outermost(page.select(css)) for line in lines(each, drop=apart)]
