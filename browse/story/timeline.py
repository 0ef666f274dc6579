"""A story's articles in order of time: days, who was first, and a strip of when each wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from newsdb.figures.leads import Lead, lead_of
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsdb.stories.story_cards import Member, Story

#: Where the strip begins, and how wide it is, in per cent of the page's width.
LEFT, WIDTH = 13.0, 85.0
#: The most marks of time on the strip, and the hours between them, the first that suffices.
MOST_TICKS = 7
_STEPS = (1, 2, 3, 6, 12, 24, 48, 72, 168, 336, 720, 2160, 8760)

_DAY = len("2026-12-02")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the timeline: a day, the lead of one country, or an article."""

    day: str = ""
    lead: Lead | None = None
    member: Member | None = None


class Dot(NamedTuple):
    """An article on the strip; ``x`` in per cent."""

    country: str
    x: float


class Tick(NamedTuple):
    """A mark of time on the strip; a midnight shows its day."""

    x: float
    at: str
    is_day: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """When each country wrote, drawn to scale; ``span`` are the places of the two firsts."""

    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    lead: Lead | None
    span: tuple[Dot, Dot] | None


def rows(story: Story) -> Iterator[Row]:
    """Yield a story's timeline in order of time."""
    lead = lead_of(story.first_by_country)
    second = next(
        (each.id for code, each in story.first_by_country if lead and code == lead.second), None
    )
    day = ""
    for each in story.members:
        if each.at[:_DAY] != day:
            day = each.at[:_DAY]
            yield Row(day=day)
        if lead and lead.minutes and each.id == second:
            yield Row(lead=lead)
        yield Row(member=each)


def strip(story: Story) -> Strip | None:
    """Return the strip of a story; None where fewer than two articles have a known time."""
    timed = [
        (each.country, datetime.fromisoformat(each.published_at).astimezone(KST))
        for each in story.members
        if each.country and each.published_at and len(each.published_at) > _DAY
        and not each.unverified
    ]  # fmt: skip
    if len(timed) < 2:
        return None
    times = [at for _, at in timed]
    margin = max((max(times) - min(times)) / 12, timedelta(minutes=20))
    start, end = min(times) - margin, max(times) + margin

    def place(at: datetime) -> float:
        return round(LEFT + WIDTH * ((at - start) / (end - start)), 2)

    dots = tuple(Dot(country, place(at)) for country, at in timed)
    lead = lead_of(story.first_by_country)
    firsts = [next(dot for dot in dots if dot.country == code) for code in _two(lead, dots)]
    return Strip(
        dots=dots,
        ticks=tuple(Tick(place(at), at.isoformat(), not at.hour) for at in _ticks(start, end)),
        lead=lead,
        span=(firsts[0], firsts[1]) if len(firsts) == 2 and lead and lead.minutes else None,
    )


def _two(lead: Lead | None, dots: tuple[Dot, ...]) -> list[str]:
    there = {dot.country for dot in dots}
    both = (lead.first, lead.second) if lead else ()
    return [code for code in both if code and code in there]


def _ticks(start: datetime, end: datetime) -> Iterator[datetime]:
    hours = (end - start).total_seconds() / 3600
    step = next((each for each in _STEPS if hours / each <= MOST_TICKS), _STEPS[-1])
    at = start.replace(hour=0, minute=0, second=0, microsecond=0)
    while at <= end:
        if at >= start:
            yield at
        at += timedelta(hours=step)
