"""A page to readings: what JSON-LD, meta tags and the page's design say about each field.

Pure functions. They rank the sources; dates, names and words are interpreted later.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from crawler.items import Reading, has_text
from crawler.reading.bodies import find_body
from crawler.reading.further_pages import next_page_of
from crawler.reading.kinds.flashes import is_text
from crawler.reading.kinds.not_articles import reason_by_words
from crawler.reading.kinds.weighing import weigh
from crawler.reading.markup.cuts import log_cuts
from crawler.reading.markup.parsed_page import parse, text_in
from crawler.reading.page_design import by_day
from crawler.reading.structured_data.embedded_state import FAMILIES, from_state
from crawler.reading.structured_data.machine_dates import add_machine_dates
from crawler.reading.structured_data.stated import from_json_ld, from_meta
from crawler.reading.text import shown_text, tidy
from crawler.reading.visible_fields import shown
from newsdb.records import HEADLINE, KST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from crawler.items import Readings, Trust
    from crawler.reading.kinds.scale import Named, Weighed
    from crawler.reading.markup.parsed_page import Page
    from crawler.reading.page_design import PageDesign

logger = logging.getLogger(__name__)

#: For each field the origins, most trusted first; others follow in the order of reading.
USUAL_TRUST: Trust = {
    "title": ("layout", "meta", "json-ld", "text"),
    "published": ("json-ld", "meta", "layout", "text"),
    "modified": ("json-ld", "meta", "layout", "text"),
    "authors": ("layout", "json-ld", "meta"),
    "section": ("meta", "json-ld", "layout"),
    "keywords": ("meta", "json-ld", "layout"),
    "image": ("meta", "json-ld"),
    "body": ("layout", "text", "state", "json-ld"),
}


#: A text this many times longer than the one shown is the whole of which that is the beginning.
_WHOLE = 1.5
_PART = 0.5  # the same for a text that shares no line with it

#: The element in which the usual frameworks (React, Vue, Next.js, Nuxt, Angular) draw a page.
_FILLED_BY_SCRIPT = "div#root, div#app, div#__next, div#__nuxt, div#___gatsby, app-root"

#: The reason of a rejection whose page shows files and no text.
ONLY_FILES = "text only in attached files"


#: Characters of what a page says whose article is gone.
_LONGEST_NOTICE = 200


class PageReading(NamedTuple):
    """A page as read: the design that matched, and each field's readings, most trusted first."""

    layout: str
    readings: Readings
    next_page: str | None = None  # the address of the next page of the same article


class Part(NamedTuple):
    """Which page of an article of several pages is read."""

    first: str | None = None  # the address of the first one; None: this is it
    number: int = 1


class NoArticleError(Exception):
    """The page is not a readable article."""

    def __init__(self, reason: str, *, looked_for: str, found: str) -> None:
        super().__init__(f"{reason}: looked for {looked_for}; found {found}")
        self.reason = reason
        self.looked_for = looked_for
        self.found = found


def read_page(
    text: str,
    url: str,
    *,
    designs: Iterable[PageDesign] = (),
    trust: Trust | None = None,
    fetched_on: date | None = None,
    named: Named | None = None,
    own_address: bool = False,
    part: Part | None = None,
    elsewhere: Iterable[Reading] = (),
) -> PageReading:
    """Read a page by the first of ``designs`` that matches, or as any site's when none does.

    ``fetched_on`` is the day on which the page was fetched (None: today), in KST (= JST): the
    designs of that day are tried before all others (``page_design.by_day``).
    ``elsewhere`` are the article's texts in other places (its feed): one that is longer than the
    page's counts, and one of a page of a known design that has none.
    ``named`` is what the listing that led to it says about it, ``own_address`` whether its
    outlet's spider knows its address as an article's; both count where no design matches.
    ``part`` tells that it is a further page of an article.
    A page that is an article's, but does not show its text, has no ``body`` and the access
    ``headline``. Raises NoArticleError when the page has no title or is no article.
    """
    designs = by_day(designs, fetched_on or datetime.now(KST).date())
    page = parse(text, every_attribute=not designs)
    try:
        return _read(
            page,
            url,
            designs,
            trust=trust or {},
            named=named,
            own_address=own_address,
            part=part or Part(),
            elsewhere=elsewhere,
        )
    finally:
        log_cuts(page, url)


