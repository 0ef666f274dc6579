"""How many articles an outlet publishes in each hour of working days and of days off."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from newsdb.database import stamp
from newsdb.dates.calendars import is_holiday
from newsdb.records import KST, read_dated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlite_utils import Database

    from newsdb.records import Country

#: How far back rates are learnt, and from how many days and articles at least.
HISTORY = timedelta(days=28)
LEAST_HISTORY = timedelta(days=3)
LEAST_ARTICLES = 30

#: An article found later than this after its publication was found by going back.
LATEST = timedelta(hours=48)

_SATURDAY = 5
#: A kind of day that has been seen this often is believed; until then all days count for it.
_ENOUGH_DAYS = 3


@dataclass(frozen=True, slots=True)
class HourlyRates:
    """Articles an hour, by the hour of the day in KST (= JST)."""

    country: Country | None
    working: tuple[float, ...]
    days_off: tuple[float, ...]

    @classmethod
    def learn(
        cls,
        times: Iterable[datetime],
        *,
        since: datetime,
        until: datetime,
        country: Country | None,
    ) -> HourlyRates | None:
        """Return the rates of articles published from ``since`` to ``until``; None if too few."""
        published = [each.astimezone(KST) for each in times if since <= each <= until]
        if len(published) < LEAST_ARTICLES or until - since < LEAST_HISTORY:
            return None
        counts: dict[bool, Counter[int]] = {True: Counter(), False: Counter()}
        for each in published:
            counts[_is_off(each, country)][each.hour] += 1
        days = {True: 0.0, False: 0.0}
        moment = since.astimezone(KST)
        while moment < until:
            hour = min(timedelta(hours=1), until - moment)
            days[_is_off(moment, country)] += hour / timedelta(days=1)
            moment += hour
        every = counts[True] + counts[False]
        rates = {
            kind: _smoothed(counts[kind], days[kind])
            if days[kind] >= _ENOUGH_DAYS
            else _smoothed(every, sum(days.values()))
            for kind in (True, False)
        }
        return cls(country, working=rates[False], days_off=rates[True])

    def at(self, moment: datetime) -> float:
        """Return the articles an hour that are usual at a time."""
        local = moment.astimezone(KST)
        return (self.days_off if _is_off(local, self.country) else self.working)[local.hour]


def read(db: Database, outlet: str, *, at: datetime) -> HourlyRates | None:
    """Return an outlet's rates as its articles of the last four weeks show them.

    Of articles for which only the day is known nothing can be learnt. Returns None when there are
    too few of the others.
    """
    row = db.conn.execute("SELECT country FROM outlets WHERE name = ?", (outlet,)).fetchone()
    first = db.conn.execute(
        "SELECT min(started_at) FROM runs WHERE spider = ? AND outcome = 'success'", (outlet,)
    ).fetchone()[0]
    if row is None or first is None:
        return None
    since = max(datetime.fromisoformat(first), at - HISTORY)
    return HourlyRates.learn(
        _times(db, outlet, since), since=since, until=at, country=cast("Country | None", row[0])
    )


def _times(db: Database, outlet: str, since: datetime) -> Iterator[datetime]:
    for published, seen in db.conn.execute(
        "SELECT published_at, first_seen_at FROM articles WHERE outlet = ? AND published_at >= ?",
        (outlet, stamp(since)),
    ):
        moment, precision = read_dated(published)
        if moment and precision == "minute" and datetime.fromisoformat(seen) - moment <= LATEST:
            yield moment


def _is_off(moment: datetime, country: Country | None) -> bool:
    day = moment.astimezone(KST).date()
    return day.weekday() >= _SATURDAY or is_holiday(day, country)


def _smoothed(counts: Counter[int], days: float) -> tuple[float, ...]:
    """Return the hourly counts a day, each hour with half of what its neighbours have."""
    return tuple(
        (counts[(hour - 1) % 24] + 2 * counts[hour] + counts[(hour + 1) % 24]) / 4 / days
        for hour in range(24)
    )
