"""The bundled replica of Financial News, crawled as ``make demo`` does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.crawls import REPLICA, rows, scrapy, value

if TYPE_CHECKING:
    from pathlib import Path

DEMO = ("crawl", "fnnews", "-s", f"REPLAY={REPLICA}")


def expected(name: str) -> list[dict[str, object]]:
    files = sorted(REPLICA.glob(f"*/{name}.expected.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


ARTICLES = [each for each in expected("page") if "rejected" not in each]
#: AMP pages have no listing of their own: their articles are read at the canonical address.
LISTED = {str(each["key"]) for each in ARTICLES if each["layout"] != "amp"}
REJECTED = len(expected("page")) - len(ARTICLES)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("replica") / "demo.db"
    first = scrapy(*DEMO, "-s", f"DATABASE={database}")
    assert first.code == 0, first.log
    assert f"{len(LISTED)} articles stored" in first.log
    assert f"{REJECTED} rejected" in first.log
    return database


def test_every_listed_article_is_stored(crawled: Path) -> None:
    assert {key for (key,) in rows(crawled, "SELECT key FROM articles")} == LISTED
    assert value(crawled, "SELECT count(*) FROM discovered WHERE state = 'found'") == 0


def test_what_is_no_article_is_a_rejection_with_its_reason(crawled: Path) -> None:
    found = rows(crawled, "SELECT reason, looked_for, found FROM rejections")
    assert len(found) == REJECTED
    assert all(reason and looked_for and there for reason, looked_for, there in found)


def test_the_run_is_in_the_history(crawled: Path) -> None:
    run = rows(
        crawled,
        "SELECT spider, outcome, reason, articles_new, rejected, links_new FROM runs ORDER BY id",
    )[0]
    links = len(LISTED) + REJECTED
    assert run == ("fnnews", "success", "finished", len(LISTED), REJECTED, links)
    coverage = dict(
        rows(crawled, "SELECT layout, filled FROM run_fields WHERE field = 'published_at'")
    )
    layouts = [each["layout"] for each in ARTICLES if each["layout"] != "amp"]
    assert coverage == {layout: layouts.count(layout) for layout in set(layouts)}


def test_a_second_crawl_reads_listings_only(crawled: Path) -> None:
    again = scrapy(*DEMO, "-s", f"DATABASE={crawled}")
    assert again.code == 0, again.log
    assert "nothing new to store" in again.log
    requests, listings = rows(
        crawled, "SELECT requests, listings FROM runs ORDER BY id DESC LIMIT 1"
    )[0]
    assert requests == listings  # robots.txt was asked for less than a day ago
    assert value(crawled, "SELECT count(*) FROM articles") == len(LISTED)
    assert value(crawled, "SELECT max(revision) FROM articles") == 1


def test_search_reads_what_the_site_finds(tmp_path: Path) -> None:
    done = scrapy(*DEMO, "-a", "search=한일 중소기업", "-s", f"DATABASE={tmp_path / 'x.db'}")
    assert done.code == 0, done.log
    assert value(tmp_path / "x.db", "SELECT count(*) FROM articles WHERE found_by = 'search'") > 0
    assert value(tmp_path / "x.db", "SELECT count(*) FROM feeds WHERE kind != 'search'") == 0


def test_since_says_how_far_it_reached(tmp_path: Path) -> None:
    done = scrapy(*DEMO, "-a", "since=2025-06-01", "-s", f"DATABASE={tmp_path / 'x.db'}")
    assert done.code == 0, done.log
    assert "Going back to 2025-06-01 by searching for “한일 중소기업”" in done.log
    assert "it went back beyond 2025-06-01" in done.log
    oldest = value(tmp_path / "x.db", "SELECT min(published_at) FROM articles")
    assert oldest >= "2025-06-01"


def test_one_url_and_a_file_of_urls(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    amp = next(str(each["key"]) for each in ARTICLES if each["layout"] == "amp")
    url = f"https://www.fnnews.com/ampNews/{amp}"
    assert scrapy(*DEMO, "-a", f"urls={url}", "-s", f"DATABASE={database}").code == 0
    assert rows(database, "SELECT key, layout FROM articles") == [(amp, "amp")]
    urls = tmp_path / "urls.txt"
    keys = sorted(LISTED)[:3]
    urls.write_text("".join(f"https://m.fnnews.com/news/{key}?a=1\n" for key in keys))
    done = scrapy(*DEMO, "-a", f"urls={urls}", "-s", f"DATABASE={database}")
    assert done.code == 1  # the mobile addresses are not in the replica
    assert value(database, "SELECT count(*) FROM rejections WHERE reason = 'http 404'") == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-a", "since=gestern"), "not a date like 2025-11-01"),
        (("-a", "sinse=2025-11-01"), "-a sinse=: fnnews has no such argument"),
        (("-a", "urls=/nowhere/urls.txt"), "neither a URL nor a readable file"),
        (("-s", "REPLAY=/nowhere"), "is not a folder of saved pages"),
        (("-s", "DATABASE=/proc/x/news.db"), "can't be opened"),
    ],
)
def test_bad_usage_is_said_with_exit_code_2(arguments: tuple[str, ...], message: str) -> None:
    done = scrapy("crawl", "fnnews", "-s", f"REPLAY={REPLICA}", *arguments)
    assert done.code == 2
    assert message in done.log
    assert "Traceback" not in done.log


def test_a_wrong_configuration_stops_everything(tmp_path: Path) -> None:
    wrong = tmp_path / "hanil.toml"
    wrong.write_text('contcat = "a@b.kr"\n')
    done = scrapy(*DEMO, environment={"HANIL_CONFIG": str(wrong)})
    assert done.code == 2
    assert "“contcat” is not a name this project knows" in done.log
    assert "Traceback" not in done.log
