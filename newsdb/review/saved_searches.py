"""Searches of articles that people keep under a name, for themselves or for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Database

LONGEST_NAME = 60


def all_for(db: Database, person: str) -> list[dict[str, Any]]:
    """Return a person's own searches and those shared by others, by name; ``own`` is 1 or 0."""
    return list(
        db.query(
            "SELECT id, name, filters, person, shared, person = :person AS own"
            " FROM saved_searches WHERE person = :person OR shared ORDER BY name, id",
            {"person": person},
        )
    )


def keep(db: Database, person: str, name: str, filters: str, *, shared: bool) -> None:
    """Store a search under a name, replacing the person's own one of that name."""
    db.execute(
        "INSERT INTO saved_searches (name, filters, person, shared) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (person, name) DO UPDATE SET filters = excluded.filters,"
        " shared = excluded.shared",
        (name, filters, person, shared),
    )


def drop(db: Database, person: str, key: int) -> None:
    """Take away one of a person's own searches; one of somebody else stays."""
    db.table("saved_searches").delete_where("id = ? AND person = ?", [key, person])


def drop_named(db: Database, person: str, name: str) -> None:
    """Take away a person's own search of a name."""
    db.table("saved_searches").delete_where("person = ? AND name = ?", [person, name])


def own(db: Database, person: str, name: str) -> dict[str, Any] | None:
    """Return a person's own search of a name: its filters and whether it is shared."""
    rows = db.table("saved_searches").rows_where("person = ? AND name = ?", [person, name])
    return next(({"filters": row["filters"], "shared": row["shared"]} for row in rows), None)


def name_of(db: Database, person: str, key: int) -> str | None:
    """Return the name of one of a person's own searches."""
    rows = db.table("saved_searches").rows_where("id = ? AND person = ?", [key, person])
    return next((str(row["name"]) for row in rows), None)
