"""What the desk remembers of its people: when they came last, and their saved filters."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from newsdb.database import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

#: Who asks for another page within this time is still there.
SAME_VISIT = timedelta(minutes=30)
#: The last look is written down no more often than this.
_SPARING = timedelta(minutes=1)
LONGEST_NAME = 60


def visit(db: Database, person: str, *, at: datetime) -> tuple[str, bool]:
    """Return when a person's last visit ended, and whether this one is to be noted.

    On the first visit nothing is new; what comes in while it lasts is.
    """
    row = db.conn.execute(
        "SELECT previous_at, seen_at FROM visits WHERE person = ?", (person,)
    ).fetchone()
    if row is None:
        return str(stamp(at)), True
    previous_at, seen_at = row
    previous = seen_at if seen_at < str(stamp(at - SAME_VISIT)) else previous_at
    return previous, previous != previous_at or seen_at < str(stamp(at - _SPARING))


def note_visit(db: Database, person: str, *, previous: str, at: datetime) -> None:
    """Note that a person is here, whose visit before ended at ``previous``."""
    db.conn.execute(
        "INSERT INTO visits (person, previous_at, seen_at) VALUES (?, ?, ?)"
        " ON CONFLICT (person) DO UPDATE SET previous_at = excluded.previous_at,"
        " seen_at = excluded.seen_at",
        (person, previous, stamp(at)),
    )


def last_visit(db: Database, person: str) -> str | None:
    """Return when a person looked at the queue last, without noting anything."""
    row = db.conn.execute("SELECT seen_at FROM visits WHERE person = ?", (person,)).fetchone()
    return row[0] if row else None


def filters_of(db: Database, person: str) -> list[dict[str, Any]]:
    """Return a person's own filters and those that others share."""
    return list(
        db.query(
            "SELECT id, name, filters, person, shared, person = :person AS own"
            " FROM saved_filters WHERE person = :person OR shared ORDER BY name",
            {"person": person},
        )
    )


def keep_filter(db: Database, person: str, name: str, filters: str, *, shared: bool) -> None:
    """Keep a filter under a name, over the person's own one of that name."""
    db.conn.execute(
        "INSERT INTO saved_filters (name, filters, person, shared) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (person, name) DO UPDATE SET filters = excluded.filters,"
        " shared = excluded.shared",
        (name, filters, person, int(shared)),
    )


def drop_filter(db: Database, person: str, key: int) -> None:
    """Take away one of a person's own filters."""
    db.conn.execute("DELETE FROM saved_filters WHERE id = ? AND person = ?", (key, person))


def bring_over(
    db: Database, visits: list[tuple[str, str, str]], filters: list[tuple[str, str, str, int]]
) -> None:
    """Add what an older version kept elsewhere; what is here already is newer and stays.

    ``visits`` are (person, previous_at, seen_at), ``filters`` (name, filters, person, shared).
    """
    db.conn.executemany("INSERT OR IGNORE INTO visits VALUES (?, ?, ?)", visits)
    db.conn.executemany(
        "INSERT OR IGNORE INTO saved_filters (name, filters, person, shared) VALUES (?, ?, ?, ?)",
        filters,
    )
