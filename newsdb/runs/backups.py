"""The history of backups: when, to which file, or why not."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from newsdb.database import stamp

if TYPE_CHECKING:
    from sqlite_utils import Database


class Made(NamedTuple):
    """A backup that succeeded."""

    at: datetime
    file: Path


def note_success(
    db: Database, *, started: datetime, finished: datetime, file: Path, size: int, articles: int
) -> None:
    """Note a backup that was written and read back."""
    db.conn.execute(
        "INSERT INTO backups (started_at, finished_at, file, size, articles)"
        " VALUES (?, ?, ?, ?, ?)",
        (stamp(started), stamp(finished), str(file.absolute()), size, articles),
    )


def note_failure(db: Database, *, started: datetime, finished: datetime, problem: str) -> None:
    """Note that a backup could not be made, and why."""
    db.conn.execute(
        "INSERT INTO backups (started_at, finished_at, problem) VALUES (?, ?, ?)",
        (stamp(started), stamp(finished), problem),
    )


def newest(db: Database) -> Made | None:
    """Return the newest backup that succeeded."""
    row = db.conn.execute(
        "SELECT started_at, file FROM backups WHERE problem IS NULL ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return Made(datetime.fromisoformat(row[0]), Path(row[1])) if row else None


def last_problem(db: Database) -> str | None:
    """Return why the last attempt failed; None when it succeeded or there was none."""
    row = db.conn.execute("SELECT problem FROM backups ORDER BY id DESC LIMIT 1").fetchone()
    return row[0] if row else None
