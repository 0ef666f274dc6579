"""What is an article and what is not, on invented pages of many kinds."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.reading.kinds.scale import Named
from crawler.reading.kinds.words import fold_label, patterns, weights, words
from crawler.reading.page import NoArticleError, read_page
from tests.crawler.reading.kinds.invented import Page, pages
from tests.support.patterns import superlinear

DATA = Path(__file__).resolve().parents[3] / "data"
OTHERS = list(pages(DATA / "page_kinds_other.txt"))
NOTICES = list(pages(DATA / "page_kinds_notices.txt"))

KO = (
    "두 나라의 작은 공장 열네 곳이 함께 쓰는 검사장이 다음 달 문을 연다."
    " 조합은 설비를 나눠 쓰기로 했다."
)
JA = "両国の小さな工場十四社が使う検査場が来月に開く。組合は設備を分け合うことにした。"
EN = (
    "Fourteen small works in both countries will share a test bench from next month."
    " The cooperative lends the machines."
)


def outcome(page: Page, named: Named | None = None) -> str:
    """Return ``article``, or the reason for which a page is none."""
    try:
        read_page(page.html, page.url, named=named)
    except NoArticleError as error:
        return error.reason
    return "article"


def test_there_are_enough_pages_of_each_language() -> None:
    for each in (OTHERS, NOTICES):
        assert {"ko", "ja", "en"} == {page.language for page in each}
    assert len(OTHERS) > 60
    assert len(NOTICES) > 30


def test_what_is_no_article_is_none() -> None:
    assert [page.url for page in OTHERS if outcome(page) == "article"] == []


def test_plain_notices_are_articles() -> None:
    assert {page.url: found for page in NOTICES if (found := outcome(page)) != "article"} == {}


@pytest.mark.parametrize("kind", ["forum", "product", "job", "wiki", "login", "list"])
def test_the_reason_names_the_kind(kind: str) -> None:
    reasons = [outcome(page) for page in OTHERS if page.kind == kind]
    assert sum(each in {kind, "no body"} for each in reasons) * 3 >= len(reasons) * 2


@pytest.mark.parametrize("kind", ["product", "login", "error", "list", "wiki", "job"])
def test_what_a_feed_names_is_no_article_if_the_page_says_otherwise(kind: str) -> None:
    for page in OTHERS:
        if page.kind == kind:
            title = page.html.split("<title>")[1].split("</title>")[0]
            assert outcome(page, Named(title, dated=True)) != "article", page.url


def plain(title: str, text: str, url: str = "https://a.example/x/p7") -> Page:
    """Return a page with a title and a text, and no other sign of anything."""
    more = text.replace("열네", "스무").replace("十四", "二十").replace("Fourteen", "Twenty")
    return Page(
        "plain",
        "",
        url,
        f"<title>{title}</title><div id=w><h1>{title}</h1><p>{text}</p><p>{more}</p></div>",
    )


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("공동 검사장 다음 달 문 연다", KO),
        ("共同検査場が来月開所", JA),
        ("A test bench for fourteen works", EN),
    ],
)
def test_what_a_feed_names_is_an_article(title: str, text: str) -> None:
    page = plain(title, text)
    assert outcome(page) == "no sign of an article"
    assert outcome(page, Named(title, dated=False)) == "article"
    assert outcome(page, Named(f"{title} ", dated=True)) == "article"


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/news/2026/03/a-test-bench-for-fourteen-works",
        "https://a.example/press/releases/1882",
        "https://a.example/about/news/a-test-bench",
        "https://a.example/bbs/view.do?bbsId=notice&nttId=7",
    ],
)
def test_an_address_of_news_counts(url: str) -> None:
    page = plain("A test bench for fourteen works", EN, url)
    dated = page._replace(html=page.html.replace("</h1>", "</h1><p>March 12, 2026</p>"))
    assert outcome(dated) == "article"


@pytest.mark.parametrize(
    ("date", "is_its_own"),
    [
        ("<p>2026.03.12</p>", True),
        ("<p>작성일 2026-03-12 11:02</p>", True),
        ("<p>掲載日：2026年3月12日</p>", True),
        ("<p>令和8年3月12日</p>", True),
        ("<p>Posted on Mar 12, 2026</p>", True),
        ("<span class=if_date>26-03-12 10:20</span>", True),
        ("<table><tr><th>등록일</th><td>2026-03-12</td></tr></table>", True),
        ("<table><tr><th>설립일</th><td>1987년 4월 2일</td></tr></table>", False),
        ("<p>접수기간 2026.03.10 ~ 2026.04.01</p>", False),
        ("<dl><dt>日時</dt><dd>2026年4月18日(土)</dd></dl>", False),
        ("<p>As of March 12, 2026</p>", False),
        ("<p>최근 수정 시각: 2026-03-08 11:20:31</p>", False),
    ],
)
def test_a_date_of_publication_beside_the_headline_counts(date: str, *, is_its_own: bool) -> None:
    page = plain("A test bench for fourteen works", EN)
    page = page._replace(html=page.html.replace("</h1>", f"</h1>{date}"))
    assert (outcome(page) == "article") is is_its_own


def test_words_are_folded_once_and_belong_to_one_kind() -> None:
    for table in ("address", "headings", "labels"):
        for kind, names in words(table).items():
            assert names, kind
            assert all(each == fold_label(each) for each in names)
    headings = words("headings")
    for kind, names in headings.items():
        assert not any(names & others for other, others in headings.items() if other != kind)
    assert patterns("titles")["error"].search("404 Not Found")
    assert not patterns("titles")["error"].search("400 firms join the fair")
    assert weights("types")["jobposting"][0] == "job"


@pytest.mark.parametrize("table", ["titles", "sentences"])
def test_patterns_of_the_data_file_are_linear(table: str) -> None:
    slow = [kind for kind, pattern in patterns(table).items() if superlinear(pattern)]
    assert not slow
