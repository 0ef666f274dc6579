"""Whole crawls of sitemap indexes: without end, of other sites, too large, packed."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest

from crawler.discovery import sitemap_index
from crawler.discovery.listing_responses import LARGEST
from tests.support.crawls import Finished, rows, scrapy
from tests.support.loopback import Answer, Site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def index(*urls: str) -> bytes:
    named = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f"<sitemapindex {XMLNS}>{named}</sitemapindex>".encode()


def urlset(*urls: str) -> bytes:
    named = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f"<urlset {XMLNS}>{named}</urlset>".encode()


def crawl(site: Site, database: Path, sitemap: str = "/index") -> Finished:
    return scrapy(
        *("crawl", "site", "-a", f"sitemap=http://www.news.example{sitemap}", *site.settings),
        *("-s", f"DATABASE={database}", "-s", "RETRY_BACKOFF=0.05"),
    )


def test_indexes_that_name_one_another_are_asked_once(site: Site, tmp_path: Path) -> None:
    site.answers["/index"] = Answer(index("/index", "/other", "/other", "/index?again"))
    site.answers["/other"] = Answer(index("/index", "/other"))
    crawl(site, tmp_path / "news.db")
    assert sorted(site.asked) == ["/index", "/index?again", "/other", "/robots.txt"]


def test_an_index_without_end_is_left_after_some_levels(site: Site, tmp_path: Path) -> None:
    """Each answer names another address, so that none is ever the same."""

    def name_the_next(path: str) -> None:
        if found := re.fullmatch(r"/index(?:\?n=(\d+))?", path):
            number = int(found[1] or 0)
            site.answers[path] = Answer(index(f"/index?n={2 * number + 1}"))

    site.on_request = name_the_next
    done = crawl(site, tmp_path / "news.db")
    asked = [path for path in site.asked if path.startswith("/index")]
    assert len(asked) == sitemap_index.MOST_LEVELS + 1
    assert "1 sitemaps are not read: more than 3 indexes led to them" in done.log


def test_sitemaps_of_other_sites_and_too_many_are_left_and_named(
    site: Site, tmp_path: Path
) -> None:
    many = [f"/map/{number}" for number in range(sitemap_index.MOST_SITEMAPS + 7)]
    others = ["http://elsewhere.example/map/x", "http://thenews.example/map/y"]
    site.answers["/index"] = Answer(index(*others, "http://img.news.example/map/z", *many))
    done = crawl(site, tmp_path / "news.db")
    asked = {path for path in site.asked if path.startswith("/map/")}
    assert len(asked) == sitemap_index.MOST_SITEMAPS
    assert {"/map/z", "/map/0"} <= asked
    assert not {"/map/x", "/map/y"} & asked
    assert "2 sitemaps of other sites are not read, such as http://elsewhere.example" in done.log
    assert "8 of its 308 sitemaps are not read" in done.log


def test_packed_indexes_and_sitemaps_are_read(site: Site, tmp_path: Path) -> None:
    kind = {"Content-Type": "application/gzip"}
    site.answers["/index.xml.gz"] = Answer(gzip.compress(index("/map.xml.gz")), headers=kind)
    packed = gzip.compress(urlset("/n/1")[:40]) + gzip.compress(urlset("/n/1")[40:])
    site.answers["/map.xml.gz"] = Answer(packed, headers=kind)
    database = tmp_path / "news.db"
    crawl(site, database, "/index.xml.gz")
    assert rows(database, "SELECT url FROM discovered") == [("http://www.news.example/n/1",)]


@pytest.mark.parametrize(
    ("packed", "why"),
    [
        (gzip.compress(b" " * (LARGEST + 1)), "holds more than 20 MB, unpacked"),
        (gzip.compress(urlset("/n/1"))[:-9], "was cut off"),
        (b"\x1f\x8b no such thing", "can't be unpacked"),
    ],
    ids=["a bomb", "cut off", "damaged"],
)
def test_packed_sitemaps_that_can_not_be_read_say_why(
    site: Site, tmp_path: Path, packed: bytes, why: str
) -> None:
    site.answers["/map.gz"] = Answer(packed, headers={"Content-Type": "application/gzip"})
    done = crawl(site, tmp_path / "news.db", "/map.gz")
    assert why in done.log
    assert done.code == 1
