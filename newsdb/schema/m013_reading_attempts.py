"""Readings that were begun and have not come to an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m013_reading_attempts(db: Database) -> None:
    """Add the marks that a page leaves when its reading kills the run, or takes too long."""
    db.execute(
        "CREATE TABLE reading_attempts ("
        " outlet TEXT NOT NULL,"
        " key TEXT NOT NULL,"
        " run_id INTEGER NOT NULL REFERENCES runs(id),"
        " begun_at TEXT NOT NULL,"
        " took_too_long INTEGER NOT NULL DEFAULT 0,"
        " PRIMARY KEY (outlet, key, run_id)) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX reading_attempts_by_run ON reading_attempts (run_id)")
