"""Real pages through the whole pipeline: crawled over REPLAY, judged, linked and stored.

The pages are the publishers' and no part of this repository; without them this is skipped.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.reading import body_f1, plain, same_minute
from newsdb.records import KST
from tests.support.crawls import ROOT, rows, scrapy, value

if TYPE_CHECKING:
    from pathlib import Path

PAGES = ROOT.parent / "shared" / "pages"
OUTLETS = (
    *("ajunews", "asiae", "chosunbiz", "edaily", "etnews", "etoday", "fnnews", "hankyung"),
    *("koreatimes", "mk", "mt", "news1", "newsis", "sedaily", "smedaily", "yna", "yna_en"),
)
#: What the outlets' own spiders must come to; other pages are any site's.
LEAST_F1 = 0.98

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="the saved pages are not here")


def truths() -> list[dict[str, Any]]:
    truths = [
        json.loads(file.read_text(encoding="utf-8")) for file in sorted(PAGES.glob("*.json"))
    ]
    # Three are there for their charset: no articles, and a run that gives up so many has failed.
    return [each for each in truths if "url" in each and each["truth"] != "none"]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    urls = folder / "urls.txt"
    urls.write_text("".join(f"{each['url']}\n" for each in truths()), encoding="utf-8")
    # Off by its terms, but these pages are here.
    configuration = folder / "hanil.toml"
    configuration.write_text("[outlets.hankyung]\nenabled = true\n")
    done = scrapy(
        *("crawl", *OUTLETS, "site", "-a", f"urls={urls}"),
        *("-s", f"REPLAY={PAGES}", "-s", f"DATABASE={folder / 'news.db'}"),
        environment={"HANIL_CONFIG": str(configuration)},
    )
    assert done.code == 0, done.log
    return folder / "news.db"


def test_every_page_with_a_truth_is_stored_and_every_run_is_in_the_history(crawled: Path) -> None:
    assert value(crawled, "SELECT count(*) FROM articles") >= len(truths())
    assert rows(crawled, "SELECT DISTINCT outcome FROM runs") == [("success",)]
    runs = {spider for (spider,) in rows(crawled, "SELECT spider FROM runs")}
    assert runs == {*OUTLETS, "site"}
    stored = {outlet for (outlet,) in rows(crawled, "SELECT DISTINCT outlet FROM articles")}
    assert stored > set(OUTLETS)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_an_outlets_page_is_read_right(outlet: str, crawled: Path) -> None:
    found = rows(
        crawled,
        "SELECT a.id, s.url, a.title, a.published_at, b.body, a.story_id, a.decision"
        " FROM articles a JOIN article_bodies b ON b.article_id = a.id"
        " JOIN sightings s ON s.article_id = a.id WHERE a.outlet = ?",
        outlet,
    )
    assert found
    by_url = {each["url"]: each for each in truths()}
    for article_id, url, title, published_at, body, story, decision in found:
        truth = by_url[url]
        assert plain(title) == plain(truth["title"])
        read = datetime.fromisoformat(published_at)
        assert same_minute(read, truth["date"])
        assert read.utcoffset() == KST.utcoffset(read)
        names = rows(crawled, "SELECT name FROM authors WHERE article_id = ?", article_id)
        assert {name for (name,) in names} == set(truth["authors"])
        assert body_f1(body, truth["text"], truth.get("optional_text", ())) >= LEAST_F1
        assert story
        assert decision
