"""Silent sources: how soon each is noticed, and how often a living one is called dead.

``python -m benchmarks.health [--years N] [--outages N] [--quick]``. For six rhythms and the two
calendars a year is simulated (after 90 days of history) and checked every three hours. Any alarm
in that year is false; then the source dies a dozen times, each on a random day, and what counts is
how long it takes to be noticed. The rule of Media Cloud (an alarm when the daily mean of
the last 7 days is below that of the last 28 days less 1.5 standard deviations) sees the same days.
"Working days" are counted from the first article that did not come, "days of silence" from the
last one that did; "rare" is the silence that by the source's true rhythm occurs once in ten years.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from newsdb.dates.calendars import is_holiday
from newsdb.health.rhythm import Rhythm
from newsdb.health.silence import FALSE_ALARMS_A_YEAR
from newsdb.records import KST

if TYPE_CHECKING:
    from newsdb.records import Country

START = datetime(2025, 1, 1, tzinfo=KST)
HISTORY = 90
YEAR = 365
STEP = timedelta(hours=3)
LONGEST = 120  # days that an outage is waited for


def is_working_day(day: date, country: Country) -> bool:
    """Return whether a day is a working day: Monday to Friday and not a holiday."""
    return day.weekday() < 5 and not is_holiday(day, country)


#: How many articles appear on a day, given whether people work on it.
Daily = Callable[[random.Random, date, bool], int]


def poisson(chance: random.Random, mean: float) -> int:
    """Return a random number of events from a Poisson distribution."""
    count, waited = 0, chance.expovariate(1.0)
    while waited < mean:
        count += 1
        waited += chance.expovariate(1.0)
    return count


def chosen_days(chance: random.Random, day: date, often: int) -> bool:
    """Return whether a day is one of the ``often`` working weekdays drawn for its week."""
    del chance
    year, week, _ = day.isocalendar()
    drawn = random.Random(f"{year}-{week}-{often}-{chosen_days.seed}").sample(range(5), often)  # type: ignore[attr-defined]
    return day.weekday() in drawn


RHYTHMS: dict[str, Daily] = {
    "steady, 5 a day": lambda chance, day, works: 5,
    "weekdays, 5 a day": lambda chance, day, works: poisson(chance, 5) if works else 0,
    "weekdays, 20 a day": lambda chance, day, works: poisson(chance, 20) if works else 0,
    "three a week": lambda chance, day, works: int(works and chosen_days(chance, day, 3)),
    "one a week": lambda chance, day, works: int(works and chosen_days(chance, day, 1)),
    "noisy, 0 to 6 a day": lambda chance, day, works: chance.randint(0, 6),
}


def simulate(daily: Daily, country: Country, *, days: int, seed: int) -> list[datetime]:
    """Return when articles appear, most of them between 8 and 19 o'clock."""
    chance = random.Random(seed)
    chosen_days.seed = seed  # type: ignore[attr-defined]
    times = []
    for number in range(days):
        day = (START + timedelta(days=number)).date()
        for _ in range(daily(chance, day, is_working_day(day, country))):
            minute = min(max(chance.gauss(13.5, 3.0), 0.0), 23.9) * 60
            times.append(
                datetime.combine(day, time(), tzinfo=KST) + timedelta(minutes=int(minute))
            )
    return sorted(times)


class Watched(NamedTuple):
    """When an alarm was raised, if it was, and the silence that it is about."""

    at: datetime
    since: datetime


def watch(
    times: list[datetime], country: Country, begin: datetime, end: datetime, *, every: int = 1
) -> Iterator[Watched]:
    """Yield alarms as the crawl would raise them, each silence once.

    The rhythm is learnt anew ``every`` so many days.
    """
    blind: list[tuple[datetime, datetime]] = []
    rhythm: Rhythm | None = None
    learnt: date | None = None
    open_since: datetime | None = None
    now, seen = begin, 0
    while now <= end:
        while seen < len(times) and times[seen] <= now:
            seen += 1
        last = times[seen - 1]
        if open_since and last > open_since:
            blind.append((open_since, last))
            open_since = None
        if open_since is None:
            if learnt is None or (now.date() - learnt).days >= every:
                rhythm = Rhythm.learn(
                    times[:seen], start=START, end=last, country=country, blind=blind
                )
                learnt = now.date()
            if rhythm and rhythm.silence(last, now).is_alarming:
                open_since = last
                yield Watched(now, last)
        now += STEP


