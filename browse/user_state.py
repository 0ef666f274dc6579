"""What the desk remembers of its people: when they came last, and their saved filters.

In Datasette's internal database, since it is no content: ``internal.db`` beside the articles.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from newsdb.database import now, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from datasette.app import Datasette

#: Who asks for another page within this time is still there.
SAME_VISIT = timedelta(minutes=30)
#: The last look is written down no more often than this.
_SPARING = timedelta(minutes=1)
LONGEST_NAME = 60

_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS hanil_visits (
        person TEXT PRIMARY KEY,
        previous_at TEXT NOT NULL,
        seen_at TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS hanil_filters (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        filters TEXT NOT NULL,
        person TEXT NOT NULL,
        shared INTEGER NOT NULL,
        UNIQUE (person, name)
    )
    """,
)


async def prepare(desk: Datasette) -> None:
    """Make the tables where they are missing."""
    for table in _TABLES:
        await desk.get_internal_database().execute_write(table)


async def visit(desk: Datasette, person: str, *, at: datetime | None = None) -> str | None:
    """Return when a person's last visit ended, None before the first; this one is noted.

    On the first visit nothing is new; what comes in while it lasts is.
    """
    moment = at or now()
    db = desk.get_internal_database()
    row = (
        await db.execute(
            "SELECT previous_at, seen_at FROM hanil_visits WHERE person = ?", (person,)
        )
    ).first()
    present = str(stamp(moment))
    if row is None:
        previous = present
    elif row["seen_at"] < str(stamp(moment - SAME_VISIT)):
        previous = row["seen_at"]
    else:
        previous = row["previous_at"]
    if (
        row is None
        or previous != row["previous_at"]
        or row["seen_at"] < str(stamp(moment - _SPARING))
    ):
        await db.execute_write(
            "INSERT INTO hanil_visits (person, previous_at, seen_at) VALUES (?, ?, ?)"
            " ON CONFLICT (person) DO UPDATE SET previous_at = excluded.previous_at,"
            " seen_at = excluded.seen_at",
            (person, previous, present),
        )
    return previous


async def last_visit(desk: Datasette, person: str) -> str | None:
    """Return when a person looked at the queue last, without noting anything."""
    rows = await desk.get_internal_database().execute(
        "SELECT seen_at FROM hanil_visits WHERE person = ?", (person,)
    )
    row = rows.first()
    return row["seen_at"] if row else None


async def filters_of(desk: Datasette, person: str) -> list[dict[str, Any]]:
    """Return a person's own filters and those that others share."""
    rows = await desk.get_internal_database().execute(
        "SELECT id, name, filters, person, shared, person = ? AS own FROM hanil_filters"
        " WHERE person = ? OR shared ORDER BY name",
        (person, person),
    )
    return [dict(row) for row in rows.rows]


async def keep_filter(
    desk: Datasette, person: str, name: str, filters: str, *, shared: bool
) -> None:
    """Keep a filter under a name, over the person's own one of that name."""
    await desk.get_internal_database().execute_write(
        "INSERT INTO hanil_filters (name, filters, person, shared) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (person, name) DO UPDATE SET filters = excluded.filters,"
        " shared = excluded.shared",
        (name, filters, person, shared),
    )


async def drop_filter(desk: Datasette, person: str, key: int) -> None:
    """Take away one of a person's own filters."""
    await desk.get_internal_database().execute_write(
        "DELETE FROM hanil_filters WHERE id = ? AND person = ?", (key, person)
    )
