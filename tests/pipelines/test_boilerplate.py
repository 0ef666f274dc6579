"""Wherever a text is read from, the site's boilerplate is removed and the rest stays."""

from __future__ import annotations

import json
import re
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

import pytest

from crawler.discovery.feed_articles import from_entry
from crawler.discovery.hints import Entry
from crawler.items import RawArticle
from crawler.reading.page import PageReading, read_page
from crawler.reading.page_design import PageDesign
from crawler.reading.text_order import TextOrder
from newsdb.articles.discovered import Link
from newsdb.records import KST, Article, Outlet
from pipelines.candidate import Candidate
from pipelines.normalise import normalise
from tests.pipelines.boilerplate_lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FIRST = "한국과 일본의 소공인 열두 곳이 손을 잡고 공동 공방을 연다고 협회가 12일 밝혔다."
SECOND = "공방은 다음 달 후쿠오카에서 문을 열며, 두 나라의 장인이 번갈아 머문다고 한다."
THIRD = "가온공예조합은 첫해에 물건 삼백 점을 함께 만들어 두 나라에서 팔 계획이라고 설명했다."
REST = [SECOND, THIRD, f"{SECOND} {THIRD} {FIRST} {SECOND} {THIRD}"]
TITLE = "두 나라의 공방"
URL = "https://news.example.kr/1"
OUTLET = Outlet(name="news", title="가상신문", country="KR", language="ko", home="https://a.kr/")
SEEN_AT = datetime(2026, 11, 20, 12, tzinfo=KST)

DESIGN = PageDesign(name="design", marks="div.view", body="#body", title="h2")
IN_ORDER = PageDesign(
    name="order",
    body="body",
    order=TextOrder(
        url=re.compile("nothing"),
        date_line=re.compile(r"2026\.03\.12 10:00"),
        sure="nothing",
        header=re.compile("^$"),
        opening=re.compile("^$"),
        sentence_end=re.compile(r"다\.$"),
        byline=re.compile("@fixed.example"),
        stop=re.compile("^$"),
    ),
)
HEAD = (
    f"<head><meta property='og:title' content='{TITLE}'>"
    "<meta property='og:type' content='article'>"
    "<meta property='article:published_time' content='2026-03-12T10:00:00+09:00'></head>"
)


def shown(paragraphs: Sequence[str]) -> str:
    return "".join(f"<p>{escape(each)}</p>" for each in paragraphs)


def by_design(paragraphs: Sequence[str]) -> PageReading:
    page = (
        f"{HEAD}<div class='view'><h2>{TITLE}</h2><div id='body'>{shown(paragraphs)}</div></div>"
    )
    return read_page(page, URL, designs=(DESIGN,))


def by_text_order(paragraphs: Sequence[str]) -> PageReading:
    page = f"{HEAD}<body><h1>{TITLE}</h1><p>2026.03.12 10:00</p>{shown(paragraphs)}</body>"
    return read_page(page, URL, designs=(IN_ORDER,))


def of_any_site(paragraphs: Sequence[str]) -> PageReading:
    return read_page(f"{HEAD}<h1>{TITLE}</h1><article>{shown(paragraphs)}</article>", URL)


def by_json_ld(paragraphs: Sequence[str]) -> PageReading:
    data = {"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n".join(paragraphs)}
    return read_page(f"{HEAD}<script type='application/ld+json'>{json.dumps(data)}</script>", URL)


def by_state(paragraphs: Sequence[str]) -> PageReading:
    data = {"props": {"article": {"title": TITLE, "body": shown(paragraphs)}}}
    return read_page(f"{HEAD}<script id='__NEXT_DATA__'>{json.dumps(data)}</script>", URL)


def by_feed(paragraphs: Sequence[str]) -> PageReading:
    link = Link(outlet="news", key="1", url=URL, title=TITLE, published_at=SEEN_AT)
    page = from_entry(link, Entry(text=shown([*paragraphs]), summary=None))
    assert page is not None
    return page


READINGS = [by_design, by_text_order, of_any_site, by_json_ld, by_state, by_feed]

every_reading = pytest.mark.parametrize("reading", READINGS, ids=lambda each: each.__name__)


def article(page: PageReading) -> Article:
    """Return the text stored for a page."""
    result = normalise(
        RawArticle(
            outlet=OUTLET,
            key="1",
            url=URL,
            seen_url=URL,
            seen_at=SEEN_AT,
            found_by="url",
            layout=page.layout,
            readings=page.readings,
        )
    )
    assert isinstance(result, Candidate), result
    return result.article


def body(page: PageReading) -> list[str]:
    return article(page).body.split("\n\n")


@every_reading
def test_what_a_site_says_is_off(reading: Callable[[Sequence[str]], PageReading]) -> None:
    wrong = {
        line: found
        for line in lines_of("site")
        if (found := body(reading([FIRST, line, *REST, line]))) != [FIRST, *REST]
    }
    assert wrong == {}


@every_reading
def test_what_only_resembles_that_stays(
    reading: Callable[[Sequence[str]], PageReading],
) -> None:
    wrong = {
        line: found
        for line in lines_of("text")
        if (found := body(reading([FIRST, line, *REST]))) != [FIRST, line, *REST]
    }
    assert wrong == {}


@every_reading
def test_who_signs_is_named_and_off(reading: Callable[[Sequence[str]], PageReading]) -> None:
    wrong = {}
    for line in lines_of("signs"):
        found = article(reading([FIRST, *REST, line]))
        named = found.authors or line.startswith("hana@")  # an address names nobody
        if found.body.split("\n\n") != [FIRST, *REST] or not named:
            wrong[line] = (found.body[-80:], found.authors)
    assert wrong == {}


@every_reading
def test_headlines_below_a_heading_go_and_the_text_behind_them_stays(
    reading: Callable[[Sequence[str]], PageReading],
) -> None:
    others = ["관련기사", "부산항 물동량 석 달째 늘어", "오사카 공동 매장 문 열어"]
    assert body(reading([FIRST, *others, *REST])) == [FIRST, *REST]