def media_cloud(times: list[datetime], begin: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the days on which Media Cloud's rule raises an alarm that was not raised before."""
    first = START.date()
    counts = [0] * ((end.date() - first).days + 1)
    for each in times:
        if (number := (each.date() - first).days) < len(counts):
            counts[number] += 1
    raised = False
    for number in range((begin.date() - first).days, len(counts)):
        month = counts[number - 28 : number]
        low = statistics.mean(counts[number - 7 : number]) < (
            statistics.mean(month) - 1.5 * statistics.pstdev(month)
        )
        if low and not raised:
            yield START + timedelta(days=number)
        raised = low


def working_days(a: datetime, b: datetime, country: Country) -> float:
    """Return the working days between two moments, in days of 24 hours."""
    total, at = 0.0, a
    while at < b:
        total += is_working_day(at.date(), country) / 24
        at += timedelta(hours=1)
    return total


class Result(NamedTuple):
    """The results for one rhythm in one country."""

    false: list[int]  # by year
    found: list[float]  # working days from the first article that did not come
    days: list[float]  # days since the last article
    missed: int
    cloud_false: list[int]
    cloud_days: list[float]
    cloud_missed: int


def measure(
    daily: Daily, country: Country, *, years: int, outages: int, seed: int, every: int = 1
) -> Result:
    """Simulate years, and in each of them a source that dies, ``outages`` times."""
    false, found, days, cloud_false, cloud_days = [], [], [], [], []
    missed = cloud_missed = 0
    for year in range(years):
        key = seed + 1000 * year
        whole = simulate(daily, country, days=HISTORY + YEAR + LONGEST, seed=key)
        begin = START + timedelta(days=HISTORY)
        end = begin + timedelta(days=YEAR)
        false.append(
            len(list(watch([t for t in whole if t <= end], country, begin, end, every=every)))
        )
        cloud_false.append(len(list(media_cloud(whole, begin, end))))
        chance = random.Random(key + 1)
        for _ in range(outages):
            death = begin + timedelta(days=chance.uniform(0, YEAR - 1))
            alive = [each for each in whole if each < death]
            until = death + timedelta(days=LONGEST)
            lacking = next(each for each in whole if each >= death)
            raised = [w.at for w in watch(alive, country, death, until) if w.since == alive[-1]]
            if raised:
                found.append(working_days(lacking, raised[0], country))
                days.append((raised[0] - alive[-1]) / timedelta(days=1))
            missed += not raised
            cloud = next(media_cloud(alive, death, until), None)
            if cloud:
                cloud_days.append((cloud - alive[-1]) / timedelta(days=1))
            cloud_missed += cloud is None
    return Result(false, found, days, missed, cloud_false, cloud_days, cloud_missed)


def rare_silence(daily: Daily, country: Country, *, seed: int, years: int = 60) -> float:
    """Return the silence in days that the true rhythm exceeds once in ten years, by simulation."""
    gaps: list[float] = []
    for year in range(years):
        times = simulate(daily, country, days=YEAR, seed=seed + year)
        gaps += [(b - a) / timedelta(days=1) for a, b in itertools.pairwise(times)]
    return sorted(gaps)[-max(1, int(years * FALSE_ALARMS_A_YEAR))]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.health", description=__doc__)
    parser.add_argument("--years", type=int, default=3, help="years simulated (%(default)s)")
    parser.add_argument("--outages", type=int, default=12, help="in each year (%(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only rhythms whose name has these letters")
    options = parser.parse_args()
    print(
        f"{'':<26} {'false alarms':>13} | {'working days until found':>24} {'':>4}"
        f" | {'days of silence':>15} {'rare':>5} | Media Cloud's rule"
    )
    print(
        f"{'rhythm':<26} {'a year':>7}{'worst':>6} | {'median':>17}{'worst':>7} {'not':>4}"
        f" | {'median':>8}{'worst':>7} {'days':>5} | {'false':>5} {'found':>7} {'days':>5}"
    )
    for name, daily in RHYTHMS.items():
        if options.only not in name:
            continue
        for country in ("KR", "JP"):
            got = measure(
                daily, country, years=options.years, outages=options.outages, seed=options.seed
            )
            rare = rare_silence(daily, country, seed=options.seed + 7)
            all_outages = options.years * options.outages
            cloud_found = f"{len(got.cloud_days)}/{all_outages}"
            cloud = f"{statistics.median(got.cloud_days):.0f}" if got.cloud_days else "-"
            print(
                f"{name:<22} {country:<3} {statistics.mean(got.false):>7.2f}{max(got.false):>6}"
                f" | {statistics.median(got.found):>17.1f}{max(got.found):>7.1f} {got.missed:>4}"
                f" | {statistics.median(got.days):>8.1f}{max(got.days):>7.1f} {rare:>5.1f}"
                f" | {statistics.mean(got.cloud_false):>5.1f} {cloud_found:>7} {cloud:>5}",
                flush=True,
            )


if __name__ == "__main__":
    main()
