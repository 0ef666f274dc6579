"""The weekly sample of what the watch list put aside, read by people to learn what it misses.

A sample is random within strata, so that the few articles which came close are read more often
than the many that have nothing to do with it; each stands for as many as its stratum has.
What a person decided is ``articles.status`` (relevant, not_relevant, unsure), which reviews keep;
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

#: Articles of a week's sample, and the share of it that each stratum is given.
SIZE = 60
SHARES = {"close": 0.5, "mixed": 0.25, "far": 0.25}

#: What a stratum is: something spoke for an article, something did but more against, nothing did.
_STRATUM = "CASE WHEN score > 0 THEN 'close' WHEN why <> '' THEN 'mixed' ELSE 'far' END"


class Drawn(NamedTuple):
    """How many articles of a stratum were drawn, of how many."""

    stratum: str
    drawn: int
    population: int


def week_of(day: date) -> str:
    """Return the ISO week of ``day``: 2026-W47."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def days_of(week: str) -> tuple[date, date]:
    """Return the Monday of an ISO week and the Monday after it; raises ValueError."""
    year, _, number = week.partition("-W")
    monday = date.fromisocalendar(int(year), int(number), 1)
    return monday, monday + timedelta(days=7)


def is_drawn(db: Database, week: str) -> bool:
    """Return whether a week has its sample already."""
    found = db.conn.execute("SELECT 1 FROM audits WHERE week = ? LIMIT 1", (week,))
    return found.fetchone() is not None


def draw(db: Database, week: str, *, at: datetime, size: int = SIZE) -> list[Drawn]:
    """Draw and keep the sample of the articles first seen in ``week`` and decided 'other'.

    The draw is random but the same for the same week and articles. A stratum that has fewer
    than its share leaves the rest to the others; a week that is drawn stays as it is.
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
    chance = random.Random(week)  # noqa: S311 a sample, no secret
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
    """Return what was drawn of a week, by stratum."""
    rows = db.conn.execute(
        "SELECT stratum, count(*), max(population) FROM audits WHERE week = ?"
        " GROUP BY stratum ORDER BY stratum",
        (week,),
    )
    return [Drawn(*row) for row in rows]


class ToRead(NamedTuple):
    """An article of a sample that nobody has decided yet."""

    week: str
    article_id: int
    title: str
    url: str


def to_read(db: Database, *, since: str) -> list[ToRead]:
    """Return what is still to be read of the samples of the weeks from ``since`` on."""
    unread = "status IS NULL" if _has_status(db) else "1"
    rows = db.conn.execute(
        "SELECT week, article_id, title, url FROM audits JOIN articles ON id = article_id"  # noqa: S608
        f" WHERE week >= ? AND {unread} ORDER BY week, article_id",
        (since,),
    )
    return [ToRead(*row) for row in rows]


def decided(db: Database, *, since: str) -> tuple[list[Stratum], Stratum]:
    """Return what people decided of the samples of the weeks from ``since`` on, by stratum.

    The second is what they decided of the articles of those weeks that the watch list did find
    (relevant or review). Unsure ones count as not decided.
    """
    status = "status" if _has_status(db) else "NULL"
    population = "SELECT stratum, sum(most) FROM (SELECT stratum, max(population) AS most FROM"
    population += " audits WHERE week >= ? GROUP BY week, stratum) GROUP BY stratum"
    populations = dict(db.conn.execute(population, (since,)).fetchall())
    rows = db.conn.execute(
        # What a better list has found since is no longer missed.
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
    """Return how many to draw of each stratum, by its share and at most all of it."""
    sizes = {name: min(populations[name], round(size * share)) for name, share in SHARES.items()}
    for name, population in populations.items():
        spare = max(size - sum(sizes.values()), 0)
        sizes[name] += min(spare, population - sizes[name])
    return sizes


def _has_status(db: Database) -> bool:
    """Return whether people's decisions are kept in this database at all."""
    return "status" in {column.name for column in db.table("articles").columns}
