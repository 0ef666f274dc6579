"""Whole crawls over real HTTP: conditional requests, kills, politeness."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsdb import __version__
from tests.crawls.test_faults import feed, three_articles
from tests.support.crawls import REPLICA, rows, scrapy, value
from tests.support.loopback import CONTACT, Answer, Site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

KILL_AT = str(Path(__file__).parents[1] / "support" / "programs" / "kill_at.py")


@pytest.fixture
def site() -> Iterator[Site]:
    with three_articles() as site:
        yield site


@pytest.fixture
def newspaper() -> Iterator[Site]:
    """The replica with the feed and the list of the fewest articles: the others are empty."""
    with serving(REPLICA) as site:
        for section in ("industry", "international", "all"):
            site.answers[f"/rss/r20/fn_realnews_{section}.xml"] = feed([])
        for listing in ("/newsflash", "/section/002004002005"):
            site.answers[listing] = Answer(b"<ul class=list_article></ul>")
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


def test_an_honest_user_agent_with_a_contact(site: Site, tmp_path: Path) -> None:
    assert scrapy(*crawl(site, tmp_path / "a.db")).code == 0
    agent = f"HanilNewsWatch/{__version__} (news monitor; +{CONTACT})"
    assert site.user_agents == {agent}


@pytest.mark.parametrize("contact", ["", "desk@example.kr"])
@pytest.mark.parametrize("command", ["crawl", "probe"])
def test_no_live_site_is_asked_without_a_contact(
    command: str, contact: str, site: Site, tmp_path: Path
) -> None:
    database = tmp_path / "a.db"
    words = ("-s", f"DATABASE={database}", *site.settings, "-s", f"CONTACT={contact}")
    done = scrapy(command, "fnnews", *words)
    assert done.code == 2
    assert "No live site is crawled" in done.log
    assert contact in done.log
    assert not site.user_agents
    assert not database.exists()


def test_robots_are_obeyed(site: Site, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /news/\n")
    done = scrapy(*crawl(site, tmp_path / "news.db"))
    assert site.articles_asked() == []
    assert done.code == 1
    assert value(tmp_path / "news.db", "SELECT count(*) FROM articles") == 0
    reasons = rows(tmp_path / "news.db", "SELECT DISTINCT reason FROM rejections")
    assert reasons == [("robots.txt",)]


def test_killed_at_any_moment_nothing_is_lost(newspaper: Site, tmp_path: Path) -> None:
    """Whether or not a killed crawl requested or stored a page, the next one stores it.

    More moments, at random: ``benchmarks/faults.py``.
    """
    whole = tmp_path / "whole.db"
    counted = scrapy(*crawl(newspaper, whole), launcher=(KILL_AT, "0"))
    assert counted.code == 0, counted.log
    statements = int(counted.out.split()[-1])
    articles = rows(whole, "SELECT key, title FROM articles ORDER BY key")
    assert len(articles) > 20
    killed = 0
    for moments in ((1, 5), (3, 4), (8,)):  # kills in a row on one file, in ninths of a crawl
        database = tmp_path / f"{moments}.db"
        for moment in moments:
            launcher = (KILL_AT, str(statements * moment // 9))
            done = scrapy(*crawl(newspaper, database), launcher=launcher)
            killed += done.code == -signal.SIGKILL
            if database.exists():
                assert value(database, "PRAGMA integrity_check") == "ok"
                unlinked = (
                    "SELECT count(*) FROM articles WHERE story_id IS NULL"
                    " OR id NOT IN (SELECT article_id FROM signatures)"
                )
                assert value(database, unlinked) == 0
        assert scrapy(*crawl(newspaper, database)).code == 0
        assert rows(database, "SELECT key, title FROM articles ORDER BY key") == articles
        assert value(database, "SELECT count(*) FROM revisions") == len(articles)
        unfinished = value(database, "SELECT count(*) FROM runs WHERE finished_at IS NULL")
        assert unfinished > 0
    assert killed >= 4  # one on a nearly complete file may find nothing left to kill
