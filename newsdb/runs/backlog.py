"""How far the one writer of several machines' crawls is behind, as it says itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from newsdb.database import stamp

if TYPE_CHECKING:
    from sqlite_utils import Database

#: A writer that has said nothing for so long hangs or is not running.
FRESH = timedelta(minutes=2)

#: New crawls are handed out while fewer bundles than this wait to be recorded: a minute's work.
MOST_WAITING = 500


class Backlog(NamedTuple):
    """What waits for the writer: bundles of events, and how old the newest recorded one was."""

    seen_at: datetime
    waiting: int
    behind_seconds: int

    def problem(self, at: datetime) -> str | None:
        """Return why nothing new should be handed out; None when nothing speaks against it."""
        if at - self.seen_at > FRESH:
            return "the writer (store) has not been heard of for two minutes"
        if self.waiting > MOST_WAITING:
            return (
                f"the writer (store) is behind: {self.waiting} bundles wait, the next one for"
                f" {self.behind_seconds} s"
            )
        return None

    def describe(self) -> str:
        """Return the state in one line."""
        return f"{self.waiting} bundles wait, {self.behind_seconds} s behind"


def note(db: Database, backlog: Backlog) -> None:
    """Write the writer's state."""
    db.conn.execute(
        "INSERT INTO crawl_writer (id, seen_at, waiting, behind_seconds) VALUES (1, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, waiting = excluded.waiting,"
        " behind_seconds = excluded.behind_seconds",
        (stamp(backlog.seen_at), backlog.waiting, backlog.behind_seconds),
    )


def read(db: Database) -> Backlog | None:
    """Return the writer's state; None where there has never been one."""
    row = db.conn.execute("SELECT seen_at, waiting, behind_seconds FROM crawl_writer").fetchone()
    return Backlog(datetime.fromisoformat(row[0]), row[1], row[2]) if row else None


def crawls_under_way(db: Database) -> int:
    """Return how many crawls were handed to other machines and have not ended."""
    (number,) = db.conn.execute(
        "SELECT count(*) FROM crawl_leases WHERE ended_at IS NULL"
    ).fetchone()
    return int(number)
