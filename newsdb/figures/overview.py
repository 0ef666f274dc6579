"""The figures of a week or another period, as the overview and a briefing have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsdb.database import as_json
from newsdb.figures import counting, periods
from newsdb.figures.periods import Counts, Day, Leads, Period

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlite_utils import Database


class Overview(NamedTuple):
    """A period beside those before it; the newest first wherever there are several."""

    periods: Sequence[Period]
    counts: Sequence[Counts]  # one a period
    leads: Sequence[Leads]  # one a period
    days: Sequence[Day]  # of all periods, the oldest first


def of_period(db: Database, present: Period) -> Overview:
    """Return the figures of a period and of those before it that were watched."""
    compared = _compared(db, present)
    whole = Period(compared[-1].first, present.last)
    since, until = _days(whole)
    appearances = counting.appearances(db, since, until)
    firsts = counting.firsts(db, since, until)
    return Overview(
        periods=compared,
        counts=periods.count(compared, appearances, counting.mentions(db, since, until)),
        leads=[
            periods.leads(one for one in firsts if first <= one.day <= last)
            for first, last in map(_days, compared)
        ],
        days=periods.by_day(whole, appearances),
    )


def counts(
    db: Database, present: Period, *, label: Callable[[str], str] = lambda concept: concept
) -> list[Counts]:
    """Return what is counted in a period and in those before it, the newest first.

    Concepts of the same ``label`` count as one.
    """
    compared = _compared(db, present)
    since, until = _days(Period(compared[-1].first, present.last))
    mentions = counting.mentions(db, since, until)
    return periods.count(
        compared,
        counting.appearances(db, since, until),
        (each._replace(concept=label(each.concept)) for each in mentions),
    )


def leads(db: Database, period: Period) -> Leads:
    """Return who led, of the stories that began in a period."""
    return periods.leads(counting.firsts(db, *_days(period)))


class Progress(NamedTuple):
    """How far reviewing is, in stories."""

    relevant: int  # in the period
    decided: int  # of these, by a person
    border: int  # undecided ones of the period about which the watch list is unsure


def progress(db: Database, period: Period) -> Progress:
    """Return how far people have reviewed the stories of a period."""
    since, until = _days(period)
    stories = {each.story for each in counting.appearances(db, since, until)}
    (decided,) = db.execute(
        "SELECT count(*) FROM json_each(?) JOIN stories s ON s.id = value"
        " WHERE s.status IS NOT NULL",
        [as_json(stories)],
    ).fetchone()
    (border,) = db.execute(
        "SELECT count(*) FROM stories WHERE decision = 'review' AND decision <> 'other'"
        " AND status IS NULL AND day BETWEEN ? AND ?",
        [since, until],
    ).fetchone()
    return Progress(len(stories), decided, border)


def _compared(db: Database, present: Period) -> list[Period]:
    return periods.compared(present, began=counting.watched_since(db))


def _days(period: Period) -> tuple[str, str]:
    return period.first.isoformat(), period.last.isoformat()
