"""Where each captured page stands in the archive, and which readings are ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m017_archive(db: Database) -> None:
    """Index the archive; tell our own new readings of a page from the outlet's edits."""
    for statement in (
        # file is relative to the archive's folder; start and length are in bytes, of the records
        # of one capture. kind: a page, a listing that could not be read, or what a feed or a file
        # said instead of a page. An article is found only once it is stored.
        """
        CREATE TABLE captures (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('page', 'listing', 'source')),
            outlet TEXT NOT NULL,
            key TEXT NOT NULL,
            article_id INTEGER REFERENCES articles (id),
            url TEXT NOT NULL,
            status INTEGER,
            fetched_at TEXT NOT NULL,
            file TEXT NOT NULL,
            start INTEGER NOT NULL,
            length INTEGER NOT NULL,
            digest TEXT NOT NULL,
            UNIQUE (file, start)
        ) STRICT
        """,
        "CREATE INDEX captures_by_article ON captures (article_id, fetched_at)",
        "CREATE INDEX captures_by_key ON captures (outlet, key)",
        # Files that hold what no capture points to any more, to be written anew without it.
        """
        CREATE TABLE archive_sweeps (file TEXT PRIMARY KEY) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TRIGGER captures_gone AFTER DELETE ON captures BEGIN
            INSERT OR IGNORE INTO archive_sweeps (file) VALUES (old.file);
        END
        """,
        # 'reading': the page is the same, our rules read it otherwise.
        """
        ALTER TABLE revisions ADD COLUMN origin TEXT NOT NULL DEFAULT 'outlet'
            CHECK (origin IN ('outlet', 'reading'))
        """,
    ):
        db.execute(statement)
