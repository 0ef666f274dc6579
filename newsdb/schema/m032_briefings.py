"""Briefings: drafts that several editors write, and issues that are frozen with their evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

#: Tables that nothing changes any more once an issue is out.
_FROZEN = ("briefing_issues", "briefing_citations", "briefing_texts")


@migrations()
def m032_briefings(db: Database) -> None:
    """Create the tables of drafts and issues; note licences that were bought from outlets."""
    for statement in (
        # A licence's last day is included; hanil.toml is where both come from.
        "ALTER TABLE outlets ADD COLUMN licence_number TEXT",
        "ALTER TABLE outlets ADD COLUMN licence_until TEXT",
        # since and until are days, both included; number: the issue that it became.
        """
        CREATE TABLE briefing_drafts (
            id INTEGER PRIMARY KEY,
            title TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('daily', 'weekly', 'one-off')),
            language TEXT NOT NULL CHECK (language IN ('ko', 'ja', 'en')),
            since TEXT NOT NULL,
            until TEXT NOT NULL,
            editor TEXT NOT NULL,
            introduction TEXT NOT NULL DEFAULT '',
            corrects INTEGER,
            correction TEXT NOT NULL DEFAULT '',
            version INTEGER NOT NULL DEFAULT 1,
            edits INTEGER NOT NULL DEFAULT 0,
            created_at TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            changed_by TEXT NOT NULL,
            number INTEGER UNIQUE,
            discarded_at TEXT,
            CHECK (since <= until)
        ) STRICT
        """,
        # position: a place between two others, so that a move writes one row.
        """
        CREATE TABLE briefing_sections (
            id INTEGER PRIMARY KEY,
            draft_id INTEGER NOT NULL REFERENCES briefing_drafts (id),
            title TEXT NOT NULL,
            position REAL NOT NULL,
            version INTEGER NOT NULL DEFAULT 1
        ) STRICT
        """,
        "CREATE INDEX briefing_sections_in_order ON briefing_sections (draft_id, position)",
        # An entry stands on an article; its story is the one that the article is in. version
        # counts changes of the words, placed those of the place.
        """
        CREATE TABLE briefing_entries (
            id INTEGER PRIMARY KEY,
            draft_id INTEGER NOT NULL REFERENCES briefing_drafts (id),
            section_id INTEGER NOT NULL REFERENCES briefing_sections (id),
            article_id INTEGER NOT NULL REFERENCES articles (id),
            position REAL NOT NULL,
            sentence TEXT NOT NULL DEFAULT '',
            note TEXT NOT NULL DEFAULT '',
            version INTEGER NOT NULL DEFAULT 1,
            placed INTEGER NOT NULL DEFAULT 1
        ) STRICT
        """,
        "CREATE INDEX briefing_entries_in_order ON briefing_entries (section_id, position)",
        "CREATE INDEX briefing_entries_by_draft ON briefing_entries (draft_id)",
        "CREATE INDEX briefing_entries_by_article ON briefing_entries (article_id)",
        # What an undo restores: the row's columns before and after; null where there was no row.
        """
        CREATE TABLE briefing_events (
            id INTEGER PRIMARY KEY,
            draft_id INTEGER NOT NULL REFERENCES briefing_drafts (id),
            step INTEGER NOT NULL,
            subject TEXT NOT NULL CHECK (subject IN ('draft', 'section', 'entry')),
            subject_id INTEGER NOT NULL,
            previous TEXT,
            value TEXT,
            undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
            actor TEXT NOT NULL,
            at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX briefing_events_by_draft ON briefing_events (draft_id, actor, id)",
        # content is JSON without any text of an outlet but headlines; hash is its SHA-256.
        """
        CREATE TABLE briefing_issues (
            number INTEGER PRIMARY KEY,
            draft_id INTEGER,
            title TEXT NOT NULL,
            kind TEXT NOT NULL,
            language TEXT NOT NULL,
            since TEXT NOT NULL,
            until TEXT NOT NULL,
            editor TEXT NOT NULL,
            content TEXT NOT NULL,
            hash TEXT NOT NULL,
            logo BLOB,
            corrects INTEGER REFERENCES briefing_issues (number),
            issued_at TEXT NOT NULL,
            issued_by TEXT NOT NULL,
            redacted_at TEXT
        ) STRICT
        """,
        # The articles that an entry cites, as they stood, with the terms of that day. cited is the
        # number in the content, article the one that it has now: another after a rebuild. Without
        # foreign keys: it says what was cited also where the article or its outlet is gone.
        """
        CREATE TABLE briefing_citations (
            number INTEGER NOT NULL REFERENCES briefing_issues (number),
            place INTEGER NOT NULL,
            cited INTEGER NOT NULL,
            article INTEGER NOT NULL,
            story INTEGER NOT NULL,
            outlet TEXT NOT NULL,
            role TEXT NOT NULL CHECK (role IN ('source', 'also')),
            revision INTEGER NOT NULL,
            text_hash TEXT NOT NULL,
            capture TEXT,
            kept TEXT NOT NULL,
            may_keep TEXT NOT NULL,
            kept_days INTEGER,
            licence_until TEXT,
            first_seen_at TEXT NOT NULL,
            PRIMARY KEY (number, place, cited)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX briefing_citations_by_article ON briefing_citations (article, number)",
        # Words of outlets: a purge may delete them, nothing may change them.
        """
        CREATE TABLE briefing_texts (
            number INTEGER NOT NULL,
            place INTEGER NOT NULL,
            cited INTEGER NOT NULL,
            article_id INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('excerpt', 'addition')),
            words TEXT NOT NULL,
            PRIMARY KEY (number, place, cited, kind)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX briefing_texts_by_article ON briefing_texts (article_id)",
        # What changed of cited articles since, as far as it touches what was said of them.
        """
        CREATE TABLE briefing_changes (
            number INTEGER NOT NULL,
            place INTEGER NOT NULL,
            article_id INTEGER NOT NULL,
            change_id INTEGER NOT NULL,
            found_at TEXT NOT NULL,
            PRIMARY KEY (number, place, change_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX briefing_changes_by_article ON briefing_changes (article_id)",
        # The highest id of a change that was looked at.
        """
        CREATE TABLE briefing_watch (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            position INTEGER NOT NULL
        ) STRICT
        """,
        "INSERT INTO briefing_watch (id, position) SELECT 1, coalesce(max(id), 0) FROM changes",
        *(
            f"""
            CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table} BEGIN
                SELECT raise(ABORT, 'an issued briefing stays as it is');
            END
            """
            for table in _FROZEN
        ),
        *(
            f"""
            CREATE TRIGGER {table}_are_kept BEFORE DELETE ON {table} BEGIN
                SELECT raise(ABORT, 'an issued briefing stays as it is');
            END
            """
            for table in ("briefing_issues", "briefing_citations")
        ),
    ):
        db.execute(statement)
