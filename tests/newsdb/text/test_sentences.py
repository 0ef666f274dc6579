"""Cutting a text where a reader would."""

from __future__ import annotations

import pytest

from newsdb.text.sentences import first_sentence, shortened, sides_shortened


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("김해의 업체가 만났다. 비가 왔다.", "김해의 업체가 만났다. 비가 왔다."),
        ("김해의 작은 업체들이 오늘 만났다. 비가 왔다.", "김해의 작은 업체들이 오늘 만났다."),
        ("富山の小さな会社が韓国で会った。雨が降った。", "富山の小さな会社が韓国で会った。"),
        ("Two small makers met. It rained.", "Two small makers met."),
        ("A headline without a stop\nThe text follows.", "A headline without a stop"),
        (
            "속보\n김해의 작은 업체들이 오늘 만났다. 비가 왔다.",
            "속보\n김해의 작은 업체들이 오늘 만났다.",
        ),
        ("", ""),
    ],
)
def test_the_first_sentence(text: str, first: str) -> None:
    assert first_sentence(text) == first


def test_shortened_at_a_sentence() -> None:
    assert shortened("한 문장이다. 두 문장이다. 셋", 11) == "한 문장이다.…"
    assert shortened("가" * 20, 10) == "가" * 9 + "…"
    assert shortened("짧다", 10) == "짧다"


def test_two_versions_are_shown_where_they_differ() -> None:
    common = "두 도시의 조합은 지난달부터 창고를 함께 쓰기로 하고 " * 6
    before, after = (f"{common}계약액은 {each}만 달러라고 했다." for each in ("1,120", "920"))
    shown = sides_shortened(before, after, 120)
    assert "1,120만 달러" in shown[0]
    assert "920만 달러" in shown[1]
    assert all(each.startswith("…") and len(each) <= 120 for each in shown)
    assert sides_shortened("계약 10건", "계약 20건", 120) == ("계약 10건", "계약 20건")
    assert sides_shortened(common * 2, "", 120) == (shortened(common, 120), "")
    both = sides_shortened("価格" * 200, "価格" * 199 + "改", 120)
    assert both[0] != both[1]
