"""Does it run at all? The one answer for ``/-/health`` that an uptime monitor asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsdb.records import KST
from newsdb.runs.heartbeat import FRESH

if TYPE_CHECKING:
    from sqlite_utils import Database

    from newsdb.runs.heartbeat import Heartbeat

#: Without a scheduler (cron), some run must have started within this time.
LONGEST = timedelta(hours=26)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Whether collecting goes on, and what shows it."""

    alive: bool
    because: str
    last_run: datetime | None
    alarms: int

    def to_json(self) -> dict[str, object]:
        """Return what ``/-/health`` answers."""
        return {
            "status": "ok" if self.alive else "failing",
            "because": self.because,
            "last_run": self.last_run.isoformat(timespec="seconds") if self.last_run else None,
            "open_alarms": self.alarms,
        }


def look(db: Database, beat: Heartbeat | None, *, at: datetime) -> Life:
    """Return whether collecting goes on.

    A scheduler lives when its heartbeat is fresh. When it is not, somebody else (cron) may have
    taken over: a run that began later than the last heartbeat shows it. Open alarms are told, but
    are no reason to call the whole dead: they are about single outlets.
    """
    last, alarms = db.conn.execute(
        "SELECT (SELECT max(started_at) FROM runs WHERE outcome IS NOT 'not_run'),"
        " (SELECT count(*) FROM alarms WHERE closed_at IS NULL)"
    ).fetchone()
    run = datetime.fromisoformat(last) if last else None
    alive, because = _judge(run, beat, at)
    return Life(alive=alive, because=because, last_run=run, alarms=alarms)


def _judge(run: datetime | None, beat: Heartbeat | None, at: datetime) -> tuple[bool, str]:
    if beat and beat.is_fresh(at):
        return True, f"the scheduler (pid {beat.pid}) is at work"
    recent = run is not None and at - run <= LONGEST
    if beat is None:
        if recent:
            return True, "no scheduler, but runs are started (by cron?)"
        return False, f"no scheduler, and no run in the last {LONGEST // timedelta(hours=1)} hours"
    if recent and run is not None and run > beat.at + FRESH:
        return True, "the scheduler is not at work, but runs have been started since"
    seen = beat.at.astimezone(KST).isoformat(timespec="minutes")
    if beat.stopped_at:
        return False, f"the scheduler was stopped at {seen}, and nothing was started since"
    return False, f"the scheduler (pid {beat.pid}) hangs or was killed: no heartbeat since {seen}"
