"""Numbers of a period beside the four before, who led, and what could not be watched."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Literal, NamedTuple

from newsdb.briefings.content import Figure, Gap, Numbers
from newsdb.health.kinds import GAPS
from newsdb.records import read_dated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlite_utils import Database

#: How many periods before are compared.
EARLIER = 4

Group = Literal["stories", "articles", "country", "outlet", "language", "concept"]

#: What counts: what a person found relevant, or the watch list and nobody said otherwise.
_RELEVANT = "(s.status = 'relevant' OR s.decision = 'relevant' AND s.status IS NOT 'not_relevant')"

#: From the stories of the time, along their index, to their articles.
_WITHIN = f"""
    FROM stories s CROSS JOIN articles a ON a.story_id = s.id
    WHERE s.last_at >= :since AND s.first_at < :after AND {_RELEVANT}
    AND a.appeared_at >= :since AND a.appeared_at < :after"""

_COUNTRY = "coalesce(o.country, CASE a.language WHEN 'ko' THEN 'KR' WHEN 'ja' THEN 'JP' END, '')"

_ARTICLES = f"""
    SELECT story_id, substr(appeared_at, 1, 10), a.language, o.title, {_COUNTRY}
    FROM (SELECT a.story_id, a.appeared_at, a.language, a.outlet {_WITHIN}) a
    JOIN outlets o ON o.name = a.outlet"""  # noqa: S608 our own

_CONCEPTS = f"""
    SELECT DISTINCT a.story_id, substr(a.appeared_at, 1, 10), r.concept
    FROM (SELECT a.id, a.story_id, a.appeared_at {_WITHIN}) a
    JOIN reasons r ON r.article_id = a.id"""  # noqa: S608

#: Who had the stories first that began in the period, of all that is known of them by now.
_FIRSTS = f"""
    SELECT story_id, country, appeared_at FROM (
        SELECT a.story_id, a.appeared_at, {_COUNTRY} AS country, min(a.appeared_by)
        FROM stories s CROSS JOIN articles a ON a.story_id = s.id
        JOIN outlets o ON o.name = a.outlet
        WHERE s.last_at >= :since AND s.first_at >= :since AND s.first_at < :after
        AND {_RELEVANT} GROUP BY 1, 3)
    WHERE country IN ('KR', 'JP')"""  # noqa: S608


class _Period(NamedTuple):
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self, number: int) -> _Period:
        back = timedelta(days=self.days * number)
        return _Period(self.first - back, self.last - back)


def of_period(
    db: Database,
    since: str,
    until: str,
    *,
    label: Callable[[str], str] = lambda concept: concept,
) -> Numbers:
    """Return the numbers of a period (days, both included) and the mean of the four before it.

    Periods from before the first article count for nothing: there is no mean where there is none
    of them. Stories count in each period in which they had an article.
    """
    present = _Period(date.fromisoformat(since), date.fromisoformat(until))
    earlier = [present.before(number) for number in range(1, EARLIER + 1)]
    (first,) = db.execute("SELECT min(substr(first_seen_at, 1, 10)) FROM articles").fetchone()
    earlier = [each for each in earlier if first is not None and each.last >= _day(first)]
    start = earlier[-1].first if earlier else present.first
    counted = _counts(db, _Period(start, present.last), [present, *earlier], label)
    now, *past = counted
    names = dict.fromkeys(key for each in counted for key in each)
    figures = [
        Figure(
            group=group,
            name=name,
            now=now[group, name],
            before=round(sum(each[group, name] for each in past) / len(past), 1) if past else None,
        )
        for group, name in names
    ]
    order = ("stories", "articles", "country", "outlet", "language", "concept")
    figures.sort(key=lambda each: (order.index(each.group), -each.now, -(each.before or 0)))
    first_by, hours, only = _leads(db, present)
    return Numbers(
        figures=tuple(figures),
        first=dict(first_by),
        median_lead={name: round(median(each), 1) for name, each in hours.items()},
        only=dict(only),
    )


def gaps(db: Database, since: str, until: str) -> Iterator[Gap]:
    """Yield the outlets that could not be watched at some time of a period, by title and day."""
    after = stamp_of(until, days=1)
    kinds = ", ".join(f"'{kind}'" for kind in sorted(GAPS))
    spans: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for title, begin, end in db.execute(
        "SELECT o.title, a.since, a.closed_at FROM alarms a JOIN outlets o ON o.name = a.outlet"  # noqa: S608
        f" WHERE a.kind IN ({kinds}) AND NOT a.accepted AND a.since < :after"
        " AND (a.closed_at IS NULL OR a.closed_at >= :since) ORDER BY o.title, a.since",
        {"since": since, "after": after},
    ).fetchall():
        known = spans[title]
        if known and (known[-1][1] is None or begin <= known[-1][1]):  # two alarms of one cause
            both_end = None if known[-1][1] is None or end is None else max(known[-1][1], end)
            known[-1] = (known[-1][0], both_end)
        else:
            known.append((begin, end))
    for title, each in spans.items():
        for begin, end in each:
            still = end is None or end >= after
            yield Gap(outlet=title, since=begin[:10], until=None if still else str(end)[:10])


def stamp_of(day: str, *, days: int = 0) -> str:
    """Return a day some days later, as the beginning of a stored time compares with it."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _counts(
    db: Database, whole: _Period, periods: list[_Period], label: Callable[[str], str]
) -> list[Counter[tuple[Group, str]]]:
    """Return what is counted in each period."""
    seen: list[dict[tuple[Group, str], set[int]]] = [defaultdict(set) for _ in periods]
    totals: list[Counter[tuple[Group, str]]] = [Counter() for _ in periods]
    span = {
        "since": whole.first.isoformat(),
        "after": stamp_of(whole.last.isoformat(), days=1),
    }
    for story, day, language, outlet, country in db.execute(_ARTICLES, span).fetchall():
        at = _index(periods, day)
        if at is None:
            continue
        totals[at]["articles", ""] += 1
        seen[at]["stories", ""].add(story)
        totals[at]["outlet", outlet] += 1
        totals[at]["language", language] += 1
        if country:
            seen[at]["country", country].add(story)
    for story, day, concept in db.execute(_CONCEPTS, span).fetchall():
        at = _index(periods, day)
        if at is not None:
            seen[at]["concept", label(concept)].add(story)
    for at, each in enumerate(seen):
        totals[at].update({key: len(stories) for key, stories in each.items()})
    return totals


