"""What the desk remembers of its people: when they came last, and their saved filters."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb.database import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

#: A request within this time of the last one belongs to the same visit.
SAME_VISIT = timedelta(minutes=30)
#: The time of the last request is written no more often than this.
_SPARING = timedelta(minutes=1)
LONGEST_NAME = 60


class Visit(NamedTuple):
    """A person's visit: when the previous one ended, and when its last request came."""

    previous_at: str
    seen_at: str


def last_visit(db: Database, person: str) -> Visit | None:
    """Return what is noted of a person; None before the first visit."""
    rows = db.table("visits").rows_where("person = ?", [person])
    return next((Visit(row["previous_at"], row["seen_at"]) for row in rows), None)


def present_visit(last: Visit | None, *, at: datetime) -> Visit:
    """Return the visit to which a request at ``at`` belongs.

    It is ``last`` itself if that need not be written again. On a first visit only stories that
    arrive during the visit are new.
    """
    seen = str(stamp(at))
    if last is None:
        return Visit(seen, seen)
    if last.seen_at < str(stamp(at - SAME_VISIT)):
        return Visit(last.seen_at, seen)
    if last.seen_at < str(stamp(at - _SPARING)):
        return Visit(last.previous_at, seen)
    return last


def note_visit(db: Database, person: str, visit: Visit) -> None:
    """Write down a person's visit over the last one."""
    db.table("visits").upsert({"person": person, **visit._asdict()}, pk="person")


def filters_of(db: Database, person: str) -> list[dict[str, Any]]:
    """Return a person's own filters and those shared by others."""
    return list(
        db.query(
            "SELECT id, name, filters, person, shared, person = :person AS own"
            " FROM saved_filters WHERE person = :person OR shared ORDER BY name",
            {"person": person},
        )
    )


def filters_named(db: Database, name: str) -> list[str]:
    """Return the query strings of everybody's filters of a name, each once, shared ones first."""
    rows = db.execute(
        "SELECT filters FROM saved_filters WHERE name = ? ORDER BY shared DESC, id", [name]
    )
    return list(dict.fromkeys(row[0] for row in rows))


def keep_filter(db: Database, person: str, name: str, filters: str, *, shared: bool) -> None:
    """Store a filter under a name, replacing the person's own filter of that name."""
    db.execute(
        "INSERT INTO saved_filters (name, filters, person, shared) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (person, name) DO UPDATE SET filters = excluded.filters,"
        " shared = excluded.shared",
        (name, filters, person, shared),
    )


def drop_filter(db: Database, person: str, key: int) -> None:
    """Take away one of a person's own filters."""
    db.table("saved_filters").delete_where("id = ? AND person = ?", [key, person])


def drop_filter_named(db: Database, person: str, name: str) -> None:
    """Take away a person's own filter of a name."""
    db.table("saved_filters").delete_where("person = ? AND name = ?", [person, name])


def own_filter(db: Database, person: str, name: str) -> dict[str, Any] | None:
    """Return a person's own filter of a name: its filters and whether it is shared."""
    rows = db.table("saved_filters").rows_where("person = ? AND name = ?", [person, name])
    return next(({"filters": row["filters"], "shared": row["shared"]} for row in rows), None)


def name_of_filter(db: Database, person: str, key: int) -> str | None:
    """Return the name of one of a person's own filters."""
    rows = db.table("saved_filters").rows_where("id = ? AND person = ?", [key, person])
    return next((str(row["name"]) for row in rows), None)


def kept_apart(db: Database) -> tuple[list[Any], list[Any]]:
    """Return the visits and filters that an older version kept in a database of the desk's own.

    Visits are (person, previous_at, seen_at), filters (name, filters, person, shared).
    """
    visits = db.execute("SELECT person, previous_at, seen_at FROM hanil_visits").fetchall()
    filters = db.execute("SELECT name, filters, person, shared FROM hanil_filters").fetchall()
    return list(map(tuple, visits)), list(map(tuple, filters))


def drop_apart(db: Database) -> None:
    """Drop the tables that ``kept_apart`` reads, once all is brought over."""
    for table in ("hanil_visits", "hanil_filters"):
        db.table(table).drop(ignore=True)


def bring_over(db: Database, visits: list[Any], filters: list[Any]) -> None:
    """Add what ``kept_apart`` returned; what is here already is newer and stays."""
    db.conn.executemany("INSERT OR IGNORE INTO visits VALUES (?, ?, ?)", visits)
    db.conn.executemany(
        "INSERT OR IGNORE INTO saved_filters (name, filters, person, shared) VALUES (?, ?, ?, ?)",
        filters,
    )
