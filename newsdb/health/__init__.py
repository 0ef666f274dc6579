"""Is each source alive and read correctly? Evaluated after every run and by the scheduler.

Alarms are stored in ``alarms``: each opens once, with a diagnosis and advice, and closes when a
later run shows recovery.
"""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsdb.database import stamp
from newsdb.health import alarms, drift, faults, gone, losses, sources
from newsdb.health.alarms import Alarm, Kept, Recovery, accept, open_ones
from newsdb.times import in_kst, latest_credible

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlite_utils import Database

__all__ = ["Alarm", "Kept", "accept", "after_run", "look_over", "open_ones", "watched"]

#: This many consecutive failures raise an alarm.
IN_A_ROW = 3

#: Without a run for this long, an outlet is idle, unless its runs are usually further apart.
LONGEST_IDLE = timedelta(hours=26)
STARTS = 1000


def after_run(db: Database, run_id: int, *, at: datetime) -> list[Alarm]:
    """Evaluate a run that has just ended, store the alarms, and return the new ones.

    A run that read no listing and is not of an outlet's own spider (articles from a file,
    addresses given by a person) says nothing about the health of any outlet.
    """
    spider, listings = db.conn.execute(
        "SELECT spider, listings FROM runs WHERE id = ?", (run_id,)
    ).fetchone()
    is_watched = spider in watched(db)
    if not listings and not is_watched:
        return []
    read = {
        row[0]
        for row in db.conn.execute(
            "SELECT DISTINCT outlet FROM run_fields WHERE run_id = ?", (run_id,)
        )
    }
    found: list[Alarm | Recovery] = []
    if is_watched:
        found += _failing(db, spider)
        found += faults.look(db, run_id, spider, at=at)
        found += losses.look(db, spider)
        read.add(spider)
        if any(each.kind == "idle" for each in open_ones(db, spider)):
            found.append(Recovery(outlet=spider, kind="idle", because="it was crawled"))
    for outlet in sorted(read):
        found += drift.look(db, run_id, outlet, at=at)
        found += sources.look(db, outlet, at=at)
    return alarms.keep(db, found, at=at, run_id=run_id)


def look_over(
    db: Database,
    *,
    at: datetime,
    off: Collection[str] = (),
    known: Collection[str] | None = None,
) -> list[Alarm]:
    """Evaluate what no run can show: growing silence, and crawls that were killed or not started.

    Outlets that are switched ``off``, or whose spider is none of the ``known`` ones any more,
    raise no alarms; their open ones are closed, and so are those of listings that nobody reads.
    """
    found: list[Alarm | Recovery] = [*gone.look(db, at=at, off=off, known=known)]
    for outlet in watched(db):
        if outlet in off or (known is not None and outlet not in known):
            continue
        found += _failing(db, outlet)
        found += _idle(db, outlet, at)
        found += sources.look(db, outlet, at=at)
    return alarms.keep(db, found, at=at)


def watched(db: Database) -> list[str]:
    """Return the outlets that have a spider of their own, by name."""
    rows = db.conn.execute(
        "SELECT name FROM outlets WHERE EXISTS (SELECT 1 FROM runs WHERE spider = name)"
        " ORDER BY name"
    )
    return [row[0] for row in rows]


def _failing(db: Database, spider: str) -> Iterator[Alarm | Recovery]:
    last = db.conn.execute(
        "SELECT outcome, problem, started_at FROM runs WHERE spider = ?"
        " AND outcome IN ('success', 'failure') ORDER BY id DESC LIMIT ?",
        (spider, IN_A_ROW),
    ).fetchall()
    if last and last[0][0] == "success":
        if any(each.kind == "failing" for each in open_ones(db, spider)):
            yield Recovery(outlet=spider, kind="failing", because="a run succeeded")
    elif len(last) == IN_A_ROW and all(outcome == "failure" for outcome, _, _ in last):
        (number,) = db.conn.execute(
            "SELECT count(*) FROM runs WHERE spider = ? AND outcome = 'failure' AND id > coalesce("
            "(SELECT max(id) FROM runs WHERE spider = ? AND outcome = 'success'), 0)",
            (spider, spider),
        ).fetchone()
        yield Alarm(
            outlet=spider,
            kind="failing",
            since=datetime.fromisoformat(last[-1][2]),
            diagnosis=f"the last {number} runs failed; the newest says: {last[0][1]}",
            evidence={"in_a_row": number},
        )


def _idle(db: Database, outlet: str, at: datetime) -> Iterator[Alarm]:
    starts = [
        datetime.fromisoformat(row[0])
        for row in db.conn.execute(
            "SELECT started_at FROM runs WHERE spider = ? AND started_at <= ?"
            " ORDER BY started_at DESC LIMIT ?",
            (outlet, stamp(latest_credible(at)), STARTS),
        )
    ]
    if len(starts) < IN_A_ROW:
        return
    pauses = sorted(later - before for later, before in itertools.pairwise(starts))
    # The second longest: weekends recur, but a single power failure does not count.
    usual = pauses[-2] if len(pauses) > IN_A_ROW else pauses[-1]
    if at - starts[0] > max(LONGEST_IDLE, 1.5 * usual):
        often = pauses[len(pauses) // 2]
        yield Alarm(
            outlet=outlet,
            kind="idle",
            since=starts[0],
            diagnosis=f"no run since {in_kst(starts[0])}; there used to be one every {often}",
        )
