"""Who was first with a story: Korea or Japan, and by how much; one rule for all that says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    a day alone has no lead. Where it is zero both were first.
    """

    first: str
    second: str | None = None
    minutes: int | None = None


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
    one, other = (
        (country, None if report.unverified else report.published_at)
        for country, report in found[:2]
    )
    return between(one, other)


def between(one: tuple[str, str | None], other: tuple[str, str | None]) -> Lead | None:
    """Return who was first of two countries, each with its time or day as stored.

    None or empty is a time that nobody knows, and gives None as ``lead_of`` does.
    """
    (first, a), (second, b) = one, other
    if not a or not b:
        return None
    if len(a) == _DAY or len(b) == _DAY:
        if a[:_DAY] == b[:_DAY]:
            return None
        return Lead(first, second) if a < b else Lead(second, first)
    apart = datetime.fromisoformat(b) - datetime.fromisoformat(a)
    minutes = round(apart.total_seconds() / 60)
    return Lead(first, second, minutes) if minutes >= 0 else Lead(second, first, -minutes)
