"""Numbers of a period beside the four before, who led, and what could not be watched."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from newsdb.briefings.content import Figure, Gap, Numbers
from newsdb.figures import overview
from newsdb.figures.periods import Period, mean
from newsdb.health.kinds import GAPS

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator, Sequence

    from sqlite_utils import Database

    from newsdb.briefings.content import Group
    from newsdb.figures.periods import Counts


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
    period = Period(date.fromisoformat(since), date.fromisoformat(until))
    counted = overview.counts(db, period, label=label)
    leads = overview.leads(db, period)
    return Numbers(
        figures=(
            *_totals(counted),
            *_figures("country", [each.countries for each in counted]),
            *_figures("outlet", [each.outlets for each in counted]),
            *_figures("language", [each.languages for each in counted]),
            *_figures("concept", [each.concepts for each in counted]),
        ),
        first=dict(leads.first),
        median_lead={
            country: hours
            for country in leads.hours
            if (hours := leads.median(country)) is not None
        },
        only={country: len(stories) for country, stories in leads.only.items()},
    )


def _totals(counted: Sequence[Counts]) -> list[Figure]:
    """Return the figures of all stories and articles; none where there are none in any period."""
    if not any(each.articles for each in counted):
        return []
    return [
        _figure("stories", "", [each.stories for each in counted]),
        _figure("articles", "", [each.articles for each in counted]),
    ]


def _figure(group: Group, name: str, values: Sequence[int]) -> Figure:
    """Return a figure out of its values by period, the newest first."""
    now, *past = values
    return Figure(group=group, name=name, now=now, before=mean(past))


def _figures(group: Group, counted: Sequence[Counter[str]]) -> list[Figure]:
    names = dict.fromkeys(name for each in counted for name in each)
    figures = [_figure(group, name, [each[name] for each in counted]) for name in names]
    return sorted(figures, key=lambda each: (-each.now, -(each.before or 0)))


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
