"""Every outlet's site at once, on one loopback server: listings and articles of the fixtures."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse

from crawler.discovery.listing_responses import hints_on
from crawler.discovery.planning import listings_of, searches_for
from crawler.replay import saved_pages
from crawler.sources import ListPage
from tests.support.crawls import ROOT
from tests.support.loopback import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.outlet_spider import OutletSpider
    from crawler.replay import SavedPage
    from tests.support.loopback import Behaviour, Site

#: Scrapy arguments for a crawl of this world.
BY_HOST = ("-s", "LOOPBACK_BY_HOST=1")


def place(url: str) -> str:
    """Return the path at which the loopback server has the page at ``url``."""
    parts = urlsplit(url)
    return f"/{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def build(site: Site, outlets: Iterable[type[OutletSpider]]) -> None:
    """Let ``site`` answer for ``outlets`` as their spiders expect it, from their fixtures.

    A listing that has no fixture of its own is like another of the outlet's, and an article that
    has none is like one that has.
    """
    for outlet in outlets:
        pages = {page.url: page for page in saved_pages(ROOT / "fixtures" / outlet.name)}
        articles = [page for page in pages.values() if _is_article(page, outlet)]
        site.answers[place(outlet.home)] = _answer(b"<html><head></head></html>")
        listings = [
            *listings_of(outlet.sources),
            *(results.listing for results in searches_for(outlet.sources)[:1]),
        ]
        for listing in listings:
            kind = ".html" if isinstance(listing, ListPage) else ".xml"
            alike = [
                page.file.read_bytes()
                for page in pages.values()
                if page.file.suffix == kind and page not in articles
            ]
            body = pages[listing.url].file.read_bytes() if listing.url in pages else alike[0]
            site.answers[place(listing.url)] = _answer(body, kind)
            hints = hints_on(HtmlResponse(listing.url, body=body), listing)
            for hint in hints:
                if key := outlet.key_of(hint.url):
                    url = outlet.address_of(hint.url, key)
                    site.answers.setdefault(place(url), _answer(articles[0].file.read_bytes()))
        for page in articles:
            site.answers[place(page.url)] = _answer(page.file.read_bytes())


def _is_article(page: SavedPage, outlet: type[OutletSpider]) -> bool:
    return page.file.name == "page.html" and bool(outlet.key_of(page.url))


def _answer(body: bytes, kind: str = ".html") -> Answer | Behaviour:
    return Answer(body, headers={"Content-Type": "text/xml" if kind == ".xml" else "text/html"})
