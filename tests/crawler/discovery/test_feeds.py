"""Links out of feeds, sitemaps and lists."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from crawler.discovery.feeds import feed_hints, nested_sitemaps
from crawler.discovery.hints import Hint, ListingError
from crawler.discovery.links import links_to
from crawler.spiders.site import SiteSpider
from newsdb.articles import discovered, outlets
from newsdb.articles.discovered import Listing
from newsdb.database import open_database
from newsdb.records import Outlet

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://news.example.kr/rss/all.xml"
NOON = datetime.fromisoformat("2025-11-25T12:00:00+09:00")

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>전체</title>
<link>https://news.example.kr/</link><image><url>https://news.example.kr/logo.png</url></image>
<item><title><![CDATA[韓日 &amp; 중기]]></title><link>/news/1</link>
<pubDate>Tue, 25 Nov 2025 12:00:00 +0900</pubDate></item>
<item><title>둘</title><link><![CDATA[ https://news.example.kr/news/2?utm_source=rss ]]></link>
</item>
<item><title>주소 없음</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://news.example.kr/"/>
<entry><title>하나</title><link rel="self" href="/feed/1"/><link href="/news/1"/>
<updated>2025-11-25T03:00:00Z</updated></entry></feed>"""
PUBLISHED = ATOM.replace("updated>", "published>")
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>新着</title></channel>
<item rdf:about="/news/1"><title>一</title><link>https://news.example.kr/news/1</link>
<dc:date>2025-11-25T12:00:00+09:00</dc:date></item></rdf:RDF>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>
<loc>https://news.example.kr/news/1</loc><news:news><news:publication_date>2025-11-25T12:00:00+09:00
</news:publication_date><news:title>하나</news:title></news:news></url></urlset>"""


def test_rss_with_cdata_relative_and_missing_links() -> None:
    assert feed_hints(RSS.encode(), BASE) == [
        Hint("https://news.example.kr/news/1", "韓日 &amp; 중기", NOON),
        Hint("https://news.example.kr/news/2?utm_source=rss", "둘", None),
    ]


@pytest.mark.parametrize(("feed", "title"), [(PUBLISHED, "하나"), (RDF, "一"), (SITEMAP, "하나")])
def test_atom_rdf_and_news_sitemap(feed: str, title: str) -> None:
    (hint,) = feed_hints(feed.encode(), BASE)
    assert hint[:3] == ("https://news.example.kr/news/1", title, NOON)


def test_when_an_entry_was_changed() -> None:
    changed = feed_hints(ATOM.encode(), BASE)[0]
    assert (changed.published_at, changed.modified_at) == (None, NOON)  # which is no publication
    assert feed_hints(RDF.encode(), BASE)[0].modified_at is None
    sitemap = SITEMAP.replace("</url>", "<lastmod>2025-11-25T12:00:00+09:00</lastmod></url>")
    (hint,) = feed_hints(sitemap.encode(), BASE)
    assert (hint.published_at, hint.modified_at) == (NOON, NOON)


def test_feed_in_the_charset_it_declares() -> None:
    feed = RSS.replace("utf-8", "euc-kr").encode("euc-kr")
    assert feed_hints(feed, BASE)[0].title == "韓日 &amp; 중기"


def test_broken_feed_gives_what_can_be_read() -> None:
    cut = RSS[: RSS.index("<title>주소 없음")]
    assert len(feed_hints(cut.encode(), BASE)) == 2


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00\x01", b"<html><body>Login</body></html>"])
def test_what_is_no_feed_says_so(body: bytes) -> None:
    with pytest.raises(ListingError, match="not a feed or sitemap"):
        feed_hints(body, BASE)


def test_entities_do_not_grow() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "' + "x" * 1000 + '">'
    for name, inner in zip("bcdefgh", "abcdefg", strict=True):
        bomb += f'<!ENTITY {name} "{f"&{inner};" * 20}">'
    bomb += "]><rss><channel><item><title>&h;</title><link>/news/1</link></item></channel></rss>"
    hints = feed_hints(bomb.encode(), BASE)
    assert sum(len(hint.title or "") for hint in hints) < 100


def test_sitemap_index_names_others() -> None:
    index = SITEMAP.replace("urlset", "sitemapindex").replace("url>", "sitemap>")
    assert nested_sitemaps(index.encode(), BASE) == ["https://news.example.kr/news/1"]
    assert nested_sitemaps(SITEMAP.encode(), BASE) == []


@pytest.mark.parametrize(
    ("before", "namespace"),
    [
        ("<m:image><m:loc>/p.jpg</m:loc><m:title>사진</m:title></m:image>", "sitemap-image/1.1"),
        ("<m:publication_date>2020-01-01</m:publication_date>", "sitemap-video/1.1"),
    ],
)
def test_a_picture_or_film_before_the_address_is_not_the_page(before: str, namespace: str) -> None:
    schema = f'xmlns:m="http://www.google.com/schemas/{namespace}"'
    sitemap = SITEMAP.replace("<url>", f"<url {schema}>{before}", 1)
    assert feed_hints(sitemap.encode(), BASE) == feed_hints(SITEMAP.encode(), BASE)


def test_the_title_of_a_picture_is_not_the_title_of_its_article() -> None:
    media = '<item><m:content xmlns:m="http://search.yahoo.com/mrss/"><m:title>사진</m:title></m:content>'
    first, *_ = feed_hints(RSS.replace("<item>", media, 1).encode(), BASE)
    assert first == feed_hints(RSS.encode(), BASE)[0]


BAD_ENTRIES = [
    ("<pubDate>Fri, 31 Dec 9999 23:59:59 -1200</pubDate>", "https://a.kr/news/1"),
    ("<pubDate>Mon, 01 Jan 0001 00:00:00 +1400</pubDate>", "https://a.kr/news/1"),
    ("<dc:date>9999-12-31T23:59:59Z</dc:date>", "https://a.kr/news/1"),
    ("", "http://[2001:db8::1]/news/1"),
    ("", "http://[2001:db8::1/news/1"),
    ("", "http://a.kr:99999/news/1"),
    ("", "https://a.kr/" + "1" * 100_000),
    ("<pubDate>" + "9" * 5_000 + "</pubDate>", "https://a.kr/news/1"),
]


@pytest.mark.parametrize(("date", "link"), BAD_ENTRIES)
def test_a_bad_entry_costs_itself_only(date: str, link: str, tmp_path: Path) -> None:
    bad = f"<item><title>나쁜 것</title><link>{link}</link>{date}</item>"
    good = "<item><title>좋은 것</title><link>https://a.kr/news/2</link></item>"
    feed = f"<rss xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>{bad}{good}</channel></rss>"
    listing = Listing(url="https://a.kr/rss", outlet="site", kind="feed")
    unreadable: list[str] = []
    hints = feed_hints(feed.encode(), BASE, unreadable=unreadable)
    spider = SiteSpider(feed="https://a.kr/rss")
    found = links_to(hints, listing, spider, unreadable=unreadable)
    db = open_database(tmp_path / "news.db")
    outlets.save(db, Outlet(name="site", title="x", country=None, language=None, home="x"))
    for each in found:
        outlets.save(db, each.outlet)
    remembered = discovered.remember(db, listing, [each.link for each in found], at=NOON)
    assert "https://a.kr/news/2" in [link.url for link in remembered.new]
    db.close()


def test_prefixes_that_nothing_declares() -> None:
    feed = b"<rdf:RDF><item><title>t</title><link>https://a.kr/news/1</link></item></rdf:RDF>"
    assert [hint.url for hint in feed_hints(feed, BASE)] == ["https://a.kr/news/1"]


@pytest.mark.parametrize("namespace", ["}", "}}x{", "a}b", "{"])
def test_a_namespace_with_braces_costs_nothing(namespace: str) -> None:
    item = "<title>t</title><link>https://a.kr/news/{}</link>"
    feed = (
        f"<rss><channel><item xmlns='{namespace}'>{item.format(1)}</item>"
        f"<item>{item.format(2)}<x xmlns='{namespace}'/></item></channel></rss>"
    )
    lost: list[str] = []
    hints = feed_hints(feed.encode(), BASE, unreadable=lost)
    assert [hint.url for hint in hints] == ["https://a.kr/news/1", "https://a.kr/news/2"]
    assert not lost
