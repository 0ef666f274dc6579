"""What the scheduler knows of earlier runs, and what it writes down of its own."""

from __future__ import annotations

import logging
import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsdb.database import (
    DatabaseError,
    UnusableDatabaseError,
    explain,
    open_database,
)
from newsdb.runs import job_runs, runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlite_utils import Database

    from scheduling.schedules import Schedule
    from scheduling.supervisor import End

logger = logging.getLogger(__name__)

#: How long the scheduler waits for a crawl's transaction, in milliseconds; what it could not
#: write then, it writes later.
BUSY_TIMEOUT = 5_000


@dataclass(slots=True)
class Begun:
    """A run that was started; ``row`` is its place in ``job_runs`` once that is written."""

    schedule: Schedule
    at: datetime
    row: int | None = None


class History:
    """Writes to ``job_runs``; a database that can't be written costs no run and loses no row."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self._lock = threading.Lock()
        self._unwritten: deque[Callable[[Database], None]] = deque()

    def began(self, schedule: Schedule, *, due: datetime | None, at: datetime) -> Begun:
        """Note a start; what is returned is for ``ended``."""
        begun = Begun(schedule, at)

        def write(db: Database) -> None:
            begun.row = job_runs.start(db, schedule.name, due_at=due, at=at)

        self._write(write)
        return begun

    def ended(self, begun: Begun, end: End, *, at: datetime) -> None:
        """Note how a run ended, also in ``runs`` when it could not do so itself."""
        schedule, started = begun.schedule, begun.at

        def write(db: Database) -> None:
            ending: str = end.ending
            if schedule.spider:
                if end.ending in {"timed_out", "killed"}:
                    problem = {
                        "timed_out": f"stopped by the scheduler after {end.seconds:.0f} s",
                        "killed": f"killed by signal {-(end.code or 0)}",
                    }[end.ending]
                    runs.note_broken_off(db, schedule.spider, since=started, problem=problem)
                elif end.code == 0 and runs.found_another(db, schedule.spider, since=started):
                    ending = "not_run"
            assert begun.row is not None  # they are written in their order
            job_runs.finish(db, begun.row, at=at, ending=ending, code=end.code)

        self._write(write)

    def was_another(self, begun: Begun, end: End) -> bool:
        """Tell whether a crawl that just ended did nothing, another process being at work."""
        if not begun.schedule.is_outlet or end.code != 0:
            return False
        with self._open() as db:
            return db is not None and runs.found_another(db, begun.schedule.name, since=begun.at)

    def problem(self, schedule: Schedule) -> str | None:
        """Return what the newest crawl of a job says that went wrong."""
        if not schedule.spider:
            return None
        with self._open() as db:
            return runs.last_problem(db, schedule.spider) if db else None

    def last_served(self, schedule: Schedule) -> datetime | None:
        """Return when the last run began that came to its own end."""
        with self._open() as db:
            began = job_runs.last_served(db, schedule.name) if db else None
        return datetime.fromisoformat(began) if began else None

    def trouble(self, schedule: Schedule) -> tuple[int, datetime | None]:
        """Return how many runs failed in a row, and when the last of them began."""
        with self._open() as db:
            failures, last = job_runs.trouble(db, schedule.name) if db else (0, None)
        return failures, datetime.fromisoformat(last) if last else None

    def take_over(self, *, at: datetime) -> None:
        """Clear up after a scheduler that was killed, and drop what is old."""

        def write(db: Database) -> None:
            if lost := job_runs.close_lost(db):
                logger.info("%d runs were under way when the last scheduler ended", lost)
            job_runs.prune(db, before=at - timedelta(days=job_runs.KEPT_DAYS))

        self._write(write)

    def flush(self) -> None:
        """Try again to write what could not be written."""
        if self._unwritten:
            self._write(None)

    def _write(self, what: Callable[[Database], None] | None) -> None:
        with self._lock:
            if what:
                self._unwritten.append(what)
            with self._open(make=True) as db:
                while db and self._unwritten:
                    try:
                        self._unwritten[0](db)
                    except DatabaseError as error:
                        logger.warning(
                            "%s The history of %d runs is written later.",
                            explain(error, self.database),
                            len(self._unwritten),
                        )
                        return
                    self._unwritten.popleft()

    @contextmanager
    def _open(self, *, make: bool = False) -> Iterator[Database | None]:
        if not make and not self.database.exists():  # who only asks leaves no file behind
            yield None
            return
        try:
            db = open_database(self.database, busy_timeout=BUSY_TIMEOUT)
        except UnusableDatabaseError as error:
            logger.warning("The history can't be read or written now: %s", error)
            yield None
            return
        try:
            yield db
        finally:
            db.close()
