"""DiscoveringSpider: listings to links to requests; what is known is not asked for again."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, cast

import scrapy
from scrapy.exceptions import CloseSpider
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.archive.signals import listing_unreadable
from crawler.arguments import ArgumentError, read_since, read_urls
from crawler.discovery import listings
from crawler.discovery.listings import ListingError
from crawler.discovery.publisher_spider import PublisherSpider
from crawler.failures import reason_of
from crawler.reading.page import parse
from crawler.reading.responses import text_of, validators_of
from newsdb.articles import discovered, outlets, revisits
from newsdb.articles.discovered import Link, Listing
from newsdb.database import DatabaseError, explain, now, open_database
from newsdb.records import KST

if TYPE_CHECKING:
    import re
    from collections.abc import AsyncIterator, Iterable, Iterator
    from datetime import date, datetime

    from scrapy import Request
    from scrapy.http import Response
    from sqlite_utils import Database
    from twisted.python.failure import Failure

    from crawler.discovery.listings import Entry, Hint, ListPage, SearchPage
    from crawler.items import RawArticle
    from newsdb.records import FoundBy

#: Listings before articles, so that a run knows early what there is.
LISTING_PRIORITY = 10


class DiscoveringSpider(PublisherSpider):
    """Finds an outlet's new articles and hands each page to ``parse_article``.

    :param since: a date (``2025-11-01``): go back to it, by the outlet's search and lists
    :param urls: one article URL, or a file with one a line: read only these
    :param search: words for the outlet's own search: read only what it finds
    """

    # Regarding where its articles are found.
    feeds: ClassVar[tuple[str, ...]] = ()
    sitemaps: ClassVar[tuple[str, ...]] = ()
    lists: ClassVar[tuple[ListPage, ...]] = ()
    search_page: ClassVar[SearchPage | None] = None
    search_terms: ClassVar[tuple[str, ...]] = ()  # what ``since`` searches for
    only: ClassVar[re.Pattern[str] | None] = None  # of a busy feed: what title or summary holds

    # Regarding when: five cron fields in Asia/Seoul, days by name; None is only when asked for.
    schedule: ClassVar[str | None] = None

    def __init__(
        self,
        *args: Any,
        since: str | None = None,
        urls: str | list[str] | None = None,
        search: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args)
        if kwargs:
            unknown = next(iter(kwargs))
            raise ArgumentError(f"-a {unknown}=: {self.name} takes no such argument")
        given = {"since": since, "urls": urls, "search": search}
        self.arguments = {name: value for name, value in given.items() if value}
        self.since = read_since(since)
        self.urls = read_urls(urls)
        self.search = search
        if search and not self.search_page:
            raise ArgumentError(f"{self.name} has no search page: -a search can't be used")
        self.requested: set[tuple[str, str]] = set()
        self.links_of: dict[str, int] = {}  # how many each listing of this run gave
        self.entries: dict[tuple[str, str], Entry] = {}  # what feeds told of articles

    async def start(self) -> AsyncIterator[Any]:
        if self.crawler.stats.get_value("hanil/already_running"):
            return
        self.db: Database = open_database(self.settings["DATABASE"])
        if self.urls:
            for request in self._request_urls(self.urls):
                yield request
            return
        outlets.save(self.db, self.outlet())
        if self.search:
            yield self._request_search(self.search, 0)
            return
        listings: list[tuple[FoundBy, str, ListPage | None]] = [
            *(("feed", url, None) for url in self.feeds),
            *(("sitemap", url, None) for url in self.sitemaps),
            *(("list", page.url, page) for page in self.lists),
        ]
        left = self.left_over()
        due = self.due()
        self.logger.info(
            "%s: %d listings to read, %d articles left from earlier runs, %d to look at again",
            self.title,
            len(listings),
            len(left),
            len(due),
        )
        for kind, url, page in listings:
            yield self._request_listing(kind, url, page)
        for request in self.more_listings():
            yield request
        for request in self._request_articles([*left, *due]):
            yield request
        if self.since:
            for request in self._go_back(self.since):
                yield request

    def more_listings(self) -> Iterator[Request]:
        """Return requests for listings that are not the outlet's own."""
        return iter(())

    def left_over(self) -> list[Link]:
        """Return the articles that earlier runs found and did not read."""
        return discovered.to_do(self.db, outlet=self.name, at=now())

    def outlet_names(self) -> list[str]:
        """Return the publishers whose articles this spider looks at again."""
        return [self.name]

    def due(self) -> list[Link]:
        """Return the stored articles that matter and are to be looked at again now."""
        if self.settings["REPLAY"]:
            return []  # saved pages stay as they are, and were read long ago by their own clock
        due = [
            link
            for outlet in self.outlet_names()
            for link in revisits.take_due(self.db, outlet=outlet, at=now())
        ]
        self.count("visits", len(due))
        return due

    def _go_back(self, since: date) -> Iterator[Request]:
        if self.search_page and self.search_terms:
            self.logger.info(
                "Going back to %s by search for %s; feeds and lists reach as far as they show",
                since,
                ", ".join(f"“{term}”" for term in self.search_terms),
            )
            yield from (self._request_search(term, 0) for term in self.search_terms)
        else:
            self.logger.warning(
                "%s has no search to go back to %s with: only what feeds and lists show is read",
                self.title,
                since,
            )

    def _request_listing(self, kind: FoundBy, url: str, page: ListPage | None) -> Request:
        etag, last_modified = discovered.validators(self.db, url)
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        return scrapy.Request(
            url,
            callback=self.parse_listing,
            errback=self.listing_failed,
            headers={name: value for name, value in headers.items() if value},
            priority=LISTING_PRIORITY,
            dont_filter=True,
            meta={"handle_httpstatus_list": [304], "download_slot": self.name},
            cb_kwargs={"kind": kind, "page": page},
        )

    def _request_search(self, words: str, number: int) -> Request:
        assert self.search_page is not None
        page = self.search_page.page(words, number)
        return scrapy.Request(
            page.url,
            callback=self.parse_search,
            errback=self.listing_failed,
            priority=LISTING_PRIORITY,
            dont_filter=True,
            meta={"download_slot": self.name},
            cb_kwargs={"kind": "search", "page": page, "words": words, "number": number},
        )

    def _request_urls(self, urls: Iterable[str]) -> Iterator[Request]:
        """Request the addresses a person gave as they are, known or not."""
        links = []
        for url in urls:
            if key := self.key_of(url):
                outlet = self.outlet_of(url)
                outlets.save(self.db, outlet)
                links.append(Link(outlet=outlet.name, key=key, url=url))
            else:
                self.logger.warning("%s is no article address of %s", url, self.title)
                self.count("errors")
        discovered.remember(self.db, None, links, at=now())
        yield from self._request_articles(links)

    def _request_articles(self, links: Iterable[Link]) -> Iterator[Any]:
        for link in links:
            if (link.outlet, link.key) not in self.requested:
                self.requested.add((link.outlet, link.key))
                yield self.told_article(link) or scrapy.Request(
                    link.url,
                    callback=self.parse_article,
                    errback=self.article_failed,
                    dont_filter=True,  # ``requested`` knows better: a redirect loop is no repeat
                    headers=revisits.validators(self.db, outlet=link.outlet, key=link.key).headers,
                    meta={"handle_httpstatus_list": [304], "download_slot": self.name},
                    cb_kwargs={"link": link},
                )

    def told_article(self, link: Link) -> RawArticle | None:
        """Return the article where a feed has told all of it: no page need be asked for."""
        del link  # outlets differ: see OutletSpider
        return None

    def parse_listing(
        self, response: Response, kind: FoundBy, page: ListPage | None
    ) -> Iterator[Any]:
        listing = self._listing(response, kind)
        self.count("listings")
        if response.status == 304:
            self.count("listings_unchanged")
            self.logger.info("%s %s: unchanged", kind, response.url)
            discovered.note_answer(self.db, listing, at=now())
            return
        try:
            hints = self._hints(response, page)
        except ListingError as error:
            self.logger.warning("%s", error)
            self.count("listings_unreadable")
            self.crawler.signals.send_catch_log(listing_unreadable, response=response)
            discovered.note_answer(self.db, listing, at=now())
            return
        if kind == "sitemap":
            for url in listings.nested_sitemaps(response.body, response.url):
                yield self._request_listing("sitemap", url, None)
        if not hints:
            self.crawler.signals.send_catch_log(listing_unreadable, response=response)
        if not hints and page:
            self.logger.warning(
                "%s: no links; looked for %s in %s", response.url, page.link, page.items
            )
        yield from self._take(listing, hints)

    def parse_search(
        self, response: Response, kind: FoundBy, page: ListPage, words: str, number: int
    ) -> Iterator[Any]:
        assert self.search_page is not None
        self.count("listings")
        self.count("searches")  # rare words are found nowhere: no sign of a fault
        selector = parse(text_of(response))
        hints = listings.list_hints(selector, page)
        if not hints and not selector.css(self.search_page.results):
            self.logger.warning(
                "%s: not a page of results any more; looked for %s",
                response.url,
                self.search_page.results,
            )
            self.count("listings_unreadable")
            return
        yield from self._take(self._listing(response, kind), hints)
        oldest = min((hint.published_at for hint in hints if hint.published_at), default=None)
        reached = self.since and oldest and _day(oldest) < self.since
        last = number + 1 >= (self.search_page.most_pages if self.since else 1)
        if hints and not reached and not last:
            yield self._request_search(words, number + 1)
        elif self.since:
            self.logger.info(
                "Search for “%s” ended on page %d: %s",
                words,
                number + 1,
                f"it reached back beyond {self.since}"
                if reached
                else "the site shows no older results"
                if not hints
                else f"no more than {self.search_page.most_pages} pages are asked for",
            )

    def _listing(self, response: Response, kind: FoundBy) -> Listing:
        etag, last_modified = validators_of(response)
        return Listing(
            url=response.request.url if response.request else response.url,
            outlet=self.name,
            kind=kind,
            status=response.status,
            etag=etag,
            last_modified=last_modified,
        )

    def _hints(self, response: Response, page: ListPage | None) -> list[Hint]:
        if page:
            return listings.list_hints(parse(text_of(response)), page)
        return listings.feed_hints(response.body, response.url)

    def _take(self, listing: Listing, hints: Iterable[Hint]) -> Iterator[Any]:
        """Save what a listing named, and request what is new in it."""
        links: dict[tuple[str, str], Link] = {}
        for hint in hints:
            if not (key := self.key_of(hint.url)):
                continue
            if self.since and hint.published_at and _day(hint.published_at) < self.since:
                continue
            if self.only and not self.only.search(_said(hint)):
                continue
            outlet = self.outlet_of(hint.url)
            if outlet.name != self.name:
                outlets.save(self.db, outlet)
            if hint.entry:
                self.entries.setdefault((outlet.name, key), hint.entry)
            links.setdefault(
                (outlet.name, key),
                Link(
                    outlet=outlet.name,
                    key=key,
                    url=self.address_of(hint.url, key),
                    title=hint.title,
                    published_at=hint.published_at,
                    modified_at=hint.modified_at,
                    found_by=listing.kind,
                    found_in=listing.url,
                ),
            )
        with self.storing():
            remembered = discovered.remember(self.db, listing, links.values(), at=now())
        self.count("links_found", len(links))
        self.links_of[listing.url] = len(links)
        self.count("links_new", len(remembered.new))
        self.count("links_known", len(remembered.known))
        self.logger.info(
            "%s %s: %d links, %d new", listing.kind, listing.url, len(links), len(remembered.new)
        )
        if remembered.changed:
            self.count("visits", len(remembered.changed))
            self.logger.info("%s: %d entries changed", listing.url, len(remembered.changed))
        yield from self._request_articles([*remembered.new, *remembered.changed])

    def listing_failed(self, failure: Failure) -> Iterator[Any]:
        """Say why a listing could not be read; its articles are found another time."""
        request = cast("Request", failure.request)  # type: ignore[attr-defined]  # set by Scrapy
        reason, detail = reason_of(failure)
        self.logger.warning("%s: %s", request.url, detail or reason)
        self.count("listings_failed")
        self.count(f"listing_fault/{reason}")
        if isinstance(failure.value, HttpError):
            listing = self._listing(failure.value.response, request.cb_kwargs["kind"])
            discovered.note_answer(self.db, listing, at=now())
        yield from ()  # who knows where else to look says so

    def parse_article(self, response: Response, link: Link) -> Iterator[Any]:
        """Read the article that ``link`` led to."""
        raise NotImplementedError

    def article_failed(self, failure: Failure) -> Iterator[Any]:
        """Say why the page that a link led to could not be fetched."""
        raise NotImplementedError

    @contextmanager
    def storing(self) -> Iterator[None]:
        """End the run with a clear word when the database can't be written."""
        try:
            yield
        except DatabaseError as error:
            self.logger.error("%s", explain(error, self.settings["DATABASE"]))
            raise CloseSpider("database_unusable") from error

    def count(self, name: str, by: int = 1) -> None:
        """Count something for the run's history."""
        self.crawler.stats.inc_value(f"hanil/{name}", by)

    def closed(self, reason: str) -> None:
        del reason
        if hasattr(self, "db"):
            self.db.close()


def _said(hint: Hint) -> str:
    return f"{hint.title}\n{hint.entry.summary if hint.entry else ''}"


def _day(moment: datetime) -> date:
    return moment.astimezone(KST).date()