def _read(
    page: Page,
    url: str,
    designs: Sequence[PageDesign],
    *,
    trust: Trust,
    named: Named | None,
    own_address: bool,
    part: Part,
    elsewhere: Iterable[Reading],
) -> PageReading:
    readings: Readings = {}
    meta = from_meta(page)
    sources = [from_json_ld(page, url, meta), meta]
    order = {**USUAL_TRUST, **trust}
    # If a design matched, only its own element can hold the text; when that is empty, that counts.
    if matched := _match(page, url, designs):
        layout, found_there = matched
        sources.append(found_there)
    elif matched := _match(page, url, FAMILIES):
        layout, found_there = matched
        sources.append(found_there)
        order |= next(each.trust for each in FAMILIES if each.name == layout)
    else:
        layout = "generic"
        headline = _headline(sources)
        sources += [from_state(page, (headline,)), from_text(page, headline)]
    for source in sources:
        for field, found in source.items():
            readings.setdefault(field, []).extend(found)
    for field, found in readings.items():
        if ranks := order.get(field):
            found.sort(key=lambda reading: _rank(reading.origin, ranks))
    if layout == "generic":
        _prefer_whole_text(readings)
        _drop_stray_lines(page, readings)
    _prefer_longer_text(readings, elsewhere, may_have_none=layout != "generic")
    if has_text(readings) and not readings.get("title"):
        raise NoArticleError(
            reason_by_words(page, usual="no title"),
            looked_for="h1, og:title, headline",
            found=_describe(page),
        )
    if not has_text(readings) or layout == "generic":  # otherwise its design says what it is
        weighed = weigh(page, url, readings, named=named, own_address=own_address)
        _reject_others(page, readings, weighed, designs, named)
    add_machine_dates(readings, page, url)  # after the decision: none of them is a sign
    first, number = part
    next_page = next_page_of(page, url, first=first, number=number)
    return PageReading(layout, readings, next_page)


def _reject_others(
    page: Page,
    readings: Readings,
    weighed: Weighed,
    designs: Iterable[PageDesign],
    named: Named | None,
) -> None:
    """Raise NoArticleError for what is no article; keep the headline of one without a text."""
    if has_text(readings):
        if _says_it_is_gone(page, readings) or not (
            weighed.is_article or _is_asked_for(page, named)
        ):
            raise NoArticleError(
                reason_by_words(page, usual=weighed.kind or "no sign of an article"),
                looked_for="more signs of an article than of anything else",
                found=f"{_describe(page)}: {weighed}",
            )
        return
    # A site may ask every reader for a password: that alone makes no page a login.
    is_headline = weighed.is_headline(named) and _tells_of_article(page, readings, named)
    if reason_by_words(page, usual="") or not is_headline:
        raise NoArticleError(
            ONLY_FILES if readings.get("attachments") else reason_by_words(page),
            looked_for="; ".join(design.expected() for design in designs)
            or "a text in JSON-LD, in a script's state or on the page",
            found=f"{_describe(page)}: {weighed}",
        )
    _keep_headline(readings, named)


def _is_asked_for(page: Page, named: Named | None) -> bool:
    """Return whether a person asked for a page, and it is not a notice or a wall instead of it."""
    return named is not None and named.by_person and not reason_by_words(page, usual="")


def _says_it_is_gone(page: Page, readings: Readings) -> bool:
    """Return whether the only text of a page is that its article was deleted or moved."""
    longest = max(sum(map(len, each.values)) for each in readings["body"])
    return longest <= _LONGEST_NOTICE and reason_by_words(page, usual="") == "gone"


