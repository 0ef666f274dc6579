"""The flags of a spider's sources: unverified feeds, feeds' own texts, words, searches."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from scrapy.http import Headers, HtmlResponse, XmlResponse

from crawler.discovery.apis.naver import NaverQuery
from crawler.discovery.feed_texts import FeedTexts
from crawler.discovery.hints import Entry, Hint, ListingError
from crawler.discovery.home_page import MOST_NAMED, HomePage, HomePageFallback
from crawler.discovery.links import FoundLink
from crawler.discovery.listing_responses import hints_on, is_wanted, sitemaps_on
from crawler.discovery.planning import listings_of, searches_for
from crawler.discovery.requests import article_request, listing_request
from crawler.discovery.searches import ResultsPage, next_page
from crawler.reading.page import ONLY_FILES, NoArticleError, PageReading, read_page
from crawler.reading.page_design import PageDesign
from crawler.sources import (
    Feed,
    ListPage,
    NaverSearch,
    SearchPage,
    Sitemap,
    all_verified,
    searched,
    sources_of,
)
from crawler.spiders.kbiznews import KbiznewsSpider
from newsdb.articles.discovered import Link
from newsdb.articles.revisits import Validators
from newsdb.crawls.storage import LocalStorage
from newsdb.records import Outlet

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.discovery.listing_responses import ListingPage
    from crawler.sources import FeedText, Source

HOME = "https://a.example/"
OUTLET = Outlet(name="a", title="가", country="KR", language="ko", home=HOME)
LINK = Link(outlet="a", key="1", url=f"{HOME}1", title="두 나라 빵집")
TEXT = "<p>" + "전주와 가나자와의 빵집들이 쌀빵을 함께 굽는다고 밝혔다. " * 10 + "</p>"
FEED = Feed(f"{HOME}rss.xml")
SITEMAP = Sitemap(f"{HOME}sitemap.xml")
LIST = ListPage(f"{HOME}list", items="li")
SEARCH = SearchPage(
    f"{HOME}search?q={{query}}&p={{page}}",
    items="li",
    results="ul",
    terms=("한일", "일한"),
    first_page=1,
    most_pages=3,
)
RESULTS = ResultsPage(SEARCH, "한 일")


def test_sources_by_kind_stay_in_their_order() -> None:
    sources: tuple[Source, ...] = (LIST, SEARCH, FEED, NaverSearch(), SITEMAP)
    assert listings_of(sources) == [LIST, FEED, SITEMAP]
    assert sources_of(SearchPage, sources) == [SEARCH]
    assert searches_for(sources) == [ResultsPage(SEARCH, "한일"), ResultsPage(SEARCH, "일한")]
    assert searches_for(sources, "중기") == [ResultsPage(SEARCH, "중기")]
    assert searches_for((FEED, LIST)) == []


@pytest.mark.parametrize(
    ("doubtful", "verified"),
    [
        (FEED, True),
        (Feed(FEED.url, verified=False), False),
        (Sitemap(SITEMAP.url, verified=False), False),
        (ListPage(LIST.url, items="li", verified=False), False),
        (NaverSearch(), True),
    ],
)
def test_one_unverified_source_is_a_doubt(doubtful: Source, verified: bool) -> None:
    assert all_verified((FEED, doubtful)) is verified


class TestUnverifiedFeed:
    """Only an unverified feed without articles leads to the home page, and only once."""

    UNVERIFIED = Feed(FEED.url, verified=False, text="backup")

    def test_leads_to_the_home_page_once(self, caplog: pytest.LogCaptureFixture) -> None:
        fallback = HomePageFallback("a", HOME)
        home = fallback.instead_of(self.UNVERIFIED, FEED.url, "http 404")
        assert home == HomePage(HOME, self.UNVERIFIED)
        assert (
            f"{FEED.url} (unverified) yields nothing (http 404): searching {HOME}" in caplog.text
        )
        assert fallback.instead_of(self.UNVERIFIED, FEED.url, "http 404") is None

    @pytest.mark.parametrize(
        "page", [FEED, ListPage(LIST.url, items="li", verified=False), SITEMAP, RESULTS]
    )
    def test_nothing_else_does(self, page: ListingPage, caplog: pytest.LogCaptureFixture) -> None:
        fallback = HomePageFallback("a", HOME)
        assert fallback.instead_of(page, page.url, "http 404") is None
        assert not caplog.text
        assert fallback.instead_of(self.UNVERIFIED, FEED.url, "it names no article")

    def test_new_feeds_are_read_as_the_missing_one(self, caplog: pytest.LogCaptureFixture) -> None:
        paths = ("rss.xml", *(f"new{number}.xml" for number in range(MOST_NAMED + 1)))
        links = "".join(
            f'<link rel="alternate" type="application/rss+xml" href="/{path}">' for path in paths
        )
        response = HtmlResponse(HOME, body=f"<head>{links}</head>".encode())
        fallback = HomePageFallback("a", HOME)
        feeds = fallback.feeds_on(response, HomePage(HOME, self.UNVERIFIED), (FEED, LIST))
        assert feeds == [
            Feed(f"{HOME}new{number}.xml", verified=False, text="backup")
            for number in range(MOST_NAMED)
        ]
        assert "crawler/spiders/a.py does not know (edit sources)" in caplog.text
        assert f"new{MOST_NAMED}.xml" in caplog.text  # what is not read is still named

    def test_a_home_page_that_names_no_other_feed(self, caplog: pytest.LogCaptureFixture) -> None:
        response = HtmlResponse(HOME, body=b"<head></head>")
        fallback = HomePageFallback("a", HOME)
        assert fallback.feeds_on(response, HomePage(HOME, self.UNVERIFIED), (FEED,)) == []
        assert not caplog.text


#: A feed's ``text``, what it tells of an article, and by which it is read: before its page, and
#: where its page can't be read.
TEXTS: list[tuple[FeedText | None, Entry | None, str | None, str | None]] = [
    (None, Entry(TEXT, None), None, None),
    ("first", Entry(TEXT, None), "feed content:encoded", "feed content:encoded"),
    ("first", Entry(None, TEXT), None, None),  # a description is no whole text here
    ("first", None, None, None),
    ("backup", Entry(TEXT, None), None, "feed content:encoded"),
    ("backup", Entry(None, TEXT), None, "feed description"),
    ("backup", Entry(None, "두 나라 빵집이 함께…"), None, None),
    ("longer", Entry(None, TEXT), None, "feed description"),
]


@pytest.mark.parametrize(("text", "entry", "before", "instead"), TEXTS)
def test_when_a_feeds_text_is_taken(
    text: FeedText | None, entry: Entry | None, before: str | None, instead: str | None
) -> None:
    texts = FeedTexts()
    texts.keep(Feed(FEED.url, text=text), [FoundLink(LINK, OUTLET, entry)])
    for found, expected in (
        (texts.read(LINK, before_page=True), before),
        (texts.read(LINK), instead),
    ):
        assert (found.readings["body"][0].source if found else None) == expected


def test_the_first_feed_that_holds_a_text_counts() -> None:
    texts = FeedTexts()
    entry = Entry(TEXT, None)
    texts.keep(FEED, [FoundLink(LINK, OUTLET, entry)])
    texts.keep(SITEMAP, [FoundLink(LINK, OUTLET, entry)])
    assert texts.read(LINK) is None
    texts.keep(Feed(f"{HOME}2", text="backup"), [FoundLink(LINK, OUTLET, entry)])
    texts.keep(Feed(f"{HOME}3", text="first"), [FoundLink(LINK, OUTLET, entry)])
    assert texts.read(LINK) is not None
    assert texts.read(LINK, before_page=True) is None


SENTENCE = "전주와 가나자와의 빵집들이 쌀빵을 함께 굽는다고 밝혔다. "
BOARD = PageDesign(name="board", body=".text", title="h1", attachments="a[href]")
FILE = '<a href="/down/1.hwpx">보도자료.hwpx</a>'

#: A feed's ``text`` and description, a page, and where the text is read from: feed or page.
LONGER: list[tuple[FeedText, str, str, str | None]] = [
    ("longer", SENTENCE * 5, f'<h1>빵</h1><div class="text">{SENTENCE}</div>', "feed"),
    ("longer", SENTENCE * 2, f'<h1>빵</h1><div class="text">{SENTENCE * 5}</div>', "layout"),
    ("longer", SENTENCE, f'<h1>빵</h1><div class="text">{FILE}</div>{FILE}', "feed"),
    ("longer", "두 나라 빵집이 함께…", f'<h1>빵</h1><div class="text">{SENTENCE}</div>', "layout"),
    ("longer", SENTENCE, "<h1>점검 중</h1>", None),  # the site's own notice is no release
    ("backup", SENTENCE * 5, f'<h1>빵</h1><div class="text">{SENTENCE}</div>', "layout"),
]


@pytest.mark.parametrize(("text", "description", "page", "origin"), LONGER)
def test_the_longer_of_page_and_feed_counts(
    text: FeedText, description: str, page: str, origin: str | None
) -> None:
    texts = FeedTexts()
    texts.keep(Feed(FEED.url, text=text), [FoundLink(LINK, OUTLET, Entry(None, description))])
    listed = texts.longer(LINK)
    elsewhere = listed.readings["body"] if listed else ()

    def read() -> PageReading:
        return read_page(page, LINK.url, designs=(BOARD,), elsewhere=elsewhere)

    if origin is None:
        with pytest.raises(NoArticleError):
            read()
        return
    readings = read().readings
    assert readings["body"][0].origin == origin
    assert readings["title"][0].values == ("빵",)
    assert bool(readings.get("attachments")) == (FILE in page)


def test_a_page_with_files_only_says_so() -> None:
    page = f'<h1>빵</h1><div class="text"></div>{FILE}'
    with pytest.raises(NoArticleError, match=ONLY_FILES):
        read_page(page, LINK.url, designs=(BOARD,))


def test_other_addresses_of_a_feed_come_before_the_home_page(tmp_path: Path) -> None:
    spider = KbiznewsSpider()
    spider.storage = LocalStorage(str(tmp_path / "news.db"))
    page: ListingPage = sources_of(Feed, spider.sources)[0]
    asked = []
    while requests := list(spider.request_instead(page, page.url)):
        (request,) = requests
        asked.append(request.url)
        page = request.cb_kwargs["page"]
    assert asked == [
        "https://cdn.kbiznews.co.kr/rss/gn_rss_allArticle.xml",
        "https://cdn.kbiznews.co.kr/rss/gns_allArticle.xml",
        "https://www.kbiznews.co.kr/",
    ]
    spider.storage.close()


def test_a_search_can_be_read_as_lists() -> None:
    search = replace(SEARCH, title="b", summary="p", text="longer")
    lists = searched(search)
    assert [each.url for each in lists] == [
        f"{HOME}search?q={each}&p=1" for each in ("%ED%95%9C%EC%9D%BC", "%EC%9D%BC%ED%95%9C")
    ]
    assert {(each.items, each.title, each.summary, each.text) for each in lists} == {
        ("li", "b", "p", "longer")
    }


@pytest.mark.parametrize(
    ("title", "summary", "wanted"),
    [
        ("韓国の見本市", None, True),
        ("見本市", "韓国から八社が出展", True),
        ("見本市", "八社が出展", False),
        ("見本市", None, False),
        (None, None, False),
    ],
)
def test_a_busy_feed_is_read_for_some_words(
    title: str | None,
    summary: str | None,
    wanted: bool,
) -> None:
    hint = Hint(LINK.url, title, None, Entry(None, summary) if summary else None)
    assert is_wanted(hint, Feed(FEED.url, only=re.compile("韓国")), None) is wanted
    assert is_wanted(hint, FEED, None)
    assert is_wanted(hint, LIST, None)


@pytest.mark.parametrize(
    ("moment", "wanted"),
    [
        ("2025-11-01T00:00:00+09:00", True),
        ("2025-10-31T15:00:00+00:00", True),  # the same moment
        ("2025-10-31T14:59:59+00:00", False),
        (None, True),  # its page says when
    ],
)
def test_days_begin_in_seoul(moment: str | None, wanted: bool) -> None:
    hint = Hint(LINK.url, "하나", datetime.fromisoformat(moment) if moment else None)
    assert is_wanted(hint, FEED, date(2025, 11, 1)) is wanted
    assert is_wanted(hint, FEED, None)


OLD = Hint(LINK.url, "하나", datetime(2025, 10, 1, tzinfo=UTC))
SINCE = date(2025, 11, 1)
YOUNG = Hint(LINK.url, "하나", datetime(2025, 12, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("number", "hints", "since", "end"),
    [
        (0, [YOUNG], SINCE, None),  # it goes on
        (1, [YOUNG], SINCE, None),
        (0, [YOUNG, OLD], SINCE, "it went back beyond 2025-11-01"),
        (1, [], SINCE, "the site shows no older results"),
        (2, [YOUNG], SINCE, "no more than 3 pages are requested"),
        (0, [YOUNG], None, ""),  # without a day it is the first page only
    ],
)
def test_how_far_a_search_goes_back(
    number: int,
    hints: list[Hint],
    since: date | None,
    end: str | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    found = next_page(ResultsPage(SEARCH, "한 일", number), hints, since)
    assert found == (ResultsPage(SEARCH, "한 일", number + 1) if end is None else None)
    line = f"Search for “한 일” ended on page {number + 1}: {end}"
    assert caplog.messages == ([line] if end else [])


def test_results_pages_are_numbered_as_the_site_does() -> None:
    assert RESULTS.url == f"{HOME}search?q=%ED%95%9C+%EC%9D%BC&p=1"
    assert ResultsPage(SEARCH, "a", 2).url == f"{HOME}search?q=a&p=3"


def test_a_page_of_results_without_any_is_no_fault() -> None:
    none = HtmlResponse(RESULTS.url, body=b"<ul></ul>")
    assert hints_on(none, RESULTS) == []
    moved = HtmlResponse(RESULTS.url, body=b"<h1>Moved</h1>")
    with pytest.raises(ListingError, match="no longer a results page; looked for ul"):
        hints_on(moved, RESULTS)


def test_an_index_of_sitemaps_leads_to_them() -> None:
    body = b"<sitemapindex><sitemap><loc>/2.xml</loc></sitemap></sitemapindex>"
    unverified = Sitemap(SITEMAP.url, verified=False)
    index = XmlResponse(SITEMAP.url, body=body)
    assert sitemaps_on(index, unverified) == [Sitemap(f"{HOME}2.xml", verified=False)]
    assert sitemaps_on(index, FEED) == []
    assert hints_on(index, unverified) == []


@pytest.mark.parametrize(
    ("page", "headers", "meta"),
    [
        (FEED, {"If-None-Match": "tag"}, {"handle_httpstatus_list": [304]}),
        (SITEMAP, {"If-None-Match": "tag"}, {"handle_httpstatus_list": [304]}),
        (LIST, {"If-None-Match": "tag"}, {"handle_httpstatus_list": [304]}),
        (RESULTS, {}, {}),
        (HomePage(HOME, FEED), {}, {}),
    ],
)
def test_how_a_listing_is_requested(
    page: ListingPage, headers: dict[str, str], meta: dict[str, object]
) -> None:
    request = listing_request(
        page, slot="a", validators=Validators("tag"), callback=print, errback=print
    )
    assert request.url == page.url
    assert request.headers == Headers(headers)
    assert request.meta == {"download_slot": "a", **meta}
    assert request.cb_kwargs == {"page": page}
    article = article_request(
        LINK, slot="a", validators=Validators(), callback=print, errback=print
    )
    assert request.priority > article.priority


def test_an_api_is_asked_by_its_key_not_by_robots_txt() -> None:
    query = NaverQuery("한일", {"X-Naver-Client-Id": "n"})
    request = listing_request(
        query, slot="a", validators=Validators("tag"), callback=print, errback=print
    )
    assert request.headers == Headers({"X-Naver-Client-Id": "n"})
    assert request.meta == {"dont_obey_robotstxt": True}
