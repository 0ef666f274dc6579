"""What each person did at the desk and has read, and the name of this installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m035_desk_actions(db: Database) -> None:
    """Make the tables; what was done before has no rows, and nothing counts as read yet.

    The installation is named at random, so that entries of its feeds keep their ids when it
    moves to another host.
    """
    for statement in (
        # details is JSON: what it takes to restore the state before.
        """
        CREATE TABLE desk_actions (
            id INTEGER PRIMARY KEY,
            person TEXT NOT NULL,
            kind TEXT NOT NULL,
            details TEXT NOT NULL,
            at TEXT NOT NULL,
            taken_back_at TEXT
        ) STRICT
        """,
        """
        CREATE INDEX desk_actions_standing ON desk_actions (person, id)
            WHERE taken_back_at IS NULL
        """,
        "CREATE INDEX desk_actions_by_time ON desk_actions (at)",
        "CREATE TABLE installation (name TEXT NOT NULL) STRICT",
        "INSERT INTO installation (name) VALUES (lower(hex(randomblob(8))))",
        """
        CREATE TABLE story_reads (
            person TEXT NOT NULL,
            story_id INTEGER NOT NULL,
            read_at TEXT NOT NULL,
            PRIMARY KEY (person, story_id)
        ) STRICT, WITHOUT ROWID
        """,
    ):
        db.execute(statement)
