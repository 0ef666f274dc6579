"""Whole crawls of what would send them to this machine or its network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.crawls import rows, scrapy
from tests.support.loopback import CONTACT, Answer, Site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Runs scrapy with what a name server says of a name.
NAMED = str(Path(__file__).with_name("named.py"))

#: Without PRIVATE_ADDRESSES_ALLOWED, and with Scrapy's own handler: as a user's crawl runs.
AS_SHIPPED = (
    *("-s", "DOWNLOAD_DELAY=0", "-s", "RETRY_BACKOFF=0.05"),
    *("-s", f"CONTACT={CONTACT}"),
)

#: Where the links below lead; ``asked`` of the server would show the paths.
INSIDE = (
    *("http://10.0.0.1/in/1", "http://169.254.169.254/in/2", "http://127.0.0.2/in/3"),
    *("http://192.168.1.1:8001/in/4", "http://[::1]/in/5", "http://0x7f.2/in/6"),
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def feed(*links: str) -> Answer:
    items = "".join(
        f"<item><title>기사 {link}</title><link>{link}</link></item>" for link in links
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
    return Answer(body.encode(), headers={"Content-Type": "text/xml"})


def test_links_and_redirects_do_not_lead_inside(site: Site, tmp_path: Path) -> None:
    """Each is a rejection of its own kind, given up at once, and nothing inside is asked."""
    site.answers["/feed"] = feed("http://news.example/moved/1", *INSIDE)
    to = {"Location": "http://169.254.169.254/in/latest/meta-data"}
    site.answers["/moved/1"] = Answer(b"", 302, to)
    database = tmp_path / "news.db"
    done = scrapy(
        *("crawl", "site", "-a", "feed=http://news.example/feed", *site.settings),
        *("-s", f"DATABASE={database}"),
    )
    assert [path for path in site.asked if path.startswith("/in/")] == []
    assert "/moved/1" in site.asked
    reasons = rows(database, "SELECT reason, count(*) FROM rejections GROUP BY reason")
    assert reasons == [("private address", len(INSIDE) + 1)], done.log
    states = rows(database, "SELECT DISTINCT state, next_try FROM discovered")
    assert states == [("given_up", None)]
    assert "Retrying" not in done.log
    assert "retrying" not in done.log


def test_nested_sitemaps_do_not_lead_inside(site: Site, tmp_path: Path) -> None:
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<sitemap><loc>http://127.0.0.2/in/sitemap.xml</loc></sitemap></sitemapindex>"
    )
    site.answers["/index"] = Answer(index.encode(), headers={"Content-Type": "text/xml"})
    scrapy(
        *("crawl", "site", "-a", "sitemap=http://news.example/index", *site.settings),
        *("-s", f"DATABASE={tmp_path / 'news.db'}"),
    )
    assert [path for path in site.asked if path.startswith("/in/")] == []


def test_a_crawl_as_shipped_does_not_ask_this_machine(site: Site, tmp_path: Path) -> None:
    port = site.server_address[1]
    for host in ("127.0.0.1", "localhost", "2130706433"):
        done = scrapy(
            *("crawl", "site", "-a", f"urls=http://{host}:{port}/in/1", *AS_SHIPPED),
            *("-s", f"DATABASE={tmp_path / 'news.db'}"),
        )
        assert done.code == 1
    assert site.asked == []
    reasons = rows(tmp_path / "news.db", "SELECT DISTINCT reason FROM rejections")
    assert reasons == [("private address",)]


def test_a_name_that_is_resolved_to_this_machine_is_refused(site: Site, tmp_path: Path) -> None:
    port = site.server_address[1]
    done = scrapy(
        *("crawl", "site", "-a", f"urls=http://inside.example:{port}/in/1", *AS_SHIPPED),
        *("-s", f"DATABASE={tmp_path / 'news.db'}"),
        launcher=(NAMED, "inside.example", "127.0.0.1"),
    )
    assert site.asked == []
    assert "retrying" not in done.log.lower()
    [(reason, found)] = rows(tmp_path / "news.db", "SELECT reason, found FROM rejections")
    assert reason == "private address", done.log
    assert "127.0.0.1 is not a public address" in found


def test_an_intranet_that_is_named_is_asked(site: Site, tmp_path: Path) -> None:
    port = site.server_address[1]
    scrapy(
        *("crawl", "site", "-a", f"urls=http://inside.example:{port}/in/1", *AS_SHIPPED),
        *("-s", f"DATABASE={tmp_path / 'news.db'}", "-s", "PRIVATE_ADDRESSES_ALLOWED=127.0.0.0/8"),
        launcher=(NAMED, "inside.example", "127.0.0.1"),
    )
    assert "/in/1" in site.asked
