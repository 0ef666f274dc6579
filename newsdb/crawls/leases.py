"""Leases: which crawl on another machine may hold a lock, and until when.

A lock file means nothing between machines, so the database keeps one lease a lock. It runs out
unless the crawl's worker is heard of; whatever comes of it then is refused. Times are the
database's machine's: those who write it compare no clock with another one.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from newsdb.articles import revisits
from newsdb.database import stamp, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlite_utils import Database

Ending = Literal["finished", "lost", "not_taken", "refused"]

#: How long leases that have ended are kept: longer than a message of theirs may be under way.
KEPT = timedelta(days=14)

#: A crawl is over so long after its lease has run out, whether or not a writer has ended that:
#: longer than any crawl may last.
FORGOTTEN = timedelta(hours=2)

#: How much of a crawl may wait for a bundle before it, in bundles and bytes: its crawl is as good
#: as lost by then.
MOST_KEPT, MOST_KEPT_BYTES = 1_000, 50_000_000


@dataclass(slots=True, kw_only=True)
class Lease:
    """A crawl that was handed to other machines.

    ``seconds`` is how long it lasts after its worker was last heard of, ``next_number`` which of
    its bundles is recorded next, ``due`` the (outlet, key) of the articles it was to visit.
    """

    id: str
    lock_name: str
    spider: str
    handed_at: datetime
    until: datetime
    seconds: int
    region: str | None = None
    worker: str | None = None
    run_id: int | None = None
    last_article: int = 0
    next_number: int = 0
    counts: Counter[str]
    due: list[tuple[str, str]]
    ending: Ending | None = None
    problem: str | None = None


class End(NamedTuple):
    """How a lease ended; ``run_id`` is its run in the history, if it came to one."""

    ending: Ending
    problem: str | None
    run_id: int | None
    succeeded: bool


_COLUMNS = (
    "id, lock_name, spider, region, handed_at, until, seconds, worker, run_id, last_article,"
    " next_number, counts, due, ending, problem"
)


def take(
    db: Database,
    lease_id: str,
    *,
    spider: str,
    lock_name: str,
    region: str | None,
    at: datetime,
    until: datetime,
    seconds: int,
) -> bool:
    """Give a lock to a crawl; False when another crawl has it. In the caller's transaction."""
    return bool(
        db.conn.execute(
            "INSERT OR IGNORE INTO crawl_leases (id, lock_name, spider, region, handed_at, until,"
            " seconds) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                lease_id,
                lock_name,
                spider,
                region,
                stamp(at),
                stamp(until),
                seconds,
            ),
        ).rowcount
    )


def note_due(db: Database, lease_id: str, due: Iterable[tuple[str, str]]) -> None:
    """Note the articles that a crawl is to visit; in the transaction that plans their next one."""
    db.conn.execute(
        "UPDATE crawl_leases SET due = ? WHERE id = ?",
        (json.dumps(list(due), ensure_ascii=False), lease_id),
    )


def is_leased(db: Database, lock_name: str, *, at: datetime) -> bool:
    """Tell whether a crawl on another machine holds a lock.

    One that ran out FORGOTTEN ago has no writer any more that would end it.
    """
    row = db.conn.execute(
        "SELECT 1 FROM crawl_leases WHERE lock_name = ? AND ended_at IS NULL AND until > ?",
        (lock_name, stamp(at - FORGOTTEN)),
    ).fetchone()
    return row is not None


def get(db: Database, lease_id: str) -> Lease | None:
    """Return a lease, None when there is none of that id."""
    row = db.conn.execute(
        f"SELECT {_COLUMNS} FROM crawl_leases WHERE id = ?",  # noqa: S608 our own names
        (lease_id,),
    ).fetchone()
    return _lease(row) if row else None


def run_out(db: Database, *, at: datetime) -> list[Lease]:
    """Return the leases that have run out and not ended."""
    rows = db.conn.execute(
        f"SELECT {_COLUMNS} FROM crawl_leases WHERE ended_at IS NULL AND until < ?",  # noqa: S608
        (stamp(at),),
    )
    return [_lease(row) for row in rows]


