"""Recipients without an account, messages of which nobody knows whether they arrived, pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m031_recipients(db: Database) -> None:
    """Add recipients and pages; let the outbox hold confirmations and unknown outcomes."""
    for statement in (
        # How a digest is divided: by tag, by concept of the watch list, by country.
        """
        ALTER TABLE subscriptions ADD COLUMN sections TEXT NOT NULL DEFAULT 'tag'
            CHECK (sections IN ('tag', 'concept', 'country'))
        """,
        # confirmed_at: when somebody first showed that mail to it is read and wanted.
        """
        CREATE TABLE recipients (
            id INTEGER PRIMARY KEY,
            address TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (address <> ''),
            language TEXT NOT NULL CHECK (language IN ('en', 'ko', 'ja')),
            added_by TEXT NOT NULL,
            added_at TEXT NOT NULL,
            confirmed_at TEXT
        ) STRICT
        """,
        # key stands in links that end it, and never changes; nonce in the link that confirms, and
        # is new each time somebody is asked. Ids are given again after a row is deleted, so that
        # no link may rest on one.
        """
        CREATE TABLE subscription_recipients (
            subscription_id INTEGER NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
            recipient_id INTEGER NOT NULL REFERENCES recipients (id) ON DELETE CASCADE,
            state TEXT NOT NULL CHECK (state IN ('asked', 'confirmed', 'ended')),
            is_named INTEGER NOT NULL DEFAULT 0 CHECK (is_named IN (0, 1)),
            key TEXT NOT NULL UNIQUE,
            nonce TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            PRIMARY KEY (subscription_id, recipient_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX subscription_recipients_of ON subscription_recipients (recipient_id)",
        # The same table with more kinds and states: SQLite can't change a CHECK.
        """
        CREATE TABLE outbox_new (
            id INTEGER PRIMARY KEY,
            channel TEXT NOT NULL,
            recipient TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('digest', 'alert', 'alarms', 'confirmation')),
            key TEXT NOT NULL,
            subscription_id INTEGER REFERENCES subscriptions (id) ON DELETE SET NULL,
            message TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'queued' CHECK
                (state IN ('queued', 'sending', 'sent', 'failed', 'dropped', 'unknown')),
            may_have_left INTEGER NOT NULL DEFAULT 0 CHECK (may_have_left IN (0, 1)),
            tries INTEGER NOT NULL DEFAULT 0,
            created_at TEXT NOT NULL,
            next_try_at TEXT,
            sent_at TEXT,
            problem TEXT,
            UNIQUE (channel, recipient, key)
        ) STRICT
        """,
        """
        INSERT INTO outbox_new (id, channel, recipient, kind, key, subscription_id, message, state,
            may_have_left, tries, created_at, next_try_at, sent_at, problem)
        SELECT id, channel, recipient, kind, key, subscription_id, message, state, may_have_left,
            tries, created_at, next_try_at, sent_at, problem FROM outbox
        """,
        "DROP TABLE outbox",
        "ALTER TABLE outbox_new RENAME TO outbox",
        "CREATE INDEX outbox_to_send ON outbox (id) WHERE state IN ('queued', 'sending')",
        # Which articles a page in a folder quotes, and how much might be kept of each when it was
        # written. By key, since an article that is forgotten has no id any more.
        """
        CREATE TABLE page_articles (
            channel TEXT NOT NULL,
            page TEXT NOT NULL,
            outlet TEXT NOT NULL,
            key TEXT NOT NULL,
            kept TEXT NOT NULL,
            PRIMARY KEY (channel, page, outlet, key)
        ) STRICT, WITHOUT ROWID
        """,
    ):
        db.execute(statement)
