"""OutletSpider: sources -> links -> article pages -> RawArticle, driven by class attributes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import scrapy
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.archive.signals import listing_unreadable
from crawler.arguments import ArgumentError, read_since, read_urls
from crawler.discovery.feed_texts import FeedTexts
from crawler.discovery.further_pages import FurtherPages
from crawler.discovery.hints import ListingError
from crawler.discovery.home_page import HomePage, HomePageFallback
from crawler.discovery.links import links_to, unexpected
from crawler.discovery.listing_responses import (
    as_answered,
    hints_on,
    is_wanted,
    rejection_of_listing,
)
from crawler.discovery.planning import api_queries, listings_back_to, listings_of, searches_for
from crawler.discovery.requests import article_request, listing_request
from crawler.discovery.run_links import RunLinks
from crawler.discovery.searches import ResultsPage, next_page
from crawler.discovery.sitemap_index import SitemapIndexes
from crawler.discovery.spared_lists import SparedLists
from crawler.discovery.suspects import Suspects
from crawler.failures import GONE, reason_of
from crawler.outlet_attributes import OutletAttributes
from crawler.reading.articles import (
    article_in_feed,
    article_on_page,
    fault_of,
    rejection_of,
)
from crawler.reading.page import NoArticleError
from crawler.sources import Feed, ListPage, SearchPage, sources_of
from crawler.storage import storage_of
from crawler.time_limit import TimeLimitError, time_limit
from newsdb.articles import attempts
from newsdb.articles.discovered import Link
from newsdb.database import now
from newsdb.records import KILLED, TOO_LONG

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
    from datetime import datetime

    from scrapy import Request
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from crawler.discovery.listing_responses import ListingPage
    from crawler.items import RawArticle
    from newsdb.articles.rejections import Rejection
    from newsdb.crawls.storage import CrawlStorage

#: Reasons that mean an article has been removed: its feed's text is then not used either.
GONE_REASONS = GONE | {"gone"}


class OutletSpider(OutletAttributes, scrapy.Spider):
    """Finds an outlet's new articles and reads them; a subclass is a docstring and attributes.

    ``start`` requests the listings that ``sources`` names, ``parse_listing`` the articles in them
    that no run has read, and ``parse_article`` yields a RawArticle or a Rejection.

    :param since: a date (``2025-11-01``) to go back to, by the outlet's search and lists
    :param urls: one article URL, or a file with one a line: read only these
    :param search: words for the outlet's own search: read only what it finds
    """

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
            raise ArgumentError(f"-a {unknown}=: {self.name} has no such argument")
        given = {"since": since, "urls": urls, "search": search}
        self.arguments = {name: value for name, value in given.items() if value}
        self.since = read_since(since)
        self.urls = read_urls(urls)
        self.search = search
        if search and not sources_of(SearchPage, self.sources):
            raise ArgumentError(f"{self.name} has no search page: -a search can't be used")
        self.requested: set[tuple[str, str]] = set()  # outlet and key of articles
        self.feed_texts = FeedTexts()
        self.suspects = Suspects()
        self.spared_lists = SparedLists()
        self.further_pages = FurtherPages(self)
        self.sitemap_indexes = SitemapIndexes()
        self.home_page = HomePageFallback(self.name, self.home)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Let hanil.toml slow an outlet down, never speed it up."""
        super().update_settings(settings)
        own = settings.getdict("OUTLET_DELAYS").get(cls.name)
        if own is not None and own > settings.getfloat("DOWNLOAD_DELAY"):
            settings.set("DOWNLOAD_DELAY", own, priority="spider")

    # A spider that reads several publishers (SiteSpider) overrides these four.

    @property
    def lock_name(self) -> str:
        """The name of the lock that keeps other processes from crawling the same."""
        return self.name

    def outlet_names(self) -> list[str]:
        """Return the outlets whose stored articles this spider revisits."""
        return [self.name]

    def left_over(self) -> list[Link]:
        """Return the articles that earlier runs found but did not read."""
        return self.storage.left_over(outlet=self.name)

    def room(self) -> int | None:
        """Return how many links a run may add; None for no limit."""
        return None

    def count(self, name: str, by: int = 1) -> None:
        """Add to one of the run's counters."""
        self.crawler.stats.inc_value(f"hanil/{name}", by)

    # From sources to links.

    async def start(self) -> AsyncIterator[Any]:
        if self.crawler.stats.get_value("hanil/already_running"):
            return
        self.suspects.follow(self.crawler)
        self.storage: CrawlStorage = storage_of(self.crawler)
        self.links = RunLinks(
            self.storage,
            path=self.settings["DATABASE"],
            stats=self.crawler.stats,
            count=self.count,
            logger=self.logger,
            room=self.room(),
        )
        for request in self.request_urls(self.urls) if self.urls else self.request_sources():
            yield request

    def request_sources(self) -> Iterator[Any]:
        """Request the listings, then the articles left from earlier runs and those to revisit."""
        self.links.save_outlet(self.outlet())
        if self.search:
            yield from map(self.request_listing, searches_for(self.sources, self.search))
            return
        every = self.settings["REPLAY"] or self.since
        listings = (
            listings_of(self.sources)
            if every
            else self.spared_lists.needed(self.sources, self.storage, self.name)
        )
        left = self.left_over()
        # Saved pages never change, and by the clock they were read long ago.
        due = [] if self.settings["REPLAY"] else self.links.due(self.outlet_names())
        self.logger.info(
            "%s: %d listings to read, %d articles left from earlier runs, %d to revisit",
            self.title,
            len(listings),
            len(left),
            len(due),
        )
        yield from map(self.request_listing, (*listings, *api_queries(self.sources, self.since)))
        yield from self.request_articles([*left, *due])
        if self.since:
            older = listings_back_to(self.since, self.sources, outlet=self.title)
            yield from map(self.request_listing, older)

    def request_urls(self, urls: Iterable[str]) -> Iterator[Any]:
        """Request the URLs a person gave as they are, known or not."""
        links = []
        outlets = {}
        for url in urls:
            if key := self.key_of(url):
                outlet = self.outlet_of(url)
                outlets[outlet.name] = outlet
                links.append(Link(outlet=outlet.name, key=key, url=url))
            else:
                self.logger.warning("%s is not an article URL of %s", url, self.title)
                self.count("errors")
        for outlet in outlets.values():
            self.links.save_outlet(outlet)
        self.links.remember_given(links)
        yield from self.request_articles(links)

    def request_listing(self, page: ListingPage) -> Request:
        """Return the request for a listing."""
        return listing_request(
            page,
            slot=self.name,
            validators=self.storage.listing_validators(page.url),
            callback=self.parse_listing,
            errback=self.listing_failed,
        )

    def parse_listing(self, response: Response, page: ListingPage) -> Iterator[Any]:
        """Request the new articles in a listing, and the listings that it leads to."""
        listing = as_answered(response, page, outlet=self.name)
        self.count("listings")
        if page.kind == "search":
            self.count("searches")  # no hits for rare words are not a fault
        if response.status == 304:
            self.count("listings_unchanged")
            self.logger.info("%s %s: unchanged", page.kind, response.url)
            self.links.note_answer(listing)
            return
        if self.links.kills_its_reader(listing):
            why = "runs died whenever they read it; it is read again a day after the last time"
            yield rejection_of_listing(listing, KILLED, why)
            self.crawler.signals.send_catch_log(listing_unreadable, response=response)
            yield from self.request_instead(page, response.url, KILLED)
            return
        unreadable: list[str] = []
        unmatched: list[str] = []
        try:
            with self.links.reading(listing):
                hints = hints_on(response, page, unreadable=unreadable)
                further = self.listings_on(response, page)
                wanted = (hint for hint in hints if is_wanted(hint, page, self.since))
                found = links_to(wanted, listing, self, unreadable=unreadable, unmatched=unmatched)
        except ListingError as error:
            self.logger.warning("%s", error)
            self.count("listings_unreadable")
            if isinstance(error.__cause__, TimeLimitError):
                yield rejection_of_listing(listing, TOO_LONG, str(error))
            self.crawler.signals.send_catch_log(listing_unreadable, response=response)
            if page.kind != "search":  # a search is recorded by what it finds
                self.links.note_answer(listing)
            yield from map(self.request_listing, self.spared_lists.instead_of(page))
            yield from self.request_instead(page, response.url)
            return
        if not hints and page.kind != "search":
            self.crawler.signals.send_catch_log(listing_unreadable, response=response)
        if not hints and isinstance(page, ListPage):
            self.logger.warning(
                "%s: no links; looked for %s in %s", response.url, page.link, page.items
            )
        unmatched = unexpected(unmatched, page)
        self.links.note_losses(response.url, unreadable, unmatched)
        listing = replace(
            listing, entries=len(hints), unreadable=len(unreadable), unmatched=len(unmatched)
        )
        self.feed_texts.keep(page, found)
        unread = self.links.remember(listing, found)
        yield from self.request_articles(unread)
        if len(unread) == len(found):  # it may have dropped others between this run and the last
            yield from map(self.request_listing, self.spared_lists.instead_of(page))
        yield from map(self.request_listing, further)
        if isinstance(page, ResultsPage) and (older := next_page(page, hints, self.since)):
            yield self.request_listing(older)
        if not found:
            yield from self.request_instead(page, response.url)

    def listings_on(self, response: Response, page: ListingPage) -> Sequence[ListingPage]:
        """Return the listings that one leads to: an index's sitemaps, a home page's feeds."""
        if isinstance(page, HomePage):
            return self.home_page.feeds_on(response, page, self.sources)
        return self.sitemap_indexes.sitemaps_on(response, page, since=self.since)

    def request_instead(
        self, page: ListingPage, asked: str, why: str = "it lists no articles"
    ) -> Iterator[Request]:
        """Request what may replace ``page``, which was empty: another address, the home page."""
        if isinstance(page, Feed) and page.elsewhere:
            self.logger.warning("%s: %s; trying %s", asked, why, page.elsewhere[0])
            yield self.request_listing(
                replace(page, url=page.elsewhere[0], elsewhere=page.elsewhere[1:])
            )
        elif home := self.home_page.instead_of(page, asked, why):
            yield self.request_listing(home)

    def listing_failed(self, failure: Failure) -> Iterator[Any]:
        """Log why a listing could not be read; a later run will find its articles."""
        request = cast("Request", failure.request)  # type: ignore[attr-defined]  # set by Scrapy
        page: ListingPage = request.cb_kwargs["page"]
        reason, detail = reason_of(failure)
        self.logger.warning("%s: %s", request.url, detail or reason)
        self.count("listings_failed")
        self.count(f"listing_fault/{reason}")
        yield from map(self.request_listing, self.spared_lists.instead_of(page))
        if isinstance(failure.value, HttpError):
            listing = as_answered(failure.value.response, page, outlet=self.name)
            self.links.note_answer(listing)
        if reason in GONE:
            yield from self.request_instead(page, request.url, reason)

    # From links to articles.

    def request_articles(self, links: Iterable[Link]) -> Iterator[Any]:
        """Request each article's page, once a run; yield those read from the feed alone."""
        for link in links:
            if (link.outlet, link.key) in self.requested:
                continue
            self.requested.add((link.outlet, link.key))
            if link.begun >= attempts.MOST:
                yield rejection_of(
                    link,
                    link.url,
                    KILLED,
                    looked_for="a reading that ends",
                    found=f"{link.begun} runs died, or ran out of time, while they read it",
                    seen_at=now(),
                )
                continue
            if article := self.article_from_feed(link, before_page=True):
                yield article
                continue
            request = article_request(
                link,
                slot=self.name,
                validators=self.storage.page_validators(link),
                callback=self.parse_article,
                errback=self.article_failed,
            )
            if link.begun:
                self.suspects.waiting.append(request)
            else:
                yield request

    def parse_article(self, response: Response, link: Link) -> Iterator[Any]:
        """Yield the article on a page; if there is none, the feed's version or a rejection."""
        seen_at = response.meta.get("fetched_at") or now()
        if response.status == 304:
            self.links.note_unchanged(link, at=seen_at)
            return
        self.links.begin_reading(link)
        try:
            with time_limit():
                article = self.read(response, link, seen_at=seen_at)
        except NoArticleError as error:
            rejection = rejection_of(
                link,
                response.url,
                error.reason,
                looked_for=error.looked_for,
                found=error.found,
                seen_at=seen_at,
            )
            yield self.feed_article_or(rejection, link, why=str(error))
        except Exception as error:
            self.logger.exception("%s can't be read", response.url)
            yield fault_of(link, response.url, error, seen_at=seen_at)
        else:
            instead = None if article.has_text else self.article_from_feed(link)
            yield instead or self.further_pages.after(article, link)

    def article_failed(self, failure: Failure) -> Iterator[Any]:
        """Yield the feed's version of an article whose page can't be fetched, or a rejection."""
        request = cast("Request", failure.request)  # type: ignore[attr-defined]  # set by Scrapy
        link: Link = request.cb_kwargs["link"]
        reason, detail = reason_of(failure)
        self.count("articles_unreachable")
        rejection = rejection_of(link, request.url, reason, found=detail, seen_at=now())
        yield self.feed_article_or(rejection, link, why=reason)

    def read(self, response: Response, link: Link, *, seen_at: datetime) -> RawArticle:
        """Return the article on a page; raises NoArticleError when there is none."""
        listed = self.feed_texts.longer(link)
        return article_on_page(response, link, self, seen_at=seen_at, listed=listed)

    def article_from_feed(self, link: Link, *, before_page: bool = False) -> RawArticle | None:
        """Return the article from its feed; None when the feed has no text for it.

        With ``before_page`` only feeds count whose text is taken without requesting the page.
        """
        if not self.feed_texts.has(link, before_page=before_page):
            return None
        self.links.begin_reading(link)
        try:
            with time_limit():
                page = self.feed_texts.read(link, before_page=before_page)
        except Exception:
            self.logger.exception("The feed's text of %s can't be read", link.url)
            self.count("errors")
            return None
        if page is None:
            return None
        self.count("articles_from_feed")
        return article_in_feed(page, link, self.outlet_of(link.url), seen_at=now())

    def feed_article_or(
        self, rejection: Rejection, link: Link, *, why: str
    ) -> RawArticle | Rejection:
        """Return the feed's version of an article, unless there is none or the article is gone."""
        if rejection.reason in GONE_REASONS or not (article := self.article_from_feed(link)):
            return rejection
        self.logger.warning("%s: %s; using the feed's text", rejection.url, why)
        return article
