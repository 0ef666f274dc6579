"""Words lose their endings; words that only seem to have one stay whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.text.stems import english, japanese, korean, stems


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("중소기업의", "중소기업"),
        ("중소기업들은", "중소기업"),
        ("기업들이", "기업"),
        ("한일의", "한일"),
        ("일본에서는", "일본"),
        ("정부와", "정부"),
        ("공급망을", "공급망"),
        ("서울로", "서울"),
        ("부산으로부터", "부산"),
        ("협력하기로", "협력"),
        ("협력한", "협력"),
        ("발표된", "발표"),
        ("日本의", "日本"),
        ("kbiz의", "kbiz"),
    ],
)
def test_korean_endings_go(word: str, stem: str) -> None:
    found = korean(word)
    assert found is not None
    assert found.text == stem


@pytest.mark.parametrize(
    "word",
    ["정상회의", "국가", "전문가", "어린이", "성과", "결과", "북한", "피해", "역할", "대만",
     "가을", "한도", "판로", "중기", "도로", "최저임금제도", "지난해", "kbiz"],
)  # fmt: skip
def test_korean_words_that_only_look_inflected_stay(word: str) -> None:
    assert korean(word) is None


def test_doubtful_endings_are_narrowed() -> None:
    found = korean("일본도")
    assert found is not None
    assert not found.inside


@pytest.mark.parametrize(
    ("word", "stems"),
    [
        ("中小企業の", ["中小企業"]),
        ("日韓については", ["日韓"]),
        ("下請け", ["下請"]),
        ("取り組み", ["取り組", "取組"]),
        ("申込", ["申し込"]),
        ("サプライヤー", ["サプライヤ"]),
        ("支援する", ["支援"]),
        ("新しい", []),
        ("お金", []),
        ("ものづくり", []),
        ("日韓", []),
    ],
)
def test_japanese(word: str, stems: list[str]) -> None:
    assert japanese(word) == stems


@pytest.mark.parametrize(
    "family",
    [
        "firm firms firm's",
        "company companies company's",
        "share shares shared sharing",
        "export exports exported exporting exporter exporters",
        "cooperate cooperation cooperative cooperating cooperated",
        "invest investment investor investors invests investing",
        "sme smes",
        "up ups",
        "korea korean koreans",
        "manufacture manufacturer manufacturing",
        "box boxes",
        "plan planned planning plans",
    ],
)
def test_english_families_fall_together(family: str) -> None:
    assert len({english(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("speed", "spe"), ("string", "str"), ("late", "later"), ("thing", "th"),
     ("nation", "nat"), ("business", "busines"), ("bring", "br"), ("need", "ne")],
)  # fmt: skip
def test_english_words_that_only_look_inflected(one: str, other: str) -> None:
    assert english(one) != english(other)


@given(st.text(max_size=12))
def test_any_word_has_a_stem(word: str) -> None:
    english(word)
    for stem in stems(word):
        assert stem.text
        assert len(stem.text) >= 2
