"""``python scheduler.py``: crawl each outlet when it is due, until stopped."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

from cluster.broker import BrokerError, broker_url
from newsdb import contact
from newsdb.configuration import ConfigurationError, home, load
from newsdb.database import now, open_database
from newsdb.database_errors import UnusableDatabaseError, may_pass
from newsdb.text.controls import PrintableFormatter, print_traceback, printable
from newsdb.times import in_kst
from scheduling.capacity import runs_at_once
from scheduling.health_check import Watch
from scheduling.history import History
from scheduling.jobs import Plan, known_names, load_spiders, switched_off
from scheduling.polling import LearntRates
from scheduling.schedules import Schedule, ScheduleError
from scheduling.service import Service
from scheduling.single_instance import AnotherSchedulerError, only_scheduler
from scheduling.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from scrapy import Spider

    from newsdb.configuration.model import Configuration

logger = logging.getLogger("scheduler")

CRONTAB_HEAD = """\
# The same runs by cron: same lock, history and exit codes. Debian's cron doesn't support
# CRON_TZ: set the machine's zone to Asia/Seoul there, or use the systemd timer in deploy/.
CRON_TZ=Asia/Seoul
"""

EXPECTED_ERRORS = (
    ConfigurationError,
    ScheduleError,
    UnusableDatabaseError,
    AnotherSchedulerError,
    BrokerError,
    OSError,
)


def main(
    arguments: Sequence[str] | None = None,
    *,
    program: str = "scheduler.py",
    commands: str = ".venv/bin/scrapy",
) -> int:
    """Run the command line; return 0 on success, 1 if a run failed, else 2 or 75.

    2 is bad usage or configuration, 75 (EX_TEMPFAIL of sysexits.h) a fault that may pass.
    ``program`` is what the help calls this, ``commands`` what a crontab runs our commands by.
    """
    sys.excepthook = print_traceback
    options = _parser(program).parse_args(arguments)
    handler = logging.StreamHandler()
    line = logging.Formatter("%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S")
    handler.setFormatter(PrintableFormatter(line))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    try:
        return _do(options, commands)
    except EXPECTED_ERRORS as error:
        with contextlib.suppress(OSError):  # the log may lie on the disk that is full
            sys.stderr.write(f"{printable(str(error))}\n")
        return os.EX_TEMPFAIL if may_pass(error) else 2


def build(
    planned: Iterable[Schedule],
    configuration: Configuration,
    *,
    off: Collection[str] = (),
    known: Collection[str] | None = None,
    plan: Callable[[], Sequence[Schedule]] | None = None,
    spiders: Mapping[str, type[Spider]] | None = None,
    queue: str | None = None,
) -> Service:
    """Return the service for the planned runs, configured by hanil.toml.

    ``off`` are outlets that are switched off, ``known`` the names of all spiders; ``plan`` plans
    the runs anew, since sites are added while the scheduler runs. Outlets are crawled by the
    workers of the broker ``queue``, if there is one; they are told what is known of the hosts that
    ``spiders`` name.
    """
    database, own = configuration.database, configuration.scheduler
    supervisor = Supervisor(root=home(), logs=database.parent / "logs", grace=own.grace)
    history, parallel = History(database), own.parallel or runs_at_once()
    bundles = None
    if queue:
        from cluster.dispatching import QueuedBundles  # noqa: PLC0415 takes the pipelines along

        bundles = QueuedBundles(
            supervisor,
            history,
            parallel=parallel,
            timeout=own.timeout,
            url=queue,
            watchlist=configuration.watchlist,
            archive=configuration.archive.enabled,
            regions={
                name: each.region for name, each in configuration.outlets.items() if each.region
            },
            spiders=spiders,
        )
    return Service(
        list(planned),
        supervisor,
        history,
        bundles=bundles,
        parallel=parallel,
        timeout=own.timeout,
        clock=now,
        watch=Watch(database, off=off, known=known),
        plan=plan,
        rates=LearntRates(database),
    )


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description=(
            "Crawl each outlet when it is due (times are KST = JST), until SIGTERM or Ctrl-C."
            " Exit code: 0 all went well, 1 a run failed, 2 bad usage or configuration,"
            " 75 it couldn't start because of a fault that may pass (a full disk, a lock)."
        ),
    )
    instead = parser.add_mutually_exclusive_group()
    for flag, description in (
        ("--once", "make the runs that are overdue, then exit"),
        ("--list", "show every schedule with its last and next run"),
        ("--dry-run", "show which runs --once would make; make none"),
        ("--crontab", "print a crontab that makes the same runs"),
    ):
        instead.add_argument(flag, action="store_true", help=description)
    parser.add_argument(
        "--queue",
        metavar="URL",
        nargs="?",
        const="",
        help=(
            "hand the outlets' crawls to the workers of this broker (redis://..., amqp://...)"
            " instead of starting processes; without a URL that in HANIL_QUEUE"
        ),
    )
    instead.add_argument("--run", metavar="NAME", help="make one run now, due or not, then exit")
    return parser


def _do(options: argparse.Namespace, commands: str) -> int:
    configuration = load()
    spiders = load_spiders()
    plan = Plan(spiders, configuration)
    planned = plan()
    if options.crontab:
        sys.stdout.write(crontab(planned, str(home()), commands))
        return 0
    chosen = [each for each in planned if each.name == options.run]
    if options.run and not chosen:
        known = ", ".join(each.name for each in planned)
        raise ScheduleError(f"--run {options.run}: there is no such schedule (known: {known})")
    service = build(
        planned,
        configuration,
        off=switched_off(spiders, configuration),
        known=known_names(spiders),
        plan=plan,
        spiders=spiders,
        queue=None if options.queue is None else broker_url(options.queue),
    )
    if options.list or options.dry_run:
        sys.stdout.write(table(service, only_missed=options.dry_run))
        return 0
    if any(each.is_outlet or each.lock_name for each in chosen or planned) and (
        why := contact.problem(configuration.contact)
    ):
        raise ConfigurationError(why)  # else every crawl of this service would be refused
    open_database(configuration.database).close()
    if chosen:
        return _make(service, chosen)
    with only_scheduler(configuration.database):
        if options.once:
            service.history.take_over(at=now())
            missed = [each for each in planned if service.missed(each, now())]
            if not missed:
                logger.info("Nothing is due; --run NAME makes a run at any time")
            return _make(service, missed)
        stop = threading.Event()
        _on_signal(stop.set)
        service.serve(stop)
        logger.info("Stopped")
    return 0


def crontab(planned: Iterable[Schedule], root: str, commands: str = ".venv/bin/scrapy") -> str:
    """Return a crontab that makes the scheduler's runs and a daily health check."""
    look = Schedule(
        name="health", cron="50 5 * * *", arguments=("health",), is_outlet=False, spread=False
    )
    return CRONTAB_HEAD + "".join(
        f"{each.crontab_line(root, commands)}\n" for each in (*planned, look)
    )


def _make(service: Service, chosen: Sequence[Schedule]) -> int:
    _on_signal(service.supervisor.stop)
    ends = service.make(chosen)
    service.look_after()
    return 0 if all(end.ending == "exited" and end.code == 0 for end in ends) else 1


def _on_signal(do: Callable[[], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: do())


def table(service: Service, *, only_missed: bool = False) -> str:
    """Return the schedules as lines: name, cron expression, last run, next run, missed or not."""
    moment = now()
    lines = [f"{'name':<14} {'schedule':<22} {'last run':<16} {'next run':<16}"]
    for each in service.schedules.values():
        missed = service.missed(each, moment)
        if missed or not only_missed:
            note = f"  due since {in_kst(missed)}" if missed else ""
            last, coming = (
                in_kst(service.history.last_served(each, at=moment)),
                in_kst(each.next_due(moment)),
            )
            lines.append(f"{each.name:<14} {each.cron:<22} {last:<16} {coming:<16}{note}")
    if len(lines) == 1:
        return "Nothing is due.\n"
    return "".join(f"{line.rstrip()}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
