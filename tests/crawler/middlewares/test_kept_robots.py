"""A robots.txt is asked for once a day, and again where it forbids something."""

from __future__ import annotations

import asyncio
import gzip
from typing import TYPE_CHECKING

import pytest
from scrapy import Spider
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from crawler.failures import reason_of
from crawler.middlewares.robots import KeptRobotsMiddleware
from newsdb.database import open_database
from tests.support.crawls import REPLICA, rows, scrapy, value
from tests.support.loopback import Answer, serving

if TYPE_CHECKING:
    from pathlib import Path

RULES = b"User-agent: *\nDisallow: /news/"
GZIP = {"Content-Type": "text/plain", "Content-Encoding": "gzip"}


class Daily(Spider):
    name = "daily"


def test_robots_are_kept_for_a_day_unless_they_forbid(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with serving(REPLICA) as site:
        crawl = ("crawl", "fnnews", *site.settings, "-s", f"DATABASE={database}")
        # Behind a redirection and compressed, as half of the web has it.
        site.answers["/robots.txt"] = Answer(b"moved", 301, {"Location": "/rules.txt"})
        site.answers["/rules.txt"] = Answer(gzip.compress(RULES), headers=GZIP)
        assert scrapy(*crawl).code == 1
        stored = rows(database, "SELECT host, status, rules FROM robots")
        assert stored == [("www.fnnews.com", 200, RULES.decode())]
        del site.answers["/robots.txt"]
        forbidden = value(database, "SELECT min(url) FROM rejections")
        for age, asked in ((86_400, 1), (86_400, 0), (0, 1)):
            site.asked.clear()
            again = scrapy(*crawl, "-a", f"urls={forbidden}", "-s", f"ROBOTSTXT_MAX_AGE={age}")
            assert again.code == 0, again.log
            assert site.asked.count("/robots.txt") == asked


def test_a_changed_robots_txt_is_stored_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = tmp_path / "news.db"
    open_database(database).close()
    settings = {"DATABASE": str(database), "ROBOTSTXT_OBEY": True, "ROBOTSTXT_MAX_AGE": 60}

    crawler = get_crawler(Daily, settings)
    robots = KeptRobotsMiddleware(crawler)
    host, before, after = "daily.example", "User-agent: *\nDisallow: /admin", "User-agent: *"

    def meet(body: str, status: int = 200) -> str | None:
        address = f"https://{host}/robots.txt"
        return robots.record(host, Response(address, status=status, body=body.encode()))

    assert meet("no service", 503) is None  # nothing is known of a new host
    assert robots._kept_rules(host) is None
    for _ in range(2):
        assert meet(before) is None
    for status in (500, 503, 429):
        assert meet("no service", status) == before  # RFC 9309: what was known applies
    assert robots._kept_rules(host) == before
    assert "changed" not in caplog.text
    meet(after)
    assert f"robots.txt of {host} has changed: -Disallow: /admin" in caplog.text
    found = rows(database, "SELECT host, outlet, status, change FROM robots")
    assert found == [(host, "daily", 200, "-Disallow: /admin")]
    for status in (401, 403, 404, 410):
        meet("not here", status)
        assert robots._kept_rules(host) == ""  # no rules: a crawler may read everything


@pytest.mark.parametrize(("status", "allowed"), [(503, 0), (429, 0), (404, 1), (301, 1)])
def test_nothing_is_asked_of_a_new_host_that_cannot_say_its_rules(
    status: int, allowed: bool, tmp_path: Path
) -> None:
    settings = {"DATABASE": str(tmp_path / "news.db"), "ROBOTSTXT_OBEY": True}
    robots = KeptRobotsMiddleware(get_crawler(Spider, settings))
    request = Request("https://new.example/news/1")
    robots._parsers["new.example"] = Deferred()
    answer = Response("https://new.example/robots.txt", status=status, body=b"<p>Sorry</p>")
    asyncio.run(robots._parse_robots(answer, "new.example", request))
    if allowed:
        asyncio.run(robots.process_request(request))
        return
    with pytest.raises(IgnoreRequest, match=f"answered {status}") as refused:
        asyncio.run(robots.process_request(request))
    failure = Failure(refused.value)  # type: ignore[no-untyped-call]
    assert reason_of(failure)[0] == "no robots.txt"


@pytest.mark.parametrize(
    ("error", "known", "said"),
    [
        (DownloadTimeoutError("took longer than 30 s"), None, "timeout"),
        (CannotResolveHostError("DNS lookup failed"), None, "host not found"),
        (DownloadConnectionRefusedError("refused"), None, "connection refused"),
        (DownloadTimeoutError("took longer than 30 s"), RULES, "robots.txt"),
        (DownloadTimeoutError("took longer than 30 s"), b"User-agent: *", None),
        (IgnoreRequest("max redirections reached"), None, None),  # as good as no file
    ],
)
def test_a_robots_txt_that_cannot_be_reached_allows_no_more_than_is_known(
    error: Exception, known: bytes | None, said: str | None, tmp_path: Path
) -> None:
    settings = {"DATABASE": str(tmp_path / "news.db"), "ROBOTSTXT_OBEY": True}
    open_database(tmp_path / "news.db").close()
    robots = KeptRobotsMiddleware(get_crawler(Daily, settings))
    request = Request("https://new.example/news/1")
    if known is not None:
        address = "https://new.example/robots.txt"
        robots.record("new.example", Response(address, body=known))
    waiting = robots._parsers["new.example"] = Deferred()
    robots._robots_error(error, "new.example")
    assert waiting.called
    if said is None:
        asyncio.run(robots.process_request(request))
        return
    with pytest.raises(IgnoreRequest) as refused:
        asyncio.run(robots.process_request(request))
    failure = Failure(refused.value)  # type: ignore[no-untyped-call]
    assert reason_of(failure)[0] == said


def test_what_earlier_versions_stored_of_other_answers_is_asked_for_again(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    settings = {"DATABASE": str(database), "ROBOTSTXT_OBEY": True, "ROBOTSTXT_MAX_AGE": 1e9}
    robots = KeptRobotsMiddleware(get_crawler(Spider, settings))
    db = open_database(database)
    packed = gzip.compress(RULES).decode("utf-8", "replace")
    for host, status, rules in (("a", 200, packed), ("b", 301, ""), ("c", 503, "")):
        db.conn.execute(
            "INSERT INTO robots (host, outlet, status, rules, seen_at)"
            " VALUES (?, 'daily', ?, ?, '2026-11-25 00:00:00')",
            (host, status, rules),
        )
        assert robots._kept_rules(host) is None
    db.close()
