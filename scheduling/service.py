"""The scheduler's main loop: due runs through the supervisor, missed runs, the heartbeat."""

from __future__ import annotations

import logging
import os
import time
from concurrent import futures
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from apscheduler.events import EVENT_JOB_MAX_INSTANCES
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from newsdb.records import KST
from newsdb.runs import heartbeat
from newsdb.times import in_kst
from scheduling.bundles import Bundles
from scheduling.polling import Polling
from scheduling.supervisor import SCRAPY

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence

    from apscheduler.events import JobEvent
    from apscheduler.triggers.base import BaseTrigger

    from scheduling.history import Begun, History
    from scheduling.polling import LearntRates
    from scheduling.schedules import Schedule
    from scheduling.supervisor import End, Supervisor

logger = logging.getLogger("scheduler")

#: How often the clock is checked and the heartbeat written, in seconds.
TICK = 15.0

#: A clock set back by more than this was wrong before: due times are recomputed.
CLOCK_JUMP = timedelta(minutes=1)

#: After this many consecutive failures an outlet is crawled less and less often ...
FAILURES_BEFORE_PAUSE = 3
#: ... with pauses that double from the first value to the second.
FIRST_PAUSE = timedelta(minutes=30)
LONGEST_PAUSE = timedelta(hours=6)

#: The delay before a run is retried because another process held the lock.
ANOTHER = timedelta(minutes=5)


def pause_after(failures: int) -> timedelta:
    """Return how long an outlet is paused after this many consecutive failures."""
    if failures < FAILURES_BEFORE_PAUSE:
        return timedelta()
    doubled: int = 2 ** min(failures - FAILURES_BEFORE_PAUSE, 10)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


