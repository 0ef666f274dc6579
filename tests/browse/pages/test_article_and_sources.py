"""The pages of an article, of an outlet, of a run and of rejected pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browse.plugins.article_page import sources_of_fields
from newsdb.database import open_database
from tests.browse.conftest import ask

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("to the minute", "the outlet&#39;s own design", "Where it was seen", "in a feed")),
        ("ko", ("분 단위까지 확인", "매체의 페이지 형식", "확인한 곳", "피드에서")),
        ("ja", ("分まで判明", "媒体のページ形式", "確認した場所", "フィードで")),
    ],
)
def test_an_article_says_how_it_was_read(
    news: Path, language: str, words: tuple[str, ...]
) -> None:
    (page,) = ask(news, "rina", f"/-/article/1?_lang={language}")
    for shown in (*words, "민서윤", "다음 행사는 인천에서", "datePublished", "교류회 모습"):
        assert shown in page.text, shown
    assert 'href="/-/sources/fnnews"' in page.text
    assert 'href="/news/articles/1"' in page.text


def test_an_outlet_says_what_is_usual_as_it_was_last_learnt(news: Path) -> None:
    db = open_database(news)
    db.table("outlets").update("fnnews", {"usual_days": "[41.2, 12.0, 9.5, 20.3]"})
    db.close()
    (page,) = ask(news, "rina", "/-/sources/fnnews?_lang=en")
    for number in ("41.2", "12.0", "9.5", "20.3"):
        assert number in page.text


def test_alarms_that_have_closed_are_counted_and_the_last_ones_listed(news: Path) -> None:
    db = open_database(news)
    at = ("since", "opened_at", "seen_at", "closed_at")
    closed = {
        **dict.fromkeys(at, "2026-11-20T09:00:00+09:00"),
        "outlet": "fnnews",
        "kind": "silence",
        "closed_because": "2 articles since",
        "advice": "",
        "diagnosis": "",
        "evidence": "{}",
    }
    db.table("alarms").insert_all({**closed, "subject": str(n)} for n in range(34))
    db.close()
    for page in ask(news, "rina", "/-/sources/fnnews?_lang=en", "/-/sources?_lang=en"):
        assert '<span class="count">34</span>' in page.text
        assert page.text.count("open since") == 30
        assert "4 more" in page.text
        assert 'href="/news/alarms?closed_at__notblank=1' in page.text


def test_a_hostile_article_is_text(news: Path) -> None:
    (page,) = ask(news, "rina", "/-/article/4?_lang=en")
    assert "<script>document.title" not in page.text
    assert "<img src=x" not in page.text


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        ("", []),
        ('{"title": "layout h1 a"}', [("title", "layout", "h1 a")]),
        ('{"published_at": "url"}', [("published", "url", "")]),
    ],
)
def test_sources_of_fields(stored: str, found: list[tuple[str, str, str]]) -> None:
    assert sources_of_fields(stored) == found


def test_an_outlet_its_run_and_what_was_rejected(news: Path) -> None:
    outlet, run, rejected, none = ask(
        news,
        "rina",
        "/-/sources/fnnews?_lang=ko",
        "/-/run/1?_lang=ja",
        "/-/rejections?outlet=fnnews&reason=no+body&_lang=ko",
        "/-/rejections?outlet=nobody&_lang=ko",
    )
    for shown in ("파이낸셜뉴스", "100%", 'href="/-/run/1"', "게재→보관", "본문 전체를 표시"):
        assert shown in outlet.text, shown
    for shown in ("本文が見つからない", "#article_content", "“로그인”", 'href="/-/article/1"'):
        assert shown in run.text, shown
    assert "본문을 찾지 못함" in rejected.text
    assert "제외된 페이지가 없습니다" in none.text
