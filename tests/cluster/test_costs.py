"""The docs' table of what gives out first is what the benchmark's arithmetic says."""

from __future__ import annotations

import pytest

from benchmarks.machines import SIZES, parts, row
from tests.support.crawls import ROOT


def test_the_docs_have_the_table() -> None:
    docs = (ROOT / "docs/machines.md").read_text(encoding="utf-8")
    assert "\n".join(map(row, SIZES)) in docs


@pytest.mark.parametrize(
    ("outlets", "polls", "crawling", "writer"),
    [
        (300, 0.5, 0.5 * (1.66 / 2.5 + 0.1), 0.5 * 0.01 + 900 / 86_400 * 0.009),
        (6_000, 10, 10 * 0.266, 0.1 + 18_000 / 86_400 * 0.009),
    ],
)
def test_costs_are_those_of_polls_processes_and_articles(
    outlets: int, polls: float, crawling: float, writer: float
) -> None:
    assert parts(outlets) == pytest.approx((polls, crawling, writer))
