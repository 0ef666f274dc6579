"""The terms of articles, with the analysers as they are installed."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from learning.words import analysers, form, terms

pytestmark = pytest.mark.skipif(
    not (find_spec("kiwipiepy") and find_spec("sudachipy")),
    reason="the extra “learning” is not installed",
)


def test_nouns_and_nouns_that_follow_are_terms() -> None:
    nouns = analysers()
    korean = terms("시흥의 업체가 가업 승계를 도왔다.", "ko", nouns)
    assert {"업체", "가업", "승계", "가업승계"} <= set(korean)
    assert korean["가업승계"] == "가업 승계"
    assert not {"도왔다", "시흥업체"} & set(korean)
    japanese = terms("鯖江の工場が事業承継を進め、3社が続く。", "ja", nouns)
    assert {"工場", "事業承継"} <= set(japanese)
    assert not {"進め", "3社"} & set(japanese)
    english = terms("The mill began a succession plan with its heirs.", "en", nouns)
    assert "succession plan" in english
    assert "plan with" not in english
    assert "the mill" not in english


@pytest.mark.parametrize(
    ("one", "other"), [("가업 승계", "가업승계"), ("Succession Plan", "succession plan")]
)
def test_terms_are_compared_without_case_and_blanks_that_tell_nothing(
    one: str, other: str
) -> None:
    assert form(one) == form(other)


def test_long_texts_and_terms_end() -> None:
    run = [(at, at + 1) for at in range(5000)]
    found = terms("가" * 5000, "ko", {"ko": lambda _: run[:3000]})
    assert max(map(len, found.values())) <= 3
