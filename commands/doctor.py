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
from newsdb.backup.btree import PageError
from newsdb.backup.damage import Finding, log_is_foreign, look_at_file
from newsdb.backup.salvage import salvage
from newsdb.database import open_database
from newsdb.database_errors import UnusableDatabaseError
from newsdb.invocation import as_typed
from newsdb.lazy_modules import LazyModule

if TYPE_CHECKING:
    import argparse
    import sqlite3  # the same names

    from newsdb import doctor
else:
    doctor = LazyModule("newsdb.doctor")
    from newsdb.sqlite_library import sqlite3

PACKAGES = ("scrapy", "datasette", "sqlite-utils", "apscheduler", "dateparser", "parsel", "lxml")


class Command(ScrapyCommand):
    """Exit code 0: all is well; 1: something is wrong; 2: there is nothing to check."""

    section = "Keep"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[DATABASE] [--salvage NEW.db]"

    def short_desc(self) -> str:
        return "Check the database, versions, disk and last runs; exit code 1 if anything is wrong"

    def long_desc(self) -> str:
        return (
            "Check the database, versions, disk and last runs. What is damaged is named by table"
            " and rows; nothing is written to the file. --salvage NEW.db writes all rows that are"
            " on sound pages into a new database, and says how many of each table. Exit code 1"
            " when something is wrong, 2 when there is nothing to look at."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--salvage", metavar="NEW.db", type=Path, help="save what can be read into a new file"
        )

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        path = Path(args[0] if args else self.settings["DATABASE"])
        if not path.is_file():
            sys.stderr.write(f"{no_database(path)}\n")
            self.exitcode = 2
            return
        try:
            if opts.salvage:
                self._salvage(path, opts.salvage)
                return
            findings = list(look_at_file(path))
            if all(finding.well for finding in findings):
                db = open_database(path)
                findings += doctor.examine(db, path)
                db.close()
        except (UnusableDatabaseError, PageError, OSError) as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = 1
            return
        findings.append(_versions())
        sys.stdout.write(f"{path}\n")
        for finding in findings:
            mark = "ok" if finding.well else "WRONG"
            advice = "" if finding.well else f" -> {as_typed(finding.advice)}"
            sys.stdout.write(f"{mark:<6} {finding.what}: {finding.found}{advice}\n")
        self.exitcode = 0 if all(finding.well for finding in findings) else 1

    def _salvage(self, path: Path, new: Path) -> None:
        saved = salvage(path, new, with_log=not log_is_foreign(path))
        for each in saved:
            notes = [
                note
                for number, note in (
                    (each.found_again, f"{each.found_again} of them found again"),
                    (each.lost_pages, f"{each.lost_pages} pages lost"),
                    (each.refused, f"{each.refused} rows unreadable"),
                )
                if number
            ]
            if each.rows or notes:
                sys.stdout.write(f"{each.table}: {each.rows} rows{_in_brackets(notes)}\n")
        sys.stdout.write(
            f"{new} has all rows that are on sound pages of {path}. scrapy doctor {new} says what"
            " is missing in it.\n"
        )


def _in_brackets(notes: list[str]) -> str:
    return f" ({', '.join(notes)})" if notes else ""


def _versions() -> Finding:
    library = sqlite3.sqlite_version
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return Finding(
        True,
        "versions",
        f"Hanil News Watch {__version__}, Python {platform.python_version()}, SQLite {library},"
        f" {packages}",
    )
