"""The probe over loopback HTTP: with one fact changed at a time it names exactly that fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.crawls import REPLICA, ROOT, scrapy
from tests.support.loopback import Answer, Site, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FEED = "/rss/r20/fn_realnews_economy.xml"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(REPLICA) as site:
        yield site


def probe(site: Site, *arguments: str) -> tuple[int, dict[str, str], str]:
    """Return the exit code, each fact's verdict, and what was printed."""
    done = scrapy("probe", "fnnews", *site.settings, "-s", "RETRY_BACKOFF=0.05", *arguments)
    assert "Traceback" not in done.log, done.log
    verdicts = {}
    for line in done.out.splitlines():
        if not line.startswith(" "):
            verdict, rest = line.split(maxsplit=1)
            verdicts[rest.split("  ")[0]] = verdict
    return done.code, verdicts, done.out


def edit(old: str, new: str, *, where: str = "") -> Callable[[Site], None]:
    """Replace words on the pages whose path holds ``where``."""

    def change(site: Site) -> None:
        changed = 0
        for path, answer in site.answers.items():
            if where in path and isinstance(answer, Answer) and old.encode() in answer.body:
                answer.body = answer.body.replace(old.encode(), new.encode())
                changed += 1
        assert changed, f"{old} is on no page of {where}"

    return change


def answer(path: str, given: Answer) -> Callable[[Site], None]:
    def change(site: Site) -> None:
        site.answers[path] = given

    return change


def test_everything_holds_on_the_replica(site: Site) -> None:
    code, verdicts, out = probe(site)
    assert code == 0
    assert set(verdicts.values()) == {"holds"}, out
    assert len(site.articles_asked()) == 3


CHANGES = {
    "robots.txt": (
        answer("/robots.txt", Answer(b"User-agent: *\nDisallow: /newsflash\n")),
        "forbids /newsflash",
    ),
    f"feed https://www.fnnews.com{FEED}": (
        answer(FEED, Answer(b"<html>moved</html>")),
        "Feed in sources",
    ),
    "feed https://www.fnnews.com/rss/r20/fn_realnews_industry.xml": (
        edit("pubDate", "when", where="industry"),
        "without dates",
    ),
    "feed https://www.fnnews.com/rss/r20/fn_realnews_international.xml": (
        answer("/rss/r20/fn_realnews_international.xml", Answer(b"", 404)),
        "404",
    ),
    "list https://www.fnnews.com/newsflash": (
        edit("wrap_txt", "wrap_new", where="/newsflash"),
        "looked for .tit_thumb a[href] in div.wrap_txt",
    ),
    "list https://www.fnnews.com/section/002002000": (
        edit('href="/news/', 'href="/story/', where="/section/002002000"),
        "none to an article",
    ),
    "search": (edit("list_article", "list_result", where="/search"), "SearchPage in sources"),
    "page design": (edit("article-view__body", "story__body", where="/news/"), "add a PageDesign"),
    "title of articles": (
        edit("article-view__title", "story__title", where="/news/"),
        "no longer from layout",
    ),
    "published of articles": (
        edit("datePublished", "dateWritten", where="/news/"),
        "no longer from json-ld",
    ),
    "section of articles": (edit("article:section", "x:section", where="/news/"), "unknown"),
}


@pytest.mark.parametrize("fact", CHANGES)
def test_one_changed_fact_is_named_and_no_other(site: Site, fact: str) -> None:
    change, message = CHANGES[fact]
    change(site)
    code, verdicts, out = probe(site)
    expected = "unknown" if message == "unknown" else "changed"
    assert {name: each for name, each in verdicts.items() if each != "holds"} == {fact: expected}
    assert code == (1 if expected == "changed" else 0)
    assert message in out
    if expected == "changed":
        assert "-> crawler/spiders/fnnews.py" in out


def test_a_refusal_tells_nothing_of_the_facts(site: Site) -> None:
    site.answers[FEED] = Answer(b"", 403)
    code, verdicts, out = probe(site)
    assert (code, verdicts[f"feed https://www.fnnews.com{FEED}"]) == (0, "unknown")
    assert "the server answered 403" in out


def test_pages_are_saved_as_fixtures_are(site: Site, tmp_path: Path) -> None:
    code, _, _ = probe(site, "--save", str(tmp_path / "raw"))
    assert code == 0
    read = scrapy("read", "--pages", tmp_path / "raw")
    assert read.code == 0
    assert read.out.count('"layout": "article-view"') == 3


def test_the_home_page_is_asked_where_nobody_has_verified_the_feeds() -> None:
    feed = "/rss/gn_rss_allArticle.xml"
    home = f"<head><link rel='alternate' type='application/rss+xml' href='{feed}'></head>"
    with serving(ROOT / "fixtures" / "kbiznews") as site:
        site.answers["/"] = Answer(home.encode(), headers={"Content-Type": "text/html"})
        site.answers[feed] = site.answers.pop("/rss/allArticle.xml")
        done = scrapy("probe", "kbiznews", *site.settings, "-s", "RETRY_BACKOFF=0.05")
    assert done.code == 1
    assert f"names https://www.kbiznews.co.kr{feed}" in done.out
    assert "-> crawler/spiders/kbiznews.py: Feed in sources" in done.out
    assert "holds    page design" in done.out


def test_all_and_one_is_bad_usage() -> None:
    done = scrapy("probe", "--all", "fnnews")
    assert done.code == 2
    assert "name none" in done.log


def test_an_unknown_outlet_is_bad_usage() -> None:
    done = scrapy("probe", "nobody")
    assert done.code == 2
    assert "fnnews" in done.log.split("known outlets:")[1]
