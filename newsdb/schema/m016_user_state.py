"""What the desk remembers of its people: in the one database, so that a backup has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m016_user_state(db: Database) -> None:
    """Make the tables; the desk brings over what stands in its internal database."""
    for statement in (
        """
        CREATE TABLE visits (
            person TEXT PRIMARY KEY,
            previous_at TEXT NOT NULL,
            seen_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE saved_filters (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            filters TEXT NOT NULL,
            person TEXT NOT NULL,
            shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
            UNIQUE (person, name)
        ) STRICT
        """,
    ):
        db.execute(statement)
