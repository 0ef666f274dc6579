"""Articles on list pages."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from parsel import Selector

from crawler.discovery.hints import Entry, Hint
from crawler.discovery.list_pages import list_hints
from crawler.sources import ListPage, WrittenAddress
from crawler.urls import LONGEST

BASE = "https://news.example.kr/list"
NOON = datetime.fromisoformat("2025-11-25T12:00:00+09:00")


def test_list_page() -> None:
    page = Selector(
        text="""<div class="wrap_txt"><strong class="tit_thumb">
        <a href="/news/1">하나 <b>둘</b></a></strong>
        <span class="caption">2025.11.25 12:00</span></div>
        <div class="wrap_txt"><a href="javascript:void(0)">아님</a></div>"""
    )
    listing = ListPage(BASE, items=".wrap_txt", link=".tit_thumb a[href]", date="span.caption")
    assert list_hints(page, listing) == [Hint("https://news.example.kr/news/1", "하나 둘", NOON)]


#: A list's markup, what describes it, and each article's address, title and day.
LISTS: list[tuple[str, dict[str, Any], list[tuple[str, str | None, int | None]]]] = [
    (  # the address is an argument of a script
        """<table><tr onclick="show('7','31')"><td><a href="#v">가</a></td><td>2026.11.05</td>
        </tr><tr onclick="show('8','32')"><td>다른 게시판</td></tr></table>""",
        {
            "items": "tr",
            "link": "::attr(onclick)",
            "address": WrittenAddress(re.compile(r"show\('7','(?P<n>\d+)'"), "/view?n={n}"),
            "title": "a",
            "date": "td",
        },
        [("/view?n=31", "가", 5)],
    ),
    (  # ... or of an address that is a script
        """<li><a href="javascript:article.view('172070');"><i>나</i> 새글</a></li>""",
        {
            "items": "li",
            "address": WrittenAddress(re.compile(r"view\('(?P<n>\d+)'"), "/a/{n}/view"),
            "title": "i",
        },
        [("/a/172070/view", "나", None)],
    ),
    (  # address and title in attributes of a button
        """<article><h3>다</h3><button data-url="/articles/9" data-title="다 (전체)"></article>""",
        {
            "items": "article",
            "link": "button::attr(data-url)",
            "title": "button::attr(data-title)",
        },
        [("/articles/9", "다 (전체)", None)],
    ),
    (  # the title is a part of the link
        """<ul><li><a href="/1"><b>라</b> 앞머리 <i>2026.11.06</i> 부처</a></li></ul>""",
        {"items": "li", "title": "b", "date": "i"},
        [("/1", "라", 6)],
    ),
    (  # a title that is missing is none
        """<ul><li><a href="/1">마 2026.11.06</a></li></ul>""",
        {"items": "li", "title": "b"},
        [("/1", None, None)],
    ),
    (  # one date before several articles
        """<dl><dt>2026.11.07</dt><dd><a href="/1">바</a></dd><dd><a href="/2">사</a></dd>
        <dt>미정</dt><dd><a href="/3">아</a></dd></dl>""",
        {"items": "dd", "date": "dt", "date_is": "before"},
        [("/1", "바", 7), ("/2", "사", 7), ("/3", "아", None)],
    ),
    (  # the date after the article; one without a date does not get the next one's
        """<dl><dt><a href="/1">자</a></dt><dd>2026.11.08</dd><dd>부서</dd>
        <dt><a href="/2">차</a></dt><dt><a href="/3">카</a></dt><dd>2026.11.09</dd></dl>""",
        {"items": "dt", "date": "dd", "date_is": "after"},
        [("/1", "자", 8), ("/2", "차", None), ("/3", "카", 9)],
    ),
    (  # the parameter's name is no template
        """<li><a href="/{n}/{0.__class__}">타</a></li>""",
        {"items": "li", "address": WrittenAddress(re.compile(r"/(?P<n>.+)"), "/x?{n}")},
        [("/x?{n}/{0.__class__}", "타", None)],
    ),
    (  # an address longer than any
        f"""<li><a href="/{"1" * LONGEST}">파</a></li>""",
        {"items": "li", "address": WrittenAddress(re.compile(r"/(?P<n>\d+)"), "/{n}")},
        [],
    ),
]


@pytest.mark.parametrize(("markup", "described", "expected"), LISTS)
def test_where_lists_have_addresses_titles_and_dates(
    markup: str, described: dict[str, Any], expected: list[tuple[str, str | None, int | None]]
) -> None:
    hints = list_hints(Selector(text=markup), ListPage(BASE, **described))
    found = [
        (
            hint.url.removeprefix("https://news.example.kr"),
            hint.title,
            hint.published_at and hint.published_at.day,
        )
        for hint in hints
    ]
    assert found == expected


def test_a_list_may_tell_of_an_article() -> None:
    page = Selector(
        text="<li><a href='/1'>제목</a><p>첫 줄</p><p>둘째 줄</p></li><li><a href='/2'>둘</a></li>"
    )
    hints = list_hints(page, ListPage(BASE, items="li", summary="p"))
    assert [hint.entry for hint in hints] == [Entry(None, "첫 줄\n둘째 줄"), None]
