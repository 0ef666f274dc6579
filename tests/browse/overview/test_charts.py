"""Charts as places for SVG."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from browse.overview.charts import dumbbells, lead_columns, mirrored, nice_step


@pytest.mark.parametrize(
    ("most", "step"), [(0, 1), (4, 1), (5, 2), (8, 2), (9, 5), (20, 5), (21, 10), (4000, 1000)]
)
def test_a_scale_has_few_round_numbers(most: int, step: int) -> None:
    assert nice_step(most) == step


def test_both_countries_have_one_scale_and_weekends_are_shaded() -> None:
    days = [
        ("2026-11-27", {"KR": 8, "JP": 2}),
        ("2026-11-28", {"KR": 0, "JP": 4}),  # a Saturday
    ]
    chart = mirrored(days)
    (korea,) = chart.korea
    japan = chart.japan
    assert korea.height == 2 * japan[1].height == 4 * japan[0].height
    assert korea.y + korea.height == chart.axis
    assert japan[0].y == chart.axis + 1
    assert len(chart.rest) == 1
    assert chart.rest[0].x <= japan[1].x
    assert {each.label for each in chart.scale} == {"2", "4", "6", "8"}
    assert [each.label for each in chart.labels] == ["2026-11-27", "2026-11-28"]
    assert all(0 <= each.x <= each.x + each.width <= 100 for each in (*chart.korea, *japan))


@pytest.mark.parametrize("days", [0, 1, 35, 365])
def test_any_number_of_days_can_be_drawn(days: int) -> None:
    chart = mirrored([("2026-11-27", {})] * days)
    assert chart.korea == chart.japan == []
    assert len(chart.labels) <= 7


@pytest.mark.parametrize("by_day", [True, False])
@pytest.mark.parametrize("number", [2, 6, 7, 9, 10, 15, 28, 35, 52, 365])
def test_labels_of_a_narrow_chart_do_not_overlap(number: int, by_day: bool) -> None:
    width, label = 330, 51  # pixels: a column at 390, "11月23日"
    days: list[tuple[str, dict[str, int]]] = [
        (str(date(2026, 1, 1) + timedelta(days=each)), {}) for each in range(number)
    ]
    places = [each.at * width / 100 for each in mirrored(days, shade_weekends=by_day).labels]
    middles = [*places[:-1], places[-1] - label / 2]
    assert len(places) >= 2
    assert min(b - a for a, b in pairwise(middles)) >= label
    assert middles[-1] + label / 2 <= width


def test_values_and_earlier_ones_have_one_scale_from_zero() -> None:
    rows = dumbbells([(10, 5.0), (0, None)])
    assert rows[0].now == 96.0
    assert rows[0].before == 49.5
    assert (rows[1].now, rows[1].before) == (3.0, None)
    assert dumbbells([]) == []
    assert dumbbells([(0, 0)])[0].now == 3.0


def test_japans_leads_stand_left_and_the_longest_outermost() -> None:
    chart = lead_columns([3, 1], [2, 0], ["0–3", "3+"])
    assert [(each.label, each.stories) for each in chart.japan] == [("3+", 0), ("0–3", 2)]
    assert [(each.label, each.stories) for each in chart.korea] == [("0–3", 3), ("3+", 1)]
    places = [each.middle for each in (*chart.japan, *chart.korea)]
    assert places == sorted(places)
    assert places[1] < 50 < places[2]
    assert chart.korea[0].column.height > chart.japan[1].column.height
