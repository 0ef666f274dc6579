"""How long after its publication an article is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from newsdb.database import stamp
from newsdb.health.hourly_rates import LATEST

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

#: Reports tell of the articles published in so long a time.
WEEK = timedelta(days=7)
#: With fewer articles than this, no delay is told.
LEAST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """The delays of an outlet's articles, in minutes: their median and their 95th percentile."""

    articles: int
    median: float
    late: float

    def __str__(self) -> str:
        median, late = _short(self.median), _short(self.late)
        return f"stored {median} after publication, 19 of 20 within {late}"


def read(db: Database, *, at: datetime, within: timedelta = WEEK) -> dict[str, Delay]:
    """Return the delays of articles published ``within`` the time before ``at``, by outlet.

    Articles of which only the day is known, and those found by going back, don't count; nor do
    outlets with fewer than ``LEAST`` others.
    """
    rows = db.conn.execute(
        "SELECT outlet, (unixepoch(first_seen_at) - unixepoch(published_at)) / 60.0 AS minutes"
        " FROM articles WHERE published_at >= :since AND published_at <= :at"
        " AND length(published_at) > 10 AND minutes BETWEEN 0 AND :most"
        " ORDER BY outlet, minutes",
        {"since": stamp(at - within), "at": stamp(at), "most": LATEST / timedelta(minutes=1)},
    )
    delays = {}
    for outlet, group in groupby(rows, itemgetter(0)):
        minutes = [each[1] for each in group]
        if len(minutes) >= LEAST:
            delays[outlet] = Delay(
                articles=len(minutes),
                median=minutes[len(minutes) // 2],
                late=minutes[len(minutes) * 95 // 100],
            )
    return delays


def _short(minutes: float) -> str:
    return f"{minutes:.0f} min" if minutes < 100 else f"{minutes / 60:.0f} h"
