"""Tokens of assistants, a row for each of their calls, and glosses of headlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m039_assistants_and_glosses(db: Database) -> None:
    """Add the tables; what an outlet lets be glossed is nothing until its next crawl says it."""
    for statement in (
        """
        CREATE TABLE assistant_tokens (
            id INTEGER PRIMARY KEY,
            token_hash TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            person TEXT NOT NULL,
            role TEXT NOT NULL CHECK (role IN ('reader', 'analyst', 'admin')),
            made_at TEXT NOT NULL,
            used_at TEXT,
            revoked_at TEXT,
            revoked_by TEXT
        ) STRICT
        """,
        "CREATE INDEX assistant_tokens_of_person ON assistant_tokens (person)",
        """
        CREATE TABLE assistant_calls (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            transport TEXT NOT NULL CHECK (transport IN ('http', 'stdio')),
            token_id INTEGER,
            person TEXT NOT NULL,
            tool TEXT NOT NULL,
            arguments TEXT NOT NULL,
            found TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            milliseconds INTEGER NOT NULL,
            error TEXT
        ) STRICT
        """,
        "CREATE INDEX assistant_calls_by_time ON assistant_calls (at)",
        """
        CREATE TABLE glosses (
            text_hash TEXT NOT NULL,
            source TEXT NOT NULL CHECK (source IN ('ko', 'ja', 'en')),
            target TEXT NOT NULL CHECK (target IN ('ko', 'ja', 'en')),
            engine TEXT NOT NULL,
            names_hash TEXT NOT NULL,
            gloss TEXT NOT NULL,
            characters INTEGER NOT NULL,
            made_at TEXT NOT NULL,
            PRIMARY KEY (text_hash, source, target, engine, names_hash)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE gloss_corrections (
            text_hash TEXT NOT NULL,
            source TEXT NOT NULL CHECK (source IN ('ko', 'ja', 'en')),
            target TEXT NOT NULL CHECK (target IN ('ko', 'ja', 'en')),
            gloss TEXT NOT NULL,
            person TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (text_hash, source, target)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE gloss_failures (
            text_hash TEXT NOT NULL,
            source TEXT NOT NULL,
            target TEXT NOT NULL,
            engine TEXT NOT NULL,
            names_hash TEXT NOT NULL,
            failures INTEGER NOT NULL,
            next_at TEXT NOT NULL,
            PRIMARY KEY (text_hash, source, target, engine, names_hash)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE gloss_usage (
            month TEXT NOT NULL,
            engine TEXT NOT NULL,
            requests INTEGER NOT NULL,
            characters INTEGER NOT NULL,
            PRIMARY KEY (month, engine)
        ) STRICT, WITHOUT ROWID
        """,
        """
        ALTER TABLE outlets ADD COLUMN may_gloss TEXT NOT NULL DEFAULT 'nothing'
            CHECK (may_gloss IN ('nothing', 'headline', 'sentence'))
        """,
    ):
        db.execute(statement)