def _index(periods: list[_Period], day: str) -> int | None:
    at = _day(day)
    return next((i for i, each in enumerate(periods) if each.first <= at <= each.last), None)


def _leads(
    db: Database, period: _Period
) -> tuple[Counter[str], dict[str, list[float]], Counter[str]]:
    """Return stories by the country that led, its leads in hours, and stories of one only.

    Of two that had it on one day, one of them without a time, none led.
    """
    span = {
        "since": period.first.isoformat(),
        "after": stamp_of(period.last.isoformat(), days=1),
    }
    stories: dict[int, dict[str, str]] = defaultdict(dict)
    for story, country, at in db.execute(_FIRSTS, span).fetchall():
        stories[story][country] = at
    first: Counter[str] = Counter()
    only: Counter[str] = Counter()
    hours: dict[str, list[float]] = defaultdict(list)
    for countries in stories.values():
        if len(countries) == 1:
            only[next(iter(countries))] += 1
            continue
        (one, exact), (two, exact_too) = map(read_dated, (countries["KR"], countries["JP"]))
        assert one is not None
        assert two is not None
        if exact == exact_too == "minute":
            lead = (two - one).total_seconds() / 3600
            if lead:
                leader = "KR" if lead > 0 else "JP"
                first[leader] += 1
                hours[leader].append(abs(lead))
        elif one.date() != two.date():
            first["KR" if one.date() < two.date() else "JP"] += 1
    return first, hours, only


def _day(text: str) -> date:
    return date.fromisoformat(text)
