"""Whole crawls after somebody tried to take a trusted name: no article of ours is lost."""

from __future__ import annotations

import json
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from crawler.discovery.planning import listings_of
from crawler.spiders.fnnews import FnnewsSpider
from tests.support.crawls import REPLICA, rows, scrapy, value
from tests.support.loopback import Answer, Site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EARLY = "2020-01-01T06:30:00+09:00"

OURS = """
    SELECT a.key, a.url, a.title, b.body, a.published_at, a.unverified, a.copy_of IS NULL, (
        SELECT o.outlet FROM stories s JOIN articles o ON o.id = s.origin_id
        WHERE s.id = a.story_id)
    FROM articles a JOIN article_bodies b ON b.article_id = a.id
    WHERE a.outlet = 'fnnews' ORDER BY a.key
"""


@contextmanager
def served() -> Iterator[Site]:
    """Serve the articles of one feed: they show what all would, for a third of the cost."""
    with serving(REPLICA) as site:
        for listing in listings_of(FnnewsSpider.sources):
            if "industry" not in listing.url:
                empty = feed() if listing.url.endswith(".xml") else Answer(b"<html></html>")
                site.answers[urlsplit(listing.url).path] = empty
        yield site


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as site:
        yield site


class Clean(NamedTuple):
    """What a crawl stores when nobody has tried anything."""

    articles: list[tuple[Any, ...]]
    outlet: list[tuple[Any, ...]]

    @property
    def victim(self) -> tuple[str, str, str, str]:
        """Key, URL, title and text of one of the articles."""
        return max(self.articles, key=lambda row: len(row[3]))[:4]


def crawl(site: Site, database: Path, *arguments: str) -> None:
    done = scrapy("crawl", *arguments, *site.settings, "-s", f"DATABASE={database}")
    assert "Traceback" not in done.log


def ours(database: Path) -> Clean:
    outlet = rows(database, "SELECT * FROM outlets WHERE name = 'fnnews'")
    return Clean(rows(database, OURS), outlet)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Clean:
    database = tmp_path_factory.mktemp("clean") / "news.db"
    with served() as site:
        crawl(site, database, "fnnews")
    found = ours(database)
    assert len(found.articles) > 10
    assert {(*row[5:6], row[7]) for row in found.articles} == {(0, "fnnews")}
    return found


def page(title: str, body: str, published_at: str = EARLY) -> Answer:
    paragraphs = "".join(f"<p>{escape(each)}</p>" for each in body.split("\n\n"))
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": published_at,
        "articleBody": body,
    }
    html = (
        f"<html><head><title>{escape(title)}</title><meta property='og:type' content='article'>"
        f"<script type='application/ld+json'>{json.dumps(told)}</script></head>"
        f"<body><article><h1>{escape(title)}</h1>{paragraphs}</article></body></html>"
    )
    return Answer(html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def feed(*urls: str) -> Answer:
    items = "".join(f"<item><title>x</title><link>{url}</link></item>" for url in urls)
    rss = f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>"
    return Answer(rss.encode(), headers={"Content-Type": "text/xml"})


def ingest(tmp_path: Path, database: Path, *lines: dict[str, str]) -> dict[str, Any]:
    file = tmp_path / "in.jsonl"
    file.write_text("\n".join(json.dumps(each) for each in lines))
    done = scrapy("ingest", file, "-s", f"DATABASE={database}", "--json")
    assert "Traceback" not in done.log
    return dict(json.loads(done.out))


def test_a_host_that_is_called_like_an_outlet_hides_nothing(
    site: Site, tmp_path: Path, clean: Clean
) -> None:
    database = tmp_path / "news.db"
    keys = [row[0] for row in clean.articles]
    site.answers["/name.xml"] = feed(*(f"http://fnnews/{key}" for key in keys))
    for key in keys:
        site.answers[f"/{key}"] = page("가짜 제목", "두 나라가 만났다는 가짜 기사다. " * 20)
    crawl(site, database, "site", "-a", "feed=https://a.example/name.xml")
    assert rows(database, "SELECT DISTINCT outlet FROM discovered") == [("site:fnnews",)]
    crawl(site, database, "fnnews")
    assert ours(database) == clean
    crawl(site, database, "site", "-a", "feed=https://a.example/name.xml")
    assert ours(database) == clean


def test_a_line_that_claims_our_name_or_our_article_replaces_nothing(
    site: Site, tmp_path: Path, clean: Clean
) -> None:
    database = tmp_path / "news.db"
    key, url, title, _ = clean.victim
    foreign = {"url": f"https://a.example/{key}", "title": "가짜 제목", "body": "가짜 글이다."}
    claims = [{**foreign, "outlet": name} for name in ("fnnews", "FNNEWS", " 파이낸셜뉴스")]
    false = {"url": url, "title": title + " 아니다", "body": "가짜 글이다.", "published_at": EARLY}
    told = ingest(tmp_path, database, *claims, false)
    assert (told["articles_new"], told["rejected"]) == (1, 3)
    for (why,) in rows(database, "SELECT looked_for FROM rejections"):
        assert why.startswith(
            "outlet: that is 파이낸셜뉴스 (fnnews), whose articles have URLs like"
        )
        assert why.endswith(f"https://a.example/{key} is none")
    assert value(database, "SELECT unverified FROM articles") == 1

    crawl(site, database, "fnnews")
    assert ours(database) == clean
    kinds = rows(database, "SELECT kind FROM changes WHERE kind = 'confirmed'")
    assert kinds == [("confirmed",)]

    told = ingest(tmp_path, database, *claims, false)
    assert (told["articles_same"], told["articles_revised"], told["rejected"]) == (1, 0, 3)
    assert ours(database) == clean


def test_a_text_that_a_file_brought_is_confirmed_by_the_crawl(
    site: Site, tmp_path: Path, clean: Clean
) -> None:
    database = tmp_path / "news.db"
    _, url, title, body = clean.victim
    line = {"url": url, "title": title, "body": body, "published_at": EARLY}
    ingest(tmp_path, database, line)
    crawl(site, database, "fnnews")
    assert ours(database) == clean


@pytest.mark.parametrize("copied", ["first", "later"])
def test_a_time_that_a_site_gives_itself_makes_it_nobodys_source(
    site: Site, tmp_path: Path, clean: Clean, copied: str
) -> None:
    database = tmp_path / "news.db"
    key, _, _, body = clean.victim
    agency = f"[서울=연합뉴스] 김하나 기자 = {body}"
    site.answers["/time.xml"] = feed("https://a.example/copy/1", "https://b.example/copy/2")
    site.answers["/copy/1"] = page("우리가 먼저 썼다", body)
    site.answers["/copy/2"] = page("통신이 먼저 썼다", agency)
    steps = [("site", "-a", "feed=https://a.example/time.xml"), ("fnnews",)]
    for step in steps if copied == "first" else reversed(steps):
        crawl(site, database, *step)
    ingest(
        tmp_path,
        database,
        {"url": "https://c.example/3", "title": "셋", "body": body, "published_at": EARLY},
    )
    story = "SELECT story_id FROM articles WHERE outlet = 'fnnews' AND key = ?"
    copies = rows(
        database,
        f"SELECT outlet, unverified, published_at FROM articles WHERE story_id = ({story})"  # noqa: S608
        " AND outlet <> 'fnnews' ORDER BY outlet",
        key,
    )
    assert copies == [(f"site:{each}.example", 1, EARLY) for each in "abc"]
    assert ours(database) == clean
