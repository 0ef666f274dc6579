"""Dates that a page's markup holds for machines, where it has no article's JSON-LD or meta tag.

``time@datetime`` and ``itemprop`` beside the headline, meta tags of libraries and of statistics
(dc, dcterms, parsely, cXense), JSON-LD of the page instead of the article, and the address. Any
page may have these, so they are no sign of an article.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from os.path import commonprefix
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from crawler.items import Reading
from crawler.reading.structured_data.metadata import json_ld_pages, meta_tags, strings
from crawler.reading.text import tidy
from newsdb.text.data import read_lists
from newsdb.text.folding import skeleton
from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator

    from lxml import etree

    from crawler.items import Field, Readings
    from crawler.reading.markup.parsed_page import Page

#: What may hold a date in the flow of the page, and the headlines beside which it stands.
_ELEMENTS = "h1, time[datetime], abbr[title][class*=published], abbr[title][class*=updated]"
#: The same by what ``itemprop`` calls it.
_PROPERTIES = lazy("datePublished|dateCreated|dateModified")
_ELSEWHERE_TAGS = frozenset("aside nav footer blockquote figure".split())
#: Names of elements about other articles, comments and dates of another kind.
_ELSEWHERE = lazy(
    r"relat|recomm|rank|popular|most|latest|comment|repl[iy]|sidebar|widget|teaser|card|carousel"
    r"|event|calendar|schedule",
    re.IGNORECASE,
)
_PUBLISHED = lazy(r"publi|posted|entry-date|pubdate|created", re.IGNORECASE)
_MODIFIED = lazy(r"updated|modif", re.IGNORECASE)
#: How far up the tree an element's surroundings are looked at.
_LEVELS = 12
_MOST_ELEMENTS = 500
#: An item of a list, with the headline of another article that it links to.
_ITEMS = frozenset("li article tr dd".split())
_SHORTEST_HEADLINE = 12
#: A heading that begins like a title for more than this share of it is the page's headline.
_SAME = 0.6
#: Pieces and characters of a line in an element.
_MOST_PIECES, _LONGEST = 20, 300

_URL_DATE = lazy(
    r"/(?P<year>20[0-3]\d)(?P<sign>[/-]?)(?P<month>0[1-9]|1[0-2])(?P=sign)(?P<day>[0-3]\d)(?=/|$)"
)


#: Origins that say what their dates are of.
_STATED = frozenset(("json-ld", "meta", "state"))
_FIELDS: tuple[Field, ...] = ("published", "modified")


class _Dated(NamedTuple):
    field: Field
    text: str
    source: str


@cache
def meta_dates() -> dict[str, list[str]]:
    """Return the names of meta tags with a date, by what they date, the most trusted first."""
    return {field: list(names) for field, names in read_lists(__file__, "meta_dates").items()}


def add_machine_dates(readings: Readings, page: Page, url: str) -> None:
    """Add to ``readings`` the dates in the page's markup if its usual metadata give none.

    They come before what the page shows without saying what it is.
    """
    missing = [field for field in _FIELDS if _STATED.isdisjoint(_origins(readings.get(field, ())))]
    if not missing:
        return
    stated = [each for each in readings.get("title", ()) if each.source != "text h1"]
    titles = [value for each in stated for value in each.values]
    dates = list(_machine_dates(page, titles))
    for field in missing:
        known = readings.setdefault(field, [])
        found = [each for each in dates if each.field == field]
        added = [Reading((each.text,), each.source) for each in dict.fromkeys(found)]
        at = next((n for n, each in enumerate(known) if each.origin == "text"), len(known))
        known[at:at] = added
        if field == "published" and (day := _day_in(url)):
            known.append(Reading((day,), "url"))
        if not known:
            del readings[field]


def _origins(readings: Iterable[Reading]) -> set[str]:
    return {each.origin for each in readings}


def _machine_dates(page: Page, headlines: Collection[str]) -> Iterator[_Dated]:
    yield from _beside_headline(page, headlines)
    tags = meta_tags(page)
    for field, names in meta_dates().items():
        for name in names:
            for content in tags.get(name, ())[:1]:
                yield _Dated(field, content, f"meta {name}")  # type: ignore[arg-type]
    for thing in json_ld_pages(page):
        for text in strings(thing.get("datePublished"))[:1]:
            yield _Dated("published", text, "json-ld WebPage datePublished")


def _beside_headline(page: Page, headlines: Collection[str]) -> Iterator[_Dated]:
    """Yield the dates in elements that say of what they are, else the first after the headline."""
    found = _marked(page)[:_MOST_ELEMENTS]
    headline = _headline(found, headlines)
    own = set(headline.iterancestors()) if headline is not None else set()
    at = found.index(headline) if headline is not None else -1
    stated: dict[str, _Dated] = {}
    near: dict[str, _Dated] = {}
    for n, element in enumerate(found):
        text = tidy(
            element.get("datetime") or element.get("content") or element.get("title") or ""
        )
        text = text or _beginning(element)
        if element.tag == "h1" or not text or _is_elsewhere(element, own):
            continue
        item, name = element.get("itemprop", ""), element.get("class", "")
        source = f"meta {element.tag}{f'[itemprop={item[:40]}]' if item else '[datetime]'}"
        is_changed = "dateModified" in item or (
            not item and _MODIFIED.search(name) and not _PUBLISHED.search(name)
        )
        dated = _Dated("modified" if is_changed else "published", text, source)
        if item:
            stated.setdefault(dated.field, dated)
        elif n > at:
            near.setdefault(dated.field, dated)
    yield from (near | stated).values()


def _marked(page: Page) -> list[etree._Element]:
    """Return the headlines and what may hold a date, in document order."""
    found = page.select(_ELEMENTS)
    named = [
        each for each in page.having("itemprop") if _PROPERTIES.search(each.get("itemprop", ""))
    ]
    return sorted({*found, *named}, key=page.positions.__getitem__) if named else found


def _headline(found: list[etree._Element], headlines: Collection[str]) -> etree._Element | None:
    """Return the ``h1`` with the page's headline, else its first: that may be the site's name."""
    titles = [title for each in headlines if len(title := skeleton(each)) > 1]
    first = None
    for element in found:
        if element.tag == "h1":
            first = element if first is None else first
            shown = skeleton(_beginning(element))
            same = max((len(commonprefix((shown, each))) for each in titles), default=0)  # noqa: RUF071 characters
            if same > len(shown) * _SAME:
                return element
    return first


def _is_elsewhere(element: etree._Element, own: Container[etree._Element]) -> bool:
    """Return whether an element belongs to something else than the headline's article.

    ``own`` are the elements that contain the headline: their names are those of both.
    """
    at: etree._Element | None = element
    for _ in range(_LEVELS):
        if at is None or at in own or at.tag in {"body", "html", "main"}:
            return False
        name = f"{at.get('class', '')} {at.get('id', '')}"
        if at.tag in _ELSEWHERE_TAGS or _ELSEWHERE.search(name):
            return True
        if at.tag in _ITEMS and any(
            len(_beginning(link)) >= _SHORTEST_HEADLINE for link in islice(at.iter("a"), 5)
        ):
            return True
        at = at.getparent()
    return False


def _beginning(element: etree._Element) -> str:
    """Return an element's text, or its beginning if it holds more than a line."""
    return tidy("".join(map(str, islice(element.itertext(), _MOST_PIECES)))[:_LONGEST])


def _day_in(url: str) -> str | None:
    """Return the day in a path like ``/2026/03/12/``; ids that begin with a day are none."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    match = _URL_DATE.search(path)
    return "{year}-{month}-{day}".format(**match.groupdict()) if match else None
