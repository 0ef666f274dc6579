"""Pages of which only the order of their lines is known: title, date, subtitle, text, byline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.items import Reading
from crawler.reading.markup.parsed_page import text_in
from crawler.reading.text import lines, outermost, shown_text

if TYPE_CHECKING:
    import re
    from collections.abc import Collection, Iterable

    from lxml import etree

    from crawler.items import Field, Readings
    from crawler.reading.markup.parsed_page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOrder:
    """How the lines of a text tell what they are, for a design whose elements say nothing.

    A page whose URL has ``url``, or whose date line has the words ``sure``, which no other design
    has there, is in this order even if no mark says so.
    """

    url: re.Pattern[str]
    date_line: re.Pattern[str]
    sure: str
    header: re.Pattern[str]  # other lines between the title and the text
    byline: re.Pattern[str]  # a line that ends the text
    stop: re.Pattern[str]  # a line after which the article is over
    opening: re.Pattern[str]  # how the first paragraph begins, if that is recognisable
    sentence_end: re.Pattern[str]  # distinguishes a paragraph from a subtitle

    def read(
        self,
        page: Page,
        root: etree._Element,
        *,
        drop: Collection[etree._Element],
        marked: bool,
        source: str,
    ) -> Readings | None:
        """Return what is before, in and after the date line of ``root``, None when there is none.

        ``marked`` says that the page is known to be of this design.
        """
        if not marked and self.sure not in text_in(root):
            return None  # a part of its date line: spares a walk of the whole page
        text = lines(root, drop=drop)
        start = next((n for n, line in enumerate(text) if self.date_line.search(line)), None)
        if start is None or not (marked or self.sure in text[start]):
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
        before = [line for line in text[:start] if not self.header.search(line)]
        headings = (shown_text(each) for each in outermost(page.by_tag("h1")))
        title = [text for text in headings if text in before] or before[-1:]
        readings: Readings = {"body": [Reading(tuple(rest[first:]), source)]}
        found: tuple[tuple[Field, Iterable[str]], ...] = (
            ("title", title[:1]),
            ("subtitle", rest[:first]),
            ("published", dates),
            ("modified", dates),
            ("authors", signed),
        )
        for field, values in found:
            if unique := tuple(dict.fromkeys(value for value in values if value)):
                readings[field] = [Reading(unique, source)]
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
