"""The scheduler's history: when each job was due and started, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsdb.database import stamp
from newsdb.times import latest_credible

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

#: How long rows are kept, in days; ``runs`` are kept for good.
KEPT_DAYS = 90


class Trouble(NamedTuple):
    """How many of a job's newest runs failed in a row, and when the last one started."""

    failures: int
    last: str | None


def start(db: Database, job: str, *, due_at: datetime | None, at: datetime) -> int:
    """Record that a job was started; return the row's id."""
    cursor = db.conn.execute(
        "INSERT INTO job_runs (job, due_at, started_at) VALUES (?, ?, ?)",
        (job, stamp(due_at), stamp(at)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def finish(db: Database, row: int, *, at: datetime, ending: str, code: int | None) -> None:
    """Record how a job ended: exited (with its exit code), timed_out, killed, stopped ..."""
    db.conn.execute(
        "UPDATE job_runs SET finished_at = ?, ending = ?, exit_code = ? WHERE id = ?",
        (stamp(at), ending, code, row),
    )


def close_lost(db: Database) -> int:
    """Mark the rows left by a killed scheduler; only the running scheduler may call it."""
    return db.conn.execute("UPDATE job_runs SET ending = 'lost' WHERE ending IS NULL").rowcount


def last_served(db: Database, job: str, *, at: datetime | None = None) -> str | None:
    """Return when the last run that ended by itself began, whoever started it; None: never.

    A run that was stopped or killed, or that found another one running, serves no due time. Only
    crawls without arguments count: reading one URL is not reading what is new. With ``at``, the
    present time, none counts that a wrong clock dates long after it.
    """
    (began,) = db.conn.execute(
        "SELECT max(began) FROM ("
        " SELECT max(coalesce(due_at, started_at), started_at) AS began FROM job_runs"
        " WHERE job = :job AND ending IN ('exited', 'timed_out')"
        " UNION ALL SELECT started_at FROM runs WHERE spider = :job AND arguments = '{}'"
        " AND outcome IN ('success', 'failure') AND finished_at IS NOT NULL"
        " AND reason IS NOT 'shutdown') WHERE began <= :latest",
        {"job": job, "latest": _latest(at)},
    ).fetchone()
    return began if isinstance(began, str) else None


def trouble(db: Database, job: str, *, at: datetime | None = None) -> Trouble:
    """Return a job's failures since its last success; a successful manual run counts too.

    With ``at``, none counts that a wrong clock dates long after it.
    """
    latest = _latest(at)
    (success,) = db.conn.execute(
        "SELECT max(began) FROM ("
        " SELECT started_at AS began FROM job_runs WHERE job = :job AND exit_code = 0"
        " UNION ALL SELECT started_at FROM runs WHERE spider = :job AND outcome = 'success'"
        " AND reason IS NOT 'shutdown') WHERE began <= :latest",
        {"job": job, "latest": latest},
    ).fetchone()
    failures, last = db.conn.execute(
        "SELECT count(*), max(started_at) FROM job_runs WHERE job = ?"
        " AND started_at > ? AND started_at <= ?"
        " AND (ending IN ('timed_out', 'killed', 'not_started') OR exit_code != 0)",
        (job, success or "", latest),
    ).fetchone()
    return Trouble(failures, last)


def _latest(at: datetime | None) -> str | None:
    """Return up to when a stored time counts, as it is stored: without ``at``, always."""
    return stamp(latest_credible(at)) if at else "9"


def prune(db: Database, *, before: datetime) -> int:
    """Delete the rows from before a time; return how many."""
    return db.conn.execute("DELETE FROM job_runs WHERE started_at < ?", (stamp(before),)).rowcount
