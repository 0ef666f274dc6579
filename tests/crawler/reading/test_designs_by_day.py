"""A page is read with the site's design of the day on which it was fetched."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from scrapy import Request

from crawler.outlet_spider import OutletSpider
from crawler.reading.page import read_page
from crawler.reading.page_design import PageDesign, by_day
from crawler.replay import saved_pages
from crawler.urls import ArticleUrl
from newsdb.articles.discovered import Link
from newsdb.database import now
from newsdb.records import KST

if TYPE_CHECKING:
    from pathlib import Path

#: Two designs with one place for the text: only the day tells which of the headings is the title.
OLD = PageDesign(
    name="old",
    until=date(2025, 3, 9),
    marks="#news",
    body="#news .text",
    title="#news h2",
)
NEW = PageDesign(name="new", since=date(2025, 3, 3), body="#news .text", title="#news h3")

PAGE = """<!DOCTYPE html><html lang="ko"><body><div id="news">
<h2>한일 공방 두 곳이 손잡다</h2><h3>전주와 나고야의 두 공방이 새 상표를 낸다</h3>
<p>2024.05.02 09:30</p>
<div class="text"><p>전주와 나고야의 공방 두 곳이 함께 쓸 상표를 냈다고 2일 밝혔다.</p>
<p>두 공방은 다음 달부터 서로의 진열대에 물건을 놓는다.</p></div></div></body></html>"""
URL = "https://www.gongbang.example/news/1"


class GongbangSpider(OutletSpider):
    """An invented paper that was redesigned."""

    name = "gongbang"
    title = "공방신문"
    country = "KR"
    language = "ko"
    home = "https://www.gongbang.example/"
    articles = ArticleUrl(
        re.compile(r"https://www\.gongbang\.example/news/(?P<key>\d+)"),
        "https://www.gongbang.example/news/{key}",
    )
    designs = (NEW, OLD)


def named(name: str, since: str | None = None, until: str | None = None) -> PageDesign:
    return PageDesign(
        name=name,
        marks="x",
        body="x",
        since=date.fromisoformat(since) if since else None,
        until=date.fromisoformat(until) if until else None,
    )


FIRST = named("first", until="2020-12-31")
SECOND = named("second", "2021-01-01", "2022-12-31")
OVERLAPPING = named("overlapping", "2022-12-01", "2023-06-30")
LAST = named("last", "2025-01-01")
UNDATED = named("undated")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2019-05-05", "undated first second overlapping last"),
        ("2020-12-31", "undated first second overlapping last"),
        ("2021-01-01", "second undated first overlapping last"),
        # Both were in use: the order in which they are stated decides.
        ("2022-12-01", "overlapping second undated first last"),
        ("2022-12-31", "overlapping second undated first last"),
        ("2023-01-01", "overlapping undated second last first"),
        # A gap between two designs: the nearer one, on either side of it.
        ("2023-08-01", "undated overlapping second last first"),
        ("2024-12-01", "undated last overlapping second first"),
        ("2030-01-01", "last undated overlapping second first"),
    ],
)
def test_the_order_in_which_designs_are_tried(day: str, expected: str) -> None:
    stated = (LAST, OVERLAPPING, SECOND, UNDATED, FIRST)
    tried = by_day(stated, date.fromisoformat(day))
    assert [each.name for each in tried] == expected.split()


def test_a_page_saved_twice_is_read_by_the_design_of_each_day(tmp_path: Path) -> None:
    for name, fetched_at in (
        ("a", "2024-05-02T12:00:00+09:00"),
        ("b", "2026-05-02T12:00:00+09:00"),
        # The day is that of Korea: in London it was still the last one of the old design.
        ("c", "2025-03-09T23:30:00+00:00"),
    ):
        (tmp_path / f"{name}.html").write_text(PAGE, encoding="utf-8")
        description = json.dumps({"url": URL, "fetched_at": fetched_at})
        (tmp_path / f"{name}.json").write_text(description, encoding="utf-8")
    spider = GongbangSpider()
    link = Link(outlet="gongbang", key="1", url=URL)
    responses = [page.response(Request(URL)) for page in saved_pages(tmp_path)]
    read = [spider.read(each, link, seen_at=each.meta["fetched_at"]) for each in responses]
    assert [(each.layout, each.readings["title"][0].values) for each in read] == [
        ("old", ("한일 공방 두 곳이 손잡다",)),
        ("new", ("전주와 나고야의 두 공방이 새 상표를 낸다",)),
        ("new", ("전주와 나고야의 두 공방이 새 상표를 낸다",)),
    ]


def test_while_both_were_in_use_the_one_stated_first_reads() -> None:
    for designs in ((NEW, OLD), (OLD, NEW)):
        page = read_page(PAGE, URL, designs=designs, fetched_on=date(2025, 3, 5))
        assert page.layout == designs[0].name


def test_a_page_of_today_without_a_day() -> None:
    today = now().astimezone(KST).date()
    gone = PageDesign(
        name="gone", marks="#news", body=".text", title="h2", until=today - timedelta(days=2)
    )
    here = PageDesign(
        name="here", marks="#news", body=".text", title="h3", since=today - timedelta(days=1)
    )
    assert read_page(PAGE, URL, designs=(gone, here)).layout == "here"


def test_a_design_out_of_its_days_still_reads_a_page_that_has_its_marks() -> None:
    elsewhere = PageDesign(
        name="elsewhere", since=date(2025, 3, 10), marks="#other", body="#other"
    )
    page = read_page(PAGE, URL, designs=(elsewhere, OLD), fetched_on=date(2026, 5, 2))
    assert page.layout == "old"
