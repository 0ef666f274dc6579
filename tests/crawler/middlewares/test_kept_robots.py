"""A robots.txt is asked for once a day, and again where it forbids something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.crawls import REPLICA, scrapy, value
from tests.support.loopback import Answer, serving

if TYPE_CHECKING:
    from pathlib import Path


def test_robots_are_kept_for_a_day_unless_they_forbid(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with serving(REPLICA) as site:
        crawl = ("crawl", "fnnews", *site.settings, "-s", f"DATABASE={database}")
        site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /news/\n")
        assert scrapy(*crawl).code == 1
        del site.answers["/robots.txt"]
        forbidden = value(database, "SELECT min(url) FROM rejections")
        for age, asked in ((86_400, 1), (86_400, 0), (0, 1)):
            site.asked.clear()
            again = scrapy(*crawl, "-a", f"urls={forbidden}", "-s", f"ROBOTSTXT_MAX_AGE={age}")
            assert again.code == 0, again.log
            assert site.asked.count("/robots.txt") == asked
