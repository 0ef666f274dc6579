"""The desk's messages: complete in three languages, in words that editors chose."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

import pytest

from browse.messages import LANGUAGES, MESSAGES, translator
from tests.browse.conftest import ask
from tests.browse.review_news import make
from tests.support.crawls import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def braces(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


@pytest.mark.parametrize("key", sorted(MESSAGES))
def test_every_message_takes_the_same_values_in_each_language(key: str) -> None:
    messages = MESSAGES[key]
    assert len(messages) == len(LANGUAGES)
    assert all(each.strip() for each in messages)
    assert len({frozenset(braces(each)) for each in messages}) == 1


def test_every_message_that_a_page_asks_for_is_there() -> None:
    texts = [each.read_text("utf-8") for each in (ROOT / "browse").rglob("*.html")]
    asked = {key for text in texts for key in re.findall(r'\bt\(\s*"([^"]+)"\s*[,)]', text)}
    assert asked - set(MESSAGES) == set()


@pytest.mark.parametrize(
    ("key", "korean", "japanese"),
    [
        ("clear", "선택 해제", "選択を解除"),
        ("series", "정례 기사", "定型記事"),
        ("relevant_count", "관련 56건", "関連あり56件"),
        ("alarms_open", "미해결 경보 56건", "未解決の警報56件"),
        ("nothing_waits", "대기 중인 스토리가 없습니다.", "判定待ちのストーリーはありません。"),
        ("watch_term", "단어", "単語"),
        ("not_relevant", "관련 없음", "関連なし"),
        ("all_tables", "모든 표와 쿼리", "すべての表とクエリ"),
        (
            "all_articles",
            "매체·언어·섹션·날짜별 전체 기사",
            "媒体・言語・セクション・日付別のすべての記事",
        ),
    ],
)
def test_words_are_those_of_an_editor(key: str, korean: str, japanese: str) -> None:
    assert translator("ko")(key, count=56) == korean
    assert translator("ja")(key, count=56) == japanese


@pytest.mark.parametrize(
    ("language", "words"),
    [("ko", ("낱말", "질의", "무관", "연재", "지우기")), ("ja", ("語句", "連載", "クリア"))],
)
def test_one_thing_has_one_word(language: str, words: tuple[str, ...]) -> None:
    place = list(LANGUAGES).index(language)
    used = "\n".join(messages[place] for messages in MESSAGES.values())
    assert [word for word in words if word in used] == []


@pytest.mark.parametrize(
    ("language", "home", "queue"),
    [
        (
            "en",
            ("20 relevant stories to decide", "0 open alarms"),
            ("20 relevant · 4 to review", "Clear selection", "Clear filters"),
        ),
        (
            "ko",
            ("결정 대기 중인 관련 스토리 20건", "미해결 경보 0건"),
            ("관련 20건 · 검토 필요 4건", "선택 해제", "필터 초기화"),
        ),
        (
            "ja",
            ("判定待ちの関連ストーリー20件", "未解決の警報0件"),
            ("関連あり20件 · 要確認4件", "選択を解除", "条件をリセット"),
        ),
    ],
)
def test_counts_stand_where_the_language_puts_them(
    tmp_path: Path, language: str, home: tuple[str, ...], queue: tuple[str, ...]
) -> None:
    make(tmp_path / "news.db")
    addresses = (f"/?_lang={language}", f"/-/review?_lang={language}")
    pages = ask(tmp_path / "news.db", "ana", *addresses)
    for page, words in zip(pages, (home, queue), strict=True):
        plain = re.sub(r"<[^>]+>", "", page.text)
        assert [word for word in words if word not in plain] == []
