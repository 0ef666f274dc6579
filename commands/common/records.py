"""Pages as records, and listings as links: what is printed, kept as a fixture, shown beforehand.

Functions, since Scrapy would take every command class in this package for a command.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from parsel import Selector
from scrapy import Request

from crawler.discovery.apis.data_portal import PortalQuery
from crawler.discovery.hints import ListingError
from crawler.discovery.listing_responses import hints_on
from crawler.discovery.searches import ResultsPage
from crawler.reading.charset import decode
from crawler.reading.page import NoArticleError
from crawler.registry import outlet_spiders, spider_for
from crawler.replay import SavedPage, SavedPageError, saved_page
from crawler.sources import DataPortal, Feed, ListPage, SearchPage, Sitemap
from newsdb.articles.discovered import Link
from newsdb.articles.rejections import Rejection
from newsdb.database import now
from newsdb.records import dated
from pipelines.candidate import Candidate
from pipelines.normalise import normalise

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from scrapy.http import Response
    from scrapy.spiderloader import SpiderLoaderProtocol

    from crawler.discovery.listing_responses import ListingPage
    from crawler.outlet_spider import OutletSpider
    from crawler.sources import Source


#: Fields that are not part of what a page says, or that follow from the form of another one.
UNSAID = frozenset(
    (
        "found_by sources date_source published_conflict published_precision modified_precision"
    ).split()
)


def read_saved(
    page: SavedPage, loader: SpiderLoaderProtocol, *, generic: bool = False
) -> dict[str, Any]:
    """Return the record of a saved page, read by the code that a crawl runs."""
    response = page.response(Request(page.url))
    return read_response(response, loader, seen_at=page.fetched_at or now(), generic=generic)


def read_response(
    response: Response, loader: SpiderLoaderProtocol, *, seen_at: datetime, generic: bool = False
) -> dict[str, Any]:
    """Return the record of a response to the request for a page, fetched at an aware time."""
    url = response.url
    spider = spider_for(url, loader, generic=generic)
    outlet = spider.outlet_of(url)
    link = Link(outlet=outlet.name, key=spider.key_of(url) or "", url=url)
    try:
        if response.status != 200:
            found = str(response.status)
            raise NoArticleError(f"http {found}", looked_for="200", found=found)
        return as_record(normalise(spider.read(response, link, seen_at=seen_at)))
    except NoArticleError as error:
        return as_record(
            Rejection(
                outlet=outlet.name,
                key=link.key,
                url=url,
                reason=error.reason,
                looked_for=error.looked_for,
                found=error.found,
                seen_at=seen_at,
            )
        )


def as_record(read: Candidate | Rejection) -> dict[str, Any]:
    """Return what was read in JSON's types; a rejection goes under the key ``rejected``."""
    if isinstance(read, Candidate):
        record = read.article.to_json()
        record["sources"] = record.pop("field_sources")
        return record
    why = {"reason": read.reason, "looked_for": read.looked_for, "found": read.found}
    return {"outlet": read.outlet, "key": read.key, "url": read.url, "rejected": why}


def as_expected(record: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a record that a page states, not how it was found or field sources."""
    return {name: value for name, value in record.items() if name not in UNSAID}


def saved_page_of(file: Path, url: str | None) -> SavedPage:
    """Return the page in ``file``; its URL is ``url``, or from the JSON next to it, or on it."""
    if not file.is_file():
        raise SavedPageError(f"{file} is not a file")
    description = file.with_suffix(".json")
    saved = saved_page(description) if description.exists() else None
    if saved and saved.file == file and url in {None, saved.url}:
        return saved
    return SavedPage(url=url or _address_in(file), file=file)


def _address_in(file: Path) -> str:
    page = Selector(text=decode(file.read_bytes())[0])
    url = page.css("link[rel=canonical]::attr(href), meta[property='og:url']::attr(content)").get()
    if not url or not url.startswith("http"):
        how = "in <link rel=canonical> or, with read, by --url"
        raise SavedPageError(f"{file} does not state its URL: give it {how}")
    return url


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
