"""A site is added by its address, crawled under its name, and a page is kept: whole commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.crawls.sites import town_paper
from tests.crawls.sites.town_paper import FEED, HOME, STORIES, TERMS
from tests.support.crawls import Finished, rows, scrapy
from tests.support.loopback import BY_HOST, Answer, Site, place, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def paper() -> Iterator[Site]:
    with serving() as site:
        town_paper.serve(site)
        yield site


def command(site: Site, database: Path, *words: str) -> Finished:
    live = (*site.settings, *BY_HOST, "-s", f"DATABASE={database}", "-s", "RETRY_BACKOFF=0.05")
    done = scrapy(*words, *live)
    assert "Traceback" not in done.log, done.log
    return done


def test_a_site_is_added_and_crawled_with_its_terms(paper: Site, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    refused = command(paper, database, "sites", "add", HOME, "--by", "minseo")
    assert refused.code == 2
    assert "--kept full, excerpt or headline" in refused.log
    for said in ("남해상공신문", FEED, *(title for title, _, _ in STORIES.values()), TERMS):
        assert said in refused.out
    terms = ("--kept", "excerpt", "--days", "90", "--by", "minseo", "--schedule", "daily")
    added = command(paper, database, "sites", "add", HOME, *terms)
    assert added.code == 0, added.log
    crawled = command(paper, database, "crawl", "site", "-a", "site=namhae-sanggong")
    assert crawled.code == 0, crawled.log
    outlet = "site:namhae-sanggong.test"
    assert rows(
        database, "SELECT name, title, language, kept, kept_days FROM outlets WHERE name <> 'site'"
    ) == [(outlet, "남해상공신문", "ko", "excerpt", 90)]
    stored = rows(database, "SELECT outlet, title FROM articles ORDER BY published_at DESC")
    assert stored == [(outlet, title) for title, _, _ in STORIES.values()]
    again = command(paper, database, "sites", "add", FEED, *terms, "--name", "other")
    assert again.code == 2
    assert "reads the same listing already" in again.log
    unknown = command(paper, database, "crawl", "site", "-a", "site=other")
    assert unknown.code == 2
    assert "there is no such site (known: namhae-sanggong)" in unknown.log


def test_any_page_is_kept_with_who_asked(paper: Site, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    notice = "https://tongyeong-najeon.test/notice"
    paragraph = (
        "통영나전협동조합은 가나자와 공동 매장의 첫 달 판매 품목과 담당자를 알려 드립니다. "
    )
    body = f"<html><title>조합 알림</title><h1>조합 알림</h1><p>{paragraph * 4}</p></html>"
    paper.answers[place(notice)] = Answer(body.encode(), headers={"Content-Type": "text/html"})
    kept = command(paper, database, "keep", notice, "--by", "haruka", "--note", "회의에서 언급")
    assert kept.code == 0, kept.out + kept.log
    assert rows(
        database,
        "SELECT g.person, g.note, g.state, a.title, a.outlet FROM given_addresses g"
        " JOIN articles a USING (outlet, key)",
    ) == [("haruka", "회의에서 언급", "done", "조합 알림", "site:tongyeong-najeon.test")]
    gone = command(paper, database, "keep", f"{notice}/gone", "--by", "haruka", "--json")
    assert gone.code == 1
    assert json.loads(gone.out)["problem"] == "http 404"


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://[::1]/", "http://localhost/x"])
def test_no_address_of_this_machine_is_asked(url: str, tmp_path: Path) -> None:
    own = ("-s", f"DATABASE={tmp_path / 'news.db'}", "-s", "CONTACT=tests@hanil.test")
    looked = scrapy("sites", "look", url, "--by", "x", "--json", *own)
    assert looked.code == 1
    assert json.loads(looked.out)["problem"] == "private address"
    assert scrapy("keep", "file:///etc/passwd", "--by", "x", *own).code == 2
