"""Articles that list and search pages in HTML show: pure functions."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from crawler.discovery.hints import Entry, Hint
from crawler.discovery.listing_dates import listing_time
from crawler.reading.text import lines, tidy
from crawler.urls import LONGEST, joined

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from datetime import datetime

    from lxml import etree
    from parsel import Selector

    from crawler.sources import ListPage
    from newsdb.records import Precision

#: Characters of what a list says of an article: a press release has some thousands.
LONGEST_SUMMARY = 50_000

#: How many siblings away from its item a date may be: a day's articles may follow one date.
FARTHEST = 200


def list_hints(page: Selector, listing: ListPage) -> list[Hint]:
    """Return the articles that a list or search page shows, in its order."""
    hints = []
    beside = listing.date and listing.date_is != "inside"
    dates = {each.root for each in page.css(listing.date)} if beside else set()
    for item in page.css(listing.items):
        for link in item.css(listing.link)[:1]:
            address = _address(link, listing)
            if address and (absolute := joined(listing.url, address)):
                titles = _texts(item, listing.title) if listing.title else (_text(link),)
                title = next(filter(None, titles), None)
                told = _date_beside(item.root, listing, dates) if beside else _date(item, listing)
                entry = _entry(item, listing)
                hints.append(Hint(absolute, title, told[0], entry, published_precision=told[1]))
    return hints


def _address(link: Selector, listing: ListPage) -> str | None:
    """Return the address as the list has it, possibly relative; None when there is none."""
    written = link.root if isinstance(link.root, str) else link.root.get("href", "")
    if listing.address is None:
        return written
    return listing.address.read(written) if len(written) <= LONGEST else None


def _date(item: Selector, listing: ListPage) -> tuple[datetime | None, Precision]:
    """Return the first date that ``listing.date`` selects inside an item, and how exact it is."""
    shown = _texts(item, listing.date) if listing.date else ()
    return next((told for told in map(listing_time, shown) if told[0]), (None, "minute"))


def _date_beside(
    item: etree._Element, listing: ListPage, dates: Container[etree._Element]
) -> tuple[datetime | None, Precision]:
    """Return the date in the item's nearest sibling that is one of ``dates``.

    Several items may follow one date; a date after the next item is that one's.
    """
    before = listing.date_is == "before"
    for sibling in islice(item.itersiblings(preceding=before), FARTHEST):
        if sibling in dates:
            return listing_time(tidy(" ".join(lines(sibling))))
        if not before and sibling.tag == item.tag:
            break
    return None, "minute"


def _entry(item: Selector, listing: ListPage) -> Entry | None:
    """Return what the list says of the article besides its title and date."""
    if not listing.summary:
        return None
    summary = "\n".join(filter(None, _texts(item, listing.summary)))[:LONGEST_SUMMARY]
    return Entry(None, summary) if summary else None


def _texts(item: Selector, css: str) -> Iterator[str]:
    return map(_text, item.css(css))


def _text(selected: Selector) -> str:
    """Return the text of an element, or an attribute's value."""
    root = selected.root
    return tidy(root if isinstance(root, str) else " ".join(lines(root)))
