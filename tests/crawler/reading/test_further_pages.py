"""Articles of several pages: which link leads on, and what is joined."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.items import RawArticle, Reading
from crawler.reading.further_pages import join, next_page_of
from crawler.reading.page import parse
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
