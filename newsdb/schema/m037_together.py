"""Assigned stories, comments, accounts made at the desk, and the watch list's versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m037_together(db: Database) -> None:
    """Make the tables, all of them empty.

    Assignments and comments stand on an article, not on its story: stories are merged and split,
    also by crawls, and what was said about them goes along. No number of either is given twice,
    since what is taken back names it.
    """
    for statement in (
        # Only added to; person NULL: nobody any more. The newest that is open counts.
        """
        CREATE TABLE assignments (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            person TEXT,
            by TEXT NOT NULL,
            at TEXT NOT NULL,
            is_open INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1))
        ) STRICT
        """,
        "CREATE INDEX assignments_of_article ON assignments (article_id)",
        "CREATE INDEX assignments_open ON assignments (person) WHERE is_open",
        """
        CREATE TABLE comments (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            person TEXT NOT NULL,
            at TEXT NOT NULL,
            text TEXT NOT NULL CHECK (text <> '')
        ) STRICT
        """,
        "CREATE INDEX comments_of_article ON comments (article_id)",
        # role NULL: removed here, though hanil.toml still has a line. file_key is of that line
        # when this was written, '' where there was none: a row counts as long as it is the same.
        """
        CREATE TABLE desk_users (
            name TEXT PRIMARY KEY,
            role TEXT CHECK (role IN ('reader', 'analyst', 'admin')),
            password_hash TEXT NOT NULL,
            must_change INTEGER NOT NULL DEFAULT 0 CHECK (must_change IN (0, 1)),
            file_key TEXT NOT NULL,
            changed_by TEXT NOT NULL,
            changed_at TEXT NOT NULL
        ) STRICT
        """,
        # person NULL: the file was edited by hand, and noticed at that time.
        """
        CREATE TABLE watch_list_versions (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            person TEXT,
            text TEXT NOT NULL,
            digest TEXT NOT NULL,
            note TEXT NOT NULL DEFAULT '',
            restores INTEGER
        ) STRICT
        """,
    ):
        db.execute(statement)
