"""Articles a day as small bars: places and heights for SVG, with sizes in per cent and pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsdb.health.outlet_lines import Day

#: The height of a chart, in pixels; the tallest bar leaves some room above it.
HEIGHT, _TALLEST, _LEAST = 26, 24.0, 2.0
#: How much of its place a bar fills.
_FILLED = 0.76


class Bar(NamedTuple):
    """A bar: ``x`` and ``width`` in per cent, ``y`` and ``height`` in pixels.

    ``kind`` is "rest" on a day of rest, "zero" where articles were to be expected but none came,
    else empty.
    """

    x: float
    width: float
    y: float
    height: float
    kind: str


def bars(days: Sequence[Day]) -> list[Bar]:
    """Return a bar for each day, the tallest as high as the chart allows."""
    most = max((each.articles for each in days), default=0)
    place = 100 / max(1, len(days))
    usual = sorted(each.articles for each in days if not each.is_rest)
    expected = bool(usual) and usual[len(usual) // 2] > 0
    made = []
    for number, each in enumerate(days):
        height = max(_LEAST, _TALLEST * each.articles / most) if most else _LEAST
        is_last = number == len(days) - 1  # today is not over
        zero = expected and not each.articles and not is_last
        kind = "rest" if each.is_rest else "zero" if zero else ""
        x = round(place * (number + (1 - _FILLED) / 2), 1)
        width = round(place * _FILLED, 1)
        made.append(Bar(x, width, round(HEIGHT - height, 1), round(height, 1), kind))
    return made
