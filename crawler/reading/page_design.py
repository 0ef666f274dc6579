"""PageDesign: where a site's article pages have what, and from which day to which day.

A design takes what its selectors match. Of the text only the element has to be known: what in it
is not the article is recognised by ``drop`` and by the same signs as on any page (names of
elements, lists of links, the site's own words). JSON-LD, meta tags and the lines around the text
provide the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.items import Reading
from crawler.reading.attached_files import files_of
from crawler.reading.bodies import find_body
from crawler.reading.line_kinds import is_date_line, may_be_byline
from crawler.reading.markup.parsed_page import text_in
from crawler.reading.text import lines, outermost, shown_text
from crawler.reading.visible_fields import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import date

    from lxml import etree

    from crawler.items import Field, Readings
    from crawler.reading.markup.parsed_page import Page
    from crawler.reading.text_order import TextOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDesign:
    """One design of a site's article pages; an empty selector means unknown.

    A site that was redesigned has several, which a spider lists in the order in which they are
    tried. A page has a design when ``body`` matches, and ``marks`` if the design has any; of
    several elements that ``body`` matches the one with the most text is taken.
    """

    #: The name of the design in reports and in the articles' column ``layout``.
    name: str
    #: The element that holds the text.
    body: str
    #: What only pages of this design have, where ``body`` doesn't tell.
    marks: str = ""
    #: What stands inside the text and is not the article: it ends a line.
    drop: str = ""
    #: Advertisements inside a paragraph: an unfinished sentence continues behind them.
    see_through: str = ""
    title: str = ""
    subtitle: str = ""
    captions: str = ""
    #: Elements, or a region, of which the lines with a date are taken.
    dates: str = ""
    #: Elements, or a region, of which the lines that may be bylines are taken.
    authors: str = ""
    section: str = ""
    keywords: str = ""
    #: Links to files, or to all there may be: others are ignored.
    attachments: str = ""
    #: How the lines in ``body`` tell what they are, where elements don't: instead of the
    #: selectors of title, dates, authors and so on.
    order: TextOrder | None = None
    #: The first and the last day on which pages were served in it, both inclusive, in KST (= JST);
    #: None means open-ended. Designs may overlap: during a migration both are in use.
    since: date | None = None
    until: date | None = None

    def expected(self) -> str:
        """Return what the design depends on, to be shown in a rejection."""
        if self.order:
            return f"{self.name}: a line like {self.order.date_line.pattern}"
        return f"{self.name}: {f'{self.marks} with {self.body}' if self.marks else self.body}"

    def read(self, page: Page, url: str) -> Readings | None:
        """Return what the page shows, or None when it has another design.

        If ``body`` matches but holds no text, nothing else on the page is taken for the article.
        """
        places = page.select(self.body)
        if not places:
            return None
        place = max(places, key=lambda each: len(text_in(each))) if len(places) > 1 else places[0]
        marked = not self.marks or bool(page.select(self.marks))
        if not (marked or self.order):
            return None
        apart = ", ".join(filter(None, (self.drop, self.subtitle, self.captions)))
        dropped = set(page.select(apart)) - {place}
        if self.order:
            source = f"layout {self.name} text order"
            marked = marked or bool(self.order.url.search(url))
            in_order = self.order.read(page, place, drop=dropped, marked=marked, source=source)
            captions = _texts(page, self.captions)
            return in_order and _with(in_order, (("captions", captions, source),))
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
        ads = set(page.select(self.see_through))
        body = find_body(page, place=place, drop=dropped, see_through=ads)
        readings = shown(body, titles, source=f"layout {self.body}") if body else {}
        # Only what a selector matches counts as the design's; the rest was read off the page.
        field: Field
        for field in ("published", "modified", "authors", "subtitle", "captions"):
            found = readings.get(field, [])
            readings[field] = [each._replace(source=f"text {self.body}") for each in found]
        readings.setdefault("body", [])
        text = {line for each in readings["body"] for line in each.values}
        near = {css: _lines(page, css, dropped) for css in {self.dates, self.authors}}
        dated = _outside(text, near[self.dates], is_date_line)
        signed = _outside(text, near[self.authors], may_be_byline)
        words = [each.lstrip("#") for each in _texts(page, self.keywords)]
        return _with(
            readings,
            (
                ("title", headings[:1], f"layout {self.title}"),
                ("subtitle", _lines(page, self.subtitle), f"layout {self.subtitle}"),
                ("captions", _texts(page, self.captions), f"layout {self.captions}"),
                ("published", dated, f"layout {self.dates}"),
                ("modified", dated, f"layout {self.dates}"),
                ("authors", signed, f"layout {self.authors}"),
                ("section", _texts(page, self.section)[-1:], f"layout {self.section}"),
                ("keywords", words, f"layout {self.keywords}"),
                (
                    "attachments",
                    files_of(page.select(self.attachments), url),
                    f"layout {self.attachments}",
                ),
            ),
        )


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


def _with(readings: Readings, found: Iterable[tuple[Field, Iterable[str], str]]) -> Readings:
    """Return the readings with those that selectors gave before what was read off the page."""
    for field, values, source in found:
        if unique := tuple(dict.fromkeys(value for value in values if value)):
            readings.setdefault(field, []).insert(0, Reading(unique, source))
    return readings


def _outside(text: set[str], region: Sequence[str], is_wanted: Callable[[str], bool]) -> list[str]:
    """Return a region's lines of one kind that are no part of the text.

    A region around the text has its paragraphs too, those with an advertisement inside in pieces.
    """
    found = [line for line in region if is_wanted(line) and line not in text]
    if not found or text.isdisjoint(region):
        return found
    in_pieces = text - set(region)
    return [line for line in found if not any(line in each for each in in_pieces)]


def _texts(page: Page, css: str) -> list[str]:
    found = map(shown_text, outermost(page.select(css)))
    return [text for text in found if text]


def _lines(page: Page, css: str, drop: Collection[etree._Element] = ()) -> list[str]:
    """Return the lines of what a selector matches, without what is to be left out of a region."""
    found = outermost(page.select(css))
    apart = set(drop).difference(found) if found else ()
    return [line for each in found for line in lines(each, drop=apart)]
