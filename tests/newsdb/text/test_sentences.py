"""Cutting a text where a reader would."""

from __future__ import annotations

from newsdb.text.sentences import shortened


def test_shortened_at_a_sentence() -> None:
    assert shortened("한 문장이다. 두 문장이다. 셋", 11) == "한 문장이다.…"
    assert shortened("가" * 20, 10) == "가" * 9 + "…"
    assert shortened("짧다", 10) == "짧다"
