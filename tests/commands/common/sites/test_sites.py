"""A site is added by its address, crawled under its name, and a page is kept: whole commands."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from tests.commands.common.sites import town_paper
from tests.commands.common.sites.town_paper import FEED, HOME, STORIES, TERMS
from tests.support.crawls import ROOT, Finished, rows, scrapy
from tests.support.forkserver import run
from tests.support.loopback import BY_HOST, Answer, Site, place, serving

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
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
    own = ("sites", "set", "namhae-sanggong", "--by", "haruka")
    stricter = command(paper, database, *own, "--kept", "headline", "--days", "", "--country", "")
    assert stricter.code == 0, stricter.log
    assert "sites undo namhae-sanggong takes it back" in stricter.out
    held = "SELECT kept, kept_days, country, attribution FROM outlets WHERE name <> 'site'"
    assert rows(database, held) == [("headline", None, None, "남해상공신문")]
    assert "nothing was changed" in command(paper, database, *own, "--kept", "headline").out
    stays = command(paper, database, *own, "--feed", FEED)
    assert stays.code == 2
    assert "--feed changes nothing" in stays.log
    wrong = command(paper, database, *own, "--may-gloss", "all")
    assert wrong.code == 2
    assert "nothing, headline, sentence" in wrong.log
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


def test_a_paper_with_a_design_of_its_own_gets_a_spider(paper: Site, tmp_path: Path) -> None:
    """Two saved pages become a spider file with fixtures, which then crawls the paper."""
    (tmp_path / "hanil.toml").touch()

    def own(*words: str) -> subprocess.CompletedProcess[str]:
        """Run in a process of its own: where own spiders are is read once."""
        more = {"HANIL_CONFIG": str(tmp_path / "hanil.toml"), "PYTHONPATH": str(ROOT)}
        return run(
            ["-m", "scrapy", *words, *live],
            environment={**os.environ, **more, "SCRAPY_SETTINGS_MODULE": "crawler.settings"},
            directory=tmp_path,
        )

    pages = []
    for number, (url, story) in enumerate(list(STORIES.items())[:2]):
        page = tmp_path / f"{number}.html"
        page.write_bytes(town_paper.article(*story))
        described = {"url": url, "fetched_at": "2026-11-28T12:00:00+09:00"}
        page.with_suffix(".json").write_text(json.dumps(described))
        pages.append(str(page))
    live = (*paper.settings, *BY_HOST, "-s", f"DATABASE={tmp_path / 'news.db'}")
    words = ("sites", "design", "namhae", *pages, "--kept", "headline", "--list", HOME)
    written = own(*words, "--title", "남해상공신문")
    assert written.returncode == 0, written.stdout + written.stderr
    for said in (
        "body     div.text",
        "by the design namhae",
        *[s[0] for s in STORIES.values()][:2],
    ):
        assert said in written.stdout
    expected = tmp_path / "fixtures" / "namhae" / "second" / "page.expected.json"
    assert json.loads(expected.read_text())["title"] == list(STORIES.values())[1][0]
    links = "".join(f"<a href='{url}'>{story[0]}</a>" for url, story in STORIES.items())
    paper.answers[place(HOME)] = Answer(
        f"<html><a href='/news/list'>목록</a>{links}</html>".encode(),
        headers={"Content-Type": "text/html; charset=utf-8"},
    )
    crawled = own("crawl", "namhae")
    assert crawled.returncode == 0, crawled.stderr
    found = rows(tmp_path / "news.db", "SELECT outlet, layout, kept FROM articles")
    assert found == [("namhae", "namhae", "headline")] * 3
    again = own(*words)
    assert again.returncode == 2
    assert "namhae is an outlet that has a spider of its own" in again.stderr
