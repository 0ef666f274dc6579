"""Who was first with a story: Korea or Japan, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The line between two countries' marks, in pixels: so long without a lead, so much longer for
#: each hour of it, and never longer than this.
SHORTEST_LINE, PER_HOUR, LONGEST_LINE = 8, 1.6, 56

_DAY = len("2026-12-02")


class Report(Protocol):
    """A country's first article: when it was published, if that is known and verified."""

    @property
    def published_at(self) -> str | None: ...

    @property
    def unverified(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Lead:
    """Which country (KR, JP) had a story first, which second, and the time between, in minutes.

    ``second`` is None where only one country has it. ``minutes`` is None where a clock is missing:
    a day alone has no lead.
    """

    first: str
    second: str | None = None
    minutes: int | None = None

    @property
    def line(self) -> int:
        """How long the line between the two marks is, in pixels."""
        hours = (self.minutes or 0) / 60
        return min(LONGEST_LINE, round(SHORTEST_LINE + PER_HOUR * hours))


def lead_of(firsts: Iterable[tuple[str, Report]]) -> Lead | None:
    """Return who was first, of each country's first article; None where that can't be told.

    It can't where two countries have a story of one day and one of them gave no time, or where
    nobody knows when one of the articles was published.
    """
    found = list(firsts)
    if not found:
        return None
    if len(found) == 1:
        return Lead(found[0][0])
    (one, first), (other, second) = found[:2]
    a, b = (each.published_at if not each.unverified else None for each in (first, second))
    if not a or not b:
        return None
    if len(a) == _DAY or len(b) == _DAY:
        if a[:_DAY] == b[:_DAY]:
            return None
        return Lead(one, other) if a < b else Lead(other, one)
    apart = datetime.fromisoformat(b) - datetime.fromisoformat(a)
    minutes = round(apart.total_seconds() / 60)
    return Lead(one, other, minutes) if minutes >= 0 else Lead(other, one, -minutes)
