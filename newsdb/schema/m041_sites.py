"""Sites added by their address, what was changed about them, and addresses that people gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m041_sites(db: Database) -> None:
    """Make the tables; a site that was removed keeps its row, so that it can be brought back."""
    for statement in (
        """
        CREATE TABLE sites (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            home TEXT NOT NULL,
            hosts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(hosts)),
            sources TEXT NOT NULL CHECK (json_valid(sources)),
            country TEXT CHECK (country IN ('KR', 'JP')),
            language TEXT CHECK (language IN ('ko', 'ja', 'en')),
            kept TEXT NOT NULL CHECK (kept IN ('full', 'excerpt', 'headline')),
            kept_days INTEGER CHECK (kept_days > 0),
            attribution TEXT,
            may_learn INTEGER NOT NULL DEFAULT 0 CHECK (may_learn IN (0, 1)),
            terms TEXT NOT NULL DEFAULT '',
            schedule TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'on' CHECK (state IN ('on', 'paused', 'removed')),
            added_by TEXT NOT NULL,
            added_at TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE site_changes (
            id INTEGER PRIMARY KEY,
            site TEXT NOT NULL REFERENCES sites (name),
            at TEXT NOT NULL,
            person TEXT NOT NULL,
            action TEXT NOT NULL,
            before TEXT CHECK (json_valid(before)),
            undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
        ) STRICT
        """,
        "CREATE INDEX site_changes_by_site ON site_changes (site, id)",
        """
        CREATE TABLE given_addresses (
            id INTEGER PRIMARY KEY,
            purpose TEXT NOT NULL CHECK (purpose IN ('site', 'page')),
            url TEXT NOT NULL,
            person TEXT NOT NULL,
            note TEXT NOT NULL DEFAULT '',
            given_at TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting'
                CHECK (state IN ('waiting', 'running', 'done', 'failed')),
            step TEXT NOT NULL DEFAULT '',
            changed_at TEXT NOT NULL,
            found TEXT CHECK (json_valid(found)),
            outlet TEXT,
            key TEXT
        ) STRICT
        """,
        "CREATE INDEX given_addresses_by_article ON given_addresses (outlet, key)",
    ):
        db.execute(statement)