def _tells_of_article(page: Page, readings: Readings, named: Named | None) -> bool:
    """Return whether a page without a text says itself that it is the article a listing names.

    An empty answer, a challenge and a notice of maintenance don't: they are tried again. What a
    script draws has nothing of its own but the element that the script fills.
    """
    if named is None or not named.title:
        return True  # then all that counted was on the page
    stated = [
        each
        for each in (*readings.get("published", ()), *readings.get("authors", ()))
        if each.values and each.origin in {"meta", "json-ld", "state"}
    ]
    headlines = [each for each in readings.get("title", ()) if each.origin == "json-ld"]
    return bool(
        stated
        or headlines
        or page.select("meta[property='og:type'][content*=article]")
        or named.is_in_titles(_titles(readings))
        or any(not shown_text(each) for each in page.select(_FILLED_BY_SCRIPT))
    )


def from_text(page: Page, title: str) -> Readings:
    """Return what the page shows: heading, text, and the captions, dates and byline around it."""
    readings: Readings = {}
    headings = page.by_tag("h1")
    if heading := shown_text(headings[0]) if headings else "":
        readings["title"] = [Reading((heading,), "text h1")]
    if (body := find_body(page, headlines=(title, heading))) is None:
        return readings
    return readings | shown(body, (title, heading), source=f"text {body.path}")


class _Kind(Protocol):
    """A kind of pages that its own content tells: an outlet's design, or a family of sites."""

    @property
    def name(self) -> str: ...

    def read(self, page: Page, url: str) -> Readings | None: ...


def _match(page: Page, url: str, kinds: Iterable[_Kind]) -> tuple[str, Readings] | None:
    return next(((kind.name, found) for kind in kinds if (found := kind.read(page, url))), None)


def _headline(sources: Iterable[Readings]) -> str:
    titles = [reading for source in sources for reading in source.get("title", ())]
    return titles[0].values[0] if titles else ""


def _titles(readings: Readings) -> list[str]:
    return [value for each in readings.get("title", ()) for value in each.values]


def _keep_headline(readings: Readings, named: Named | None) -> None:
    """Leave what a page without its text says about the article.

    A page that a script draws has no headline of its own: then the listing's is the article's.
    """
    readings["body"] = []
    readings["access"] = [Reading((HEADLINE,), "text missing")]
    if named and named.title and not named.is_title_of(_titles(readings)):
        readings.setdefault("title", []).insert(0, Reading((named.title,), "feed title"))


def _drop_stray_lines(page: Page, readings: Readings) -> None:
    """Drop texts of one short line that is neither marked as a text nor a flash."""
    marked, titles = bool(page.select("[itemprop~=articleBody]")), _titles(readings)
    readings["body"] = [
        each
        for each in readings.get("body", [])
        if is_text(each.values, titles, marked=marked or each.origin != "text")
    ]


def _prefer_whole_text(readings: Readings) -> None:
    """Put another text first if the shown one is only its beginning, or a different one."""
    bodies = readings.get("body", [])
    if not bodies:
        return
    shown = bodies[0].values
    length = _length(bodies[0])
    for number, reading in enumerate(bodies):
        size = _length(reading)
        elsewhere = reading.origin == "state" and not set(reading.values) & set(shown)
        if number and size > length * (_PART if elsewhere else _WHOLE):
            bodies.insert(0, bodies.pop(number))
            return


def _prefer_longer_text(
    readings: Readings, elsewhere: Iterable[Reading], *, may_have_none: bool
) -> None:
    """Put a text from elsewhere first if it is longer than the page's; its source says so.

    Without ``may_have_none`` a page that has no text at all remains without one: it may be a
    notice of the site's, with a title of its own.
    """
    bodies = readings.get("body", [])
    length = next((_length(each) for each in bodies if each.values), 0)
    longest = max(elsewhere, key=_length, default=None)
    if longest and _length(longest) > length and (length or may_have_none):
        readings["body"] = [longest, *bodies]


def _length(text: Reading) -> int:
    return sum(map(len, text.values))


def _rank(origin: str, ranks: tuple[str, ...]) -> int:
    return ranks.index(origin) if origin in ranks else len(ranks)


def _describe(page: Page) -> str:
    """Return a one-line description of a page that could not be read."""
    title = page.title or "no <title>"
    heading = next((tidy(text_in(each)) for each in page.by_tag("h1")), "")
    length = len(tidy(text_in(page.body))) if page.body is not None else 0
    return (
        f"“{title[:80]}”"
        + (f", h1 “{heading[:80]}”" if heading else "")
        + f", {length} characters of text"
    )
