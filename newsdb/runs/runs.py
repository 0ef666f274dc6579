"""The history of runs: when each ran, why it ended, its counts and filled fields."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from newsdb.database import stamp, transaction
from newsdb.times import latest_credible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlite_utils import Database

Outcome = Literal["success", "failure", "not_run"]

#: The counters of a run that have a column of their own in ``runs``.
COUNTERS = (
    "requests",
    "listings",
    "listings_unchanged",
    "links_found",
    "links_new",
    "links_known",
    "articles_new",
    "articles_same",
    "articles_revised",
    "rejected",
    "errors",
    "refused",
    "limited",
    "retried",
)


class FieldCount(NamedTuple):
    """The number of articles of one page design that had a field."""

    outlet: str
    layout: str
    field: str
    filled: int
    articles: int


class SourceCount(NamedTuple):
    """The number of articles of one page design with a field from one kind of source."""

    outlet: str
    layout: str
    field: str
    origin: str
    articles: int


class FaultCount(NamedTuple):
    """The number of pages or listings that could not be read for one reason."""

    what: Literal["page", "listing"]
    reason: str
    number: int


class RunEnd(NamedTuple):
    """How a crawl ended: Scrapy's finish reason, and how it is judged."""

    outcome: str | None
    reason: str | None

    @property
    def exit_code(self) -> int:
        """What ``scrapy crawl`` of this outlet alone would have returned."""
        return 0 if self.outcome in {"success", "not_run"} else 1


