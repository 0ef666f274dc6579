"""Whole crawls of feeds that are not read to the end, of too many links, and of cookies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.arguments import ArgumentError
from crawler.discovery.hints import Hint
from crawler.discovery.links import LONGEST_TITLE, links_to, unexpected
from crawler.discovery.searches import ResultsPage
from crawler.sources import Feed, ListPage, SearchPage, Sitemap
from crawler.spiders.hankyung import HankyungSpider
from crawler.spiders.site import SiteSpider
from newsdb.articles.discovered import Listing
from tests.support.crawls import rows, scrapy, value
from tests.support.loopback import Answer, Site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

FEED = Feed("https://www.hankyung.com/feed/economy")
ARTICLE = "https://www.hankyung.com/article/2026112512341"
ODD = "https://www.hankyung.com/story/2026112512341"


@pytest.mark.parametrize(
    ("page", "urls", "number"),
    [
        (FEED, [ARTICLE, ODD, "https://other.example/1"], 2),
        (Sitemap(FEED.url), [ARTICLE, ODD], 1),
        # Of a list only what looks like an article of this site.
        (ListPage("https://hankyung.com/list", items="a"), [ARTICLE, ODD], 1),
        (ListPage("https://m.hankyung.com/", items="a"), [ODD, ODD], 1),
        (ListPage(FEED.url, items="a"), ["https://www.hankyung.com/economy/page/12"], 0),
        (ListPage(FEED.url, items="a"), ["https://other.example/2026112512341"], 0),
        # What a search finds may be anything.
        (ResultsPage(SearchPage(FEED.url, items="a", results="b"), "중기"), [ODD], 0),
    ],
)
def test_addresses_of_no_known_form_are_noticed(
    page: object, urls: list[str], number: int
) -> None:
    unmatched: list[str] = []
    listing = Listing(url=FEED.url, outlet="hankyung", kind="feed")
    hints = [Hint(url, "제목" * LONGEST_TITLE, None) for url in urls]
    found = links_to(hints, listing, HankyungSpider(), unreadable=[], unmatched=unmatched)
    assert len(unexpected(unmatched, page)) == number
    assert all(len(each.link.title or "") == LONGEST_TITLE for each in found)


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1.5", "٣"])
def test_a_limit_is_a_number_of_articles(limit: str) -> None:
    with pytest.raises(ArgumentError, match="1 or more"):
        SiteSpider(feed="https://a.example/rss", limit=limit)
    assert SiteSpider(feed="https://a.example/rss", limit="20").room() == 20


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


TEXT = "".join(
    f"<p>전주와 가나자와의 빵집 {{0}}곳이 {each}일 쌀빵을 함께 굽기로 했다고 밝혔다.</p>"
    for each in range(1, 9)
)
PAGE = (
    "<html><head><meta property='og:type' content='article'><title>쌀빵 {0}</title>"
    "<meta property='article:published_time' content='2026-11-25T09:30:00+09:00'></head>"
    f"<body><h1>쌀빵을 함께 굽는 빵집 {{0}}곳</h1><article>{TEXT}</article></body></html>"
)


def test_a_feed_read_in_part_and_more_links_than_a_run_may_add(site: Site, tmp_path: Path) -> None:
    items = "".join(
        f"<item><title>빵집 {each}</title><link>http://news.example/n/{each}</link></item>"
        for each in range(5)
    )
    feed = f"<rss><channel>{items}<item><title>주소 없음</title></item></channel></rss>"
    site.answers["/feed"] = Answer(feed.encode(), headers={"Content-Type": "text/xml"})
    cookies = []

    def page_for_known_readers(request: BaseHTTPRequestHandler) -> None:
        """Send whoever has no cookie back to the same page with one."""
        cookies.append(request.headers.get("Cookie"))
        known = cookies[-1] == "reader=1"
        body = PAGE.format(int(request.path[-1]) + 2).encode() if known else b""
        request.send_response(200 if known else 302)
        if not known:
            request.send_header("Set-Cookie", "reader=1; Path=/")
            request.send_header("Location", request.path)
        request.send_header("Content-Type", "text/html; charset=utf-8")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    for number in range(5):
        site.answers[f"/n/{number}"] = page_for_known_readers
    database = tmp_path / "news.db"
    arguments = ("crawl", "site", "-a", "feed=http://news.example/feed", *site.settings)
    done = scrapy(*arguments, "-a", "limit=3", "-s", f"DATABASE={database}")
    assert "1 entries can't be read, such as entry 6" in done.log
    assert "Alarm: site, a listing is read in part" in done.log
    assert "2 new links are left for later runs" in done.log
    assert value(database, "SELECT count(*) FROM articles") == 3, done.log
    # No page sees the cookie of another.
    assert sorted(map(str, cookies)) == ["None"] * 3 + ["reader=1"] * 3
    losses = "SELECT entries, unreadable, unmatched, etag IS NULL FROM feeds"
    assert rows(database, losses) == [(5, 1, 0, 1)]
    done = scrapy(*arguments, "-s", f"DATABASE={database}")
    assert value(database, "SELECT count(*) FROM articles") == 5, done.log
    assert rows(database, losses) == [(5, 1, 0, 0)]
