"""Articles of several pages: which link leads on, and what is joined."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from scrapy.http import HtmlResponse

from crawler.items import RawArticle, Reading
from crawler.outlet_spider import OutletSpider
from crawler.reading.articles import article_of_pages, article_on_page
from crawler.reading.further_pages import join, next_page_of
from crawler.reading.markup.parsed_page import parse
from crawler.reading.page import NoArticleError
from crawler.urls import ArticleUrl
from newsdb.articles.discovered import Link
from newsdb.articles.revisits import Validators
from newsdb.records import Outlet
from pipelines.candidate import Candidate
from pipelines.normalise import normalise

ID = "https://a.example/news/12"
QUERY = "https://a.example/view?id=12"
FILE = "https://a.example/a/12.html"


@pytest.mark.parametrize(
    ("url", "link", "leads_to"),
    [
        (ID, "<link rel=next href='/news/12?page=2'>", f"{ID}?page=2"),
        (ID, "<a rel=next href='?page=2'>▶</a>", f"{ID}?page=2"),
        (ID, "<a href='?page=2'>次のページ：共用の仕組み</a>", f"{ID}?page=2"),
        (ID, "<a href='?p=2'>次ページへ進む</a>", None),
        (ID, "<a href='/news/12/2'>次へ</a>", f"{ID}/2"),
        (ID, "<a href='/news/12/2/'>次の頁へ</a>", f"{ID}/2/"),
        (ID, "<a href='/news/12?pg=2'>다음 페이지</a>", f"{ID}?pg=2"),
        (ID, "<a href='/news/12/page/2'>Next page &raquo;</a>", f"{ID}/page/2"),
        (ID, "<a href='/news/12/page/2/'>Next</a>", f"{ID}/page/2/"),
        (ID, "<div class=pagination><b>1</b> <a href='?page=2'>2</a></div>", f"{ID}?page=2"),
        (QUERY, "<a href='/view?id=12&page=2'>다음</a>", f"{QUERY}&page=2"),
        (QUERY, "<a href='/view?page=2&id=12'>다음</a>", "https://a.example/view?page=2&id=12"),
        (f"{QUERY}&page=1", "<a href='/view?id=12&page=2'>다음</a>", f"{QUERY}&page=2"),
        (FILE, "<a href='12_2.html'>次へ</a>", "https://a.example/a/12_2.html"),
        (FILE, "<a href='12-2.html'>Next page</a>", "https://a.example/a/12-2.html"),
        (FILE, "<a href='/a/12_2.html#top'>次のページ</a>", "https://a.example/a/12_2.html#top"),
        (ID, "<a>1</a><a href='/b?page=2'>다음</a><a href='?page=2\n'>다음</a>", f"{ID}?page=2"),
        (ID, "<a href='?p=2&page=2'>다음</a><a href='/news/12-2'>다음</a>", f"{ID}-2"),
        # Other articles, lists and comments.
        (ID, "<link rel=next href='/news/13'>", None),
        (ID, "<a rel=next href='/news/13'>다음 기사</a>", None),
        (ID, "<link rel=next href='/list?page=2'>", None),
        (ID, "<a href='/news/12?cpage=2'>次へ</a>", None),
        (ID, "<ol class=comment-pager><a href='?page=2'>2</a></ol>", None),
        (ID, "<div class=board-list><div class=paging><a href='?page=2'>2</a></div></div>", None),
        (ID, "<p><a href='?page=2'>2</a></p>", None),
        (ID, "<a rel=next href='?page=3'>3</a>", None),
        (ID, "<a rel=next href='https://b.example/news/12?page=2'>2</a>", None),
        (ID, "<a rel=next href='http://['>2</a><a rel=next href='javascript:go(2)'>2</a>", None),
        ("https://a.example/news/1", "<a rel=next href='/news/2'>다음 기사</a>", None),
    ],
)
def test_where_an_article_goes_on(url: str, link: str, leads_to: str | None) -> None:
    assert next_page_of(parse(f"<p>본문</p>{link}"), url) == leads_to


def test_the_third_page_is_that_of_the_first_ones_article() -> None:
    page = parse("<a rel=prev href='/news/12'>1</a><a rel=next href='/news/12?page=3'>3</a>")
    assert next_page_of(page, f"{ID}?page=2", first=ID, number=2) == f"{ID}?page=3"
    assert next_page_of(page, f"{ID}?page=3", first=ID, number=3) is None


def article(*paragraphs: str, next_page: str | None = f"{ID}?page=2") -> RawArticle:
    return RawArticle(
        outlet=Outlet(name="site:a.example", title="가나", country=None, language=None, home=ID),
        key="news/12",
        url=ID,
        seen_url=ID,
        seen_at=datetime(2026, 3, 12, tzinfo=UTC),
        found_by="feed",
        layout="generic",
        next_page=next_page,
        readings={
            "title": [Reading(("공동 부품",), "meta og:title")],
            "body": [Reading(paragraphs, "text div"), Reading(("요약",), "json-ld articleBody")],
            "captions": [Reading(("사진 하나",), "text div")],
        },
    )


FIRST = "부산의 금속가공 중소기업 열두 곳이 후쿠오카의 공방들과 부품을 함께 만든다."
SECOND = "참여 기업은 검사 장비를 나눠 쓰기로 했다."


def test_pages_are_joined_without_what_they_repeat() -> None:
    second = {
        "body": [Reading((FIRST, SECOND), "text div")],
        "captions": [Reading(("사진 둘",), "text div")],
    }
    whole = join(article(FIRST), second, None)  # type: ignore[arg-type]  # str is a Field
    assert whole.readings["body"][0].values == (FIRST, SECOND)
    assert whole.readings["captions"][0].values == ("사진 하나", "사진 둘")
    assert whole.readings["title"][0].values == ("공동 부품",)
    assert whole.next_page is None


def test_a_page_that_adds_nothing_is_the_end() -> None:
    same = {"body": [Reading((FIRST,), "text div")]}
    assert join(article(FIRST), same, f"{ID}?page=3").next_page is None  # type: ignore[arg-type]


@pytest.mark.parametrize(("next_page", "access"), [(f"{ID}?page=2", "partial"), (None, "free")])
def test_what_has_more_pages_is_a_part(next_page: str | None, access: str) -> None:
    found = normalise(article(FIRST, next_page=next_page))
    assert isinstance(found, Candidate)
    assert found.article.access == access


class ExampleSpider(OutletSpider):
    name = "a"
    title = "가나"
    country = "KR"
    language = "ko"
    home = "https://a.example/"
    articles = ArticleUrl(
        re.compile(r"https?://(?:www\.)?a\.example/news/(?P<key>\d+)"),
        "https://a.example/news/{key}",
    )


THIRD = (
    "조합은 검사장 두 곳을 여는 데 드는 비용을 절반씩 내고,"
    " 내년 봄부터 기술자를 석 달씩 서로 보낸다."
    " 시제품은 후쿠오카의 공방에서 먼저 다듬고, 부산에서 재료의 강도를 다시 재기로 뜻을 모았다."
)
#: What makes a page without a text an article's, of which the headline is kept.
SIGNS = (
    "<meta property=og:type content=article><meta property=og:title content='공동 부품'>"
    "<meta property=article:published_time content=2026-03-12T10:00:00+09:00>"
)
SPIDER = ExampleSpider(urls=ID)


def answer(url: str, *paragraphs: str, more: str = "") -> HtmlResponse:
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    body = f"<title>공동 부품</title><h1>공동 부품</h1><div id=text>{text}</div>{more}"
    return HtmlResponse(url, body=body.encode(), encoding="utf-8", headers={"ETag": '"1"'})


@pytest.mark.parametrize(
    "url", [f"{ID}?page=2", "https://www.a.example/news/12?page=2", f"{ID}?page=2#top", f"{ID}/2"]
)
def test_a_further_page_is_its_articles(url: str) -> None:
    whole = article_of_pages(article(FIRST), answer(url, THIRD), SPIDER, number=2)
    assert whole.readings["body"][0].values == (FIRST, THIRD)
    assert whole.next_page is None


@pytest.mark.parametrize(
    "response",
    [
        answer(f"{ID}?page=2", more=SIGNS),  # a wall to log in at
        answer("https://a.example/", THIRD),
        answer("https://a.example/login?to=12", THIRD),
        answer("https://a.example/news/13", THIRD),
        answer("https://b.example/news/12", THIRD),
    ],
    ids=lambda response: response.url,
)
def test_a_further_page_that_is_none_completes_nothing(response: HtmlResponse) -> None:
    with pytest.raises(NoArticleError, match=r"another page|no text"):
        article_of_pages(article(FIRST), response, SPIDER, number=2)


@pytest.mark.parametrize(
    ("more", "validators"),
    [("<a rel=next href='?page=2'>2</a>", Validators()), ("", Validators(etag='"1"'))],
)
def test_a_part_is_fetched_again_whole(more: str, validators: Validators) -> None:
    link = Link(outlet="a", key="12", url=ID)
    response = answer(ID, FIRST, THIRD, more=more)
    found = article_on_page(response, link, SPIDER, seen_at=datetime(2026, 3, 12, tzinfo=UTC))
    assert found.validators == validators