def start(
    db: Database,
    spider: str,
    *,
    arguments: Mapping[str, object],
    at: datetime,
    lock_name: str | None = None,
) -> int:
    """Record the start of a run; return its id. A killed run stays visible as unfinished."""
    given = json.dumps(dict(arguments), ensure_ascii=False, default=str)
    cursor = db.conn.execute(
        "INSERT INTO runs (spider, arguments, started_at, lock_name) VALUES (?, ?, ?, ?)",
        (spider, given, stamp(at), lock_name),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def finish(
    db: Database,
    run_id: int,
    *,
    at: datetime,
    reason: str,
    outcome: Outcome,
    problem: str | None,
    counts: Mapping[str, int],
    seconds: float,
    fields: Iterable[FieldCount] = (),
    sources: Iterable[SourceCount] = (),
    faults: Iterable[FaultCount] = (),
) -> None:
    """Record the end of a run with its counts."""
    sets = ", ".join(f"{name} = :{name}" for name in COUNTERS)
    with transaction(db):
        db.conn.execute(
            "UPDATE runs SET finished_at = :finished_at, reason = :reason, outcome = :outcome,"  # noqa: S608 our own names
            f" problem = :problem, seconds = :seconds, {sets} WHERE id = :id",
            {
                **{name: counts.get(name, 0) for name in COUNTERS},
                "finished_at": stamp(at),
                "reason": reason,
                "outcome": outcome,
                "problem": problem,
                "seconds": round(seconds, 1),
                "id": run_id,
            },
        )
        db.conn.executemany(
            "INSERT INTO run_fields (run_id, outlet, layout, field, filled, articles)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(run_id, *count) for count in fields],
        )
        db.conn.executemany(
            "INSERT INTO run_sources (run_id, outlet, layout, field, origin, articles)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(run_id, *count) for count in sources],
        )
        db.conn.executemany(
            "INSERT INTO run_faults (run_id, what, reason, number) VALUES (?, ?, ?, ?)",
            [(run_id, *count) for count in faults],
        )


def close_killed(db: Database, lock_name: str) -> int:
    """Mark the unfinished runs of a lock as failed; return how many there were.

    Only the holder of the lock may call this: earlier holders must have died. When they ended is
    unknown, so ``finished_at`` stays empty.
    """
    return db.conn.execute(
        "UPDATE runs SET outcome = 'failure', reason = 'killed',"
        " problem = 'it ended unexpectedly: killed, or the machine went down'"
        " WHERE lock_name = ? AND finished_at IS NULL AND outcome IS NULL",
        (lock_name,),
    ).rowcount


def note_lost(db: Database, run_id: int, problem: str) -> None:
    """Mark an unfinished run as killed, and why; when it ended is unknown."""
    db.conn.execute(
        "UPDATE runs SET outcome = 'failure', reason = 'killed', problem = ?"
        " WHERE id = ? AND finished_at IS NULL AND outcome IS NULL",
        (problem, run_id),
    )


def is_unfinished(db: Database, run_id: int, *, lock_name: str, started_at: datetime) -> bool:
    """Return whether a run of a lock has begun at that time and has no end in the history."""
    row = db.conn.execute(
        "SELECT 1 FROM runs WHERE id = ? AND lock_name = ? AND started_at = ?"
        " AND finished_at IS NULL AND outcome IS NULL",
        (run_id, lock_name, stamp(started_at)),
    ).fetchone()
    return row is not None


def note_broken_off(
    db: Database, spider: str, *, since: datetime, problem: str, lock_name: str | None = None
) -> None:
    """Record what ended the crawl started at ``since``, if it has a row.

    The spider for any site may have several runs at a time, told apart by ``lock_name``.
    """
    db.conn.execute(
        "UPDATE runs SET outcome = 'failure', problem = ?, reason = coalesce(reason, 'killed')"
        " WHERE id = (SELECT max(id) FROM runs WHERE spider = ? AND started_at >= ?"
        " AND outcome IS NOT 'not_run' AND coalesce(lock_name = ?, 1))",
        (problem, spider, stamp(since), lock_name),
    )


def found_another(
    db: Database, spider: str, *, since: datetime, lock_name: str | None = None
) -> bool:
    """Return whether the newest crawl since then did nothing as another one was running."""
    row = db.conn.execute(
        "SELECT outcome FROM runs WHERE spider = ? AND started_at >= ?"
        " AND coalesce(lock_name = ?, 1) ORDER BY id DESC LIMIT 1",
        (spider, stamp(since), lock_name),
    ).fetchone()
    return bool(row) and row[0] == "not_run"


def newest(db: Database) -> int:
    """Return the id of the newest run, 0 before the first."""
    (run_id,) = db.conn.execute("SELECT coalesce(max(id), 0) FROM runs").fetchone()
    return int(run_id)


def ends_after(db: Database, run_id: int) -> dict[str, RunEnd]:
    """Return how the runs after one ended, by spider; without those that haven't ended.

    By ids rather than times: a clock may be set meanwhile.
    """
    ended = db.conn.execute(
        "SELECT spider, outcome, reason FROM runs WHERE id > ? AND finished_at IS NOT NULL"
        " ORDER BY id",
        (run_id,),
    )
    return {spider: RunEnd(outcome, reason) for spider, outcome, reason in ended}


def set_aside(db: Database, spiders: Iterable[str], *, after: int) -> None:
    """Let runs count as not made whose process died, or ran out of memory, with others in it.

    Only whoever started that process may call it, once it has ended.
    """
    db.conn.executemany(
        "UPDATE runs SET outcome = 'not_run', reason = coalesce(reason, 'killed'),"
        " problem = 'the process that it shared with other outlets ended: it ran again'"
        " WHERE id > ? AND spider = ? AND (reason = 'memusage_exceeded'"
        " OR finished_at IS NULL AND outcome IS NULL)",
        [(after, spider) for spider in spiders],
    )


def last(db: Database) -> dict[str, Any] | None:
    """Return the row of the newest run that did anything; None before the first."""
    done = "outcome IS NOT 'not_run'"
    return next(db.table("runs").rows_where(done, order_by="id DESC", limit=1), None)


def last_crawl(db: Database, *, at: datetime) -> datetime | None:
    """Return when the last successful crawl that read a listing began; None: there was none.

    None counts that a wrong clock dates long after ``at``, the present time.
    """
    (began,) = db.execute(
        "SELECT max(started_at) FROM runs WHERE outcome = 'success' AND listings > 0"
        " AND started_at <= ?",
        [stamp(latest_credible(at))],
    ).fetchone()
    return datetime.fromisoformat(began) if began else None


def last_problem(db: Database, spider: str, *, lock_name: str | None = None) -> str | None:
    """Return what went wrong in the newest run, if it failed."""
    row = db.conn.execute(
        "SELECT problem FROM runs WHERE spider = ? AND coalesce(lock_name = ?, 1)"
        " ORDER BY id DESC LIMIT 1",
        (spider, lock_name),
    ).fetchone()
    return row[0] if row else None
