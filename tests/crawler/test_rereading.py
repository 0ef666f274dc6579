"""A capture is read by the design of its day, decoded as a crawl decodes it."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from datetime import date, datetime
from typing import ClassVar

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from crawler.archive.raw_articles import from_json, to_json
from crawler.archive.warc import Page, WarcError
from crawler.items import RawArticle, Reading
from crawler.outlet_spider import OutletSpider
from crawler.reading.page_design import PageDesign
from crawler.rereading import PageReader
from crawler.urls import ArticleUrl
from newsdb.articles.rejections import Rejection
from newsdb.records import FAILED, KST, TOO_LONG, Outlet

#: A page that either design could be read from.
BOTH = """<html><head><meta property="og:title" content="한일 협약"></head><body>
<div class="story"><h1>한일 협약</h1><div id="old">옛 디자인의 본문입니다. 협약을 맺었다.</div>
<div id="new">새 디자인의 본문입니다. 협약을 맺었다.</div></div></body></html>"""


class ExampleSpider(OutletSpider):
    name = "example"
    title = "예시"
    country = "KR"
    language = "ko"
    home = "https://example.kr/"
    articles = ArticleUrl(
        re.compile(r"https://example\.kr/(?P<key>\d+)"), "https://example.kr/{key}"
    )
    designs: ClassVar = (
        PageDesign(name="new", since=date(2026, 11, 1), marks=".story", title="h1", body="#new"),
        PageDesign(name="old", until=date(2026, 10, 31), marks=".story", title="h1", body="#old"),
    )


@pytest.fixture(scope="module")
def reader() -> PageReader:
    settings = Settings()
    reader = PageReader(settings, get_spider_loader(settings))
    reader.spiders["example"] = ExampleSpider(urls="https://example.kr/1")
    return reader


def capture(body: bytes, *, day: int = 20, status: int = 200, coding: str | None = None) -> Page:
    link = {"outlet": "example", "key": "1", "url": "https://example.kr/1", "found_by": "feed"}
    return Page(
        url="https://example.kr/1",
        status=status,
        headers=(
            ("Content-Type", "text/html; charset=utf-8"),
            *([("Content-Encoding", coding)] if coding else []),
        ),
        body=body,
        fetched_at=datetime(2026, 10, day, 12, 0, tzinfo=KST)
        if day < 32
        else datetime(2026, 11, day - 31, 12, 0, tzinfo=KST),
        about={"link": link},
    )


@pytest.mark.parametrize(("day", "layout"), [(20, "old"), (31, "old"), (32, "new"), (50, "new")])
def test_by_the_design_of_its_day(reader: PageReader, day: int, layout: str) -> None:
    read = reader.read(capture(BOTH.encode(), day=day))
    assert isinstance(read, RawArticle)
    assert read.layout == layout
    assert (read.found_by, read.key) == ("feed", "1")


def test_as_it_was_sent_is_decoded(reader: PageReader) -> None:
    packed = capture(gzip.compress(BOTH.encode()), coding="gzip")
    read = reader.read(packed)
    assert isinstance(read, RawArticle)
    assert read.readings["body"][0].values[0].startswith("옛 디자인")


def test_what_is_no_article_any_more(reader: PageReader) -> None:
    read = reader.read(capture(b"", status=410))
    assert isinstance(read, Rejection)
    assert read.reason == "http 410"
    read = reader.read(capture(b"<html><body><p>x</p></body></html>"))
    assert isinstance(read, Rejection)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [(r"(?P<other>.)", FAILED), (r"https://(?P<key>(?:[\w./]+)+!)", TOO_LONG)],
)
def test_what_fails_in_this_program_costs_one_capture(
    reader: PageReader, monkeypatch: pytest.MonkeyPatch, pattern: str, reason: str
) -> None:
    monkeypatch.setattr("crawler.time_limit.LIMIT", 0.2)
    broken = ExampleSpider(urls="https://example.kr/1")
    form = ArticleUrl(re.compile(pattern), "https://example.kr/{key}")
    monkeypatch.setattr(ExampleSpider, "articles", form)
    monkeypatch.setitem(reader.spiders, "example", broken)
    page = capture(BOTH.encode())
    read = reader.read(replace(page, url=f"https://example.kr/{'a' * 40}"))
    assert isinstance(read, Rejection)
    assert read.reason == reason
    assert "Traceback" in (read.found or "")


def test_a_capture_without_its_link_is_told(reader: PageReader) -> None:
    page = capture(b"x")
    with pytest.raises(WarcError, match="can't be understood"):
        reader.read(replace(page, about={}))


def test_a_raw_article_comes_back_from_json() -> None:
    raw = RawArticle(
        outlet=Outlet(name="a", title="가", country="KR", language="ko", home="https://a.kr/"),
        key="1",
        url="https://a.kr/1",
        seen_url="https://a.kr/1?x",
        seen_at=datetime(2026, 11, 20, 9, 0, tzinfo=KST),
        found_by="feed",
        layout="feed",
        migrated_on=(date(2014, 11, 7),),
        readings={"title": [Reading(("협약",), "feed title")]},
    )
    assert from_json(to_json(raw)) == raw
