"""The scheduler's history: what it knows about earlier runs, and the rows it writes."""

from __future__ import annotations

import logging
import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from newsdb.database import open_database
from newsdb.database_errors import DatabaseError, UnusableDatabaseError, explain
from newsdb.runs import job_runs, runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from sqlite_utils import Database

    from newsdb.runs.runs import RunEnd
    from scheduling.schedules import Schedule
    from scheduling.supervisor import End

logger = logging.getLogger(__name__)

T = TypeVar("T")

#: How long the scheduler waits for a crawl's transaction, in milliseconds; a row that it can't
#: write by then is written later.
BUSY_TIMEOUT = 5_000


@dataclass(slots=True)
class Begun:
    """A run that was started; ``row`` is its id in ``job_runs``, None until it is written."""

    schedule: Schedule
    at: datetime
    row: int | None = None


class History:
    """Writes to ``job_runs``; while the database can't be written, runs go on and rows wait."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self._lock = threading.Lock()
        self._unwritten: deque[Callable[[Database], None]] = deque()

    def began(self, schedule: Schedule, *, due: datetime | None, at: datetime) -> Begun:
        """Record the start of a run; pass the result to ``ended``."""
        begun = Begun(schedule, at)

        def write(db: Database) -> None:
            begun.row = job_runs.start(db, schedule.name, due_at=due, at=at)

        self._write(write)
        return begun

    def ended(self, begun: Begun, end: End, *, at: datetime) -> None:
        """Record how a run ended, also in ``runs`` if the crawl couldn't do that itself."""
        schedule, started = begun.schedule, begun.at

        def write(db: Database) -> None:
            ending: str = end.ending
            if schedule.spider:
                if end.ending in {"timed_out", "killed"}:
                    problem = {
                        "timed_out": f"stopped by the scheduler after {end.seconds:.0f} s",
                        "killed": f"killed by signal {-(end.code or 0)}",
                    }[end.ending]
                    runs.note_broken_off(
                        db,
                        schedule.spider,
                        since=started,
                        problem=problem,
                        lock_name=schedule.lock_name,
                    )
                elif end.code == 0 and runs.found_another(
                    db, schedule.spider, since=started, lock_name=schedule.lock_name
                ):
                    ending = "not_run"
            assert begun.row is not None  # rows are written in order, its start before its end
            job_runs.finish(db, begun.row, at=at, ending=ending, code=end.code)

        self._write(write)

    def was_another(self, begun: Begun, end: End) -> bool:
        """Return whether a finished crawl did nothing because another process held the lock."""
        if not begun.schedule.is_outlet or end.code != 0:
            return False
        with self._open() as db:
            return db is not None and runs.found_another(db, begun.schedule.name, since=begun.at)

    def newest_run(self) -> int | None:
        """Return the id of the newest crawl; None while the database can't be read."""
        return self._read(runs.newest)

    def ends_after(self, run_id: int) -> dict[str, RunEnd]:
        """Return how crawls begun after one have ended, by outlet; none while none can be read."""
        return self._read(partial(runs.ends_after, run_id=run_id)) or {}

    def set_aside(self, spiders: Iterable[str], *, after: int) -> None:
        """Let the crawls of a process that died count as not made: they are made again."""
        self._write(partial(runs.set_aside, spiders=list(spiders), after=after))

    def problem(self, schedule: Schedule) -> str | None:
        """Return the problem that a job's latest crawl recorded, if any."""
        if not schedule.spider:
            return None
        with self._open() as db:
            lock_name = schedule.lock_name
            return runs.last_problem(db, schedule.spider, lock_name=lock_name) if db else None

    def last_served(self, schedule: Schedule, *, at: datetime | None = None) -> datetime | None:
        """Return when the last run that finished by itself began.

        With ``at``, the present time, none counts that a wrong clock dates long after it.
        """
        with self._open() as db:
            began = job_runs.last_served(db, schedule.name, at=at) if db else None
        return datetime.fromisoformat(began) if began else None

    def trouble(
        self, schedule: Schedule, *, at: datetime | None = None
    ) -> tuple[int, datetime | None]:
        """Return the number of consecutive failed runs, and when the last of them began.

        With ``at``, none counts that a wrong clock dates long after it.
        """
        with self._open() as db:
            failures, last = job_runs.trouble(db, schedule.name, at=at) if db else (0, None)
        return failures, datetime.fromisoformat(last) if last else None

    def take_over(self, *, at: datetime) -> None:
        """Close the runs that a killed scheduler left open, and delete old rows."""

        def write(db: Database) -> None:
            if lost := job_runs.close_lost(db):
                logger.info("%d runs were in progress when the last scheduler died", lost)
            job_runs.prune(db, before=at - timedelta(days=job_runs.KEPT_DAYS))

        self._write(write)

    def flush(self) -> None:
        """Retry the writes that failed."""
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
                            "%s %d history entries will be written later.",
                            explain(error, self.database),
                            len(self._unwritten),
                        )
                        return
                    self._unwritten.popleft()

    def _read(self, what: Callable[[Database], T]) -> T | None:
        with self._open() as db:
            try:
                return what(db) if db else None
            except DatabaseError as error:
                logger.warning("%s", explain(error, self.database))
                return None

    @contextmanager
    def _open(self, *, make: bool = False) -> Iterator[Database | None]:
        if not make and not self.database.exists():  # a query must not create the file
            yield None
            return
        try:
            db = open_database(self.database, busy_timeout=BUSY_TIMEOUT)
        except UnusableDatabaseError as error:
            logger.warning("The history can't be read or written at the moment: %s", error)
            yield None
            return
        try:
            yield db
        finally:
            db.close()
