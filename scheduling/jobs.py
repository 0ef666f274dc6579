"""What is to be run when: spiders' schedules, hanil.toml over them, and the nightly jobs."""

from __future__ import annotations

import shlex
from importlib.util import find_spec
from typing import TYPE_CHECKING

from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from newsdb.configuration import OutletConfiguration
from scheduling.schedules import Schedule, ScheduleError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrapy import Spider

    from newsdb.configuration import Configuration


#: Where spiders are, and what reads them, named as in crawler.settings.
PACKAGE = "crawler.spiders"
LOADER = "crawler.spider_loader.OutletLoader"

#: Jobs beside the outlets: name, schedule, what follows ``scrapy``.
NIGHTLY = (
    ("backup", "10 3 * * *", "backup"),
    ("purge", "40 3 * * *", "purge"),
    ("audit", "10 5 * * mon", "audit"),
    ("doctor", "40 5 * * *", "doctor"),
)

#: What switches a schedule off in hanil.toml.
OFF = "off"


def schedules(spiders: Mapping[str, type[Spider]], configuration: Configuration) -> list[Schedule]:
    """Return every schedule, outlets first, each by name; raises ScheduleError."""
    return [*_outlets(spiders, configuration), *_jobs(configuration)]


def load_spiders(package: str = PACKAGE) -> dict[str, type[Spider]]:
    """Return the spiders of a package by name; one that can't be imported stops no other."""
    loader = get_spider_loader(
        Settings({"SPIDER_MODULES": [package], "SPIDER_LOADER_CLASS": LOADER})
    )
    return {name: loader.load(name) for name in sorted(loader.list())}


def switched_off(
    spiders: Mapping[str, type[Spider]], configuration: Configuration
) -> frozenset[str]:
    """Return the outlets that are not crawled, as hanil.toml says, else as their spiders do."""
    return frozenset(
        name
        for name, spider in spiders.items()
        if not _is_enabled(spider, configuration.outlets.get(name))
    )


def _is_enabled(spider: type[Spider], own: OutletConfiguration | None) -> bool:
    if own and own.enabled is not None:
        return own.enabled
    return bool(getattr(spider, "enabled", True))


def _outlets(
    spiders: Mapping[str, type[Spider]], configuration: Configuration
) -> Iterator[Schedule]:
    for name, spider in spiders.items():
        own = configuration.outlets.get(name, OutletConfiguration())
        cron = own.schedule or getattr(spider, "schedule", None)
        if cron and cron != OFF and _is_enabled(spider, own):
            yield Schedule(name=name, cron=cron, arguments=("crawl", name))
    for name, own in configuration.outlets.items():
        if own.schedule and name not in spiders and not find_spec(f"{PACKAGE}.{name}"):
            known = ", ".join(spiders)
            raise ScheduleError(f"outlets.{name}: no spider is called so (there are: {known})")


def _jobs(configuration: Configuration) -> Iterator[Schedule]:
    jobs = {name: (cron, command) for name, cron, command in NIGHTLY}
    for name, own in configuration.jobs.items():
        command = own.command or jobs.get(name, ("", ""))[1]
        if not command.strip():
            known = ", ".join(sorted(each for each, _, _ in NIGHTLY))
            raise ScheduleError(
                f"jobs.{name}: no job is called so (there are: {known});"
                " for one of your own, say which command it runs (command = ...)"
            )
        jobs[name] = (own.schedule, command)
    for name, (cron, command) in sorted(jobs.items()):
        arguments = _split(name, command)
        if not _is_command(arguments[0]):
            raise ScheduleError(f"jobs.{name}: “scrapy {command}” is no command")
        if cron != OFF:
            yield Schedule(
                name=name, cron=cron, arguments=arguments, is_outlet=False, spread=False
            )


def _split(name: str, command: str) -> tuple[str, ...]:
    """Return a command line's words; raises ScheduleError when a quote is left open."""
    try:
        return tuple(shlex.split(command))
    except ValueError as error:
        raise ScheduleError(f"jobs.{name}: “{command}” can't be split: {error}") from error


def _is_command(word: str) -> bool:
    """Tell whether ``scrapy WORD`` exists, without importing it: some take a second to."""
    return word.isidentifier() and any(
        find_spec(f"{package}.{word}") for package in ("commands", "scrapy.commands")
    )
