"""``scrapy purge``: remove texts that outlets' policies no longer let us keep."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.configuration import configured
from commands.common.printing import for_progress, for_terminals, told
from commands.common.stored import no_database
from crawler.archive import folder
from newsdb.articles import captures, licences, policies, thinning
from newsdb.database import now, open_database, transaction
from newsdb.database_errors import DatabaseError, UnusableDatabaseError, explain
from newsdb.row_failures import RowFailures
from newsdb.sites import given

if TYPE_CHECKING:
    import argparse

    from newsdb.visibility import Kept

#: How long the capture of a page stays that never was an article: for who mends how it is read.
UNREAD = timedelta(days=30)


class Command(ScrapyCommand):
    """Exit code 0: done, or nothing to do; 1: not all, or it can't be written; 2: bad usage."""

    section = "Keep"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[--dry-run] [--json]"

    def short_desc(self) -> str:
        return "Remove texts that outlets' policies no longer let us keep (nightly)"

    def long_desc(self) -> str:
        return (
            "Take the texts and page captures that outlets' policies let us keep no longer; then"
            " those of articles that nobody and no rule found relevant in irrelevant_days ([keep]"
            " in hanil.toml), to make room. Title, dates, authors, hashes and decision stay."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would be removed; remove nothing"
        )
        parser.add_argument("--json", action="store_true", help="print a JSON object")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        path = Path(self.settings["DATABASE"])
        if args:
            raise UsageError("scrapy purge takes no arguments", print_help=False)
        if not path.is_file():
            raise UsageError(no_database(path), print_help=False)
        try:
            db = open_database(path)
        except UnusableDatabaseError as error:
            raise UsageError(str(error), print_help=False) from None
        from delivery import folders  # noqa: PLC0415 it takes mail along

        at, failures = now(), RowFailures()
        settings = configured()
        days = settings.keep.irrelevant_days
        archive = folder.place(path, self.settings["ARCHIVE_FOLDER"])
        try:
            licences.note(db, settings.licences)
            found = policies.overdue(db, at, failures=failures)
            thinned = thinning.irrelevant(db, at, days=days)
            if not opts.dry_run:
                length = len(found) + len(thinned)
                with click.progressbar(length=length, label="purging", file=for_progress()) as bar:
                    found = policies.purge(db, at, progress=bar.update, failures=failures)
                    thinned = thinning.thin(
                        db, at, days=days, progress=bar.update, failures=failures
                    )
                captures.drop_unread(db, before=at - UNREAD)
                with transaction(db):
                    given.tidy(db, at=at)
                folder.sweep(db, archive, failures=failures)
                folders.obey(db, configured(), at=at)
        except OSError as error:
            sys.stderr.write(f"{archive}: {error.strerror or error}; what is purged stays in it\n")
            self.exitcode = 1
            return
        except DatabaseError as error:
            sys.stderr.write(f"{explain(error, path)}\n")
            self.exitcode = 1
            return
        finally:
            db.close()
        self.exitcode = told(failures)
        counts = Counter((each.outlet, each.kept) for each in found)
        if opts.json:
            rows = [
                {"outlet": outlet, "kept": kept, "articles": number}
                for (outlet, kept), number in sorted(counts.items())
            ]
            result = {
                "dry_run": opts.dry_run,
                "cut": rows,
                "thinned": len(thinned),
                "failed": failures.number,
            }
            sys.stdout.write(f"{json.dumps(result)}\n")
            return
        _print(counts, len(thinned), days=days, dry_run=opts.dry_run)


def _print(counts: Counter[tuple[str, Kept]], thinned: int, *, days: int, dry_run: bool) -> None:
    done = "would be cut" if dry_run else "cut"
    for (outlet, kept), number in sorted(counts.items()):
        sys.stdout.write(f"{outlet}: {number} articles {done} to {kept}\n")
    if thinned:
        sys.stdout.write(
            f"{thinned} articles that nobody and no rule found relevant in {days} days:"
            f" text {'would be taken' if dry_run else 'taken'} to make room\n"
        )
    if not counts and not thinned:
        sys.stdout.write("Nothing is kept longer, or in more words, than policies allow.\n")