class Service:
    """Runs schedules until stopped.

    APScheduler decides what is due: its threads wait for the children, at most ``parallel`` of
    which are processes at once, a job that is due again while it runs is skipped, and several
    missed times make one run. Its job store is in memory, since a persistent one would keep
    outdated schedules; missed runs are read from the history instead. With ``rates``, outlets
    whose schedule follows their rhythm are crawled when they publish; those that are due together
    share a process, unless other ``bundles`` are given, which make the runs of outlets otherwise.
    """

    def __init__(
        self,
        schedules: Sequence[Schedule],
        supervisor: Supervisor,
        history: History,
        *,
        parallel: int,
        timeout: float,
        clock: Callable[[], datetime],
        watch: Callable[[], None] = lambda: None,
        plan: Callable[[], Sequence[Schedule]] | None = None,
        rates: LearntRates | None = None,
        command: Sequence[str] = SCRAPY,
        bundles: Bundles | None = None,
    ) -> None:
        self.schedules = {each.name: each for each in schedules}
        self.supervisor = supervisor
        self.history = history
        self.clock = clock
        self.watch = watch
        self.plan = plan
        self.rates = rates
        self.bundles = bundles or Bundles(
            supervisor, history, parallel=parallel, timeout=timeout, command=command
        )
        self.started_at = clock()
        self._under_way: dict[str, float] = {}
        together = sum(map(self.bundles.takes, schedules))
        self.scheduler = BackgroundScheduler(
            timezone=KST,
            executors={
                "default": ThreadPoolExecutor(parallel),
                "prompt": ThreadPoolExecutor(1),
                "together": ThreadPoolExecutor(max(together, 1)),  # each may wait for the others
            },
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self.scheduler.add_listener(self._left_out, EVENT_JOB_MAX_INSTANCES)
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # this class logs what happens

    def missed(self, schedule: Schedule, now: datetime) -> datetime | None:
        """Return the latest due time that no run has served, None when the job is up to date."""
        due = schedule.last_due(now)
        served = self.history.last_served(schedule, at=now)
        return due if due and (served is None or served < due) else None

    def trigger_of(self, schedule: Schedule) -> BaseTrigger:
        """Return when a schedule's job is due: by its rhythm where it follows one."""
        if self.rates is None or not schedule.follows_rhythm:
            return schedule.trigger
        rates = partial(self.rates.of, schedule.name)
        return Polling(schedule.trigger, period=schedule.period, rates=rates)

    def start(self) -> None:
        """Schedule everything; what was missed while no scheduler was running runs once, now."""
        now = self.clock()
        self.history.take_over(at=now)
        for schedule in self.schedules.values():
            self._add(schedule, now)
        self.scheduler.start()
        self._last_look = (now, time.monotonic())
        logger.info("%d schedules; next: %s", len(self.schedules), self._coming(now))

    def _add(self, schedule: Schedule, now: datetime) -> None:
        due = self.missed(schedule, now)
        if due:
            logger.info("%s: the run of %s was missed and starts now", schedule.name, in_kst(due))
        self.scheduler.add_job(
            self.run,
            self.trigger_of(schedule),
            args=[schedule],
            id=schedule.name,
            executor=self._executor(schedule),
            **({"next_run_time": now} if due else {}),
        )

    def follow(self) -> None:
        """Take over what was added, changed or removed since: sites, while the scheduler runs.

        A run under way goes on. What can't be read leaves everything as it is.
        """
        if self.plan is None:
            return
        try:
            planned = {each.name: each for each in self.plan()}
        except Exception as error:
            logger.warning("Sites that were added can't be looked up at the moment: %s", error)
            return
        now = self.clock()
        for name in [each for each in self.schedules if planned.get(each) != self.schedules[each]]:
            del self.schedules[name]
            if self.scheduler.get_job(name):
                self.scheduler.remove_job(name)
            if name not in planned:
                logger.info("%s: it is not crawled any more", name)
        for name in [each for each in planned if each not in self.schedules]:
            self.schedules[name] = planned[name]
            self._add(planned[name], now)
            logger.info("%s: it is crawled by “%s” from now on", name, planned[name].cron)

    def _executor(self, schedule: Schedule) -> str:
        if self.bundles.takes(schedule):
            return "together"
        return "default" if schedule.waits else "prompt"

    def serve(self, stop: threading.Event, *, tick: float = TICK) -> None:
        """Run until ``stop`` is set, then end the running crawls and wait for them."""
        self.start()
        while not stop.wait(tick):
            self.look()
        self.stop()

    def look(self) -> None:
        """Check the clock, write the heartbeat and retry unwritten history."""
        now, ticks = self.clock(), time.monotonic()
        expected = self._last_look[0] + timedelta(seconds=ticks - self._last_look[1])
        self._last_look = (now, ticks)
        if expected - now > CLOCK_JUMP:
            logger.warning(
                "The clock went back from %s to %s: recomputing due times",
                in_kst(expected),
                in_kst(now),
            )
            for job in self.scheduler.get_jobs():
                job.modify(next_run_time=self.schedules[job.id].next_due(now))
        elif now - expected > CLOCK_JUMP:
            logger.warning(
                "The clock went forward from %s to %s (or this machine slept): each outlet that"
                " came due meanwhile runs once",
                in_kst(expected),
                in_kst(now),
            )
        self.scheduler.wakeup()  # it sleeps by the monotonic clock, which doesn't jump
        self.history.flush()
        self.follow()
        self.look_after()
        self.beat(now)

    def make(self, chosen: Sequence[Schedule]) -> list[End]:
        """Make runs now, at most ``parallel`` at once, and return how they ended."""
        now = self.clock()
        alone = len(chosen) == 1
        with futures.ThreadPoolExecutor(len(chosen) or 1) as pool:
            made = [
                pool.submit(self.run_now, each, due=each.last_due(now), alone=alone)
                for each in chosen
            ]
        return [each.result() for each in made]

    def look_after(self) -> None:
        """Check the outlets' health; errors are logged, not raised."""
        try:
            self.watch()
        except Exception:
            logger.exception("The health check of the outlets failed")

    def stop(self) -> None:
        """Start no more runs, end those in progress and wait for them."""
        if running := self.running:
            logger.info("Ending %s ...", ", ".join(sorted(running)))
        self.supervisor.stop()
        self.scheduler.shutdown(wait=True)
        self.history.flush()
        self.beat(self.clock(), stopped=True)

    def run(self, schedule: Schedule) -> End | None:
        """Make a due run unless the outlet is paused after failures; called by APScheduler."""
        now = self.clock()
        if self.supervisor.stopping.is_set():
            return None
        failures, last = self.history.trouble(schedule, at=now)
        if last and now < (again := last + pause_after(failures)) and last <= now:
            logger.info(
                "%s: failed %d times in a row, paused until %s",
                schedule.name,
                failures,
                in_kst(again),
            )
            return None
        return self.run_now(schedule, due=schedule.last_due(now))

    @property
    def running(self) -> dict[str, int]:
        """The names of the jobs that run, each with its age in seconds."""
        now = time.monotonic()
        return {name: int(now - since) for name, since in self._under_way.copy().items()}

    def run_now(
        self, schedule: Schedule, *, due: datetime | None = None, alone: bool = False
    ) -> End:
        """Make a run and record it in the history; with ``alone``, in a process of its own."""
        began: list[Begun] = []

        def begin() -> None:
            began.append(self.history.began(schedule, due=due, at=self.clock()))
            self._under_way[schedule.name] = time.monotonic()
            logger.info("%s: started", schedule.name)

        try:
            end = self.bundles.run(schedule, begin, alone=alone)
        finally:
            self._under_way.pop(schedule.name, None)
        (begun,) = began
        self.history.ended(begun, end, at=self.clock())
        self._tell(schedule, end)
        if self.history.was_another(begun, end):
            self._again_soon(schedule)
        return end

    def _tell(self, schedule: Schedule, end: End) -> None:
        took = f"after {end.seconds:.0f} s"
        if end.ending == "exited" and end.code == 0:
            logger.info("%s: done %s", schedule.name, took)
        elif end.ending == "stopped":
            logger.info("%s: stopped as asked, %s", schedule.name, took)
        else:
            how = {
                "timed_out": "hung and was ended",
                "killed": f"was killed (signal {-(end.code or 0)})",
                "exited": f"failed (exit code {end.code})",
                "not_started": "could not be started",
            }[end.ending]
            why = end.problem or self.history.problem(schedule)
            log = self.supervisor.logs and self.supervisor.logs / f"{schedule.name}.log"
            logger.error(
                "%s: %s %s%s%s",
                schedule.name,
                how,
                took,
                f": {why}" if why else "",
                f"; see {log}" if log else "",
            )

    def _again_soon(self, schedule: Schedule) -> None:
        job = self.scheduler.get_job(schedule.name) if self.scheduler.running else None
        again = self.clock() + ANOTHER
        if job and job.next_run_time and again < job.next_run_time:
            logger.info(
                "%s: another process is crawling it; retrying at %s",
                schedule.name,
                in_kst(again),
            )
            job.modify(next_run_time=again)

    def _left_out(self, event: JobEvent) -> None:
        logger.info(
            "%s: due, but its last run is still in progress or waiting; skipped", event.job_id
        )

    def beat(self, now: datetime, *, stopped: bool = False) -> None:
        """Write the heartbeat; a failure (a full disk, say) is only logged."""
        try:
            heartbeat.write(
                heartbeat.place(Path(self.history.database)),
                pid=os.getpid(),
                at=now,
                started_at=self.started_at,
                stopped=stopped,
                running=self.running,
                next_due={name: due for name, due in self._due(now) if due},
            )
        except OSError as error:
            logger.warning("The heartbeat can't be written: %s", error)

    def _due(self, now: datetime) -> list[tuple[str, datetime | None]]:
        running = self.scheduler.get_jobs() if self.scheduler.running else []
        jobs = {job.id: job.next_run_time for job in running}
        return [
            (name, jobs.get(name) or each.next_due(now)) for name, each in self.schedules.items()
        ]

    def _coming(self, now: datetime) -> str:
        coming = sorted((due, name) for name, due in self._due(now) if due)
        return ", ".join(f"{name} {in_kst(due)[11:]}" for due, name in coming[:4]) or "nothing"
