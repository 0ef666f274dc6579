"""Outlets that are due together are crawled in one process; each run still stands for itself.

Starting a process costs more than most runs do. A run in a bundle ends when the history says so,
not with the process. When that dies, what had ended keeps its result, and the others run again at
once, each in a process of its own: only what comes of that counts.
"""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduling.supervisor import End

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from newsdb.runs.runs import RunEnd
    from scheduling.history import History
    from scheduling.schedules import Schedule
    from scheduling.supervisor import Ending, Supervisor

logger = logging.getLogger("scheduler")

#: A bundle starts when nobody has joined it for so many seconds, or after the second number.
QUIET = 1.0
LONGEST_WAIT = 5.0

#: How many outlets one process crawls at most: it has one core, and its memory grows with them.
MOST = 32

#: How often the history is asked which runs have ended, in seconds.
POLL = 3.0

#: How long an outlet that breaks bundles has a process of its own, in seconds.
APART = 24 * 60 * 60.0

#: An outlet does so when the process died with it this many times in a row, or died with it alone.
STRIKES = 2

#: The log of what a bundle's process says of no outlet: a traceback of its death.
LOG = "crawls"

#: Ends that a run may owe to others: asked to stop, out of memory.
_SHARED_ENDS = frozenset({"shutdown", "memusage_exceeded"})

_HOW: dict[Ending, str] = {
    "exited": "ended early",
    "timed_out": "hung and was ended",
    "killed": "was killed",
    "stopped": "was stopped",
    "not_started": "could not be started",
}


@dataclass(slots=True, eq=False)
class _Broken:
    """The outlets that a process died with, which run again; each is judged by the others."""

    newest: int | None  # the newest run before they do
    waiting: int  # how many of them have not run again yet
    any_ended: bool  # whether a run of the bundle has ended: else its process may not be to blame
    died: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Member:
    """One outlet's run in a bundle; ``end`` is None when it has to run in its own process."""

    schedule: Schedule
    begin: Callable[[], object]
    began_at: float | None = None
    end: Future[End | None] = field(default_factory=Future)
    broken: _Broken | None = None

    @property
    def name(self) -> str:
        return self.schedule.name

    def start(self) -> None:
        """Tell whoever keeps the history that the run begins; once."""
        if self.began_at is None:
            self.began_at = time.monotonic()
            self.begin()

    def seconds(self) -> float:
        return time.monotonic() - (self.began_at or time.monotonic())


