"""``scrapy refresh``: bring up to date what older rules made of the stored articles."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.printing import for_progress, for_terminals, told
from commands.common.stored import existing_database
from commands.common.watch_list import configured_watchlist
from newsdb.articles import cleaning, single_texts, verdicts
from newsdb.database_errors import DatabaseError, explain
from newsdb.figures import counting
from newsdb.row_failures import RowFailures
from newsdb.search import search
from newsdb.stories import relinking
from pipelines.duplicates import signature_of
from watchlist.rejudging import rejudge

if TYPE_CHECKING:
    import argparse

    from sqlite_utils import Database

    from watchlist import WatchList


class Command(ScrapyCommand):
    """Exit code 0: all is up to date; 1: but for some rows, or it can't be written; 2: usage."""

    section = "Keep"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[--dry-run]"

    def short_desc(self) -> str:
        return "Bring judgements, copies and the search index up to date after an upgrade"

    def long_desc(self) -> str:
        return (
            "Judge the stored articles that the present watch list has not judged, look for the"
            " copies of those that were signed by older rules, index again those that the search"
            " knows by older rules, and take control characters out of those that were stored"
            " before they were kept out, and drop the second copies of texts that were stored"
            " before a text was stored once. What is up to date already, and what people decided,"
            " stays as it is. Nothing is fetched. A crawl may run meanwhile; if interrupted, start"
            " it again and it goes on. To see first which decisions another watch list would"
            " change: scrapy backtest."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done, and change nothing"
        )

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if args:
            raise UsageError(f"{args[0]}: refresh takes options only", print_help=False)
        watch = configured_watchlist(self.settings)
        with existing_database(self.settings) as db:
            try:
                if opts.dry_run:
                    self._say(db, watch)
                else:
                    failures = RowFailures()
                    self._refresh(db, watch, failures)
                    self.exitcode = told(failures)
            except DatabaseError as error:
                sys.stderr.write(f"{explain(error, self.settings['DATABASE'])}\n")
                self.exitcode = 1

    def _say(self, db: Database, watch: WatchList) -> None:
        sys.stdout.write(
            f"{verdicts.judged_by_another(db, watch.version)} articles to judge by {watch.version}"
            f" ({verdicts.never_judged(db)} were never judged)\n"
            f"{len(relinking.signed_by_older_rules(db))} articles to look for copies of\n"
            f"{len(search.indexed_by_older_rules(db))} articles to index for the search\n"
            f"{cleaning.uncleaned(db)} articles to look for control characters in\n"
            f"{single_texts.doubled(db)} articles to look for texts stored twice in\n"
            "Nothing has been changed; without --dry-run it is done.\n"
        )

    def _refresh(self, db: Database, watch: WatchList, failures: RowFailures) -> None:
        uncleaned = cleaning.uncleaned(db)
        with click.progressbar(length=uncleaned, label="clean", file=for_progress()) as bar:
            # First: the others read the texts.
            cleaned = cleaning.clean(db, progress=bar.update, failures=failures)
        doubled = single_texts.doubled(db)
        with click.progressbar(length=doubled, label="texts", file=for_progress()) as bar:
            dropped = single_texts.drop(db, progress=bar.update)
        unjudged = verdicts.judged_by_another(db, watch.version)
        with click.progressbar(length=unjudged, label="judge", file=for_progress()) as bar:
            outcome = rejudge(
                db,
                watch,
                apply=True,
                only_by_others=True,
                progress=bar.update,
                failures=failures,
            )
        unsigned = relinking.signed_by_older_rules(db)
        with click.progressbar(length=len(unsigned), label="copies", file=for_progress()) as bar:
            relinking.sign_again(
                db,
                unsigned,
                lambda article, at: signature_of(db, article, article_id=at),
                bar.update,
                failures,
            )
        unindexed = search.indexed_by_older_rules(db)
        with click.progressbar(length=len(unindexed), label="search", file=for_progress()) as bar:
            search.index_again(db, unindexed, progress=bar.update, failures=failures)
        counting.bring_up_to_date(db, failures=failures)
        sys.stdout.write(
            f"{outcome.judged} articles judged ({len(outcome.changes)} decided anew),"
            f" copies looked for of {len(unsigned)}, {len(unindexed)} indexed for the search,"
            f" control characters taken out of {cleaned}, {dropped} second copies of texts"
            " dropped\n"
        )
