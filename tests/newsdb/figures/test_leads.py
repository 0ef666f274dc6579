"""Who was first with a story, and by how much."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from newsdb.figures.leads import Lead, between, lead_of


@dataclass
class Report:
    published_at: str | None
    unverified: int = 0


DAY, MORNING = "2026-12-02", "2026-12-02T05:30:00+09:00"


@pytest.mark.parametrize(
    ("korea", "japan", "lead"),
    [
        (Report("2026-12-02T16:40:00+09:00"), Report(MORNING), Lead("JP", "KR", 670)),
        (Report(MORNING), Report("2026-12-01T21:00:00+00:00"), Lead("KR", "JP", 30)),
        (Report(MORNING), Report(MORNING), Lead("KR", "JP", 0)),
        (Report(DAY), Report("2026-12-03T01:00:00+09:00"), Lead("KR", "JP", None)),
        (Report(DAY), Report(MORNING), None),  # of one day: nobody knows
        (Report(None), Report(MORNING), None),
        (Report(MORNING, unverified=1), Report(DAY), None),
    ],
)
def test_who_was_first(korea: Report, japan: Report, lead: Lead | None) -> None:
    assert lead_of([("KR", korea), ("JP", japan)]) == lead


def test_of_one_country_there_is_no_second() -> None:
    assert lead_of([("JP", Report(MORNING))]) == Lead("JP")
    assert lead_of([]) is None


@pytest.mark.parametrize(
    ("korea", "japan", "led"),
    [
        ("2026-11-30T09:00:00+09:00", "2026-11-30T12:30:00+09:00", Lead("KR", "JP", 210)),
        ("2026-12-01T09:00:00+09:00", "2026-11-30T09:00:00+09:00", Lead("JP", "KR", 1440)),
        ("2026-11-30T09:00:00+09:00", "2026-11-30T09:00:00+09:00", Lead("KR", "JP", 0)),
        ("2026-11-30", "2026-11-30T12:30:00+09:00", None),
        ("2026-11-30", "2026-12-02", Lead("KR", "JP")),
        ("2026-12-02T01:00:00+09:00", "2026-12-01", Lead("JP", "KR")),
        ("", "2026-12-01", None),
        ("2026-12-01T09:00:00+09:00", None, None),
    ],
)
def test_between_stored_times(korea: str | None, japan: str | None, led: Lead | None) -> None:
    assert between(("KR", korea), ("JP", japan)) == led
