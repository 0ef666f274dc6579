"""``scrapy ingest``: store articles from elsewhere through the same pipelines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.printing import for_progress, for_terminals
from commands.common.running import add_json_option, conclude
from commands.common.watch_list import configured_watchlist
from crawler.ingest import IngestSpider
from crawler.log_formatter import quieten
from newsdb.database import check_writable
from newsdb.database_errors import UnusableDatabaseError
from newsdb.text.controls import printable

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCommand):
    """Exit code 0: stored; 1: too many unreadable lines (a fifth, at least 3); 2: bad usage."""

    section = "Collect"
    requires_project = True

    def syntax(self) -> str:
        return "FILE.jsonl"

    def short_desc(self) -> str:
        return "Store articles from a file of JSON lines (url, title, body, published_at ...)"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}. An unreadable line is reported in the log and kept in the"
            " table rejections. Exit code 1 when at least a fifth of the lines, and at least 3,"
            " are unreadable; 2 for a usage error."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_json_option(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        quieten()

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        assert self.crawler_process is not None
        if len(args) != 1:
            raise UsageError("name one file of JSON lines", print_help=False)
        file = Path(args[0])
        if not file.is_file():
            raise UsageError(f"{file} is not a file", print_help=False)
        configured_watchlist(self.settings)
        try:
            check_writable(self.settings["DATABASE"])
        except UnusableDatabaseError as error:
            raise UsageError(str(error), print_help=False) from None
        crawler = self.crawler_process.create_crawler(IngestSpider)
        bar = click.progressbar(
            length=file.stat().st_size,
            label=printable(file.name),
            file=for_progress(),
            update_min_steps=1 << 16,
        )
        with bar:
            self.crawler_process.crawl(crawler, file=str(file), progress=bar.update)
            self.exitcode = conclude(self.crawler_process, crawler, as_json=opts.json)
