"""Counts of a period beside those before it, and who led: pure functions over rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from newsdb.figures.leads import between

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsdb.figures.counting import Appearance, First, Mentions

#: How many periods before are compared.
EARLIER = 4

#: Hours at which the classes of leads end; the last is open.
LEAD_CLASSES = (3, 6, 12, 24)


class Period(NamedTuple):
    """Days, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Its length in days."""
        return (self.last - self.first).days + 1

    def before(self, number: int) -> Period:
        """Return the period of this length that lies ``number`` periods before."""
        back = timedelta(days=self.days * number)
        return Period(self.first - back, self.last - back)

    def days_in_order(self) -> list[str]:
        """Return its days, the oldest first."""
        return [(self.first + timedelta(days=day)).isoformat() for day in range(self.days)]


def compared(present: Period, *, began: str | None) -> list[Period]:
    """Return a period and those before it, the newest first, as far as anything was watched.

    ``began`` is the day of the first article, None where there is none: a period from before it
    would count as one without news.
    """
    earlier = [present.before(number) for number in range(1, EARLIER + 1)]
    if began is None:
        return [present]
    return [present, *(each for each in earlier if each.last >= date.fromisoformat(began))]


class Counts(NamedTuple):
    """What was counted in a period; stories count in each period in which they had an article."""

    stories: int
    articles: int
    countries: Counter[str]  # stories
    outlets: Counter[str]  # articles
    languages: Counter[str]  # articles
    concepts: Counter[str]  # stories


def count(
    periods: Sequence[Period], appearances: Iterable[Appearance], mentions: Iterable[Mentions]
) -> list[Counts]:
    """Return the counts of each period."""
    ends = [(each.first.isoformat(), each.last.isoformat()) for each in periods]
    stories: list[dict[str, set[int]]] = [defaultdict(set) for _ in periods]
    named: list[dict[str, set[int]]] = [defaultdict(set) for _ in periods]
    outlets: list[Counter[str]] = [Counter() for _ in periods]
    languages: list[Counter[str]] = [Counter() for _ in periods]
    for each in appearances:
        at = _which(ends, each.day)
        if at is None:
            continue
        stories[at][""].add(each.story)
        if each.country:
            stories[at][each.country].add(each.story)
        outlets[at][each.outlet] += each.articles
        languages[at][each.language] += each.articles
    for mention in mentions:
        at = _which(ends, mention.day)
        if at is not None:
            named[at][mention.concept].update(mention.stories)
    return [
        Counts(
            stories=len(stories[at].pop("", ())),
            articles=outlets[at].total(),
            countries=_sizes(stories[at]),
            outlets=outlets[at],
            languages=languages[at],
            concepts=_sizes(named[at]),
        )
        for at in range(len(periods))
    ]


def _which(ends: Sequence[tuple[str, str]], day: str) -> int | None:
    """Return in which period a day lies: few are compared, but one may last for years."""
    return next((at for at, (first, last) in enumerate(ends) if first <= day <= last), None)


def mean(values: Sequence[float]) -> float | None:
    """Return the mean to one decimal; None of nothing."""
    return round(sum(values) / len(values), 1) if values else None


class Day(NamedTuple):
    """A day's stories and articles, by country and in all."""

    day: str
    stories: Mapping[str, int]  # by country; "" is all
    articles: Mapping[str, int]


def by_day(period: Period, appearances: Iterable[Appearance]) -> list[Day]:
    """Return each day of a period, the oldest first, days without any too."""
    stories: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    articles: dict[str, Counter[str]] = defaultdict(Counter)
    for each in appearances:
        for country in dict.fromkeys(("", each.country)):
            stories[each.day][country].add(each.story)
            articles[each.day][country] += each.articles
    return [Day(day, _sizes(stories[day]), articles[day]) for day in period.days_in_order()]


class Leads(NamedTuple):
    """Who led in a period, of the stories that began in it."""

    first: Counter[str]  # stories by the country that led
    hours: Mapping[str, list[float]]  # the leads whose length is known, by the same
    only: Mapping[str, list[int]]  # stories of one country only, the newest first
    undated: int  # stories of both countries whose lead has no length, or is known to nobody

    @property
    def both(self) -> int:
        """Stories of both countries whose times are known."""
        return sum(map(len, self.hours.values()))

    def median(self, country: str | None = None) -> float | None:
        """Return the median lead in hours, to the minute, of one country or of both.

        It is None where there is none.
        """
        hours = [
            hour for name, each in self.hours.items() if country in (None, name) for hour in each
        ]
        return round(median(hours) * 60) / 60 if hours else None

    def classes(self, country: str) -> list[int]:
        """Return how many leads of a country fall into each class of LEAD_CLASSES."""
        found = [0] * (len(LEAD_CLASSES) + 1)
        for hours in self.hours.get(country, ()):
            found[sum(hours >= end for end in LEAD_CLASSES)] += 1
        return found


def leads(firsts: Iterable[First]) -> Leads:
    """Return who led, of the stories that began in a period."""
    first: Counter[str] = Counter()
    hours: dict[str, list[float]] = defaultdict(list)
    only: dict[str, list[int]] = defaultdict(list)
    undated = 0
    for each in sorted(firsts, key=lambda one: (one.day, one.story), reverse=True):
        korea, japan = ("KR", each.korea_at), ("JP", each.japan_at)
        alone = [country for country, at in (korea, japan) if at is not None]
        if len(alone) == 1:
            only[alone[0]].append(each.story)
        if len(alone) < 2:
            continue
        found = between(korea, japan)
        if found is None or found.minutes is None:
            undated += 1
        if found and found.minutes != 0:  # none was first where both were
            first[found.first] += 1
            if found.minutes:
                hours[found.first].append(found.minutes / 60)
    return Leads(first, hours, only, undated)


def _sizes(sets: Mapping[str, set[int]]) -> Counter[str]:
    return Counter({name: len(each) for name, each in sets.items()})
