"""When a job is due: cron expressions in KST (= JST), spread over their period."""

from __future__ import annotations

import hashlib
import itertools
import re
import shlex
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Outlets with the same cron expression start within this many seconds of it, not all at once.
LONGEST_SPREAD = 20 * 60

#: How far back to look for a missed run, in steps; the last suits a monthly job.
LOOK_BACK = (timedelta(hours=2), timedelta(days=2), timedelta(days=9), timedelta(days=32))

DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


#: A name is also a log file's, which must stay in its folder, and stands in a crontab.
_NAME = re.compile(r"[a-z0-9_-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class ScheduleError(ValueError):
    """A schedule can't be parsed; the message says whose, and how to write it."""


class Spread(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Another trigger's times, each delayed by ``offset``."""

    def __init__(self, trigger: BaseTrigger, offset: timedelta) -> None:
        self.trigger = trigger
        self.offset = offset

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """Return the first fire time at or after ``now``."""
        before = previous - self.offset if previous else None
        due = self.trigger.get_next_fire_time(before, now - self.offset)
        return due + self.offset if due else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A job and when it is due.

    ``cron`` has five fields (minute, hour, day, month, day of week by name) in Asia/Seoul, which
    has the same time as Asia/Tokyo and no daylight saving time. ``arguments`` are the command line
    after ``scrapy``. Raises ScheduleError.
    """

    name: str
    cron: str
    arguments: tuple[str, ...]
    is_outlet: bool = True
    spread: bool = True
    waits: bool = True  # for a place among the parallel runs: a crawl can take most of an hour
    follows_rhythm: bool = False  # asked when its outlet publishes; ``cron`` says by day or night

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ScheduleError(
                f"{self.name!r} can't be a schedule's name: small letters, digits, - and _ only"
            )
        _read(self.name, self.cron)

    @property
    def spider(self) -> str | None:
        """The name of the spider that this job runs, None if it is not a crawl."""
        if self.is_outlet:
            return self.name
        return self.arguments[1] if self.arguments[:1] == ("crawl",) else None

    @property
    def lock_name(self) -> str | None:
        """The lock of its runs where the spider alone doesn't tell them: that of a named site."""
        is_site = self.spider == "site" and f"site={self.name.removeprefix('site-')}"
        return self.name if is_site and is_site in self.arguments else None

    @property
    def trigger(self) -> Spread:
        """The APScheduler trigger for the job."""
        return Spread(_read(self.name, self.cron), self.offset)

    @property
    def offset(self) -> timedelta:
        """The delay between the cron expression's times and the job's starts.

        From a hash of its name: the same on every machine, whatever other outlets there are.
        """
        if not self.spread:
            return timedelta()
        longest = min(LONGEST_SPREAD, self.period.total_seconds())
        digest = hashlib.sha256(self.name.encode()).digest()
        return timedelta(seconds=int.from_bytes(digest[:4], "big") % max(1, int(longest)))

    @property
    def period(self) -> timedelta:
        """The shortest interval between upcoming due times."""
        return _period(self.cron)

    def next_due(self, now: datetime) -> datetime | None:
        """Return the first due time at or after ``now``."""
        return self.trigger.get_next_fire_time(None, now)

    def last_due(self, now: datetime) -> datetime | None:
        """Return the latest due time at or before ``now``, at most a month back."""
        trigger = self.trigger
        for span in LOOK_BACK:
            last = None
            for due in _times(trigger, now - span):
                if due > now:
                    break
                last = due
            if last:
                return last
        return None

    def crontab_line(self, root: str, program: str = ".venv/bin/scrapy") -> str:
        """Return the line of a crontab (in CRON_TZ=Asia/Seoul) that does the same without us.

        ``program`` runs our commands in ``root``, as a shell reads it. Raises ScheduleError for
        what no line of a crontab can hold.
        """
        *times, weekday = self.cron.split()
        wait = int(self.offset.total_seconds())
        command = (
            f"{f'sleep {wait}; ' if wait else ''}cd {shlex.quote(root)} && mkdir -p data/logs"
            f" && {program} {shlex.join(self.arguments)} >>data/logs/{self.name}.log 2>&1"
        )
        if _CONTROL.search(command):  # a line break in quotes would begin a line of its own
            raise ScheduleError(f"{self.name}: a crontab can't hold {command!r}")
        # cron takes a bare % for the line's end, in quotes too, and the backslash away.
        return f"{' '.join(times)} {_numbered(weekday)}  {command.replace('%', chr(92) + '%')}"


#: A Monday, from which the shortest period is measured.
START = datetime(2026, 1, 5, tzinfo=KST)


@cache
def _period(cron: str) -> timedelta:
    times = list(_times(_read("", cron), START, count=200))
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    return min(gaps, default=timedelta(days=1))


@cache
def _read(name: str, cron: str) -> CronTrigger:
    fields = cron.split()
    if len(fields) != 5:
        raise ScheduleError(
            f"{name}: “{cron}” is not a schedule: write five fields (minute, hour, day, month, day"
            " of week), like “*/20 6-23 * * mon-fri”"
        )
    if re.search(r"\d", fields[4]):
        raise ScheduleError(
            f"{name}: “{cron}”: write days of the week by name (mon-fri, sat,sun): numbers"
            " mean different days to cron and APScheduler"
        )
    try:
        return CronTrigger.from_crontab(cron, timezone=KST)
    except ValueError as error:
        raise ScheduleError(f"{name}: “{cron}” is not a schedule: {error}") from error


def _times(trigger: BaseTrigger, start: datetime, count: int = 100_000) -> Iterator[datetime]:
    due = trigger.get_next_fire_time(None, start)
    for _ in range(count):
        if due is None:
            return
        yield due
        due = trigger.get_next_fire_time(due, due + timedelta(seconds=1))


def _numbered(weekday: str) -> str:
    """Return days of the week as cron's numbers: not every cron accepts ranges of names."""

    def number(match: re.Match[str]) -> str:
        first, last = match.groups()
        start = DAYS.index(first)
        length = (DAYS.index(last) - start) % 7 if last else 0
        return ",".join(str((start + each) % 7) for each in range(length + 1))

    return re.sub(r"([a-z]{3})(?:-([a-z]{3}))?", number, weekday.lower())
