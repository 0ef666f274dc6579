"""The weekly sample of articles that the watch list set aside, to learn what it misses.

A sample is random within strata, so that the few articles that came close are read more often than
the many that are unrelated; the estimate weights each article by the size of its stratum. People's
decisions are in ``articles.status`` (relevant, not_relevant, unsure), which reviews maintain. The
articles still to be read:

    SELECT article_id FROM audits JOIN articles ON id = article_id WHERE status IS NULL
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from newsdb.database import stamp, transaction
from newsdb.review.recall import Stratum

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

#: The number of articles in a week's sample, and each stratum's share of it.
SIZE = 60
SHARES = {"close": 0.5, "mixed": 0.25, "far": 0.25}

#: The strata: a positive score; evidence for the article, but more against it; no evidence.
_STRATUM = "CASE WHEN score > 0 THEN 'close' WHEN why <> '' THEN 'mixed' ELSE 'far' END"


class Drawn(NamedTuple):
    """The number of articles drawn from a stratum, and the size of the stratum."""

    stratum: str
    drawn: int
    population: int


def week_of(day: date) -> str:
    """Return the ISO week of ``day``, such as 2026-W47."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def days_of(week: str) -> tuple[date, date]:
    """Return the Monday of an ISO week and the Monday after it; raises ValueError."""
    year, _, number = week.partition("-W")
    monday = date.fromisocalendar(int(year), int(number), 1)
    return monday, monday + timedelta(days=7)


def is_drawn(db: Database, week: str) -> bool:
    """Return whether a week already has its sample."""
    found = db.conn.execute("SELECT 1 FROM audits WHERE week = ? LIMIT 1", (week,))
    return found.fetchone() is not None


def draw(db: Database, week: str, *, at: datetime, size: int = SIZE) -> list[Drawn]:
    """Draw and store the sample of the articles first seen in ``week`` and decided 'other'.

    The draw is random, but the same for the same week and articles. A stratum smaller than its
    share leaves the rest to the others; a week that already has a sample keeps it.
    """
    if is_drawn(db, week):
        return drawn(db, week)
    first, after = days_of(week)
    rows = db.conn.execute(
        f"SELECT id, {_STRATUM}, watchlist FROM articles"  # noqa: S608 our own text
        " WHERE decision = 'other' AND first_seen_at >= ? AND first_seen_at < ? ORDER BY id",
        (first.isoformat(), after.isoformat()),
    ).fetchall()
    strata: dict[str, list[tuple[int, str]]] = {name: [] for name in SHARES}
    for article_id, stratum, watchlist in rows:
        strata[stratum].append((article_id, watchlist))
    sizes = _sizes({name: len(ids) for name, ids in strata.items()}, size)
    chance = random.Random(week)  # noqa: S311 a sample, not a secret
    with transaction(db):
        if not is_drawn(db, week):
            db.conn.executemany(
                "INSERT INTO audits (week, article_id, stratum, population, watchlist, drawn_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (week, article_id, name, len(articles), watchlist, stamp(at))
                    for name, articles in strata.items()
                    for article_id, watchlist in sorted(chance.sample(articles, sizes[name]))
                ],
            )
    return drawn(db, week)


def drawn(db: Database, week: str) -> list[Drawn]:
    """Return the sizes of a week's sample by stratum."""
    rows = db.conn.execute(
        "SELECT stratum, count(*), max(population) FROM audits WHERE week = ?"
        " GROUP BY stratum ORDER BY stratum",
        (week,),
    )
    return [Drawn(*row) for row in rows]


class ToRead(NamedTuple):
    """An article of a sample that nobody has decided on yet."""

    week: str
    article_id: int
    title: str
    url: str


def to_read(db: Database, *, since: str) -> list[ToRead]:
    """Return the unread articles of the samples from the week ``since`` on."""
    unread = "status IS NULL" if _has_status(db) else "1"
    rows = db.conn.execute(
        "SELECT week, article_id, title, url FROM audits JOIN articles ON id = article_id"  # noqa: S608
        f" WHERE week >= ? AND {unread} ORDER BY week, article_id",
        (since,),
    )
    return [ToRead(*row) for row in rows]


def decided(db: Database, *, since: str) -> tuple[list[Stratum], Stratum]:
    """Return people's decisions on the samples from the week ``since`` on, by stratum.

    The second value holds their decisions on those articles of the same weeks that the watch list
    did find (relevant or review). Unsure ones count as undecided.
    """
    status = "status" if _has_status(db) else "NULL"
    population = "SELECT stratum, sum(most) FROM (SELECT stratum, max(population) AS most FROM"
    population += " audits WHERE week >= ? GROUP BY week, stratum) GROUP BY stratum"
    populations = dict(db.conn.execute(population, (since,)).fetchall())
    rows = db.conn.execute(
        # Articles that a better list has found since no longer count as missed.
        f"SELECT stratum, count(*), sum({status} = 'relevant' AND decision = 'other'),"  # noqa: S608
        f" sum({status} IN ('relevant', 'not_relevant'))"
        " FROM audits JOIN articles ON id = article_id WHERE week >= ? GROUP BY stratum",
        (since,),
    )
    strata = [
        Stratum(name, populations[name], number, yes or 0, read or 0)
        for name, number, yes, read in rows
    ]
    weeks = [row[0] for row in db.conn.execute("SELECT DISTINCT week FROM audits")]
    spans = [days_of(week) for week in weeks if week >= since]
    within = " OR ".join("(first_seen_at >= ? AND first_seen_at < ?)" for _ in spans) or "0"
    number, yes, read = db.conn.execute(
        f"SELECT count(*), sum({status} = 'relevant'),"  # noqa: S608 our own text
        f" sum({status} IN ('relevant', 'not_relevant'))"
        f" FROM articles WHERE decision IN ('relevant', 'review') AND ({within})",
        [day.isoformat() for span in spans for day in span],
    ).fetchone()
    return strata, Stratum("found", number, number, yes or 0, read or 0)


def _sizes(populations: dict[str, int], size: int) -> dict[str, int]:
    """Return how many to draw from each stratum: its share, but at most its size."""
    sizes = {name: min(populations[name], round(size * share)) for name, share in SHARES.items()}
    for name, population in populations.items():
        spare = max(size - sum(sizes.values()), 0)
        sizes[name] += min(spare, population - sizes[name])
    return sizes


def _has_status(db: Database) -> bool:
    """Return whether this database has people's decisions at all."""
    return "status" in {column.name for column in db.table("articles").columns}
