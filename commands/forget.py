"""``scrapy forget``: an article taken out everywhere, at somebody's request."""

from __future__ import annotations

import getpass
import json
import sys
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from commands.common.configuration import configured
from commands.common.printing import for_terminals
from commands.common.stored import existing_database
from crawler.archive import folder
from crawler.registry import spider_for
from newsdb.database import now
from newsdb.database_errors import DatabaseError, explain
from newsdb.lazy_modules import LazyModule
from newsdb.row_failures import RowFailures

if TYPE_CHECKING:
    import argparse

    from sqlite_utils import Database

    from newsdb import forgetting
    from newsdb.configuration.model import Configuration
    from newsdb.forgetting import Forgotten
else:
    forgetting = LazyModule("newsdb.forgetting")


class Command(ScrapyCommand):
    """Exit code 0: it is out; 1: it could not be taken out; 2: bad usage."""

    section = "Keep"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "URL --because WORDS [--by NAME] [--json]"

    def short_desc(self) -> str:
        return "Take an article out everywhere and keep it out (a takedown, a person's request)"

    def long_desc(self) -> str:
        return (
            "Take an article out of the database (texts, revisions, authors, search, links,"
            " what was decided of it alone), out of the page archive, and out of future crawls."
            " The table 'forgotten' keeps its outlet and key, when, by whom and why, and nothing"
            " of its text. Backups that were made before still hold it until they go by age;"
            " copies that other outlets printed are named, not taken."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--because", metavar="WORDS", help="who asked, and why")
        parser.add_argument("--by", metavar="NAME", help="who does it (default: this account)")
        parser.add_argument("--json", action="store_true", help="print JSON")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) != 1 or not (opts.because or "").strip():
            raise UsageError("name one URL, and --because WORDS", print_help=False)
        failures = RowFailures()
        configuration = configured()  # before anything is taken out
        archive = folder.place(self.settings["DATABASE"], self.settings["ARCHIVE_FOLDER"])
        with existing_database(self.settings) as db:
            found = self._find(db, args[0])
            done: dict[tuple[str, str], Forgotten] = {}
            try:
                for outlet, key in found:
                    with failures.aside(db, f"{outlet} {key}"):
                        done[outlet, key] = forgetting.forget(
                            db,
                            outlet,
                            key,
                            because=opts.because.strip(),
                            by=opts.by or getpass.getuser(),
                            at=now(),
                        )
                if failures.number:
                    sys.stderr.writelines(f"NOT taken out: {each}\n" for each in failures.lines)
                    self.exitcode = 1
                swept = RowFailures()
                folder.sweep(db, archive, failures=swept)
                _take_out_of_pages(db, configuration)
            except DatabaseError as error:
                sys.stderr.write(f"{explain(error, self.settings['DATABASE'])}\n")
                self.exitcode = 1
                return
            except OSError as error:
                _say_still_in(str(error))
                self.exitcode = 1
                return
            if swept.number:
                _say_still_in("; ".join(swept.lines))
                self.exitcode = 1
                return
        copies = sorted({url for each in done.values() for url in each.copies})
        captures = sum(each.captures for each in done.values())
        briefings = sorted({cited for each in done.values() for cited in each.briefings})
        if opts.json:
            result = {
                "forgotten": [f"{outlet} {key}" for outlet, key in done],
                "articles": sum(each.articles for each in done.values()),
                "captures": captures,
                "copies_left": copies,
                "briefings": briefings,
            }
            sys.stdout.write(f"{json.dumps(result, ensure_ascii=False)}\n")
            return
        for (outlet, key), each in done.items():
            sys.stdout.write(f"{outlet} {key}: taken out, with {each.captures} captures\n")
        for url in copies:
            sys.stdout.write(f"a copy stays: {url}\n")
        for number, place in briefings:
            sys.stdout.write(
                f"briefing {number}, item {place} cites it: what an editor wrote there stays;"
                f" scrapy briefing correct {number} makes a correction\n"
            )
        if done:
            sys.stdout.write(
                "Backups made before still hold it: scrapy backup --list names them\n"
            )

    def _find(self, db: Database, url: str) -> list[tuple[str, str]]:
        """Return what an address is, as the database knows it, else its outlet's spider."""
        assert self.settings is not None
        if found := forgetting.find(db, url):
            return found
        try:
            spider = spider_for(url, get_spider_loader(self.settings))
            key = spider.key_of(url)
        except ValueError as error:
            raise UsageError(f"{url}: {error}", print_help=False) from None
        if not key:
            raise UsageError(f"{url} is no article's address", print_help=False)
        return [(spider.outlet_of(url).name, key)]


def _take_out_of_pages(db: Database, configuration: Configuration) -> None:
    from delivery import folders  # noqa: PLC0415 it takes mail along

    folders.obey(db, configuration, at=now())


def _say_still_in(why: str) -> None:
    sys.stderr.write(
        f"What is out of the database is still in the archive: {why}; scrapy purge takes it out"
        " there\n"
    )