class Bundles:
    """Makes runs, those of outlets that follow their rhythm together; ``parallel`` at once."""

    def __init__(
        self,
        supervisor: Supervisor,
        history: History,
        *,
        parallel: int,
        timeout: float,
        command: Sequence[str],
    ) -> None:
        self.supervisor = supervisor
        self.history = history
        self.timeout = timeout
        self.command = command
        self._places = threading.BoundedSemaphore(parallel)
        self._lock = threading.Lock()
        self._waiting: list[Member] = []
        self._strikes: dict[str, int] = {}
        self._apart_until: dict[str, float] = {}

    def takes(self, schedule: Schedule) -> bool:
        """Return whether a schedule's runs may share a process with others."""
        return schedule.is_outlet and schedule.follows_rhythm

    def run(self, schedule: Schedule, begin: Callable[[], object], *, alone: bool = False) -> End:
        """Make a run and return how it ended; ``begin`` is called when its process starts.

        Blocks. With ``alone`` it waits for no others.
        """
        member = Member(schedule, begin)
        if alone or not self.takes(schedule) or self._is_apart(schedule.name):
            return self._run_alone(member)
        self._join(member)
        end = member.end.result()
        return self._run_again(member) if end is None else end

    def _place(self, schedule: Schedule) -> AbstractContextManager[object]:
        return self._places if schedule.waits else nullcontext()

    def _run_alone(self, member: Member) -> End:
        with self._place(member.schedule):
            member.start()
            return self.supervisor.run(
                member.name, [*self.command, *member.schedule.arguments], timeout=self.timeout
            )

    # Gathering.

    def _join(self, member: Member) -> None:
        with self._lock:
            self._waiting.append(member)
            is_first = len(self._waiting) == 1
        if is_first:
            threading.Thread(target=self._gather, name="bundle").start()

    def _gather(self) -> None:
        """Wait until nobody joins any more, then make the runs of all that have."""
        deadline, number = time.monotonic() + LONGEST_WAIT, 0
        while not self.supervisor.stopping.wait(QUIET):
            with self._lock:
                joined = len(self._waiting)
            if joined == number or time.monotonic() >= deadline:
                break
            number = joined
        with self._lock:
            members, self._waiting = self._waiting, []
        processes = -(-len(members) // MOST)
        shares = [members[number::processes] for number in range(processes)]
        for share in shares[1:]:
            threading.Thread(target=self._crawl, args=[share], name="bundle").start()
        self._crawl(shares[0])

    # Crawling together.

    def _crawl(self, members: list[Member]) -> None:
        """Make the runs of a bundle; each member gets an end, whatever happens."""
        try:
            if len(members) > 1:
                with self._places:
                    self._crawl_together(members)
        except Exception:
            logger.exception("A bundle of %d outlets failed", len(members))
        finally:
            for member in members:
                if not member.end.done():
                    member.end.set_result(None)

    def _crawl_together(self, members: list[Member]) -> None:
        newest = self.history.newest_run()
        if newest is None:  # without the history nobody can tell when a run ends
            return
        logs = self.supervisor.logs
        for member in members:
            member.start()
            with suppress(OSError):  # the process says so if it can't write there
                self.supervisor.log_of(member.name)
        names = [member.name for member in members]
        # Absolute, since the process may run in another folder.
        where = ("--logs", str(logs.absolute())) if logs else ()
        command = [*self.command, "crawl", *names, *where]
        with ThreadPoolExecutor(1) as thread:
            process = thread.submit(self.supervisor.run, LOG, command, timeout=self.timeout)
            while wait([process], timeout=POLL).not_done:
                self._settle(members, self.history.ends_after(newest), None)
            end = process.result()
        self._settle(members, self.history.ends_after(newest), end)
        broken = [member for member in members if not member.end.done()]
        if not broken:
            return
        names = [member.name for member in broken]
        logger.warning(
            "The process that crawled %d outlets %s; run again, each in its own: %s%s",
            len(members),
            _HOW[end.ending],
            ", ".join(names),
            f"; see {logs / f'{LOG}.log'}" if logs else "",
        )
        self.history.set_aside(names, after=newest)
        died = _Broken(self.history.newest_run(), len(broken), len(broken) < len(members))
        for member in broken:
            member.broken = died

    def _settle(
        self, members: Sequence[Member], ends: Mapping[str, RunEnd], process: End | None
    ) -> None:
        """Give those members their end that have one; ``process`` is the end of theirs, if any."""
        for member in members:
            if member.end.done():
                continue
            ended = ends.get(member.name)
            if ended and ended.reason not in _SHARED_ENDS:
                self._strikes.pop(member.name, None)
                member.end.set_result(End("exited", ended.exit_code, member.seconds()))
            elif process and self.supervisor.stopping.is_set():
                member.end.set_result(End("stopped", process.code, member.seconds()))
            elif ended and ended.reason == "shutdown" and process and process.ending == "exited":
                # Somebody has asked the process itself to stop.
                member.end.set_result(End("exited", ended.exit_code, member.seconds()))

    # What breaks bundles.

    def _run_again(self, member: Member) -> End:
        end = self._run_alone(member)
        if (broken := member.broken) and broken.newest is not None and end.ending != "stopped":
            has_ended = member.name in self.history.ends_after(broken.newest)
            with self._lock:
                (broken.ended if has_ended else broken.died).append(member.name)
                broken.waiting -= 1
                if not broken.waiting:
                    self._judge(broken)
        return end

    def _judge(self, broken: _Broken) -> None:
        """Count a death with each outlet: double where its own process has died as well.

        Where no run at all has ended no outlet is to blame, but what they all need: a disk that is
        full, a watch list that can't be read.
        """
        if not broken.ended and not broken.any_ended:
            return
        for name in (*broken.ended, *broken.died):
            strikes = self._strikes[name] = self._strikes.get(name, 0) + 1
            if name in broken.died or strikes >= STRIKES:
                del self._strikes[name]
                self._apart_until[name] = time.monotonic() + APART
                logger.warning("%s: has a process of its own for a day", name)

    def _is_apart(self, name: str) -> bool:
        return time.monotonic() < self._apart_until.get(name, float("-inf"))
