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
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlite_utils import Database

    from newsdb import forgetting
    from newsdb.configuration.model import Configuration
    from newsdb.forgetting import Forgotten
else:
    forgetting = LazyModule("newsdb.forgetting")


class Command(ScrapyCommand):
    """Exit code 0: it is out; 1: it could not be taken out, or not everywhere; 2: bad usage."""

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
            problems: list[str] = []
            still_in: list[str] | None = None  # not looked through yet
            still_in_pages: list[str] = []
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
                problems += [f"NOT taken out: {each}" for each in failures.lines]
                still_in = _still_in_archive(db, archive)
                still_in_pages = _still_in_pages(db, configuration)
            except DatabaseError as error:
                problems.append(explain(error, self.settings["DATABASE"]))
                if done and still_in is None:
                    still_in = [f"{archive}: it could not be looked through"]
        if still_in:
            problems.append(
                f"What is out of the database is still in the archive: {'; '.join(still_in)};"
                " scrapy purge takes it out there"
            )
        problems += [f"It may still be in a page: {each}" for each in still_in_pages]
        # What is done is told first, and in any case: copies that stay have to be seen to.
        if opts.json:
            _print_json(done, still_in or [], still_in_pages)
        else:
            _print(done)
        if problems:
            sys.stdout.flush()
            sys.stderr.writelines(f"{each}\n" for each in problems)
            self.exitcode = 1

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


def _still_in_pages(db: Database, configuration: Configuration) -> list[str]:
    """Take it out of pages in folders; return those that may still hold it, with the reasons."""
    from delivery import folders  # noqa: PLC0415 it takes mail along

    problems: list[str] = []
    folders.obey(db, configuration, at=now(), problems=problems)
    return problems


def _still_in_archive(db: Database, archive: Path) -> list[str]:
    """Sweep the archive; return which files still hold what was taken out, each with the reason.

    Raises DatabaseError.
    """
    swept = RowFailures()
    try:
        folder.sweep(db, archive, failures=swept)
    except OSError as error:  # such as a full disk, which would fail for each file
        return [*swept.lines, str(error)]
    return [
        *swept.lines,
        *(f"{each}: its crawl is not over" for each in folder.open_ones(db, archive)),
    ]


def _print_json(
    done: Mapping[tuple[str, str], Forgotten],
    still_in: Sequence[str],
    still_in_pages: Sequence[str],
) -> None:
    result = {
        "forgotten": [f"{outlet} {key}" for outlet, key in done],
        "articles": sum(each.articles for each in done.values()),
        "captures": sum(each.captures for each in done.values()),
        "copies_left": _copies(done),
        "briefings": _briefings(done),
        "still_in_archive": still_in,
        "still_in_pages": still_in_pages,
    }
    sys.stdout.write(f"{json.dumps(result, ensure_ascii=False)}\n")


def _print(done: Mapping[tuple[str, str], Forgotten]) -> None:
    for (outlet, key), each in done.items():
        sys.stdout.write(f"{outlet} {key}: taken out, with {each.captures} captures\n")
    for url in _copies(done):
        sys.stdout.write(f"a copy stays: {url}\n")
    for number, place in _briefings(done):
        sys.stdout.write(
            f"briefing {number}, item {place} cites it: what an editor wrote there stays;"
            f" scrapy briefing correct {number} makes a correction\n"
        )
    if done:
        sys.stdout.write("Backups made before still hold it: scrapy backup --list names them\n")


def _copies(done: Mapping[tuple[str, str], Forgotten]) -> list[str]:
    return sorted({url for each in done.values() for url in each.copies})


def _briefings(done: Mapping[tuple[str, str], Forgotten]) -> list[tuple[int, int]]:
    return sorted({cited for each in done.values() for cited in each.briefings})
