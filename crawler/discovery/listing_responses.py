"""Listings of every kind under one type, and what their responses contain."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from crawler.discovery.apis import data_portal, naver
from crawler.discovery.apis.data_portal import PortalQuery
from crawler.discovery.apis.naver import NaverQuery
from crawler.discovery.feeds import MOST_URLS, feed_hints, nested_sitemaps
from crawler.discovery.hints import ListingError
from crawler.discovery.home_page import HomePage
from crawler.discovery.list_pages import list_hints
from crawler.discovery.searches import ResultsPage, results_hints
from crawler.reading.responses import charset_of, selector_of, validators_of
from crawler.sources import DataPortal, Feed, ListPage, Sitemap
from crawler.time_limit import TimeLimitError, time_limit
from newsdb.articles.discovered import Listing
from newsdb.articles.rejections import Rejection
from newsdb.database import now

if TYPE_CHECKING:
    from datetime import date

    from scrapy.http import Response

    from crawler.discovery.hints import Hint

_GZIP = b"\x1f\x8b"

#: Bytes of a listing once it is unpacked; one that comes unpacked may have half of that
#: (DOWNLOAD_MAXSIZE).
LARGEST = 20 << 20

#: The kinds of listing, each of which one request fetches.
ListingPage = Feed | Sitemap | ListPage | ResultsPage | NaverQuery | PortalQuery | HomePage


def as_answered(response: Response, page: ListingPage, *, outlet: str) -> Listing:
    """Return the database record of a listing and its response."""
    etag, last_modified = validators_of(response)
    return Listing(
        url=response.request.url if response.request else response.url,
        outlet=outlet,
        kind=page.kind,
        status=response.status,
        etag=etag,
        last_modified=last_modified,
    )


def hints_on(
    response: Response, page: ListingPage, *, unreadable: list[str] | None = None
) -> list[Hint]:
    """Return what a listing says of articles; ``unreadable`` gets the entries that can't be read.

    Raises ListingError when it is no listing, or takes too long to read.
    """
    try:
        with time_limit():
            hints = _hints_on(response, page, unreadable)
    except TimeLimitError as error:
        raise ListingError(f"{response.url} can't be read: {error}") from error
    if len(hints) > MOST_URLS and unreadable is not None:
        unreadable.append(f"more than {MOST_URLS} links: those behind them are not read")
    return hints[:MOST_URLS]


def _hints_on(response: Response, page: ListingPage, unreadable: list[str] | None) -> list[Hint]:
    match page:
        case Feed() | Sitemap():
            return feed_hints(
                unpacked(response),
                response.url,
                declared=charset_of(response),
                unreadable=unreadable,
            )
        case ListPage():
            return list_hints(selector_of(response), page)
        case ResultsPage():
            return results_hints(selector_of(response), page, response.url)
        case NaverQuery():
            return naver.hints(response.text, response.url, unreadable=unreadable)
        case PortalQuery():
            return data_portal.hints(response.body, page, response.url, unreadable=unreadable)
        case HomePage():
            everything = ListPage(response.url, items="a[href]")
            return list_hints(selector_of(response), everything)


def rejection_of_listing(listing: Listing, reason: str, found: str) -> Rejection:
    """Return the rejection of a listing that this program can't cope with, for ``reason``."""
    return Rejection(
        outlet=listing.outlet,
        key=listing.url,
        url=listing.url,
        reason=reason,
        looked_for="a reading that ends",
        found=found,
        seen_at=now(),
    )


def sitemaps_on(
    response: Response, page: ListingPage, *, since: date | None = None
) -> list[Sitemap]:
    """Return the sitemaps that ``page`` names if it is a sitemap index.

    Of those that say when they changed, those that did not after ``since`` are left out.

    Raises ListingError when it takes too long to read.
    """
    if not isinstance(page, Sitemap):
        return []
    try:
        with time_limit():
            urls = nested_sitemaps(
                unpacked(response), response.url, declared=charset_of(response), since=since
            )
    except TimeLimitError as error:
        raise ListingError(f"{response.url} can't be read: {error}") from error
    return [Sitemap(url, verified=page.verified) for url in urls]


def unpacked(response: Response) -> bytes:
    """Return the document in a response, unpacked when it is a file of gzip (``sitemap.xml.gz``).

    Raises ListingError when it is cut off, damaged, or larger than LARGEST.
    """
    packed, parts, room = response.body, [], LARGEST
    while packed.startswith(_GZIP):  # a file may have several members
        unpacker = zlib.decompressobj(wbits=31)
        try:
            parts.append(unpacker.decompress(packed, room + 1))
        except zlib.error as error:
            raise ListingError(
                f"{response.url} is not a feed or sitemap: it can't be unpacked: {error}"
            ) from error
        room -= len(parts[-1])
        if room < 0:
            raise ListingError(f"{response.url} holds more than {LARGEST >> 20} MB, unpacked")
        if not unpacker.eof:
            raise ListingError(f"{response.url} was cut off")
        packed = unpacker.unused_data
    return b"".join(parts) or packed


def is_wanted(hint: Hint, page: ListingPage, since: date | None) -> bool:
    """Return whether an article is recent enough and matches its feed's ``only``."""
    if since and hint.is_before(since):
        return False
    source = page.service if isinstance(page, PortalQuery) else page
    if isinstance(source, Feed | DataPortal) and source.only:
        told = (hint.entry.summary or hint.entry.text) if hint.entry else ""
        return bool(source.only.search(f"{hint.title}\n{told}"))
    return True
