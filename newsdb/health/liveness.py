"""Whether collection is running at all: the answer of ``/-/health`` for uptime monitors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsdb.database import stamp
from newsdb.records import KST
from newsdb.runs.heartbeat import FRESH
from newsdb.times import latest_credible

if TYPE_CHECKING:
    from sqlite_utils import Database

    from newsdb.runs.heartbeat import Heartbeat

#: Without a scheduler (cron), some run must have started within this time.
LONGEST = timedelta(hours=26)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Whether articles are still being collected, and what shows it."""

    alive: bool
    because: str
    last_run: datetime | None
    alarms: int

    def to_json(self) -> dict[str, object]:
        """Return the response body of ``/-/health``."""
        return {
            "status": "ok" if self.alive else "failing",
            "because": self.because,
            "last_run": self.last_run.isoformat(timespec="seconds") if self.last_run else None,
            "open_alarms": self.alarms,
        }


def look(db: Database, heartbeat: Heartbeat | None, *, at: datetime) -> Life:
    """Return whether articles are still being collected.

    A scheduler is alive while its heartbeat is fresh. Otherwise something else (cron) may have
    taken over, which a run started after the last heartbeat shows. A heartbeat or run that a wrong
    clock dates long after ``at`` tells nothing. Open alarms are counted, but don't make the result
    a failure: they concern single outlets.
    """
    last, alarms = db.conn.execute(
        "SELECT (SELECT started_at FROM runs WHERE outcome IS NOT 'not_run'"
        " AND started_at <= ? ORDER BY started_at DESC LIMIT 1),"
        " (SELECT count(*) FROM alarms WHERE closed_at IS NULL)",
        (stamp(latest_credible(at)),),
    ).fetchone()
    if heartbeat and not heartbeat.is_credible(at):
        heartbeat = None
    run = datetime.fromisoformat(last) if last else None
    alive, because = _judge(run, heartbeat, at)
    return Life(alive=alive, because=because, last_run=run, alarms=alarms)


def _judge(run: datetime | None, heartbeat: Heartbeat | None, at: datetime) -> tuple[bool, str]:
    if heartbeat and heartbeat.is_fresh(at):
        return True, f"the scheduler (pid {heartbeat.pid}) is running"
    recent = run is not None and at - run <= LONGEST
    if heartbeat is None:
        if recent:
            return True, "no scheduler, but runs are started (by cron?)"
        return False, f"no scheduler, and no run in the last {LONGEST // timedelta(hours=1)} hours"
    if recent and run is not None and run > heartbeat.at + FRESH:
        return True, "the scheduler is not running, but runs have been started since"
    seen = heartbeat.at.astimezone(KST).isoformat(timespec="minutes")
    if heartbeat.stopped_at:
        return False, f"the scheduler was stopped at {seen}, and nothing was started since"
    pid = heartbeat.pid
    return False, f"the scheduler (pid {pid}) hangs or was killed: no heartbeat since {seen}"
