"""RobotsRecorder keeps robots.txt as a crawl meets it, and reports a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.extensions.robots_recorder import RobotsRecorder
from tests.support.crawls import rows

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_changed_robots_txt_is_kept_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = tmp_path / "news.db"
    rules = RobotsRecorder(get_crawler(Spider, {"DATABASE": str(database)}))

    def meet(address: str, body: str, status: int = 200) -> None:
        answer = Response(address, status=status, body=body.encode())
        rules.response_downloaded(answer, Request(address), Spider("daily"))

    site = "https://daily.example"
    meet(f"{site}/news/1", "an article")
    meet(f"{site}/robots.txt", "User-agent: *\nDisallow: /admin")
    meet(f"{site}/robots.txt", "User-agent: *\nDisallow: /admin")
    assert "changed" not in caplog.text
    meet(f"{site}/robots.txt", "User-agent: *\nDisallow: /")
    assert (
        "robots.txt of daily.example has changed: -Disallow: /admin; +Disallow: /" in caplog.text
    )
    found = rows(database, "SELECT host, outlet, status, change FROM robots")
    assert found == [("daily.example", "daily", 200, "-Disallow: /admin; +Disallow: /")]
