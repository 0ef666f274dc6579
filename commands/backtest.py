"""``scrapy backtest``: show, and on request apply, what another watch list would change."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.printing import for_progress, for_terminals, told
from commands.common.rejudged import report
from commands.common.stored import no_database
from newsdb.articles.verdicts import count
from newsdb.database import open_database
from newsdb.database_errors import UnusableDatabaseError
from newsdb.figures import counting
from newsdb.row_failures import RowFailures
from watchlist import WatchListError, load
from watchlist.rejudging import rejudge

if TYPE_CHECKING:
    import argparse

_SHOWN = 20


class Command(ScrapyCommand):
    """Exit code 0: compared, or applied; 1: but for some articles; 2: usage, list, no database."""

    section = "Judge and review"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[WATCHLIST] [--apply] [--all]"

    def short_desc(self) -> str:
        return "Judge the archive again by another watch list and show what would change"

    def long_desc(self) -> str:
        return (
            "Judge every stored article again by the list in WATCHLIST (default: the configured"
            " list), fetching nothing, and print which would become relevant and which would cease"
            " to be, each with its title and reasons. Nothing is changed unless --apply is given."
            " Articles whose text has been purged, or is kept only in part, keep their decision"
            " and are counted. To crawl by the list, name it in hanil.toml."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--apply", action="store_true", help="write the new decisions")
        parser.add_argument("--all", action="store_true", help=f"show all, not {_SHOWN} of each")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) > 1:
            raise UsageError("name one watch list", print_help=False)
        named = args[0] if args else self.settings["WATCHLIST"]
        database = Path(self.settings["DATABASE"])
        if not database.is_file():
            raise UsageError(no_database(database), print_help=False)
        try:
            watch = load(Path(named) if named else None)
            db = open_database(database)
        except (WatchListError, UnusableDatabaseError) as error:
            raise UsageError(str(error), print_help=False) from None
        failures = RowFailures()
        try:
            bar = click.progressbar(length=count(db), label=watch.version, file=for_progress())
            with bar:
                outcome = rejudge(
                    db, watch, apply=opts.apply, progress=bar.update, failures=failures
                )
            if opts.apply:
                counting.bring_up_to_date(db, failures=failures)
        finally:
            db.close()
        self.exitcode = told(failures)
        shown = None if opts.all else _SHOWN
        sys.stdout.writelines(f"{line}\n" for line in report(outcome, shown=shown))
        if opts.apply:
            sys.stdout.write(f"{outcome.judged} decisions have been written.\n")
        elif outcome.changes:
            sys.stdout.write("Nothing has been changed; --apply writes the new decisions.\n")
