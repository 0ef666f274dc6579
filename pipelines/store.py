"""Writes articles and rejections through newsdb, each in one short transaction."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import DropItem

from newsdb.articles import outlets, policies, rejections, revisions
from newsdb.articles.articles import Saved
from newsdb.articles.forgotten import is_forgotten
from newsdb.articles.rejections import Rejection
from newsdb.database import DatabaseError, explain, now, open_database
from newsdb.storing import store

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from sqlite_utils import Database

    from newsdb.records import Article
    from pipelines.candidate import Candidate

logger = logging.getLogger(__name__)


class StorePipeline:
    """The end of the line; counts what storing came to for the run's history."""

    db: Database

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        self.db = open_database(self.crawler.settings["DATABASE"])
        self.outlets: set[str] = set()
        self.closing = False

    async def process_item(self, item: Candidate | Rejection) -> Article | Rejection:
        try:
            return self._save(item)
        except DatabaseError as error:
            # The links stay as they were found: the next run reads their pages again.
            logger.error("%s", explain(error, self.crawler.settings["DATABASE"]))
            assert self.crawler.engine is not None
            if not self.closing:
                self.closing = True
                close = self.crawler.engine.close_spider_async(reason="database_unusable")
                self.close_task = asyncio.ensure_future(close)
            raise DropItem("the database can't be written") from error

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
        return policies.allowed(item.article, raw.outlet.policy)  # for -o and whoever listens

    def _note_removed(self, gone: Rejection) -> bool:
        """Note that a stored article is gone from its source; False when it is not stored."""
        stored = revisions.is_stored(self.db, outlet=gone.outlet, key=gone.key)
        if stored and revisions.note_removed(
            self.db, outlet=gone.outlet, key=gone.key, at=gone.seen_at
        ):
            assert self.crawler.stats is not None
            self.crawler.stats.inc_value("hanil/articles_removed")
        return stored

    def close_spider(self) -> None:
        self.db.close()
