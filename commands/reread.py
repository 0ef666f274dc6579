"""``scrapy reread``: what today's rules read on the pages of the archive."""

from __future__ import annotations

import json
import logging
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.printing import for_progress, for_terminals
from commands.common.stored import add_since_option, existing_database, since_of
from commands.common.watch_list import configured_watchlist
from crawler.archive import folder
from newsdb.articles import articles, captures
from newsdb.articles.rejections import Rejection
from newsdb.database import now, stamp
from newsdb.database_errors import DatabaseError, explain, is_about_file
from newsdb.lazy_modules import LazyModule
from newsdb.records import OUR_FAULTS
from newsdb.row_failures import RowFailures
from newsdb.storing import store_reading, stored_version
from pipelines.duplicates import signature_of
from pipelines.relevance import judge

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlite_utils import Database

    from commands.common import archived_pages
    from newsdb.articles.captures import Capture
    from newsdb.articles.changes import Change
    from newsdb.records import Article
else:
    archived_pages = LazyModule("commands.common.archived_pages")

logger = logging.getLogger(__name__)

#: How each field that can change is counted.
_COUNTED = {
    "title": "titles",
    "subtitle": "subtitles",
    "published_at": "times",
    "authors": "authors",
    "body": "texts",
}
_EXAMPLES = 5
#: Captures that are looked up and given to the reading processes at once.
_BATCH = 400
_SHOWN = 100


class Difference(NamedTuple):
    """What today's rules read otherwise than what is stored, and with which revision of it."""

    capture: Capture
    article: Article
    changes: list[Change]
    revision: int


