"""``scrapy doctor``: is the database sound, and do the runs succeed? With versions and disk."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from commands.common.printing import for_terminals
from commands.common.stored import no_database
from newsdb import __version__
from newsdb.database import UnusableDatabaseError, open_database
from newsdb.doctor import Finding, examine

if TYPE_CHECKING:
    import argparse

PACKAGES = ("scrapy", "datasette", "sqlite-utils", "apscheduler", "dateparser", "parsel", "lxml")


class Command(ScrapyCommand):
    """Exit code 0: all is well; 1: something is wrong; 2: there is nothing to check."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[DATABASE]"

    def short_desc(self) -> str:
        return "Check the database, versions, disk and last runs; exit code 1 if anything is wrong"

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        path = Path(args[0] if args else self.settings["DATABASE"])
        if not path.is_file():
            sys.stderr.write(f"{no_database(path)}\n")
            self.exitcode = 2
            return
        try:
            db = open_database(path)
        except UnusableDatabaseError as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = 1
            return
        findings = [*examine(db, path), _versions(db.sqlite_version)]
        db.close()
        sys.stdout.write(f"{path}\n")
        for finding in findings:
            mark, advice = ("ok", "") if finding.well else ("WRONG", f" -> {finding.advice}")
            sys.stdout.write(f"{mark:<6} {finding.what}: {finding.found}{advice}\n")
        self.exitcode = 0 if all(finding.well for finding in findings) else 1


def _versions(sqlite: tuple[int, ...]) -> Finding:
    library = ".".join(map(str, sqlite))
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return Finding(
        True,
        "versions",
        f"Hanil News Watch {__version__}, Python {platform.python_version()}, SQLite {library},"
        f" {packages}",
    )
