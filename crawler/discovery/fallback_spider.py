"""FallbackSpider: where a listing is not what its spider believes, the home page is asked.

For outlets whose feeds nobody has verified: a feed that is gone, empty or no feed is said loudly,
and once a run the home page is read instead, as a list and for the feeds that it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast
from urllib.parse import urljoin

import scrapy

from crawler.discovery import listings
from crawler.discovery.discovering_spider import LISTING_PRIORITY, DiscoveringSpider
from crawler.failures import reason_of
from crawler.reading.page import parse
from crawler.reading.responses import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsel import Selector
    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.discovery.listings import ListPage
    from newsdb.records import FoundBy

#: Answers that say that a listing is not there; others may pass.
GONE = frozenset({"http 404", "http 410"})


class FallbackSpider(DiscoveringSpider):
    """Asks the home page where ``feeds_verified`` is False and a feed gives no article."""

    feeds_verified: ClassVar[bool] = True

    asked_home = False

    def parse_listing(
        self, response: Response, kind: FoundBy, page: ListPage | None
    ) -> Iterator[Any]:
        yield from super().parse_listing(response, kind, page)
        asked = response.request.url if response.request else response.url
        if response.status != 304 and kind == "feed" and not self.links_of.get(asked):
            yield from self._ask_home(response.url, "it names no article")

    def listing_failed(self, failure: Failure) -> Iterator[Any]:
        yield from super().listing_failed(failure)
        request = cast("Request", failure.request)  # type: ignore[attr-defined]  # set by Scrapy
        reason, _ = reason_of(failure)
        if reason in GONE and request.cb_kwargs["kind"] == "feed":
            yield from self._ask_home(request.url, reason)

    def _ask_home(self, feed: str, why: str) -> Iterator[Request]:
        if self.feeds_verified or self.asked_home:
            return
        self.asked_home = True
        self.logger.warning(
            "%s (unverified) gives nothing (%s): asking %s for feeds and articles",
            feed,
            why,
            self.home,
        )
        yield scrapy.Request(
            self.home,
            callback=self.parse_home,
            errback=self.listing_failed,
            priority=LISTING_PRIORITY,
            dont_filter=True,
            meta={"download_slot": self.name},
            cb_kwargs={"kind": "list"},
        )

    def parse_home(self, response: Response, kind: FoundBy) -> Iterator[Any]:
        """Take the articles that the home page links to, and ask for the feeds that it names."""
        self.count("listings")
        page = parse(text_of(response))
        named = [url for url in feeds_named(page, response.url) if url not in self.feeds]
        if named:
            self.logger.warning(
                "%s names feeds that crawler/spiders/%s.py does not know (edit feeds): %s",
                response.url,
                self.name,
                ", ".join(named),
            )
        hints = listings.list_hints(page, listings.ListPage(url=response.url, items="a[href]"))
        yield from self._take(self._listing(response, kind), hints)
        for url in named[:MOST_NAMED]:
            yield self._request_listing("feed", url, None)


#: A home page may name a feed for every section.
MOST_NAMED = 3


def feeds_named(page: Selector, base: str) -> list[str]:
    """Return the feeds that a page names in its head, in its order."""
    links = page.css(
        "link[rel~=alternate][type*=rss], link[rel~=alternate][type*=atom],"
        " link[rel~=alternate][type*=rdf]"
    )
    found = (urljoin(base, each.root.get("href", "").strip()) for each in links)
    return list(dict.fromkeys(url for url in found if url.startswith(("http://", "https://"))))
