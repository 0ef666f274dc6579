"""``scrapy relink``: recompute links and stories of a period after the rules changed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.printing import for_progress, for_terminals, told
from commands.common.stored import add_since_option, existing_database, since_of
from newsdb.database_errors import DatabaseError, explain
from newsdb.row_failures import RowFailures
from newsdb.stories import relinking
from pipelines.duplicates import signature_of

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCommand):
    """Exit code 0: done; 1: but for some articles, or it can't be written; 2: bad usage."""

    section = "Keep"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[--since DATE]"

    def short_desc(self) -> str:
        return "Recompute links and stories of stored articles after the rules changed"

    def long_desc(self) -> str:
        return (
            "Recompute the signatures of stored articles (all, or those since a date), link them"
            " by the current rules and regroup their stories. What a person merged or split stays"
            " that way. A crawl may run meanwhile; if interrupted, relink can be started again."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_since_option(parser, "only articles published since this date")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if args:
            raise UsageError(f"{args[0]}: relink takes options only", print_help=False)
        since = since_of(opts)
        failures = RowFailures()
        with existing_database(self.settings) as db:
            count = len(relinking.articles_since(db, since))
            try:
                with click.progressbar(
                    length=2 * count, label="relink", file=for_progress()
                ) as bar:
                    counts = relinking.relink(
                        db,
                        lambda article, at: signature_of(db, article, article_id=at),
                        since=since,
                        progress=bar.update,
                        failures=failures,
                    )
            except DatabaseError as error:
                sys.stderr.write(f"{explain(error, self.settings['DATABASE'])}\n")
                self.exitcode = 1
                return
        sys.stdout.write(
            f"{counts['articles']} articles: {counts['links new']} new links,"
            f" {counts['links changed']} of another kind, {counts['links gone']} gone\n"
        )
        self.exitcode = told(failures)
