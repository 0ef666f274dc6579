"""Leases of crawls on other machines, what they sent too early, and the state of the writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m038_crawl_leases(db: Database) -> None:
    """Make the tables; that a lock has one lease at a time is an index's business."""
    for statement in (
        """
        CREATE TABLE crawl_leases (
            id TEXT PRIMARY KEY,
            lock_name TEXT NOT NULL,
            spider TEXT NOT NULL,
            region TEXT,
            handed_at TEXT NOT NULL,
            until TEXT NOT NULL,
            seconds INTEGER NOT NULL,
            worker TEXT,
            run_id INTEGER REFERENCES runs(id) ON DELETE SET NULL,
            last_article INTEGER NOT NULL DEFAULT 0,
            next_number INTEGER NOT NULL DEFAULT 0,
            counts TEXT NOT NULL DEFAULT '{}',
            due TEXT NOT NULL DEFAULT '[]',
            ended_at TEXT,
            ending TEXT CHECK (ending IN ('finished', 'lost', 'not_taken', 'refused')),
            problem TEXT,
            CHECK ((ended_at IS NULL) = (ending IS NULL))
        ) STRICT
        """,
        """
        CREATE UNIQUE INDEX crawl_leases_by_lock ON crawl_leases (lock_name)
            WHERE ended_at IS NULL
        """,
        "CREATE INDEX crawl_leases_by_end ON crawl_leases (ended_at)",
        """
        CREATE TABLE crawl_bundles (
            lease TEXT NOT NULL REFERENCES crawl_leases(id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (lease, number)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE crawl_writer (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            seen_at TEXT NOT NULL,
            waiting INTEGER NOT NULL,
            behind_seconds INTEGER NOT NULL
        ) STRICT
        """,
    ):
        db.execute(statement)
