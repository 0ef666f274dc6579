"""Sessions of the desk, kept on the server so that they can be ended there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m021_sessions(db: Database) -> None:
    """Add the table of sessions; of a session's token only the SHA-256 is kept."""
    for statement in (
        """
        CREATE TABLE sessions (
            id INTEGER PRIMARY KEY,
            token_hash TEXT NOT NULL UNIQUE,
            person TEXT NOT NULL,
            password_key TEXT NOT NULL,
            address TEXT NOT NULL,
            browser TEXT,
            started_at TEXT NOT NULL,
            seen_at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX sessions_of_person ON sessions (person)",
        "CREATE INDEX sessions_by_age ON sessions (seen_at)",
    ):
        db.execute(statement)
