"""Revisits over real HTTP: changed feed entries, due articles, pages that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsdb.database import open_database
from tests.crawls.test_faults import ALL, PAGE, TEXT, crawl, feed, key, path, three_articles
from tests.support.crawls import rows, scrapy, value
from tests.support.loopback import Answer, Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def site() -> Iterator[Site]:
    with three_articles() as site:
        yield site


def make_due(database: Path, number: int) -> None:
    db = open_database(database)
    db.conn.execute("UPDATE articles SET decision = 'other'")
    db.conn.execute("UPDATE articles SET decision = 'relevant' WHERE key = ?", (key(number),))
    db.conn.execute(
        "UPDATE revisits SET next_at = strftime('%Y-%m-%dT%H:%M:%S+09:00', 'now', '+8 hours')"
    )
    db.close()


def test_changed_entries_and_due_articles_are_read_again_and_no_others(
    site: Site, tmp_path: Path
) -> None:
    database = tmp_path / "news.db"
    assert scrapy(*crawl(site, database)).code == 0
    make_due(database, 2)
    changed = TEXT.replace("네 곳", "다섯 곳")
    edited = PAGE.replace("202509031412330021", key(1)).replace(TEXT, changed)
    site.answers[path(1)] = Answer(edited.encode())
    site.answers[ALL] = Answer(
        feed([1, 2, 3]).body.replace("기사 1<".encode(), "기사 1(종합)<".encode())
    )
    site.asked.clear()
    again = scrapy(*crawl(site, database))
    assert again.code == 0, again.log
    assert sorted(site.articles_asked()) == [path(1), path(2)]
    assert "1 to revisit" in again.log
    assert "1 entries changed" in again.log
    assert "nothing new to store" not in again.log
    assert "1 revised; 1 unchanged" in again.log.replace("0 relevant, 0 to review; ", "")
    assert value(database, "SELECT count(*) FROM changes") > 0
    assert value(database, "SELECT DISTINCT article_id FROM changes") == value(
        database, "SELECT id FROM articles WHERE key = ?", key(1)
    )
    site.answers[path(2)] = Answer(b"", 410)
    make_due(database, 2)
    gone = scrapy(*crawl(site, database))
    assert gone.code == 0, gone.log
    assert "1 removed at source" in gone.log
    assert rows(
        database,
        "SELECT a.key, c.kind FROM changes c JOIN articles a ON a.id = c.article_id"
        " WHERE c.kind = 'removed at source'",
    ) == [(key(2), "removed at source")]
    assert value(database, "SELECT count(*) FROM rejections") == 0
    assert value(database, "SELECT count(*) FROM articles") == 3
    make_due(database, 2)
    site.asked.clear()
    scrapy(*crawl(site, database))
    assert site.articles_asked() == []
