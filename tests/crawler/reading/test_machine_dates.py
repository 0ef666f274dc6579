"""Dates in markup, JSON-LD of the page's own article, and dates that are another's."""

from __future__ import annotations

from datetime import datetime

import pytest

from crawler.items import RawArticle
from crawler.reading.kinds.scale import Named
from crawler.reading.page import read_page
from crawler.reading.structured_data.machine_dates import meta_dates
from newsdb.records import KST, Outlet
from newsdb.records import dated as stored
from pipelines.candidate import Candidate
from pipelines.normalise import normalise

URL = "https://www.lotus.example/news/42"
SEEN = datetime(2026, 11, 26, 12, 0, tzinfo=KST)
TEXTS = {
    "ko": (
        "대구 공방들, 나고야와 금형 나눠 쓴다",
        "대구의 금형 공방 아홉 곳이 나고야의 공장들과 설비를 함께 쓰기로 했다.",
        "두 지역 조합은 내년 봄까지 시제품 다섯 가지를 내놓겠다고 밝혔다.",
    ),
    "ja": (
        "大邱の工房、名古屋と金型を共用",
        "大邱の金型工房九社が、名古屋の工場と設備を共同で使うことを決めた。",
        "両地域の組合は来春までに試作品を五つ出すと発表した。",
    ),
    "en": (
        "Workshops of Daegu share moulds with Nagoya",
        "Nine mould makers of Daegu are going to share equipment with plants in Nagoya.",
        "The associations of both cities want to show five prototypes by next spring.",
    ),
}


def published(language: str, *, head: str = "", above: str = "", below: str = "") -> str | None:
    """Return the time that is read from a page of this language, as it is stored."""
    title, *texts = TEXTS[language]
    paragraphs = "".join(f"<p>{text}</p>" for text in texts)
    page = read_page(
        f'<html lang="{language}"><head><meta property="og:type" content="article">'
        f'<meta property="og:title" content="{title}">{head}</head><body><main><h1>{title}</h1>'
        f'{above}<div class="article-body">{paragraphs}</div>{below}</main></body></html>',
        URL,
    )
    outlet = Outlet(name="site:lotus", title="L", country=None, language=None, home=URL)
    article = normalise(
        RawArticle(
            outlet=outlet,
            key="42",
            url=URL,
            seen_url=URL,
            seen_at=SEEN,
            found_by="url",
            layout=page.layout,
            readings=page.readings,
        )
    )
    assert isinstance(article, Candidate)
    return stored(article.article.published_at, article.article.published_precision)


MARKUP = {
    "time": '<time datetime="2026-11-25T09:30:00+09:00">🕘</time>',
    "time without a zone": '<time datetime="2026-11-25 09:30">🕘</time>',
    "a named one first": '<time datetime="2026-11-24">24</time>'
    '<time itemprop="datePublished" datetime="2026-11-25T09:30+09:00">25</time>',
    "itemprop": '<span itemprop="datePublished" content="2026-11-25T09:30:00+09:00">W</span>',
    "in a list of facts": "<ul><li><a href='/r/1'>Kim</a></li><li>"
    '<time datetime="2026-11-25T09:30:00+09:00">🕘</time></li></ul>',
    "abbr": '<abbr class="published" title="2026-11-25T09:30:00+09:00">W</abbr>',
}


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("markup", MARKUP)
def test_dates_beside_the_headline(markup: str, language: str) -> None:
    assert published(language, above=MARKUP[markup]) == "2026-11-25T09:30:00+09:00"


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("name", meta_dates()["published"])
def test_dates_in_meta_tags(name: str, language: str) -> None:
    meta = f'<meta name="{name.upper()}" content="2026-11-25T00:30:00Z">'
    assert published(language, head=meta) == "2026-11-25T09:30:00+09:00"


AT = '"datePublished": "2026-11-25T09:30:00+09:00"'
OTHER = (
    '"@type": "NewsArticle", "headline": "Quite another report",'
    ' "datePublished": "2026-11-18T08:00:00+09:00"'
)
LD = {
    "WebPage": '{"@type": "WebPage", AT}',
    "created": '{"@type": "Article", "headline": "TITLE", "dateCreated": "2026-11-25T00:30Z"}',
    "live": '{"@type": "LiveBlogPosting", "headline": "TITLE", AT, "liveBlogUpdate": [{OTHER}]}',
    "headline": '[{OTHER, "url": "/news/7"}, {"@type": "NewsArticle", "headline": "TITLE", AT}]',
    "address": '[{OTHER, "url": "/news/7"}, {"@type": "NewsArticle", "url": "/news/42", AT}]',
    "page": '[{OTHER, "mainEntityOfPage": {"@id": "/news/7"}}, {"@type": "Article",'
    ' "mainEntityOfPage": "https://m.lotus.example/news/42/", AT}]',
    "site behind": '[{OTHER}, {"@type": "BlogPosting", "headline": "TITLE | Lotus", AT}]',
    "graph": '{"@graph": [{OTHER}, {"@type": "Report", "headline": "TITLE", AT}]}',
}


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("kind", LD)
def test_json_ld_of_the_pages_own_article(kind: str, language: str) -> None:
    script = LD[kind].replace("TITLE", TEXTS[language][0]).replace("OTHER", OTHER)
    script = script.replace("AT", AT)
    head = f'<script type="application/ld+json">{script}</script>'
    assert published(language, head=head) == "2026-11-25T09:30:00+09:00"


