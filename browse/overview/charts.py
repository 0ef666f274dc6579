"""Charts as places for SVG: x and widths in per cent, y and heights in pixels.

So a chart has the width of its column and its words keep their size. What is drawn by colour is
told by place and pattern as well: Korea filled and above or to the right, Japan hatched and
beneath or to the left.
"""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Room on the left for the numbers of the scale, in per cent.
_LEFT, _RIGHT = 4.0, 99.0
_FILLED = 0.7
#: Labels beneath a chart stand so far apart, in per cent: the last one ends at its place, so that
#: one and a half have to fit, of 51 pixels (11月23日) in the 330 of a telephone's column.
_APART = 23.5


class Column(NamedTuple):
    """A bar."""

    x: float
    width: float
    y: float
    height: float


class Tick(NamedTuple):
    """A line of the scale with its number, or the place of a label beneath the chart."""

    at: float
    label: str


class Mirrored(NamedTuple):
    """Columns of two countries, above a line and beneath it."""

    height: int
    axis: float
    labels_at: float
    korea: Sequence[Column]
    japan: Sequence[Column]
    rest: Sequence[Column]  # shaded: weekends
    scale: Sequence[Tick]  # y
    labels: Sequence[Tick]  # x


def mirrored(
    days: Sequence[tuple[str, Mapping[str, int]]],
    *,
    room: int = 100,
    shade_weekends: bool = True,
) -> Mirrored:
    """Return the columns of days (or of weeks, by their first days), each with its stories.

    ``room`` is the height of the tallest column in pixels. Both countries have one scale.
    """
    most = max((max(each.get("KR", 0), each.get("JP", 0)) for _, each in days), default=0)
    step = nice_step(most)
    top = max(step, -(-most // step) * step)
    per_story = room / top
    place = (_RIGHT - _LEFT) / max(1, len(days))
    axis = float(room + 12)
    korea, japan, rest = [], [], []
    for number, (day, each) in enumerate(days):
        x = round(_LEFT + place * (number + (1 - _FILLED) / 2), 2)
        width = round(place * _FILLED, 2)
        up, down = each.get("KR", 0) * per_story, each.get("JP", 0) * per_story
        if up:
            korea.append(Column(x, width, round(axis - up, 1), round(up, 1)))
        if down:
            japan.append(Column(x, width, axis + 1, round(down, 1)))
        if shade_weekends and date.fromisoformat(day).weekday() > 4:
            begin = round(_LEFT + place * number, 2)
            rest.append(Column(begin, round(place, 2), 8, 2 * room + 9))
    scale = [
        Tick(round(axis + side * value * per_story, 1), str(value))
        for value in range(step, top + 1, step)
        for side in (-1, 1)
    ]
    every = math.ceil(_APART / place)
    if shade_weekends and len(days) > 7:
        every = 7 * math.ceil(every / 7)
    labels = [
        Tick(round(_LEFT + place * (number + 0.5), 2), days[number][0])
        for number in range(len(days) - 1, -1, -every)
    ]
    return Mirrored(2 * room + 46, axis, 2 * room + 40, korea, japan, rest, scale, labels[::-1])


def nice_step(most: int) -> int:
    """Return the step of a scale that reaches ``most`` in two to five lines: 1, 2, 5, 10, ..."""
    step = 1
    while most > 4 * step:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return step


class Dumbbell(NamedTuple):
    """Two marks on a line: what is, and what was (None: there was nothing before)."""

    now: float  # per cent
    before: float | None


def dumbbells(rows: Sequence[tuple[float, float | None]]) -> list[Dumbbell]:
    """Return the marks of values beside earlier ones, all on one scale that begins at zero."""
    most = max((max(now, before or 0) for now, before in rows), default=0) or 1

    def at(value: float) -> float:
        return round(3 + 93 * value / most, 1)

    return [Dumbbell(at(now), None if before is None else at(before)) for now, before in rows]


class Class(NamedTuple):
    """A class of leads as a column: how many, where, and where its number stands."""

    column: Column
    stories: int
    middle: float
    label: str


class LeadChart(NamedTuple):
    """Leads by their length: Japan's to the left, longest first, Korea's to the right."""

    height: int
    axis: float
    japan: Sequence[Class]
    korea: Sequence[Class]


def lead_columns(
    korea: Sequence[int], japan: Sequence[int], labels: Sequence[str], *, room: int = 114
) -> LeadChart:
    """Return the columns of how many stories each country led by how much, shortest first."""
    most = max((*korea, *japan, 1))
    axis = float(room + 36)
    width = 50 / len(labels)

    def column(number: int, stories: int, begin: float) -> Class:
        height = round(room * stories / most, 1)
        bar = Column(round(begin + width * 0.1, 2), round(width * 0.8, 2), axis - height, height)
        return Class(bar, stories, round(begin + width / 2, 2), labels[number])

    return LeadChart(
        room + 76,
        axis,
        [
            column(number, japan[number], 50 - width * (number + 1))
            for number in reversed(range(len(labels)))
        ],
        [column(number, korea[number], 50 + width * number) for number in range(len(labels))],
    )
