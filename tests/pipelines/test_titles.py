"""Headlines and languages."""

from __future__ import annotations

import pytest

from pipelines.languages import language_of
from pipelines.titles import decode, tags, without_site


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("韓日 中企 &lsquo;맞손&rsquo;", "韓日 中企 ‘맞손’"),
        ("R&amp;amp;D 협력", "R&D 협력"),
        ("R&D 협력 & 투자", "R&D 협력 & 투자"),
        ("줄\n 바꿈", "줄 바꿈"),
        ("\u1112\u1161\u11ab일", "한일"),
        ("…⋯..", "…⋯.."),
    ],
)
def test_entities_once_or_twice(written: str, printed: str) -> None:
    assert decode(written) == printed


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("한일 포럼 - 파이낸셜뉴스", "한일 포럼"),
        ("한일 포럼 | 파이낸셜뉴스", "한일 포럼"),
        ("한일 포럼", "한일 포럼"),
        ("파이낸셜뉴스", "파이낸셜뉴스"),
        ("파이낸셜뉴스 - 한일 포럼", "파이낸셜뉴스 - 한일 포럼"),
    ],
)
def test_site_name_off_the_end(title: str, bare: str) -> None:
    assert without_site(title, ["파이낸셜뉴스"]) == bare


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("[속보] 한일 정상 통화", ("[속보]",)),
        ("[단독][종합] 한일 포럼", ("[단독]", "[종합]")),
        ("코스피 마감 [fn마켓워치]", ("[fn마켓워치]",)),
        ("한일 포럼(종합2보)", ("(종합2보)",)),
        ("【独自】日韓フォーラム", ("【独自】",)),
        ("한일 포럼 (도쿄)", ()),
        ("중소기업[특집]은", ()),
    ],
)
def test_tags(title: str, found: tuple[str, ...]) -> None:
    assert tags(title) == found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("한일 중소기업 포럼이 열렸다", "ko"),
        ("日韓の中小企業フォーラムが開かれた", "ja"),
        ("SMEs of Korea and Japan met in Tokyo (도쿄)", "en"),
        ("KBIZ와 JETRO가 MOU를 맺었다", "ko"),
        ("日韓首脳会談", "ja"),
        ("", "en"),
    ],
)
def test_language_by_script(text: str, language: str) -> None:
    assert language_of(text) == language


def test_han_alone_is_the_outlets_language() -> None:
    assert language_of("韓日 中企", usual="ko") == "ko"
