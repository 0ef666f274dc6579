"""A source's publishing rhythm, learnt from its past, and how unlikely a silence is."""

from __future__ import annotations

import bisect
import itertools
import math
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from newsdb.dates.calendars import is_holiday
from newsdb.health.silence import Silence, alarm_threshold
from newsdb.health.tail_probabilities import longer_excess, longer_gap
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsdb.records import Country

#: Articles that appear together are one event: a batch says no more than its first article.
TOGETHER = timedelta(minutes=20)

#: How far back a rhythm is learnt, and from how few events at least.
HISTORY = timedelta(days=180)
MOST_HISTORY = timedelta(days=730)
ENOUGH_GAPS = 60
FEWEST_GAPS = 8
ENOUGH_FOR_TAIL = 80

#: Monday to Sunday are 0 to 6.
HOLIDAY = 7
_WORKING = range(5)

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a source publishes: by weekday, holiday and hour; made by ``learn``.

    Time is measured in expected events (operational time): nights, weekends and holidays count as
    little as the source's own past says. The remaining irregularity is the distribution of the
    gaps between events: a gamma distribution, or where it is heavier an exponential tail.
    """

    country: Country | None
    events: tuple[datetime, ...]
    day_weights: tuple[float, ...]  # events on a Monday ... Sunday, and on a holiday
    hours: tuple[tuple[float, ...], tuple[float, ...]]  # share of a day's events by each hour
    blind: tuple[Span, ...]
    mean: float
    shape: float
    gaps: int
    tail_from: float
    tail_mean: float
    tail_seen: int
    gaps_a_year: float
    _days: dict[date, float] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def learn(
        cls,
        times: Iterable[datetime],
        *,
        start: datetime,
        end: datetime,
        country: Country | None,
        blind: Sequence[Span] = (),
    ) -> Rhythm | None:
        """Return the rhythm of the events from ``start`` to ``end``, None if there are too few.

        ``blind`` are spans without runs, or with a known outage: what did or did not appear in
        them is ignored.
        """
        events = _events(times, start, end)
        if len(events) <= FEWEST_GAPS:
            return None
        start = max(start, min(end - HISTORY, events[-min(len(events), ENOUGH_GAPS)]))
        start = max(start, end - MOST_HISTORY)
        events = [each for each in events if each >= start]
        blind = _merged((max(a, start), min(b, end)) for a, b in blind)
        weights = _day_weights(events, start, end, country, blind)
        hours = _hours(events, country)
        clock = _Clock(country, weights, hours, start)
        places = [clock(each) for each in events]
        gaps = [
            place - before
            for i, (before, place) in enumerate(itertools.pairwise(places))
            if not _any_within(blind, events[i], events[i + 1])
        ]
        if len(gaps) < FEWEST_GAPS:
            return None
        mean = math.fsum(gaps) / len(gaps)
        variance = math.fsum((gap - mean) ** 2 for gap in gaps) / (len(gaps) - 1)
        # With fewer gaps the shape is less certain: take half a standard error less.
        shape = min(mean**2 / max(variance, 1e-9), 50.0) * math.exp(
            -0.5 * math.sqrt(4 / len(gaps))
        )
        ordered = sorted(gaps)
        # The longest tenth gets a tail of its own if there are enough gaps to fit one.
        exceeding = len(gaps) // 10 if len(gaps) >= ENOUGH_FOR_TAIL else 0
        tail_from = ordered[-exceeding - 1]
        excess = math.fsum(gap - tail_from for gap in ordered[len(ordered) - exceeding :])
        days = (end - start - sum((b - a for a, b in blind), timedelta())) / timedelta(days=1)
        return cls(
            country=country,
            events=tuple(events),
            day_weights=weights,
            hours=hours,
            blind=tuple(blind),
            mean=mean,
            shape=shape,
            gaps=len(gaps),
            tail_from=tail_from,
            tail_mean=max(excess / max(exceeding, 1), mean / 20),
            tail_seen=exceeding,
            gaps_a_year=len(events) / max(days, 1.0) * 365,
        )

    @property
    def threshold(self) -> float:
        """The probability below which a silence raises an alarm."""
        return alarm_threshold(self.gaps_a_year)

    def silence(self, since: datetime, until: datetime, blind: Sequence[Span] = ()) -> Silence:
        """Return the silence between two times, with its probability.

        ``blind`` are spans without runs; they don't count.
        """
        clock = _Clock(self.country, self.day_weights, self.hours, since)
        missed = clock(until)
        for a, b in _merged((max(a, since), min(b, until)) for a, b in blind):
            missed -= clock(b) - clock(a)
        probability = self.probability(missed)
        years = 1 / max(probability * self.gaps_a_year, 1e-6)
        return Silence(since, until, missed, probability, self.threshold, years)

    def probability(self, missed: float) -> float:
        """Return the probability of a gap of at least ``missed`` expected events."""
        regular = longer_gap(missed, mean=self.mean, shape=self.shape, seen=self.gaps)
        if missed <= self.tail_from or not self.tail_seen:
            return regular
        beyond = longer_excess(
            missed - self.tail_from, mean=self.tail_mean, seen=self.tail_seen
        ) * (self.tail_seen / self.gaps)
        return max(regular, beyond)

    def expected(self, since: datetime, until: datetime) -> float:
        """Return the expected number of events between two times."""
        return _Clock(self.country, self.day_weights, self.hours, since)(until)


class _Clock:
    """Operational time since ``start``, in expected events."""

    def __init__(
        self,
        country: Country | None,
        weights: Sequence[float],
        hours: tuple[tuple[float, ...], tuple[float, ...]],
        start: datetime,
    ) -> None:
        self.country, self.weights, self.hours = country, weights, hours
        self.first = start.astimezone(KST).date()
        self.totals = [0.0]  # at the start of each day since the first
        self.offset = 0.0
        self.offset = self(start)

    def __call__(self, moment: datetime) -> float:
        local = moment.astimezone(KST)
        day = local.date()
        number = (day - self.first).days
        while len(self.totals) <= number:
            passed = self.first + timedelta(days=len(self.totals) - 1)
            self.totals.append(self.totals[-1] + self.weights[_kind(passed, self.country)])
        kind = _kind(day, self.country)
        shares = self.hours[kind not in _WORKING]
        minute = (local.minute * 60 + local.second) / 3600
        share = shares[local.hour] + minute * (shares[local.hour + 1] - shares[local.hour])
        return self.totals[number] + self.weights[kind] * share - self.offset


def _kind(day: date, country: Country | None) -> int:
    return HOLIDAY if is_holiday(day, country) else day.weekday()


def _events(times: Iterable[datetime], start: datetime, end: datetime) -> list[datetime]:
    events: list[datetime] = []
    last = None
    for each in sorted(times):
        if start <= each <= end and (last is None or each - last >= TOGETHER):
            events.append(each)
            last = each
    return events


def _day_weights(
    events: Sequence[datetime],
    start: datetime,
    end: datetime,
    country: Country | None,
    blind: Sequence[Span],
) -> tuple[float, ...]:
    """Return the expected events on each kind of day, shrunk towards similar days if few."""
    counts, exposure = [0.0] * 8, [0.0] * 8
    for each in events:
        if not _any_within(blind, each, each):
            counts[_kind(each.astimezone(KST).date(), country)] += 1
    day = start.astimezone(KST).date()
    while day <= end.astimezone(KST).date():
        midnight = datetime(day.year, day.month, day.day, tzinfo=KST)
        a, b = max(midnight, start), min(midnight + timedelta(days=1), end)
        seen = (b - a) - sum(
            (max(timedelta(), min(b, d) - max(a, c)) for c, d in blind), timedelta()
        )
        exposure[_kind(day, country)] += max(0.0, seen / timedelta(days=1))
        day += timedelta(days=1)
    mean = sum(counts) / max(sum(exposure), 1.0)
    weights = []
    for kind in range(8):
        similar = _WORKING if kind in _WORKING else range(5, 8)
        if kind == HOLIDAY:
            similar = range(6, 7)  # until one has been seen, a holiday counts as a Sunday
        exposed = sum(exposure[each] for each in similar)
        usual = sum(counts[each] for each in similar) / max(exposed, 1.0)
        weight = (counts[kind] + usual) / (exposure[kind] + 1)
        weights.append(max(weight, mean / 100))
    return tuple(weights)


def _hours(
    events: Sequence[datetime], country: Country | None
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the share of a day's events by each hour, for working days and for others."""
    counts = [[0.0] * 24, [0.0] * 24]
    for each in events:
        local = each.astimezone(KST)
        counts[_kind(local.date(), country) not in _WORKING][local.hour] += 1
    whole = [a + b for a, b in zip(*counts, strict=True)]
    shares = []
    for own in counts:
        # With few events on days off, assume the same hours as on all days.
        of_day = own if sum(own) >= 100 else whole
        smooth = [(of_day[h - 1] + 2 * of_day[h] + of_day[(h + 1) % 24]) / 4 for h in range(24)]
        even = (sum(smooth) * 0.05 + 10) / 24
        total = sum(smooth) + 24 * even
        running = [0.0]
        for each_hour in smooth:
            running.append(running[-1] + (each_hour + even) / total)
        running[-1] = 1.0
        shares.append(tuple(running))
    return shares[0], shares[1]


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for a, b in sorted(each for each in spans if each[0] < each[1]):
        if merged and a <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
        else:
            merged.append((a, b))
    return merged


def _any_within(spans: Sequence[Span], a: datetime, b: datetime) -> bool:
    """Return whether any of the ordered ``spans`` overlaps the time from ``a`` to ``b``."""
    after = bisect.bisect_right(spans, (b, b))
    return any(end >= a for _, end in spans[max(0, after - 1) : after])
