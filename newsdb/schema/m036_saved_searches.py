"""Saved searches of articles, and indexes for the rejections of an outlet and of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m036_saved_searches(db: Database) -> None:
    """Make the table, apart from the queue's saved filters, whose names subscriptions use."""
    for statement in (
        """
        CREATE TABLE saved_searches (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            filters TEXT NOT NULL,
            person TEXT NOT NULL,
            shared INTEGER NOT NULL DEFAULT 0 CHECK (shared IN (0, 1)),
            UNIQUE (person, name)
        ) STRICT
        """,
        "CREATE INDEX rejections_by_outlet ON rejections (outlet, id)",
        "CREATE INDEX rejections_by_run ON rejections (run_id)",
    ):
        db.execute(statement)
