"""Readings that were begun: what kills its reader is known by the mark that it leaves.

A mark is made before a page is read and taken away with what came of it, in the same transaction;
a listing's is made before it is read and taken away after.
So what is left of a run that did not end as runs do is what it was reading when it died.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from newsdb.database import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

#: A page is read no more after so many readings that never ended: one may have been bad luck.
MOST = 2

#: A listing that has killed as many runs is read again after this pause: what it lists changes.
LISTING_PAUSE = timedelta(days=1)


def begin(db: Database, *, outlet: str, key: str, run_id: int, at: datetime) -> None:
    """Mark that a run reads a page from now on."""
    db.conn.execute(
        "INSERT OR IGNORE INTO reading_attempts (outlet, key, run_id, begun_at)"
        " VALUES (?, ?, ?, ?)",
        (outlet, key, run_id, stamp(at)),
    )


def end(db: Database, *, outlet: str, key: str) -> None:
    """Take a page's marks away: its reading has ended. Runs inside the caller's transaction."""
    db.conn.execute("DELETE FROM reading_attempts WHERE outlet = ? AND key = ?", (outlet, key))


def end_own(db: Database, *, outlet: str, key: str, run_id: int) -> None:
    """Take a run's own mark away: it reads the page no more, or not now.

    Marks of runs that died stay until the whole article is stored or rejected: the page that
    killed them may be a later one. Runs inside the caller's transaction.
    """
    db.conn.execute(
        "DELETE FROM reading_attempts WHERE outlet = ? AND key = ? AND run_id = ?",
        (outlet, key, run_id),
    )


def note_too_long(db: Database, *, outlet: str, key: str, run_id: int | None) -> int:
    """Keep the mark of a reading that was broken off, and return how many there are.

    Runs inside the caller's transaction.
    """
    db.conn.execute(
        "UPDATE reading_attempts SET took_too_long = 1"
        " WHERE outlet = ? AND key = ? AND run_id = ?",
        (outlet, key, run_id),
    )
    (number,) = db.conn.execute(
        "SELECT count(*) FROM reading_attempts WHERE outlet = ? AND key = ?", (outlet, key)
    ).fetchone()
    return int(number)


def end_run(db: Database, run_id: int) -> None:
    """Take the marks of a run away that has come to its end: none of them killed it."""
    db.conn.execute(
        "DELETE FROM reading_attempts WHERE run_id = ? AND NOT took_too_long", (run_id,)
    )


def listing_key(url: str) -> str:
    """Return the key under which the reading of a listing is marked, which no article has."""
    return f"listing {url}"


def killing_listings(db: Database, *, outlet: str, at: datetime) -> dict[str, int]:
    """Return how many readings of each listing within LISTING_PAUSE before ``at`` never ended."""
    prefix = listing_key("")
    rows = db.conn.execute(
        "SELECT substr(key, ?), count(*) FROM reading_attempts"
        " WHERE outlet = ? AND substr(key, 1, ?) = ? AND begun_at > ? GROUP BY key",
        (len(prefix) + 1, outlet, len(prefix), prefix, stamp(at - LISTING_PAUSE)),
    )
    return dict(rows.fetchall())


def killed_by_listing(db: Database, *, outlet: str, url: str, at: datetime) -> int:
    """Return how many readings of a listing within LISTING_PAUSE before ``at`` never ended."""
    (number,) = db.conn.execute(
        "SELECT count(*) FROM reading_attempts WHERE outlet = ? AND key = ? AND begun_at > ?",
        (outlet, listing_key(url), stamp(at - LISTING_PAUSE)),
    ).fetchone()
    return int(number)
