"""Health: alarms, the faults that runs met, and the scheduler's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m005_health(db: Database) -> None:
    """Create the tables of alarms, sources of fields, faults, robots.txt files and job runs."""
    for statement in (
        # Which lock a run held: an unfinished run whose lock is free was killed.
        "ALTER TABLE runs ADD COLUMN lock_name TEXT",
        # Which kind of source (layout, json-ld, meta ...) gave a field, by page design.
        """
        CREATE TABLE run_sources (
            run_id INTEGER NOT NULL REFERENCES runs (id),
            outlet TEXT NOT NULL,
            layout TEXT NOT NULL,
            field TEXT NOT NULL,
            origin TEXT NOT NULL,
            articles INTEGER NOT NULL,
            PRIMARY KEY (outlet, run_id, layout, field, origin)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX run_fields_by_outlet ON run_fields (outlet, run_id)",
        # Why pages and listings of a run could not be read.
        """
        CREATE TABLE run_faults (
            run_id INTEGER NOT NULL REFERENCES runs (id),
            what TEXT NOT NULL CHECK (what IN ('page', 'listing')),
            reason TEXT NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (run_id, what, reason)
        ) STRICT, WITHOUT ROWID
        """,
        # subject: the feed, or "layout field", that an alarm is about; '' when it is the outlet.
        """
        CREATE TABLE alarms (
            id INTEGER PRIMARY KEY,
            outlet TEXT NOT NULL,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL DEFAULT '',
            since TEXT NOT NULL,
            opened_at TEXT NOT NULL,
            opened_by_run INTEGER REFERENCES runs (id),
            seen_at TEXT NOT NULL,
            diagnosis TEXT NOT NULL,
            advice TEXT NOT NULL,
            evidence TEXT NOT NULL,
            closed_at TEXT,
            closed_because TEXT,
            accepted INTEGER NOT NULL DEFAULT 0 CHECK (accepted IN (0, 1))
        ) STRICT
        """,
        """
        CREATE UNIQUE INDEX alarms_open ON alarms (outlet, kind, subject)
            WHERE closed_at IS NULL
        """,
        "CREATE INDEX alarms_by_outlet ON alarms (outlet, kind, opened_at)",
        # The newest robots.txt of each host, so that a change is seen.
        """
        CREATE TABLE robots (
            host TEXT PRIMARY KEY,
            outlet TEXT NOT NULL,
            status INTEGER NOT NULL,
            rules TEXT NOT NULL,
            seen_at TEXT NOT NULL,
            changed_at TEXT,
            change TEXT
        ) STRICT
        """,
        # One row a process that the scheduler started; no end means that it ended with it.
        """
        CREATE TABLE job_runs (
            id INTEGER PRIMARY KEY,
            job TEXT NOT NULL,
            due_at TEXT,
            started_at TEXT NOT NULL,
            finished_at TEXT,
            ending TEXT CHECK (ending IN
                ('exited', 'not_run', 'timed_out', 'killed', 'stopped', 'not_started', 'lost')),
            exit_code INTEGER
        ) STRICT
        """,
        "CREATE INDEX job_runs_by_job ON job_runs (job, started_at)",
    ):
        db.execute(statement)
