"""From a page to readings, and pages that are not articles."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Reading
from crawler.reading import bodies, further_pages
from crawler.reading.markup import parsed_page, seen_lines
from crawler.reading.markup.parsed_page import parse
from crawler.reading.page import NoArticleError, read_page
from crawler.reading.structured_data.metadata import json_ld_articles, meta_tags, strings

URL = "https://news.example.kr/1"
BODY = '<div itemprop="articleBody"><p>첫 문단.</p><p>둘째 문단.</p></div>'


def ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "제목"}',
        '{"@type": ["NewsArticle", "Thing"], "headline": "제목"}',
        '{"@type": "http://schema.org/NewsArticle", "headline": "제목"}',
        '[{"@type": "Organization"}, {"@type": "NewsArticle", "headline": "제목"}]',
        '{"@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", "headline": "제목"}]}',
        '{"@type": "WebPage", "mainEntity": {"@type": "Article", "headline": "제목"}}',
        '{"@type": "NewsArticle", "headline": "제목",}',
        '<!-- {"@type": "NewsArticle", "headline": "제목"} -->',
        '{"@type": "NewsArticle", "headline": "제목", "description": "줄\n바꿈"}',
    ],
)
def test_json_ld_as_sites_write_it(script: str) -> None:
    assert [each["headline"] for each in json_ld_articles(parse(ld(script)))] == ["제목"]


@pytest.mark.parametrize("script", ["", "{", "null", "[[[", '{"@type": 3}', "[" * 3000])
def test_broken_json_ld_is_skipped(script: str) -> None:
    assert json_ld_articles(parse(ld(script))) == []


def test_names_in_json_ld() -> None:
    assert strings([{"name": "김하나"}, "이두리", {"@type": "Person"}, None]) == [
        "김하나",
        "이두리",
    ]


def test_meta_tags_by_any_attribute_and_case() -> None:
    page = parse(
        '<meta NAME="og:title" content=" 제목 "><meta property="OG:TITLE" content="제목">'
        '<meta itemprop="dateModified" content="2025"><meta name="x" content="">'
    )
    assert meta_tags(page) == {"og:title": ["제목"], "datemodified": ["2025"]}


def test_each_field_knows_its_source() -> None:
    text = (
        '<meta property="og:title" content="제목 - 신문">'
        '<meta property="article:published_time" content="2025-11-25T12:00:00+09:00">'
        + ld('{"@type": "NewsArticle", "headline": "머리말", "datePublished": "2025-11-25"}')
        + BODY
    )
    page = read_page(text, URL)
    assert page.layout == "generic"
    assert page.readings["title"][0] == Reading(("제목 - 신문",), "meta og:title")
    assert page.readings["published"][0] == Reading(("2025-11-25",), "json-ld datePublished")
    assert page.readings["body"] == [Reading(("첫 문단.", "둘째 문단."), "text div")]


def test_trust_can_be_turned_round() -> None:
    text = (
        '<meta property="og:title" content="하나">'
        + BODY
        + ld('{"@type": "NewsArticle", "headline": "둘"}')
    )
    page = read_page(text, URL, trust={"title": ("json-ld", "meta")})
    assert [reading.values[0] for reading in page.readings["title"]] == ["둘", "하나"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no body"),
        ("<title>로그인 - 신문</title><form><input type=password></form>", "login"),
        ("<form><input name=id><input type=password></form>", "login"),
        ("<title>신문</title><p>존재하지 않는 기사입니다.</p>", "gone"),
        ("<title>お探しのページが見つかりません</title>", "gone"),
        ("<title>Access Denied</title>", "blocked"),
        ("<h1>Just a moment...</h1>", "blocked"),
        ("<title>신문</title><p>쿠키 사용에 동의해 주세요</p>", "consent"),
        ("<title>신문</title><ul><li>기사 목록</li></ul>", "no body"),
        ('<div itemprop="articleBody"></div>', "no body"),
        (BODY, "no title"),
        ('{"error": "잠시 뒤에 다시"}', "no body"),  # an API's answer in the page's place
        ("[1, 2]", "no body"),
    ],
)
def test_what_is_no_article_says_what_was_looked_for(text: str, reason: str) -> None:
    with pytest.raises(NoArticleError) as caught:
        read_page(text, URL)
    assert caught.value.reason == reason
    assert caught.value.looked_for
    assert "characters of text" in caught.value.found


@given(st.text(alphabet="<>/=\"' divpabr!-[]{}\0\x1b가日&;#", max_size=200))
def test_any_markup_is_read_or_refused(text: str) -> None:
    try:
        page = read_page(text + BODY, URL)
    except NoArticleError:
        return
    assert page.readings["body"]


@pytest.mark.parametrize(
    ("lines", "pictures", "told"),
    [
        (9, 3, []),
        (30, 3, [f"{URL}: it has more than 20 lines, only the first are read"]),
        (9, 6, [f"{URL}: it has more than 5 captions, only the first are read"]),
    ],
)
def test_the_log_tells_what_of_a_page_is_not_read(
    lines: int,
    pictures: int,
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(seen_lines, "_LINES", ("lines", 20))
    monkeypatch.setattr(bodies, "_CAPTIONS", ("captions", 5))
    text = "".join(f"<p>두 나라의 공방 {n}곳이 함께 일하기로 했다.</p>" for n in range(lines))
    shown = "<figure><img src='x'><figcaption>공방의 모습</figcaption></figure>" * pictures
    with caplog.at_level(logging.WARNING):
        page = f"<article><h1>공방의 협력</h1>{text}{shown}</article>"
        read = read_page(page, URL, own_address=True)
    assert read.readings["body"][0].values[0] == "두 나라의 공방 0곳이 함께 일하기로 했다."
    assert [each.getMessage() for each in caplog.records] == told


def test_the_log_tells_what_is_not_read_of_a_page_that_is_no_article_too(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(seen_lines, "_LINES", ("lines", 3))
    with caplog.at_level(logging.WARNING), pytest.raises(NoArticleError):
        read_page("<h1>공방 목록</h1>" + "<p><a href=/1>공방</a></p>" * 9, URL)
    told = [each.getMessage() for each in caplog.records]
    assert told == [f"{URL}: it has more than 3 lines, only the first are read"]


@pytest.mark.parametrize(
    ("more", "what"), [("<a href=/1>가</a>", "links"), ("<h2>공방의 소식</h2>", "headings")]
)
def test_the_log_tells_what_is_cut_after_the_text_was_read(
    more: str, what: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(further_pages, "_LINKS", ("links", 3))
    monkeypatch.setattr(parsed_page, "_HEADINGS", ("headings", 3))
    with caplog.at_level(logging.WARNING):
        read = read_page(f"<h1>제목</h1>{BODY}{more * 5}", URL, own_address=True)
    assert read.next_page is None
    told = [each.getMessage() for each in caplog.records]
    assert told == [f"{URL}: it has more than 3 {what}, only the first are read"]


@pytest.mark.parametrize(
    "field",
    [
        "@type",
        "author",
        "datePublished",
        "headline",
        "image",
        "inLanguage",
        "isAccessibleForFree",
        "keywords",
        "name",
        "url",
    ],
)
@pytest.mark.parametrize(("begin", "end"), [("[", "]"), ('{"name":', "}"), ('{"@graph":', "}")])
@pytest.mark.parametrize("levels", [45, 300, 480, 900])
def test_json_ld_nested_too_deep_costs_only_itself(
    field: str, begin: str, end: str, levels: int
) -> None:
    nested = f'{begin * levels}"공방"{end * levels}'
    both = f'{{"@type": "NewsArticle", "{field}": {nested}, "articleSection": "경제"}}'
    page = f"{ld(both)}{ld(both.replace('NewsArticle', 'WebPage'))}<h1>제목</h1>{BODY}"
    read = read_page(page, URL, own_address=True)
    assert read.readings["body"][0].values == ("첫 문단.", "둘째 문단.")
