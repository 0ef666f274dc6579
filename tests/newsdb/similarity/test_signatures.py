"""Signatures are the same on every machine and release, and ignore what surrounds a text."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.records import KST, Article
from newsdb.similarity.copy_rules import compare
from newsdb.similarity.signatures import (
    BITS,
    Sample,
    Signature,
    number_hashes,
    sample_numbers,
    sign,
)
from newsdb.text.sentences import split

TEXT = (
    "중소기업중앙회는 2일 도쿄에서 일본 단체중앙회와 판로 협력 협약을 맺었다고 밝혔다.\n\n"
    "두 단체는 부품 기업 1,200곳과 구매 기업 45곳을 잇는 상담회를 해마다 두 차례 열기로 했다. "
    "첫 상담회는 9월 14일 오사카에서 열린다."
)


def signed(body: str, title: str = "협약") -> Signature:
    article = Article(
        outlet="a",
        key="1",
        url="https://a/1",
        title=title,
        body=body,
        language="ko",
        published_at=datetime(2026, 3, 2, tzinfo=KST),
    )
    return sign(article)


def test_values_stay_as_they_are_stored() -> None:
    """These are stored in databases, so a change must raise VERSION."""
    signature = signed(TEXT)
    assert signature.version == 3
    assert (signature.day, signature.shingles.total, signature.numbers.total) == (20513, 89, 4)
    assert signature.skeleton == -3990229538316677507
    assert signature.sentences == (35867671789964, 71567796801131, 45842031308483)
    assert signature.bands[:2] == (238176146120426, 166490722238565)
    assert signature.shingles.values[:3].tolist() == [9881, 31116, 62336]


@pytest.mark.parametrize(
    "changed",
    [
        f"【서울=뉴시스】김하나 기자 = {TEXT}",
        f"(도쿄=연합뉴스) 김하나 특파원 = {TEXT}",
        f"{TEXT}\n\n김하나 기자 hana@news.example",
        f"{TEXT} 김하나 기자",
        f"{TEXT}\n\nⓒ 한들뉴스, 무단 전재 및 재배포 금지",
        f"{TEXT}\n\n관련기사\n\n부산항 물동량 늘어\n\n내일 전국에 비",
        f"조회 1,204\n\n{TEXT}",
        TEXT.replace("\n\n", " "),
        TEXT.replace(" ", ""),
        TEXT.replace("1,200", "１２００"),
    ],
)
def test_what_stands_around_a_text_does_not_count(changed: str) -> None:
    assert compare(signed(changed), signed(TEXT)).kind == "exact"


def test_short_texts_are_the_same_only_with_the_same_title() -> None:
    flash = "자세한 소식은 곧 이어진다."
    assert compare(signed(flash, "수출 늘어"), signed(flash, "환율 내려")).kind is None
    assert compare(signed(flash, "수출 늘어"), signed(flash, "수출 늘어")).kind == "exact"
    assert compare(signed("", "수출"), signed("", "환율")).kind is None


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ("비가 온다.눈도 온다. 춥다", ["비가 온다.", "눈도 온다.", " 춥다"]),
        ("雨が降る。雪も降る。", ["雨が降る。", "雪も降る。"]),
        ("Rain fell. So did 3.5 cm of snow.", ["Rain fell.", " So did 3.5 cm of snow."]),
        ("“춥다.”고 했다. 끝", ["“춥다.”", "고 했다.", " 끝"]),
        ("3.5%", ["3.5%"]),
    ],
)
def test_sentences(line: str, sentences: list[str]) -> None:
    assert split(line) == sentences


@given(st.sets(st.integers(0, (1 << BITS) - 1), max_size=500))
def test_a_sample_comes_back_as_it_was_packed(values: set[int]) -> None:
    sample = Sample(len(values), 1 << BITS, np.array(sorted(values), dtype=np.uint32))
    back = Sample.unpack(len(values), sample.pack(), most=500, space=1 << BITS)
    assert (back.total, back.limit, back.values.tolist()) == (
        sample.total,
        sample.limit,
        sample.values.tolist(),
    )


def test_numbers_are_counted_as_often_as_they_stand_there() -> None:
    sample = sample_numbers(number_hashes("7곳, 7곳과 1,200명"))
    assert sample.total == len(sample.values) == 3


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2026년 3월 12일에 40곳", ["12", "40"]),
        ("2026年3月12日、40社", ["12", "40"]),
        ("2026년3월", []),
        ("in 2026, 40 firms", ["40"]),
        ("2026", []),
        ("2026곳", ["2026"]),
        ("2,026 firms", ["2026"]),
        ("1.5배인 12.", ["1.5", "12"]),
        ("300 월", ["300"]),
    ],
)
def test_years_and_months_are_no_numbers_of_a_text(text: str, numbers: list[str]) -> None:
    assert number_hashes(text) == number_hashes("곳, ".join([*numbers, ""]))
    assert len(number_hashes(text)) == len(numbers)


def test_of_very_many_shingles_a_part_is_kept_and_compares_as_well() -> None:
    long = "\n\n".join(
        f"{n}번째 문단은 {n * 7}개 기업과 {n * 13}억원을 말한다." for n in range(400)
    )
    half = "\n\n".join(long.split("\n\n")[:200])
    whole, part = signed(long), signed(half)
    assert len(whole.shingles.values) < 500 < whole.shingles.total
    found = compare(part, whole)
    assert found.kind == "contains"
    assert found.containment == pytest.approx(1, abs=0.05)
    assert found.covered_other == pytest.approx(0.5, abs=0.08)
