"""What the archive says of one concept of the watch list: its stories over time, with whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from newsdb.figures import counting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

    from newsdb.figures.counting import Mentions

#: Weeks of a concept that are drawn.
WEEKS = 52

#: Of at most so many stories, the newest, it is counted what else they name.
MOST_STORIES = 1000


class Week(NamedTuple):
    """Seven days that begin on ``day``: stories by country, and in all (``""``)."""

    day: str
    stories: Counter[str]


class Together(NamedTuple):
    """Another concept and how many of the newest stories name both."""

    concept: str
    stories: int


class OfConcept(NamedTuple):
    """A concept in the relevant stories of the archive."""

    stories: int
    countries: Counter[str]  # stories
    since: str | None  # the days of the first and the last
    until: str | None
    weeks: Sequence[Week]  # the oldest first, as far as anything was watched
    oldest: int | None  # stories
    newest: Sequence[int]
    together: Sequence[Together]  # the most frequent first
    together_of: int  # in so many stories


def of_concept(db: Database, concept: str, *, today: date, newest: int = 20) -> OfConcept:
    """Return what the relevant stories say of a concept, up to today."""
    countries: dict[str, set[int]] = defaultdict(set)
    mentions = counting.mentions_of(db, concept)
    for each in mentions:
        countries[each.country].update(each.stories)
    everything = set().union(*countries.values())
    asked = _newest(mentions, MOST_STORIES)
    return OfConcept(
        stories=len(everything),
        countries=Counter({name: len(each) for name, each in countries.items() if name}),
        since=mentions[0].day if mentions else None,
        until=mentions[-1].day if mentions else None,
        weeks=_weeks(mentions, today=today, began=counting.watched_since(db)),
        oldest=_first_of(mentions),
        newest=asked[:newest],
        together=_together(db, concept, asked),
        together_of=len(asked),
    )


def _newest(mentions: Sequence[Mentions], most: int) -> list[int]:
    """Return the stories of the last days, the newest first; of a day the later ones first."""
    found: dict[int, None] = {}
    for _, of_day in groupby(reversed(mentions), key=lambda each: each.day):
        if len(found) >= most:
            break
        stories = {story for each in of_day for story in each.stories}
        found.update(dict.fromkeys(sorted(stories - found.keys(), reverse=True)))
    return list(found)[:most]


def _first_of(mentions: Sequence[Mentions]) -> int | None:
    """Return the oldest story of the first day."""
    days = [each.stories for each in mentions if each.day == mentions[0].day]
    return min((story for stories in days for story in stories), default=None)


def _weeks(mentions: Sequence[Mentions], *, today: date, began: str | None) -> list[Week]:
    """Return the weeks that end today and before, the oldest first."""
    first = today - timedelta(days=7 * WEEKS - 1)
    stories: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    until, since = today.isoformat(), first.isoformat()
    for each in mentions:
        if since <= each.day <= until:
            number = (date.fromisoformat(each.day) - first).days // 7
            for country in dict.fromkeys(("", each.country)):
                stories[number][country].update(each.stories)
    starts = [first + timedelta(days=7 * number) for number in range(WEEKS)]
    return [
        Week(
            start.isoformat(),
            Counter({name: len(each) for name, each in stories[number].items()}),
        )
        for number, start in enumerate(starts)
        if stories[number] or (began and (start + timedelta(days=6)).isoformat() >= began)
    ]


def _together(db: Database, concept: str, stories: Sequence[int]) -> list[Together]:
    counted = counting.concepts_in(db, stories)
    return [
        Together(name, number)
        for name, number in sorted(counted.items(), key=lambda each: (-each[1], each[0]))
        if name != concept
    ]


def lately(db: Database, *, since: str, until: str) -> Counter[str]:
    """Return how many relevant stories of some days name each concept."""
    return counting.concepts_between(db, since, until)
