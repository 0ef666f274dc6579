"""Bars of articles a day; why pages were rejected, in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from browse.pages.reasons import in_words
from browse.pages.sparklines import HEIGHT, bars
from newsdb.health.outlet_lines import Day
from translations.domains import DESK


def days(*numbers: int, rest: tuple[int, ...] = ()) -> list[Day]:
    first = date(2026, 11, 16)
    return [
        Day(first + timedelta(days=at), number, at in rest) for at, number in enumerate(numbers)
    ]


@pytest.mark.parametrize(
    ("given", "kinds"),
    [
        (days(3, 0, 4, 0), ["", "zero", "", ""]),  # today is not over
        (days(3, 0, 4, 5, rest=(1,)), ["", "rest", "", ""]),
        (days(0, 0, 0, 1), ["", "", "", ""]),  # none is usual
        ([], []),
    ],
)
def test_a_day_without_expected_articles_is_marked(given: list[Day], kinds: list[str]) -> None:
    assert [each.kind for each in bars(given)] == kinds


def test_bars_lie_within_the_chart() -> None:
    made = bars(days(0, 1, 1000, 7))
    assert all(each.y >= 0 and each.y + each.height == pytest.approx(HEIGHT) for each in made)
    assert all(each.x >= 0 and each.x + each.width <= 100 for each in made)
    assert max(made, key=lambda each: each.height) == made[2]


@pytest.mark.parametrize(
    ("reason", "words"),
    [("http 404", "応答 404"), ("login", "会員限定"), ("<b>", "<b>"), ("http x", "http x")],
)
def test_reasons_are_said_in_words(reason: str, words: str) -> None:
    assert in_words(reason, DESK.translator("ja")) == words