def _lease(row: tuple[Any, ...]) -> Lease:
    lease_id, lock_name, spider, region, handed_at, until, seconds, worker, *more = row
    run_id, last_article, next_number, counts, due, ending, problem = more
    return Lease(
        id=lease_id,
        lock_name=lock_name,
        spider=spider,
        region=region,
        handed_at=datetime.fromisoformat(handed_at),
        until=datetime.fromisoformat(until),
        seconds=seconds,
        worker=worker,
        run_id=run_id,
        last_article=last_article,
        next_number=next_number,
        counts=Counter(json.loads(counts)),
        due=[(outlet, key) for outlet, key in json.loads(due)],
        ending=cast("Ending | None", ending),
        problem=problem,
    )


def lasting(lease: Lease) -> timedelta:
    """Return how long a lease lasts after its worker was heard of."""
    return timedelta(seconds=lease.seconds)


def note(db: Database, lease: Lease) -> None:
    """Write what has changed of a lease that goes on; in the caller's transaction."""
    db.conn.execute(
        "UPDATE crawl_leases SET until = ?, worker = ?, run_id = ?, last_article = ?,"
        " next_number = ?, counts = ? WHERE id = ?",
        (
            stamp(lease.until),
            lease.worker,
            lease.run_id,
            lease.last_article,
            lease.next_number,
            json.dumps(lease.counts, ensure_ascii=False),
            lease.id,
        ),
    )


def end(
    db: Database, lease: Lease, ending: Ending, *, at: datetime, problem: str | None = None
) -> None:
    """End a lease; unless it finished, what it was to look at again is due again.

    In the caller's transaction.
    """
    lease.ending, lease.problem = ending, problem
    db.conn.execute(
        "UPDATE crawl_leases SET ended_at = ?, ending = ?, problem = ?, due = '[]', worker = ?,"
        " run_id = ?, next_number = ? WHERE id = ?",
        (stamp(at), ending, problem, lease.worker, lease.run_id, lease.next_number, lease.id),
    )
    db.conn.execute("DELETE FROM crawl_bundles WHERE lease = ?", (lease.id,))
    if ending != "finished":
        revisits.put_back(db, lease.due, at=at)


def withdraw(db: Database, ids: Iterable[str], *, at: datetime, problem: str) -> None:
    """End leases whose crawls were never handed out."""
    with transaction(db):
        for lease_id in ids:
            lease = get(db, lease_id)
            if lease and lease.ending is None:
                end(db, lease, "not_taken", at=at, problem=problem)


def ends(db: Database, ids: Iterable[str]) -> Mapping[str, End]:
    """Return how those of the leases ended that have."""
    found = {}
    for lease_id in ids:
        row = db.conn.execute(
            "SELECT l.ending, l.problem, l.run_id, r.outcome FROM crawl_leases l"
            " LEFT JOIN runs r ON r.id = l.run_id WHERE l.id = ? AND l.ended_at IS NOT NULL",
            (lease_id,),
        ).fetchone()
        if row:
            found[lease_id] = End(row[0], row[1], row[2], row[3] in {"success", "not_run"})
    return found


def keep_bundle(db: Database, lease_id: str, number: int, body: bytes) -> bool:
    """Keep a bundle that came before an earlier one; False when too many are kept already.

    In the caller's transaction.
    """
    bundles, size = db.conn.execute(
        "SELECT count(*), total(length(body)) FROM crawl_bundles WHERE lease = ?", (lease_id,)
    ).fetchone()
    if bundles >= MOST_KEPT or size + len(body) > MOST_KEPT_BYTES:
        return False
    db.conn.execute(
        "INSERT OR IGNORE INTO crawl_bundles (lease, number, body) VALUES (?, ?, ?)",
        (lease_id, number, body),
    )
    return True


def kept_bundles(db: Database, lease_id: str) -> list[tuple[int, bytes]]:
    """Return the number and body of the bundles that wait for an earlier one, in order."""
    return list(
        db.conn.execute(
            "SELECT number, body FROM crawl_bundles WHERE lease = ? ORDER BY number", (lease_id,)
        )
    )


def prune(db: Database, *, at: datetime) -> None:
    """Delete leases that ended long ago."""
    db.conn.execute("DELETE FROM crawl_leases WHERE ended_at < ?", (stamp(at - KEPT),))
