"""Messages to readers: what is to be sent, to whom, and what they have been told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m030_delivery(db: Database) -> None:
    """Create subscriptions, the outbox, what each subscription was told, and channels' states."""
    for statement in (
        # position, change_position, event_position: the highest ids of articles, changes and
        # review_events that it covers.
        # Ids grow in the order of commits, whatever the clock does meanwhile.
        """
        CREATE TABLE subscriptions (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (name <> ''),
            person TEXT NOT NULL,
            channel TEXT NOT NULL,
            filters TEXT NOT NULL,
            rhythm TEXT NOT NULL CHECK (rhythm IN ('at_once', 'daily', 'weekly')),
            at_time TEXT NOT NULL,
            weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),
            days TEXT NOT NULL CHECK (days IN ('every', 'weekdays', 'KR', 'JP', 'either')),
            language TEXT NOT NULL CHECK (language IN ('en', 'ko', 'ja')),
            least_score REAL NOT NULL,
            quiet_from TEXT,
            quiet_until TEXT,
            empty INTEGER NOT NULL CHECK (empty IN (0, 1)),
            enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
            position INTEGER NOT NULL,
            change_position INTEGER NOT NULL,
            event_position INTEGER NOT NULL,
            served_at TEXT NOT NULL,
            created_at TEXT NOT NULL
        ) STRICT
        """,
        # message is JSON: which stories, changes or alarms, never their texts, which are read
        # when it is sent, as far as may be shown then. may_have_left: an attempt was broken off
        # when the recipient may have had it already.
        """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY,
            channel TEXT NOT NULL,
            recipient TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('digest', 'alert', 'alarms')),
            key TEXT NOT NULL,
            subscription_id INTEGER REFERENCES subscriptions (id) ON DELETE SET NULL,
            message TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'queued'
                CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'dropped')),
            may_have_left INTEGER NOT NULL DEFAULT 0 CHECK (may_have_left IN (0, 1)),
            tries INTEGER NOT NULL DEFAULT 0,
            created_at TEXT NOT NULL,
            next_try_at TEXT,
            sent_at TEXT,
            problem TEXT,
            UNIQUE (channel, recipient, key)
        ) STRICT
        """,
        "CREATE INDEX outbox_to_send ON outbox (id) WHERE state IN ('queued', 'sending')",
        """
        CREATE TABLE told_stories (
            subscription_id INTEGER NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
            story_id INTEGER NOT NULL,
            told_at TEXT NOT NULL,
            PRIMARY KEY (subscription_id, story_id)
        ) STRICT, WITHOUT ROWID
        """,
        # what: whether that it opened was told, or that it closed.
        """
        CREATE TABLE told_alarms (
            alarm_id INTEGER NOT NULL REFERENCES alarms (id) ON DELETE CASCADE,
            what TEXT NOT NULL CHECK (what IN ('opened', 'closed')),
            told_at TEXT NOT NULL,
            PRIMARY KEY (alarm_id, what)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE channel_states (
            channel TEXT PRIMARY KEY,
            succeeded_at TEXT,
            failing_since TEXT,
            failures INTEGER NOT NULL DEFAULT 0,
            next_try_at TEXT,
            problem TEXT
        ) STRICT, WITHOUT ROWID
        """,
    ):
        db.execute(statement)
