"""Writes articles and rejections through newsdb, each in one short transaction."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, NoReturn, Self

from scrapy.exceptions import DropItem

from newsdb.articles import outlets, policies, rejections, revisions
from newsdb.articles.articles import Saved
from newsdb.articles.forgotten import is_forgotten
from newsdb.articles.rejections import Rejection
from newsdb.database import DatabaseError, explain, is_about_file, now, open_database
from newsdb.database_file import identity
from newsdb.records import OUR_FAULTS
from newsdb.storing import store
from pipelines.step import fault_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from sqlite_utils import Database

    from newsdb.records import Article
    from pipelines.candidate import Candidate

logger = logging.getLogger(__name__)


class StorePipeline:
    """The last pipeline; it counts the outcomes for the run's history."""

    db: Database

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        self.db = open_database(self.crawler.settings["DATABASE"])
        self.file = identity(self.crawler.settings["DATABASE"])
        self.outlets: set[str] = set()
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
        stats = self.crawler.stats
        run_id = stats.get_value("hanil/run_id")
        if isinstance(item, Rejection):
            if item.reason in revisions.GONE and self._note_removed(item):
                return item
            rejections.save(self.db, item, at=now(), run_id=run_id)
            stats.inc_value("hanil/rejected")
            if item.attempts:
                stats.inc_value("hanil/rejected_again")
            stats.inc_value(f"hanil/rejected/{item.reason}")
            if item.reason in OUR_FAULTS:
                stats.inc_value("hanil/errors")
            return item
        raw = item.raw
        if is_forgotten(self.db, outlet=item.article.outlet, key=item.article.key):
            stats.inc_value("hanil/forgotten")
            raise DropItem(f"{raw.url} was taken out at somebody's request")
        if raw.outlet.name not in self.outlets:
            outlets.save(self.db, raw.outlet)
            self.outlets.add(raw.outlet.name)
        saved = store(
            self.db,
            item.article,
            seen_at=raw.seen_at,
            run_id=run_id,
            seen_url=raw.seen_url,
            found_in=raw.found_in,
            link_key=raw.link_key,
            signature=item.signature,
            verdict=item.verdict,
            validators=raw.validators,
        )
        stats.inc_value(f"hanil/articles_{saved}")
        if item.verdict is not None and saved is not Saved.SAME:
            stats.inc_value(f"hanil/decided_{item.verdict.decision}")
        return policies.allowed(item.article, raw.outlet.policy)  # for -o and item_scraped

    def _note_removed(self, gone: Rejection) -> bool:
        """Record that a stored article was removed at its source; False when it isn't stored."""
        stored = revisions.is_stored(self.db, outlet=gone.outlet, key=gone.key)
        if stored and revisions.note_removed(
            self.db, outlet=gone.outlet, key=gone.key, at=gone.seen_at
        ):
            assert self.crawler.stats is not None
            self.crawler.stats.inc_value("hanil/articles_removed")
        return stored

    def close_spider(self) -> None:
        self.db.close()
