"""What was taken out for good at somebody's request: that it was, and why, nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m018_forgotten(db: Database) -> None:
    """Keep the keys of articles that may not come back; when texts were thinned out."""
    for statement in (
        """
        CREATE TABLE forgotten (
            outlet TEXT NOT NULL,
            key TEXT NOT NULL,
            because TEXT NOT NULL,
            forgotten_by TEXT NOT NULL,
            forgotten_at TEXT NOT NULL,
            PRIMARY KEY (outlet, key)
        ) STRICT, WITHOUT ROWID
        """,
        # Its text was taken to make room, not by its outlet's terms.
        "ALTER TABLE articles ADD COLUMN thinned_at TEXT",
    ):
        db.execute(statement)
