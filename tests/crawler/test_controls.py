"""A whole crawl of a page that would command a terminal: neither log, table nor search obeys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.support.crawls import rows, scrapy
from tests.support.loopback import Answer, serving

if TYPE_CHECKING:
    from pathlib import Path

EVIL = "\x1b]0;owned\x07\x9b2J\u202e"


def page(title: str, author: str) -> bytes:
    article = {
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": "2026-11-20T09:00:00+09:00",
        "author": {"@type": "Person", "name": author},
        "articleBody": "한국과 일본의 중소기업이 공동 개발에 나섰다. 내년에 공장을 연다. " * 9,
    }
    said = f'<script type="application/ld+json">{json.dumps(article)}</script>'
    site = '<meta property="og:site_name" content="신문&#x202e;">'
    return f"<html><head>{site}{said}</head></html>".encode()


def test_a_page_commands_no_terminal(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with serving() as site:
        site.answers["/n/1"] = Answer(
            page(f"한일{EVIL} 중소기업 협력", f"김민{EVIL}서 기자"),
            headers={"Content-Type": "text/html"},
        )
        done = scrapy(
            *("crawl", "site", "-a", "urls=http://news.example/n/1", *site.settings),
            *("-s", f"DATABASE={database}", "-s", "LOG_LEVEL=DEBUG"),
        )
    assert done.code == 0, done.log
    [(title, source)] = rows(database, "SELECT title, source FROM articles")
    assert title == "한일]0;owned2J 중소기업 협력"
    assert source == "신문"
    found = scrapy("search", "중소기업", "-s", f"DATABASE={database}")
    for text in (done.log, found.out, json.dumps(rows(database, "SELECT * FROM authors"))):
        assert not set(EVIL) - set("]0;owned2J") & set(text)
