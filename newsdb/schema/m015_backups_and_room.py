"""When a backup was made, or why not; how much room everything takes, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m015_backups_and_room(db: Database) -> None:
    """Keep the history of backups and of sizes: for alarms before a disk dies or is full."""
    for statement in (
        """
        CREATE TABLE backups (
            id INTEGER PRIMARY KEY,
            started_at TEXT NOT NULL,
            finished_at TEXT NOT NULL,
            file TEXT,
            size INTEGER,
            articles INTEGER,
            problem TEXT
        ) STRICT
        """,
        # In bytes: the database with its log, all files in its folder, what its disk has left.
        """
        CREATE TABLE room (
            day TEXT PRIMARY KEY,
            database INTEGER NOT NULL,
            folder INTEGER NOT NULL,
            free INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    ):
        db.execute(statement)
