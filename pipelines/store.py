"""Writes articles and rejections through newsdb, each in one short transaction."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, NoReturn, Self

from scrapy.exceptions import DropItem

from crawler.storage import storage_of
from newsdb.articles import policies
from newsdb.articles.rejections import Rejection
from newsdb.crawls.events import ArticleRead, PageRejected
from newsdb.database import now
from newsdb.database_errors import DatabaseError, explain, is_about_file
from newsdb.database_file import identity
from pipelines.step import fault_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newsdb.records import Article
    from pipelines.candidate import Candidate

logger = logging.getLogger(__name__)


class StorePipeline:
    """The last pipeline; it counts the outcomes for the run's history."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        self.storage = storage_of(self.crawler)
        self.file = identity(self.crawler.settings["DATABASE"])
        self.closing = False

    async def process_item(self, item: Candidate | Rejection) -> Article | Rejection:
        path = self.crawler.settings["DATABASE"]
        if self.closing:
            raise DropItem("the database can't be written")
        if unusable := self.crawler.stats.get_value("hanil/database_unusable"):
            self._close("database_unusable", unusable)  # nobody waits for it once more
        if identity(path) != self.file:
            self._close("database_gone", f"{path} was deleted or replaced while this run used it")
        try:
            return self._save_or_reject(item)
        except DatabaseError as error:
            # The links stay as they were found: the next run reads their pages again.
            said = explain(error, path)
            self.crawler.stats.set_value("hanil/database_unusable", said)
            self._close("database_unusable", said)

    def _close(self, reason: str, why: str) -> NoReturn:
        """End the run; what was to be stored is found again by the next one."""
        logger.error("%s", why)
        self.closing = True
        self.crawler.stats.set_value("hanil/closing", reason)
        self.close_task = asyncio.ensure_future(self._close_spider(reason))
        raise DropItem("the database can't be written")

    async def _close_spider(self, reason: str) -> None:
        """Close the spider, and see to it that this comes to an end.

        Scrapy 2.19 looks whether all items are through when a response is. With items that came
        from ``start()``, as every line of a file does, that may be before the last of them.
        """
        engine = self.crawler.engine
        assert engine is not None
        closing = asyncio.ensure_future(engine.close_spider_async(reason=reason))
        while not (await asyncio.wait([closing], timeout=0.1))[0]:
            slot = engine.scraper.slot
            if slot and slot.closing and not slot.closing.called:
                engine.scraper._check_if_closing()
        await closing

    def _save_or_reject(self, item: Candidate | Rejection) -> Article | Rejection:
        """Save an item; an article that can't be saved, whatever the reason, as a rejection.

        Raises DatabaseError when it is the file that can't be written.
        """
        if isinstance(item, Rejection):
            return self._save(item)
        try:
            return self._save(item)
        except Exception as error:
            if is_about_file(error):
                raise
            logger.exception("%s: it can't be stored", item.raw.seen_url)
            return self._save(fault_of(item.raw, error, step="storing"))

    def _save(self, item: Candidate | Rejection) -> Article | Rejection:
        if isinstance(item, Rejection):
            recorded = self.storage.tell(PageRejected(rejection=item, at=now()))
        else:
            recorded = self.storage.tell(read_of(item), signature=item.signature)
        for name, number in recorded.counts.items():
            self.crawler.stats.inc_value(f"hanil/{name}", number)
        if isinstance(item, Rejection):
            return item
        if recorded.forgotten:
            raise DropItem(f"{item.raw.url} was taken out at somebody's request")
        return policies.allowed(item.article, item.raw.outlet.policy)  # for -o and item_scraped


def read_of(item: Candidate) -> ArticleRead:
    """Return what a crawl tells of an article."""
    raw = item.raw
    return ArticleRead(
        article=item.article,
        outlet=raw.outlet,
        url=raw.url,
        seen_at=raw.seen_at,
        seen_url=raw.seen_url,
        found_in=raw.found_in,
        link_key=raw.link_key,
        verdict=item.verdict,
        validators=raw.validators,
        signed=item.signed,
    )
