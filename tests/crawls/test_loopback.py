"""Whole crawls over real HTTP: conditional requests, kills, politeness."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.crawls import REPLICA, rows, scrapy, value
from tests.support.loopback import Answer, Site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

KILL_AT = str(Path(__file__).parents[1] / "support" / "kill_at.py")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(REPLICA) as site:
        yield site


def crawl(site: Site, database: Path, *arguments: str) -> tuple[str, ...]:
    return ("crawl", "fnnews", *site.settings, "-s", f"DATABASE={database}", *arguments)


def test_second_crawl_asks_only_whether_listings_changed(site: Site, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    assert scrapy(*crawl(site, database)).code == 0
    stored = value(database, "SELECT count(*) FROM articles")
    site.asked.clear()
    again = scrapy(*crawl(site, database))
    assert again.code == 0, again.log
    assert site.articles_asked() == []
    listings = value(database, "SELECT count(*) FROM feeds")
    assert sorted(site.asked) == sorted({*site.asked})
    assert len(site.asked) == listings  # robots.txt was asked for less than a day ago
    assert f"{listings} listings unchanged" in again.log
    assert value(database, "SELECT count(*) FROM articles") == stored


def test_an_honest_user_agent_and_a_word_about_the_contact(site: Site, tmp_path: Path) -> None:
    done = scrapy(*crawl(site, tmp_path / "a.db"))
    assert done.log.count("No contact is set") == 1
    assert all("HanilNewsWatch/" in agent and "http" in agent for agent in site.user_agents)
    site.user_agents.clear()
    done = scrapy(
        *crawl(site, tmp_path / "b.db"), environment={"HANIL_CONTACT": "desk@example.kr"}
    )
    assert "No contact is set" not in done.log
    assert all("desk@example.kr" in agent for agent in site.user_agents)


def test_robots_are_obeyed(site: Site, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /news/\n")
    done = scrapy(*crawl(site, tmp_path / "news.db"))
    assert site.articles_asked() == []
    assert done.code == 1
    assert value(tmp_path / "news.db", "SELECT count(*) FROM articles") == 0
    reasons = rows(tmp_path / "news.db", "SELECT DISTINCT reason FROM rejections")
    assert reasons == [("robots.txt",)]


def test_killed_at_any_moment_nothing_is_lost(site: Site, tmp_path: Path) -> None:
    """Whether or not a killed crawl requested or stored a page, the next one stores it.

    More moments, at random: ``benchmarks/faults.py``.
    """
    whole = tmp_path / "whole.db"
    counted = scrapy(*crawl(site, whole), launcher=(KILL_AT, "0"))
    assert counted.code == 0, counted.log
    statements = int(counted.out.split()[-1])
    articles = rows(whole, "SELECT key, title FROM articles ORDER BY key")
    killed = 0
    for moments in ((1, 5), (3, 4), (8,)):  # kills in a row on one file, in ninths of a crawl
        database = tmp_path / f"{moments}.db"
        for moment in moments:
            launcher = (KILL_AT, str(statements * moment // 9))
            killed += scrapy(*crawl(site, database), launcher=launcher).code == -signal.SIGKILL
            if database.exists():
                assert value(database, "PRAGMA integrity_check") == "ok"
                unlinked = (
                    "SELECT count(*) FROM articles WHERE story_id IS NULL"
                    " OR id NOT IN (SELECT article_id FROM signatures)"
                )
                assert value(database, unlinked) == 0
        assert scrapy(*crawl(site, database)).code == 0
        assert rows(database, "SELECT key, title FROM articles ORDER BY key") == articles
        assert value(database, "SELECT count(*) FROM revisions") == len(articles)
        unfinished = value(database, "SELECT count(*) FROM runs WHERE finished_at IS NULL")
        assert unfinished > 0
    assert killed >= 4  # one on a nearly complete file may find nothing left to kill
