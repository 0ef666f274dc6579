"""A crawl keeps the text of the user's watch list as a version if it was edited by hand."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy import Spider
from scrapy.utils.test import get_crawler

from crawler.extensions.run_log import SCRAPYS_CORE, RunLog
from newsdb.database import open_database
from newsdb.watch_list import versions

if TYPE_CHECKING:
    from pathlib import Path


def crawl(database: Path, watch_list: Path | None) -> None:
    """Let a run begin, as far as its row in the history."""
    named = str(watch_list or "")
    log = RunLog(get_crawler(settings_dict={"DATABASE": str(database), "WATCHLIST": named}))
    log.spider_opened(Spider("fnnews"))
    logging.getLogger(SCRAPYS_CORE).removeHandler(log.core_errors)
    log.storage.close()


def test_what_a_crawl_reads_is_a_version(tmp_path: Path) -> None:
    database, file = tmp_path / "news.db", tmp_path / "own.toml"
    crawl(database, None)
    crawl(database, file)  # named, but not there: judging says so
    for text in ("[topic.a]\n", "[topic.a]\n", "[topic.b]\n"):
        file.write_text(text, encoding="utf-8")
        crawl(database, file)
    file.write_bytes(b"\xff")
    crawl(database, file)
    db = open_database(database)
    assert [(each.id, each.person) for each in versions.listing(db, most=9)] == [
        (2, None),
        (1, None),
    ]
    db.close()
