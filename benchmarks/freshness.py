"""How late articles of a simulated day are found, and how many requests that takes.

``python -m benchmarks.freshness [--listings N] [--expected N]``: the outlets' own schedules beside
polling by their rhythm, which is learnt from four simulated weeks. Volumes are guesses; the hours
are those of a Korean newsroom. A run asks ``--listings`` listings, then each new article.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsdb.health.hourly_rates import HourlyRates
from newsdb.records import KST
from scheduling import polling
from scheduling.jobs import load_spiders
from scheduling.polling import Polling
from scheduling.schedules import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Articles on a working day.
VOLUMES = {
    name: int(number)
    for name, number in (
        each.split("=")
        for each in (
            "yna=1600 newsis=1500 news1=900 mk=700 mt=600 fnnews=500 edaily=500 asiae=500"
            " etoday=400 sedaily=400 heraldcorp=350 ajunews=300 chosunbiz=250 etnews=120 yna_en=90"
            " koreaherald=70 koreatimes=60 yna_ja=60 wowkorea=60 prtimes=60 joongang_ja=40"
            " jetro=40 nikkan=30 koreakr=20 kbiznews=8 mss=6 newswitch=6"
        ).split()
    )
}
#: Share of a day by its hours; days off have a third of a working day.
HOURS = tuple(
    map(float, ".3 .2 .1 .1 .2 .6 1.5 2.5 4 6 7 7 6 6 7 7.5 7.5 7 5.5 4 3 2.2 1.5 .9".split())
)
DAY_OFF = 0.3
DAY = datetime(2026, 11, 25, tzinfo=KST)  # a Wednesday
WEEKS = timedelta(days=28)
START, ARTICLE = timedelta(seconds=20), timedelta(seconds=2)
#: An outlet with so many a day is a large one, whose delay is what counts by day.
LARGE = 50


@dataclass
class Result:
    """What came of a day: delays in minutes, requests and articles of large and small outlets."""

    delays: list[float] = field(default_factory=list)
    requests: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    articles: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    runs: int = 0

    def __str__(self) -> str:
        ordered = sorted(self.delays)
        large, small = (
            self.requests[each] / max(self.articles[each], 1) for each in (True, False)
        )
        median, late = ordered[len(ordered) // 2], ordered[len(ordered) * 95 // 100]
        return (
            f"delay p50 {median:.1f} p95 {late:.1f} min; requests per new article {large:.2f},"
            f" small outlets {small:.2f}; {self.runs} runs, {sum(self.requests.values())} requests"
        )


def published(volume: int, day: datetime, chance: random.Random) -> Iterator[datetime]:
    """Yield the times of a day's articles."""
    for hour, share in enumerate(HOURS):
        mean = volume * share / sum(HOURS) * (DAY_OFF if day.weekday() >= 5 else 1)
        for _ in range(
            sum(chance.random() < mean / (4 * mean + 4) for _ in range(int(4 * mean) + 4))
        ):
            yield day + timedelta(hours=hour, seconds=chance.random() * 3600)


def polls(schedule: Schedule, rates: HourlyRates | None) -> Iterator[datetime]:
    """Yield when an outlet is asked from the evening before the day until the next morning."""
    trigger = Polling(schedule.trigger, period=schedule.period, rates=lambda _: rates)
    last, now = None, DAY - timedelta(hours=12)
    while (due := trigger.get_next_fire_time(last, now)) and due < DAY + timedelta(hours=30):
        yield due
        last, now = due, due + timedelta(seconds=1)


def days_of(outlet: str) -> list[datetime]:
    """Return when an outlet published on the day and in the weeks before it."""
    chance = random.Random(outlet)
    days = (DAY - WEEKS + timedelta(days=number) for number in range(WEEKS.days + 1))
    return sorted(each for day in days for each in published(VOLUMES[outlet], day, chance))


def learnt_rates(outlet: str) -> HourlyRates | None:
    """Return the rates that an outlet's weeks before the day teach."""
    times = (each for each in days_of(outlet) if each < DAY)
    return HourlyRates.learn(times, since=DAY - WEEKS, until=DAY, country="KR")


def day_of(*, by_rhythm: bool, listings: int) -> Result:
    """Simulate a day of all outlets."""
    result = Result()
    spiders = load_spiders()
    for name, volume in VOLUMES.items():
        rates = learnt_rates(name) if by_rhythm else None
        cron = getattr(spiders[name], "schedule", "")
        schedule = Schedule(name=name, cron=cron, arguments=("crawl", name))
        waiting = [each for each in days_of(name) if each >= DAY - timedelta(hours=12)]
        is_large = volume >= LARGE
        for asked in polls(schedule, rates):
            found = [each for each in waiting if each <= asked]
            waiting = waiting[len(found) :]
            for number, moment in enumerate(found):
                if is_large and moment >= DAY and 6 <= moment.hour < 23:
                    stored = asked + START + number * ARTICLE
                    result.delays.append((stored - moment) / timedelta(minutes=1))
            if DAY <= asked < DAY + timedelta(days=1):
                result.runs += 1
                result.requests[is_large] += listings + len(found)
                result.articles[is_large] += len(found)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.freshness", description=__doc__)
    parser.add_argument("--listings", type=int, default=2, help="asked by a run (%(default)s)")
    parser.add_argument("--expected", type=float, default=polling.EXPECTED, help="(%(default)s)")
    options = parser.parse_args()
    polling.EXPECTED = options.expected
    print("by schedule:", day_of(by_rhythm=False, listings=options.listings))
    print("by rhythm:  ", day_of(by_rhythm=True, listings=options.listings))


if __name__ == "__main__":
    main()
