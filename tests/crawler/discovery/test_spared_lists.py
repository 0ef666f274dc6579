"""A crawl whose feeds are enough does not ask for lists, and does when a feed fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.database import open_database, transaction
from tests.support.crawls import REPLICA, scrapy
from tests.support.loopback import Answer, serving

if TYPE_CHECKING:
    from pathlib import Path

FEED, LIST = "/rss/r20/fn_realnews_all.xml", "/newsflash"


def test_lists_are_asked_only_when_feeds_are_not_enough(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with serving(REPLICA) as site:
        crawl = ("crawl", "fnnews", *site.settings, "-s", f"DATABASE={database}")
        assert scrapy(*crawl).code == 0
        assert {FEED, LIST} <= {*site.asked}
        db = open_database(database)
        with transaction(db):
            db.execute("UPDATE runs SET started_at = datetime(started_at, '-9 days') || '+00:00'")
            db.execute("UPDATE feeds SET changed_at = datetime(changed_at, '-8 days') || '+00:00'")
        db.close()
        site.asked.clear()
        assert scrapy(*crawl).code == 0
        assert FEED in site.asked
        assert LIST not in site.asked
        site.answers[FEED] = Answer(b"", status=404)
        site.asked.clear()
        scrapy(*crawl)
        assert LIST in site.asked