class Command(ScrapyCommand):
    """Exit code 0: done; 1: captures are damaged, or the database can't be written; 2: usage."""

    section = "Keep"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[--outlet NAME] [--since DATE] [--dry-run] [--json]"

    def short_desc(self) -> str:
        return "Read the archived pages by today's rules: what changes, then change it"

    def long_desc(self) -> str:
        return (
            "Read the newest capture of every article whose text is kept, by the rules of today,"
            " and compare with what is stored. Prints how many titles, times, authors and texts"
            " differ, with examples. What differs is stored as a revision that is marked as ours:"
            " it is no edit of the outlet's, and no alarm. Articles whose stored version is newer"
            " than what the archive has of them are counted and left. --dry-run stores nothing."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_since_option(parser, "only pages fetched since then")
        parser.add_argument("--outlet", metavar="NAME", help="only this outlet's pages")
        parser.add_argument("--dry-run", action="store_true", help="only show what would change")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if args:
            raise UsageError(f"{args[0]}: reread takes options only", print_help=False)
        since = since_of(opts)
        watch = configured_watchlist(self.settings)
        archive = folder.place(self.settings["DATABASE"], self.settings["ARCHIVE_FOLDER"])
        counts: Counter[str] = Counter()
        found: list[Difference] = []
        problems: list[str] = []
        failures = RowFailures()
        with existing_database(self.settings) as db:
            number = captures.count(db, outlet=opts.outlet, since=since)
        with (
            archived_pages.ArchivedPages(
                self.settings, archive, processes=archived_pages.processes_for(number)
            ) as pages,
            existing_database(self.settings) as db,
        ):
            todo = list(captures.newest(db, outlet=opts.outlet, since=since, failures=failures))
            with click.progressbar(length=len(todo), label="reading", file=for_progress()) as bar:
                for (capture, revision), read in _read(
                    db, pages, todo, counts, failures, progress=bar.update
                ):
                    if isinstance(read, archived_pages.Unreadable):
                        problems.append(read.problem)
                        continue
                    if isinstance(read, Rejection) and read.reason in OUR_FAULTS:
                        problems.append(f"{capture.url}: {read.reason}")
                        continue
                    counts["read"] += 1
                    with failures.aside(db, capture.url):
                        if differs := _compare(db, capture, read, counts):
                            found.append(Difference(capture, *differs, revision))
            problems += failures.lines
            failed: list[str] = []
            try:
                if not opts.dry_run:
                    found = _store(db, found, watch, counts, failed)
            except DatabaseError as error:
                failed.append(explain(error, self.settings["DATABASE"]))
            _print(counts, found, problems, dry_run=opts.dry_run, as_json=opts.json)
            sys.stderr.writelines(f"{each}\n" for each in failed)
        self.exitcode = 1 if problems or failed else 0


def _read(
    db: Database,
    pages: archived_pages.ArchivedPages,
    todo: Sequence[Capture],
    counts: Counter[str],
    failures: RowFailures,
    *,
    progress: Callable[[int], object],
) -> Iterator[tuple[tuple[Capture, int], Article | Rejection | archived_pages.Unreadable | None]]:
    """Yield what the captures of articles hold whose text is kept, and count the others.

    With each capture comes the number of its article's newest revision. A capture of an earlier
    version of the page than the one that is stored tells nothing of that one.
    """
    for start in range(0, len(todo), _BATCH):
        batch = todo[start : start + _BATCH]
        asked: list[tuple[archived_pages.Pages, int]] = []
        for each in batch:
            with failures.aside(db, each.url):
                stored = stored_version(db, each.article_id or 0)
                if stored is None or not articles.is_whole(db, each.article_id or 0):
                    counts["not kept"] += 1
                elif (stamp(each.fetched_at) or "") < stored.seen_at:
                    counts["of an earlier version"] += 1
                else:
                    further = tuple(captures.further_pages(db, each))
                    asked.append((archived_pages.Pages(each, further), stored.revision))
        progress(len(batch) - len(asked))
        answers = pages.read([page for page, _ in asked])
        for (page, revision), read in zip(asked, answers, strict=True):
            yield (page.first, revision), read
            progress(1)


def _compare(
    db: Database, capture: Capture, read: Article | Rejection | None, counts: Counter[str]
) -> tuple[Article, list[Change]] | None:
    """Compare what was read with what is stored, count it, and return it where it differs."""
    if read is None or (not isinstance(read, Rejection) and articles.is_less(db, read)):
        counts["shown in part"] += 1
        return None
    if isinstance(read, Rejection):
        counts["no article any more"] += 1
        return None
    changes = articles.compare(db, capture.article_id or 0, read)
    if not changes:
        return None
    counts.update(_COUNTED[change.field] for change in changes)
    counts["changed"] += 1
    return read, changes


def _store(
    db: Database,
    found: Iterable[Difference],
    watch: Any,
    counts: Counter[str],
    failed: list[str],
) -> list[Difference]:
    """Store the new readings, each for itself; return those that no crawl has overtaken.

    What could not be stored, and why, is added to ``failed``; what a crawl has stored a later
    version of since it was compared is counted as that, and no longer as changed. Raises
    DatabaseError when it is the database that can't be written.
    """
    left = []
    for each in found:
        capture, article, changes, revision = each
        assert capture.article_id is not None
        try:
            is_stored = store_reading(
                db,
                capture.article_id,
                article,
                changes,
                revision=revision,
                at=now(),
                signature=signature_of(db, article, article_id=capture.article_id),
                verdict=judge(watch, article),
            )
        except Exception as error:
            if is_about_file(error):
                raise
            logger.exception("The new reading of %s can't be stored", capture.url)
            failed.append(f"{capture.url}: not stored: {error!r}")
            is_stored = True
        if is_stored:
            left.append(each)
        else:
            counts["edited meanwhile"] += 1
            counts["changed"] -= 1
            counts.subtract(_COUNTED[change.field] for change in changes)
    return left


def _print(
    counts: Counter[str],
    found: list[Difference],
    problems: list[str],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    if as_json:
        result = {"dry_run": dry_run, "damaged": len(problems), **counts}
        sys.stdout.write(f"{json.dumps(result, ensure_ascii=False)}\n")
        return
    parts = [f"{counts[name]} {name}" for name in _COUNTED.values()]
    verb = "would change" if dry_run else "change"
    sys.stdout.write(
        f"{counts['read']} pages read; of {counts['changed']} articles {verb}:"
        f" {', '.join(parts)}\n"
    )
    for name, meaning in (
        ("no article any more", "are no article by today's rules; they stay as they are"),
        ("shown in part", "show less on the archived page than is stored; they stay as they are"),
        ("not kept", "have no whole text any more and were left out"),
        (
            "of an earlier version",
            "have only an earlier version in the archive than is stored and stay as they are",
        ),
        ("edited meanwhile", "were stored anew or cut meanwhile, and stay as they are now"),
    ):
        if counts[name]:
            sys.stdout.write(f"{counts[name]} {meaning}\n")
    for each in found[:_EXAMPLES]:
        sys.stdout.write(f"{each.capture.url}\n")
        for change in each.changes:
            sys.stdout.write(f"  {change.field}: {_short(change.before)}\n")
            sys.stdout.write(f"  {' ' * len(change.field)}→ {_short(change.after)}\n")
    if len(found) > _EXAMPLES:
        sys.stdout.write(f"({len(found) - _EXAMPLES} more articles)\n")


def _short(text: str | None) -> str:
    line = " ".join((text or "–").split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
