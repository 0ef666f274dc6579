"""A log of sign-ins, failures, pauses and changes of who may do what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m022_access_log(db: Database) -> None:
    """Add the log, and the accounts as the desk knew them when it last started."""
    for statement in (
        """
        CREATE TABLE access_log (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            last_at TEXT NOT NULL,
            times INTEGER NOT NULL DEFAULT 1,
            kind TEXT NOT NULL CHECK (kind IN (
                'signed_in', 'failed', 'paused', 'signed_out', 'signed_out_everywhere', 'ended',
                'account_added', 'account_removed', 'role_changed', 'password_changed')),
            person TEXT,
            address TEXT,
            by TEXT,
            detail TEXT
        ) STRICT
        """,
        "CREATE INDEX access_log_by_time ON access_log (last_at)",
        "CREATE INDEX access_log_of_address ON access_log (address, kind, person)",
        """
        CREATE TABLE desk_accounts (
            name TEXT PRIMARY KEY,
            role TEXT NOT NULL,
            password_key TEXT NOT NULL
        ) STRICT
        """,
    ):
        db.execute(statement)
