"""A simulated day of the scheduler: a fake clock, the real supervisor, stub crawls."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsdb.database import open_database, stamp
from scheduling.history import History
from scheduling.schedules import Schedule
from scheduling.service import Service
from scheduling.supervisor import Supervisor
from tests.support.clocks import clock
from tests.support.crawls import ROOT
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

STUB = str(ROOT / "tests" / "support" / "programs" / "stub.py")


@dataclass
class Life:
    """The result of a simulation: which due times there were, and what ran."""

    expected: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    served: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    ran: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)
    most_at_once: int = 0


def stubs(schedules: Iterable[Schedule], story: Path, how: str = "0") -> list[Schedule]:
    """Return the schedules with a stub in place of each crawl."""
    return [
        Schedule(
            name=each.name,
            cron=each.cron,
            arguments=(str(story), each.name, how),
            is_outlet=each.is_outlet,
            spread=each.spread,
        )
        for each in schedules
    ]


def service_of(
    folder: Path,
    schedules: Iterable[Schedule],
    *,
    now: Callable[[], datetime],
    parallel: int,
    how: str = "0",
) -> Service:
    """Return the scheduler's service over stub crawls and a database in ``folder``."""
    database = folder / "news.db"
    open_database(database).close()
    return Service(
        stubs(schedules, folder / "story", how),
        Supervisor(root=ROOT, logs=None, grace=1.0),
        History(database),
        parallel=parallel,
        timeout=60,
        clock=now,
        command=(sys.executable, "-S", STUB),
    )


def settle(service: Service, now: Callable[[], datetime]) -> None:
    """Wait until everything that is due has run."""
    executor = service.scheduler._executors["default"]

    def is_settled() -> bool:
        jobs = service.scheduler.get_jobs()
        return all(job.next_run_time > now() for job in jobs) and not executor._instances

    until(is_settled, seconds=120)


def live(
    folder: Path,
    schedules: Iterable[Schedule],
    *,
    start: datetime,
    end: datetime,
    parallel: int,
    each_hour: Callable[[datetime], None] = lambda moment: None,
) -> Life:
    """Run the scheduler from ``start`` to ``end``, jumping from one due time to the next."""
    life, moment = Life(), [start]

    def now() -> datetime:
        return moment[0]

    service = service_of(folder, schedules, now=now, parallel=parallel)
    listed = list(service.schedules.values())
    life.expected.update((each.name, stamp(each.last_due(start))) for each in listed)
    with clock(now):
        service.start()
        hour = start
        while True:
            settle(service, now)
            coming = {each.name: each.next_due(now() + timedelta(seconds=1)) for each in listed}
            following = min(filter(None, coming.values()))
            if following > end:
                break
            moment[0] = following
            life.expected.update(
                (name, stamp(due)) for name, due in coming.items() if due == following
            )
            if following >= hour:
                each_hour(following)
                hour = following + timedelta(hours=1)
            service.look()
        service.stop()
    _read(life, folder)
    return life


def _read(life: Life, folder: Path) -> None:
    db = open_database(folder / "news.db")
    for job, due, ending in db.conn.execute("SELECT job, due_at, ending FROM job_runs"):
        life.served[job, due] += 1
        life.endings[ending] += 1
    db.close()
    at_work: set[str] = set()
    for line in (folder / "story").read_text().splitlines():
        word, name, pid = line.split()
        (at_work.add if word == "begin" else at_work.discard)(pid)
        life.most_at_once = max(life.most_at_once, len(at_work))
        life.ran[name] += word == "end"
    assert not at_work
