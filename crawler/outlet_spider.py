"""OutletSpider: discover -> request -> read -> RawArticle, driven by class attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, cast

from crawler.discovery.fallback_spider import GONE
from crawler.discovery.feed_entries import from_entry
from crawler.discovery.searched_spider import SearchedSpider
from crawler.failures import reason_of
from crawler.items import RawArticle, Reading
from crawler.reading.not_articles import reason_by_address
from crawler.reading.page import NoArticleError, read_page
from crawler.reading.responses import text_of, validators_of
from newsdb.articles import revisits
from newsdb.articles.rejections import Rejection
from newsdb.database import now
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.items import Field, Trust
    from crawler.reading.layouts import PageDesign
    from newsdb.articles.discovered import Link


#: What says that an article is no more: then nothing else is taken for it.
GONE_REASONS = GONE | {"gone"}


class OutletSpider(SearchedSpider):
    """Base of all outlets: a subclass is a docstring and class attributes.

    Those that tell of the publisher and of where articles are found are PublisherSpider's,
    DiscoveringSpider's, FallbackSpider's and SearchedSpider's.
    """

    # Regarding how its pages are read.
    designs: ClassVar[tuple[PageDesign, ...]] = ()  # in the order in which they are tried
    trust: ClassVar[Trust] = {}
    useless: ClassVar[frozenset[str]] = frozenset()  # sources (``meta keywords``) that say nothing
    usual_sources: ClassVar[dict[Field, str]] = {}  # what ``scrapy probe`` expects of new pages
    #: Where feeds tell whole articles: ``first`` takes them without asking for the page,
    #: ``backup`` where the page can't be read.
    feed_text: ClassVar[Literal["first", "backup"] | None] = None
    migrated_on: ClassVar[tuple[date, ...]] = ()  # days whose stamp as 수정 tells of no edit

    def told_article(self, link: Link) -> RawArticle | None:
        return self._told(link) if self.feed_text == "first" else None

    def _told(self, link: Link) -> RawArticle | None:
        """Return the article as a feed told it; None when it told only of it."""
        entry = self.entries.get((link.outlet, link.key)) if self.feed_text else None
        page = from_entry(link, entry, with_summary=self.feed_text == "backup") if entry else None
        if page is None:
            return None
        self.count("articles_from_feed")
        return RawArticle(
            outlet=self.outlet_of(link.url),
            key=link.key,
            url=link.url,
            seen_url=link.url,
            seen_at=now(),
            found_by=link.found_by,
            found_in=link.found_in,
            link_key=link.key,
            layout=page.layout,
            readings=page.readings,
        )

    def parse_article(self, response: Response, link: Link) -> Iterator[Any]:
        seen_at = response.meta.get("fetched_at") or now()
        if response.status == 304:
            self.count("visits_unchanged")
            with self.storing():
                revisits.note_unchanged(self.db, outlet=link.outlet, key=link.key, at=seen_at)
            return
        try:
            yield self.read(response, link, seen_at=seen_at)
        except NoArticleError as error:
            if (error.reason not in GONE_REASONS) and (told := self._told(link)):
                self.logger.warning("%s: %s; the feed's text is taken", response.url, error)
                yield told
                return
            yield Rejection(
                outlet=link.outlet,
                key=link.key,
                url=response.url,
                reason=error.reason,
                looked_for=error.looked_for,
                found=error.found,
                seen_at=seen_at,
                attempts=link.attempts,
            )

    def read(self, response: Response, link: Link, *, seen_at: datetime) -> RawArticle:
        """Return the article on a page that was fetched at ``seen_at``.

        Raises NoArticleError when there is none.
        """
        key = self.key_of(response.url)
        if key is None:
            reason = reason_by_address(response.url)
            raise NoArticleError(reason, looked_for=link.url, found=response.url)
        page = read_page(
            text_of(response),
            response.url,
            designs=self.designs,
            trust=self.trust,
            fetched_on=seen_at.astimezone(KST).date(),
        )
        for field, readings in page.readings.items():
            page.readings[field] = [each for each in readings if each.source not in self.useless]
        if link.published_at:  # the last resort, after what the page itself says
            listed = Reading((link.published_at.isoformat(),), "feed pubDate")
            page.readings.setdefault("published", []).append(listed)
        return RawArticle(
            outlet=self.outlet_of(response.url),
            key=key,
            url=self.address_of(response.url, key),
            seen_url=response.url,
            seen_at=seen_at,
            found_by=link.found_by,
            found_in=link.found_in,
            link_key=link.key,
            migrated_on=self.migrated_on,
            layout=page.layout,
            validators=validators_of(response),
            readings=page.readings,
        )

    def article_failed(self, failure: Failure) -> Iterator[Any]:
        request = cast("Request", failure.request)  # type: ignore[attr-defined]  # set by Scrapy
        link: Link = request.cb_kwargs["link"]
        reason, detail = reason_of(failure)
        self.count("articles_unreachable")
        if reason not in GONE_REASONS and (told := self._told(link)):
            self.logger.warning("%s: %s; the feed's text is taken", request.url, reason)
            yield told
            return
        yield Rejection(
            outlet=link.outlet,
            key=link.key,
            url=request.url,
            reason=reason,
            found=detail,
            seen_at=now(),
            attempts=link.attempts,
        )
