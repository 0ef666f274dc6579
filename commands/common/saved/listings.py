"""A saved feed, list or search page, and the articles on it that its outlet's spider follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request

from crawler.discovery.apis.data_portal import PortalQuery
from crawler.discovery.hints import ListingError
from crawler.discovery.listing_responses import hints_on
from crawler.discovery.searches import ResultsPage
from crawler.registry import outlet_spiders
from crawler.replay import SavedPageError
from crawler.sources import DataPortal, Feed, ListPage, SearchPage, Sitemap
from newsdb.database import now
from newsdb.records import dated

if TYPE_CHECKING:
    from scrapy.spiderloader import SpiderLoaderProtocol

    from crawler.discovery.listing_responses import ListingPage
    from crawler.outlet_spider import OutletSpider
    from crawler.replay import SavedPage
    from crawler.sources import Source


def listing_on(
    page: SavedPage, loader: SpiderLoaderProtocol
) -> tuple[type[OutletSpider], ListingPage] | None:
    """Return whose listing a saved page is, and which; None when it is none that we know.

    A feed at an address that no spider has is taken for one of the outlet whose host it has.
    """
    spiders = outlet_spiders(loader)
    for spider in spiders:
        for source in spider.sources:
            if found := _asked_at(page.url, source):
                return spider, found
    if page.file.suffix == ".xml":
        host = urlsplit(page.url).hostname
        for spider in spiders:
            if urlsplit(spider.home).hostname == host:
                return spider, Feed(page.url)
    return None


def links_on(
    page: SavedPage, spider: type[OutletSpider], listing: ListingPage
) -> list[dict[str, Any]]:
    """Return the articles that a saved listing names, as ``feed.expected.json`` has them.

    Raises SavedPageError when it can't be read.
    """
    reader = spider()
    try:
        hints = hints_on(page.response(Request(page.url)), listing)
    except ListingError as error:
        raise SavedPageError(str(error)) from error
    links: dict[str, dict[str, Any]] = {}
    for hint in hints:
        if key := reader.key_of(hint.url):  # a page links to more than articles
            links.setdefault(
                key,
                {
                    "key": key,
                    "url": reader.address_of(hint.url, key),
                    "title": hint.title,
                    "published_at": dated(hint.published_at, hint.published_precision),
                },
            )
    return list(links.values())


def _asked_at(url: str, source: Source) -> ListingPage | None:
    match source:
        case Feed() | Sitemap() | ListPage():
            return source if source.url == url else None
        case SearchPage():
            return ResultsPage(source, "") if _is_alike(url, source.url) else None
        case DataPortal():
            today = now().date()
            return PortalQuery(source, today, today) if _is_alike(url, source.url) else None
    return None


def _is_alike(url: str, template: str) -> bool:
    """Tell whether an address is that of a query: it differs in what stands behind the path."""
    return urlsplit(url)[:3] == urlsplit(template)[:3]