@pytest.mark.parametrize("language", TEXTS)
def test_json_ld_of_other_articles_alone_says_nothing(language: str) -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "url": "/news/7", "headline":'
        ' "Quite another report", "datePublished": "2026-11-18T08:00:00+09:00"}</script>'
    )
    assert published(language, head=head) is None


ELSEWHERE = {
    "ko": (
        "<aside>많이 본 뉴스<ul><li><a href='/1'>다른 기사</a> 2026.11.20 08:00</li></ul></aside>",
        "<p>등록번호 서울 아00000</p><p>등록일자 2011.03.01</p>",
        "<ul><li>등록일 2011.03.01</li><li>발행일 2011.04.01</li></ul>",
        "<p>Copyright 2026.11.20 연꽃신문 무단전재 금지</p>",
        "<p>일시 : 2026.11.20(금) 14:00</p>",
        "<li><a href='/1'>나고야 상담회 서른 곳</a><time datetime='2026-11-20'>20</time></li>",
        "<div class='related'><time datetime='2026-11-20T08:00:00+09:00'>어제</time></div>",
    ),
    "ja": (
        "<aside><ul><li><a href='/1'>別の記事</a> 2026.11.20 08:00</li></ul></aside>",
        "<p>開催日時：2026年11月20日 14:00</p>",
        "<p>著作権 2026年11月20日 蓮新聞</p>",
        "<p>申込締切 2026年11月20日</p>",
        "<div class='ranking'><time datetime='2026-11-20T08:00:00+09:00'>昨日</time></div>",
    ),
    "en": (
        "<aside><ul><li><a href='/1'>Another report</a> Nov. 20, 2026</li></ul></aside>",
        "<p>© 2026-11-20 The Lotus. All rights reserved</p>",
        "<p>Deadline: Nov. 20, 2026</p>",
        "<blockquote><time datetime='2026-11-20T08:00:00+09:00'>a post</time></blockquote>",
        "<div class='comments'><time datetime='2026-11-20T08:00:00+09:00'>Kim</time></div>",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "below"), [(name, each) for name, found in ELSEWHERE.items() for each in found]
)
def test_dates_of_something_else(language: str, below: str) -> None:
    assert published(language, below=below) is None


@pytest.mark.parametrize(
    ("language", "above", "at"),
    [
        ("ko", "입력 3시간 전", "2026-11-26T09:00:00+09:00"),
        ("ko", "승인 25분 전", "2026-11-26T11:35:00+09:00"),
        ("ja", "公開 3時間前", "2026-11-26T09:00:00+09:00"),
        ("ja", "更新 25分前", None),
        ("en", "Published 3 hours ago", "2026-11-26T09:00:00+09:00"),
        ("ko", "3시간 전", None),  # of what?
        ("ko", "등록 26.11.25 09:30", "2026-11-25T09:30:00+09:00"),
        ("ko", "입력 11.25(수) 09:30", "2026-11-25T09:30:00+09:00"),
        ("ko", "작성일 : 26-11-25 09:30 조회 12", "2026-11-25T09:30:00+09:00"),
        ("ko", "승률 11.25 09:30", None),
        ("ja", "公開 11/25 09:30", "2026-11-25T09:30:00+09:00"),
        ("ja", "配信 26/11/25 09:30", "2026-11-25T09:30:00+09:00"),
        ("ja", "11/25 09:30", None),
    ],
)
def test_what_counts_only_with_a_label(language: str, above: str, at: str | None) -> None:
    assert published(language, above=f"<p>{above}</p>") == at


@pytest.mark.parametrize(
    ("language", "today"),
    [
        ("ko", "2026.11.26 목요일"),
        ("ko", "2026년 11월 26일 (목)"),
        ("ja", "2026年11月26日 木曜日"),
        ("ja", "2026.11.26(木)"),
        ("en", "Thursday, November 26, 2026"),
        ("en", "Thursday 26 November 2026"),
    ],
)
def test_todays_date_above_the_headline_is_no_publication(language: str, today: str) -> None:
    title, *texts = TEXTS[language]
    page = (
        f"<html><head><meta property='og:type' content='article'><title>{title}</title></head>"
        f"<body><div>{today}</div><h1>{title}</h1><p>DATE</p>"
        f"<div>{''.join(f'<p>{text}</p>' for text in texts)}</div></body></html>"
    )
    assert "published" not in read_page(page, URL).readings
    (printed,) = read_page(page.replace("DATE", "2026.11.25 (수)"), URL).readings["published"]
    assert printed.values == ("2026.11.25 (수)",)


def test_the_address_is_the_last_resort() -> None:
    page = "<html><head><meta property='og:type' content='article'><title>T</title></head><body>"
    page += "".join(f"<p>{text}</p>" for text in TEXTS["en"]) + "</body></html>"
    for url, day in (
        ("https://a.example/2026/11/25/mould", "2026-11-25"),
        ("https://a.example/news/20261125/mould", "2026-11-25"),
        ("https://a.example/2026-11-25/mould", "2026-11-25"),
        ("https://a.example/view/AKR20261125012300003", None),  # ids are no dates
        ("https://a.example/2026/13/25/mould", None),
    ):
        named = Named("T", dated=True)
        readings = read_page(page, url, named=named).readings.get("published", [])
        assert [each.values for each in readings] == ([(day,)] if day else [])
