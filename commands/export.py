"""``scrapy export``: the queue's stories as a file, one row a story."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.printing import for_progress, for_terminals
from commands.common.stored import existing_database, faults_explained
from newsdb.database import now

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sqlite_utils import Database

    from newsdb.review.queue import Filters
    from newsdb.stories.story_rows import StoryRow


class Command(ScrapyCommand):
    """Exit code 0; 1: the file can't be written; 2: bad usage, no database, a missing library."""

    section = "Tell readers"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "FILE [--filter NAME | --query FILTERS]"

    def short_desc(self) -> str:
        return "Write stories with their decisions, tags, outlets and who was first to a file"

    def long_desc(self) -> str:
        return (
            "Write one row a story to FILE, whose ending says the format: .csv, .xlsx, .jsonl or"
            " .parquet (pip install '.[parquet]'); - writes CSV to standard output. By default all"
            " stories that are relevant or to review, whatever people decided; --filter takes a"
            " filter saved at the desk, --query what stands in the address of the desk's queue"
            " (status=relevant&since=2026-11-01)."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--filter", metavar="NAME", help="a filter that was saved at the desk")
        parser.add_argument("--query", metavar="FILTERS", help="as in the queue's address")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) != 1 or (opts.filter and opts.query):
            raise UsageError("name one file, and --filter or --query", print_help=False)
        path = Path(args[0])
        kind = "csv" if args[0] == "-" else path.suffix.lstrip(".").lower()
        from browse.exports import files  # noqa: PLC0415

        if kind not in files.WRITERS:
            endings = ", ".join(f".{each}" for each in files.WRITERS)
            raise UsageError(f"{path}: the file's name must end in {endings}", print_help=False)
        with (
            faults_explained(self.settings),
            existing_database(self.settings, to_read=True) as db,
        ):
            filters = _filters(db, opts)
            if args[0] == "-":
                _print(_stories(db, filters))
                return
            try:
                number = _write(kind, path, db, filters)
            except files.MissingLibraryError as error:
                raise UsageError(str(error), print_help=False) from None
        sys.stdout.write(f"{path}: {number:,} {'story' if number == 1 else 'stories'}\n")


def _filters(db: Database, opts: argparse.Namespace) -> Filters:
    from commands.common.delivery import saved_filter  # noqa: PLC0415
    from newsdb.review import queue_links  # noqa: PLC0415
    from newsdb.review.queue import Filters  # noqa: PLC0415

    if opts.filter:
        return queue_links.read(saved_filter(db, opts.filter))
    return queue_links.read(opts.query) if opts.query else Filters(status="any")


def _stories(db: Database, filters: Filters) -> Iterator[StoryRow]:
    from newsdb.stories import story_rows  # noqa: PLC0415
    from watchlist.search_names import names  # noqa: PLC0415

    return story_rows.rows(db, filters, at=now(), names=names())


def _print(rows: Iterator[StoryRow]) -> None:
    from browse.exports.spreadsheets import csv_lines  # noqa: PLC0415
    from browse.exports.stories import COLUMNS, cells  # noqa: PLC0415

    sys.stdout.write(csv_lines([COLUMNS]).decode())
    for row in rows:
        sys.stdout.write(csv_lines([cells(row)]).decode())


def _write(kind: str, path: Path, db: Database, filters: Filters) -> int:
    """Write the file under another name first, so that none is half a file; return the stories."""
    from browse.exports import files  # noqa: PLC0415
    from newsdb.stories import story_rows  # noqa: PLC0415
    from watchlist.search_names import names  # noqa: PLC0415

    number = 0
    length = story_rows.count(db, filters, names=names())
    partial = path.with_name(f".{path.name}.partial")

    def counted() -> Iterator[StoryRow]:
        nonlocal number
        for row in _stories(db, filters):
            number += 1
            bar.update(1)
            yield row

    try:
        with (
            partial.open("wb") as file,
            click.progressbar(length=length, label="stories", file=for_progress()) as bar,
        ):
            files.write(kind, file, counted())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return number
