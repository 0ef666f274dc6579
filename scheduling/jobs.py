"""What runs when: the spiders' schedules, overridden by hanil.toml, and the nightly jobs."""

from __future__ import annotations

import logging
import shlex
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from newsdb.configuration.model import OutletConfiguration
from newsdb.database import open_database
from newsdb.sites.sites import JOB_PREFIX, listing
from scheduling.schedules import Schedule, ScheduleError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from scrapy import Spider

    from newsdb.configuration.model import Configuration
    from newsdb.sites.sites import Site

logger = logging.getLogger("scheduler")

#: Where spiders are, and their loader, as in crawler.settings.
PACKAGES = ("crawler.spiders", "crawler.own_spiders")
LOADER = "crawler.spider_loader.OutletLoader"

#: Jobs other than the outlets' crawls: name, schedule, the command line after ``scrapy``.
NIGHTLY = (
    ("backup", "10 3 * * *", "backup"),
    ("purge", "40 3 * * *", "purge"),
    ("audit", "10 5 * * mon", "audit"),
    ("doctor", "40 5 * * *", "doctor"),
)

#: Sends what is due to readers; once there is a channel to them.
DELIVERY = ("deliver", "*/5 * * * *", "deliver")

#: Glosses what is new; once there is an engine.
GLOSSES = ("gloss", "7,22,37,52 * * * *", "gloss")

#: The value that switches a schedule off in hanil.toml.
OFF = "off"


def schedules(
    spiders: Mapping[str, type[Spider]],
    configuration: Configuration,
    sites: Iterable[Site] = (),
) -> list[Schedule]:
    """Return every schedule: outlets, then jobs, each sorted by name; raises ScheduleError.

    ``sites`` are those that people have added; their jobs are called ``site-NAME``. What
    hanil.toml says about a name comes first, and an outlet's name is the outlet's.
    """
    outlets = list(_outlets(spiders, configuration))
    return [*outlets, *_jobs(configuration, _of_sites(sites, known_names(spiders)))]


def kept_sites(database: Path) -> list[Site]:
    """Return the sites that people have added; none where there is no database yet.

    Raises UnusableDatabaseError, and DatabaseError.
    """
    if not database.exists():
        return []
    db = open_database(database)
    try:
        return listing(db)
    finally:
        db.close()


class Plan:
    """The schedules of an installation, planned anew when its sites have changed."""

    def __init__(self, spiders: Mapping[str, type[Spider]], configuration: Configuration) -> None:
        self.spiders = spiders
        self.configuration = configuration
        self._sites: list[Site] | None = None
        self._planned: list[Schedule] = []

    def __call__(self) -> list[Schedule]:
        """Return every schedule; raises ScheduleError, and what ``kept_sites`` raises."""
        sites = kept_sites(self.configuration.database)
        if sites != self._sites:
            self._planned = schedules(self.spiders, self.configuration, sites)
            self._sites = sites
        return self._planned


def _of_sites(sites: Iterable[Site], outlets: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return the schedule and the command of each site's job; a bad one costs only itself."""
    found = {}
    for each in sites:
        command = f"crawl site -a site={each.name}"
        if each.state != "on":
            continue
        try:
            if each.job in outlets:
                raise ScheduleError(f"{each.job} is the name of an outlet")
            Schedule(name=each.job, cron=each.schedule, arguments=tuple(command.split()))
        except ScheduleError as error:
            logger.error("The site %s is not crawled: %s", each.name, error)
        else:
            found[each.job] = (each.schedule, command)
    return found


def load_spiders(*packages: str) -> dict[str, type[Spider]]:
    """Return the spiders of packages, ours by default, by name; a broken file is skipped."""
    modules = list(packages or PACKAGES)
    loader = get_spider_loader(
        Settings({"SPIDER_MODULES": modules, "SPIDER_LOADER_CLASS": LOADER})
    )
    return {name: loader.load(name) for name in sorted(loader.list())}


def known_names(spiders: Iterable[str], packages: Iterable[str] = PACKAGES) -> frozenset[str]:
    """Return the names of all spiders, also of those whose file can't be imported just now."""
    found = filter(None, map(find_spec, packages))
    folders = [folder for each in found for folder in each.submodule_search_locations or ()]
    return frozenset((*spiders, *(each.name for each in iter_modules(folders))))


def switched_off(
    spiders: Mapping[str, type[Spider]], configuration: Configuration
) -> frozenset[str]:
    """Return the outlets that are not crawled: by hanil.toml, else by their spider's default."""
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
    jobs = {name for name, _, _ in (*NIGHTLY, DELIVERY, GLOSSES)}
    for name, spider in spiders.items():
        own = configuration.outlets.get(name, OutletConfiguration())
        cron = own.schedule or getattr(spider, "schedule", None)
        if not cron or cron == OFF or not _is_enabled(spider, own):
            continue
        if name in jobs:
            logger.error("An outlet is not crawled: %s is the name of a nightly job", name)
            continue
        try:
            yield Schedule(
                name=name,
                cron=cron,
                arguments=("crawl", name),
                # What a person wrote is meant as it is written.
                follows_rhythm=configuration.scheduler.follow_rhythm and not own.schedule,
            )
        except ScheduleError as error:
            if own.schedule:
                raise
            # As any mistake in a spider's file it costs only its own outlet.
            logger.error("An outlet is not crawled: %s", error)
    for name, own in configuration.outlets.items():
        broken = any(find_spec(f"{package}.{name}") for package in PACKAGES)
        if own.schedule and name not in spiders and not broken:
            known = ", ".join(spiders)
            raise ScheduleError(f"outlets.{name}: there is no such spider (known: {known})")


def _jobs(
    configuration: Configuration, of_sites: Mapping[str, tuple[str, str]]
) -> Iterator[Schedule]:
    known_ones = [*NIGHTLY]
    if configuration.channels:
        known_ones.append(DELIVERY)
    if configuration.gloss.engine != "off":
        known_ones.append(GLOSSES)
    jobs = {**{name: (cron, command) for name, cron, command in known_ones}, **of_sites}
    for name, own in configuration.jobs.items():
        command = own.command or jobs.get(name, ("", ""))[1]
        if not command.strip() and name.startswith(JOB_PREFIX):
            logger.warning("jobs.%s in hanil.toml: no such site is crawled just now", name)
            continue
        if not command.strip():
            known = ", ".join(sorted(each for each, _, _ in known_ones))
            raise ScheduleError(
                f"jobs.{name}: there is no such job (known: {known});"
                " to define one, name the command it runs (command = ...)"
            )
        jobs[name] = (own.schedule, command)
    for name, (cron, command) in sorted(jobs.items()):
        arguments = _split(name, command)
        if not _is_command(arguments[0]):
            raise ScheduleError(f"jobs.{name}: “scrapy {command}” is not a command")
        if cron != OFF:
            yield Schedule(
                name=name,
                cron=cron,
                arguments=arguments,
                is_outlet=False,
                spread=name in of_sites,
                waits=arguments[0] != DELIVERY[0],
            )


def _split(name: str, command: str) -> tuple[str, ...]:
    """Return a command line's words; raises ScheduleError for an unclosed quote."""
    try:
        return tuple(shlex.split(command))
    except ValueError as error:
        raise ScheduleError(f"jobs.{name}: “{command}” can't be split: {error}") from error


def _is_command(word: str) -> bool:
    """Return whether ``scrapy WORD`` exists, without importing it: some take a second."""
    return word.isidentifier() and any(
        find_spec(f"{package}.{word}") for package in ("commands", "scrapy.commands")
    )
