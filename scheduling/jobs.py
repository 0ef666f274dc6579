"""What is to be run when: spiders' schedules, hanil.toml over them, and the nightly jobs."""

from __future__ import annotations

import shlex
from importlib.util import find_spec
from typing import TYPE_CHECKING

from scheduling.schedules import Schedule, ScheduleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.spiderloader import SpiderLoaderProtocol

    from newsdb.configuration import Configuration

#: Jobs beside the outlets: name, schedule, what follows ``scrapy``. One whose command this
#: version does not have is left out.
NIGHTLY = (
    ("backup", "10 3 * * *", "backup"),
    ("purge", "40 3 * * *", "purge"),
    ("revisit", "10 4 * * *", "revisit"),
    ("audit", "10 5 * * mon", "audit"),
    ("doctor", "40 5 * * *", "doctor"),
)

#: What switches a schedule off in hanil.toml.
OFF = "off"


def schedules(loader: SpiderLoaderProtocol, configuration: Configuration) -> list[Schedule]:
    """Return every schedule, outlets first, each by name; raises ScheduleError."""
    return [*_outlets(loader, configuration), *_jobs(configuration)]


def _outlets(loader: SpiderLoaderProtocol, configuration: Configuration) -> Iterator[Schedule]:
    names = sorted(loader.list())
    for name in names:
        own = configuration.outlets.get(name)
        spider = loader.load(name)
        enabled = own.enabled if own and own.enabled is not None else _is_on(spider)
        cron = (own.schedule if own else None) or getattr(spider, "schedule", None)
        if cron and cron != OFF and enabled:
            yield Schedule(name=name, cron=cron, arguments=_crawl(name))
    for name, own in configuration.outlets.items():
        if own.schedule and name not in names:
            known = ", ".join(names)
            raise ScheduleError(f"outlets.{name}: no spider is called so (there are: {known})")


def _is_on(spider: object) -> bool:
    """Tell whether a spider says that it may be crawled: some need a publisher's consent first."""
    return bool(getattr(spider, "enabled", True))


def _crawl(name: str) -> tuple[str, ...]:
    """Return the arguments that crawl an outlet.

    Only its own file is imported, so that one outlet's broken file stops no other.
    """
    return ("crawl", name, "-s", f"SPIDER_MODULES=crawler.spiders.{name}")


def _jobs(configuration: Configuration) -> Iterator[Schedule]:
    known = {name: (cron, command) for name, cron, command in NIGHTLY}
    for name, own in configuration.jobs.items():
        command = own.command or known.get(name, ("", ""))[1]
        if not command:
            raise ScheduleError(f"jobs.{name}: say which command it runs (command = ...)")
        if own.command and own.schedule != OFF and not _is_command(shlex.split(command)[0]):
            raise ScheduleError(f"jobs.{name}: “scrapy {command}” is no command")
        known[name] = (own.schedule, command)
    for name, (cron, command) in sorted(known.items()):
        arguments = tuple(shlex.split(command))
        if cron != OFF and _is_command(arguments[0]):
            yield Schedule(
                name=name, cron=cron, arguments=arguments, is_outlet=False, spread=False
            )


def _is_command(word: str) -> bool:
    """Tell whether ``scrapy WORD`` exists, without importing it: some take a second to."""
    return word.isidentifier() and any(
        find_spec(f"{package}.{word}") for package in ("commands", "scrapy.commands")
    )
