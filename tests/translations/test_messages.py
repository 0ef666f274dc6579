"""The desk's messages: complete in three languages, in words that editors chose."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

import pytest
from babel.messages.catalog import Catalog

from tests.browse.conftest import ask
from tests.browse.review_news import make
from tests.support.crawls import ROOT
from translations.__main__ import read, updated, written
from translations.catalogues import TRANSLATED, Catalogue, file_of, translations
from translations.domains import CATALOGUES, DESK

if TYPE_CHECKING:
    from pathlib import Path


DOMAINS = {domain: english for each in CATALOGUES for domain, english in each.domains.items()}


def braces(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("domain", sorted(DOMAINS))
def test_every_message_is_translated_and_takes_the_same_values(domain: str, language: str) -> None:
    translated = translations(domain, language)
    for key, english in DOMAINS[domain].items():
        assert translated.get(key, "").strip(), f"{key} has no translation"
        assert braces(translated[key]) == braces(english), key


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("domain", sorted(DOMAINS))
def test_catalogues_are_as_make_messages_writes_them(domain: str, language: str) -> None:
    new, missing, doubtful = updated(read(domain, language), DOMAINS[domain])
    assert (missing, doubtful) == (0, 0)
    assert written(new) == file_of(domain, language).read_bytes(), "run make messages"


def test_a_key_belongs_to_one_domain_of_its_catalogue() -> None:
    for catalogue in CATALOGUES:
        assert sum(map(len, catalogue.domains.values())) == len(catalogue.english)


def test_what_changed_in_english_is_looked_at_again() -> None:
    old = Catalog(locale="ko", domain="d")
    old.add("Sign in", "로그인", context="sign_in")
    old.add("Gone", "없음", context="gone")
    english = {"sign_in": "Sign in here", "rows": "{count} rows"}
    new, missing, doubtful = updated(old, english)
    assert (missing, doubtful) == (1, 1)
    assert [(each.context, each.string, each.fuzzy) for each in new if each.context] == [
        ("sign_in", "로그인", True),
        ("rows", "", False),
    ]


def test_a_message_without_translation_is_english() -> None:
    catalogue = Catalogue({"frame": {"only here": "{count} new"}})
    assert catalogue.translator("ja")("only here", count=3) == "3 new"
    with pytest.raises(ValueError, match="'fr'"):
        catalogue.translator("fr")


def test_every_message_that_a_page_asks_for_is_there() -> None:
    texts = [each.read_text("utf-8") for each in (ROOT / "browse").rglob("*.html")]
    asked = {key for text in texts for key in re.findall(r'\bt\(\s*"([^"]+)"\s*[,)]', text)}
    assert asked - set(DESK.english) == set()


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
    assert DESK.translator("ko")(key, count=56) == korean
    assert DESK.translator("ja")(key, count=56) == japanese


@pytest.mark.parametrize(
    ("language", "words"),
    [("ko", ("낱말", "질의", "무관", "연재", "지우기")), ("ja", ("語句", "連載", "クリア"))],
)
def test_one_thing_has_one_word(language: str, words: tuple[str, ...]) -> None:
    used = "\n".join(DESK.messages(language).values())
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


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 story"), ("1", "1 story"), ("\n1\n", "\n1\n story"), (0, "0 stories"),
     (2, "2 stories"), ("1,001", "1,001 stories"), ("", " stories")],
)  # fmt: skip
def test_one_is_no_plural(count: object, said: str) -> None:
    messages = Catalogue({"d": {"stories": "{count} {count:story|stories}"}})
    assert messages.translator("en")("stories", count=count) == said
