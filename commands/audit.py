"""``scrapy audit``: what does the watch list miss? A weekly sample, and the recall it implies."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.printing import for_terminals
from commands.common.stored import no_database, whole_number
from newsdb.database import now, open_database
from newsdb.database_errors import UnusableDatabaseError
from newsdb.records import KST
from newsdb.review import audits
from newsdb.review.recall import estimate

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from newsdb.review.audits import Drawn, ToRead
    from newsdb.review.recall import Estimate, Stratum

_WEEKS = 12


class Command(ScrapyCommand):
    """Exit code 0, even with too few decisions for an estimate; 2: bad usage or no database."""

    section = "Judge and review"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[--week 2026-W47] [--size N] [--weeks N] [--list] [--json]"

    def short_desc(self) -> str:
        return "Sample what the watch list judged 'other'; estimate its recall from decisions"

    def long_desc(self) -> str:
        return (
            "Mark a random, stratified sample of last week's articles that were judged 'other'"
            " for review (once a week, however often it is run), and print the recall of the"
            " watch list with a 95 % interval, estimated from people's decisions on the samples"
            f" of the last {_WEEKS} weeks. It says when there are too few decisions for that."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--week", metavar="WEEK", help="draw this ISO week's sample")
        parser.add_argument(
            "--size",
            type=whole_number,
            default=audits.SIZE,
            help="articles in a sample (%(default)s)",
        )
        parser.add_argument(
            "--weeks",
            type=whole_number,
            default=_WEEKS,
            help="weeks to estimate from (%(default)s)",
        )
        parser.add_argument(
            "--list", action="store_true", help="list the sampled articles still to be read"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        today = now().astimezone(KST).date()
        week = opts.week or audits.week_of(today - timedelta(days=7))
        if args or opts.size < 1 or opts.weeks < 1:
            raise UsageError("scrapy audit takes options only; see --help", print_help=False)
        try:
            monday, after = audits.days_of(week)
            since = audits.week_of(monday - timedelta(weeks=opts.weeks - 1))
        except OverflowError:
            raise UsageError("no calendar goes that far", print_help=False) from None
        except ValueError:
            raise UsageError(f"{week} is not a week: write 2026-W47", print_help=False) from None
        if after > today:
            raise UsageError(f"{week} is not over yet", print_help=False)
        path = Path(self.settings["DATABASE"])
        if not path.is_file():
            raise UsageError(no_database(path), print_help=False)
        try:
            db = open_database(path)
        except UnusableDatabaseError as error:
            raise UsageError(str(error), print_help=False) from None
        try:
            drawn = audits.draw(db, week, at=now(), size=opts.size)
            strata, found = audits.decided(db, since=since)
            unread = audits.to_read(db, since=since)
        finally:
            db.close()
        estimated = estimate(strata, found)
        if opts.json:
            sys.stdout.write(json.dumps(as_json(week, drawn, strata, found, estimated)) + "\n")
        else:
            lines = [
                *_sampled(f"{week} (from {monday})", drawn),
                *_decided(f"since {since}", strata, found),
                *_estimated(strata, estimated),
                *_unread(unread, every=opts.list),
            ]
            sys.stdout.writelines(f"{line}\n" for line in lines)


def _sampled(week: str, drawn: list[Drawn]) -> Iterator[str]:
    if drawn:
        parts = ", ".join(f"{each.drawn} of {each.population} {each.stratum}" for each in drawn)
        yield f"{week}: {sum(each.drawn for each in drawn)} articles to be read ({parts})"
    else:
        yield f"{week}: nothing was judged other, so there is nothing to sample"


def _decided(since: str, strata: list[Stratum], found: Stratum) -> Iterator[str]:
    for name, each in (("found", found), *((f"other, {each.name}", each) for each in strata)):
        read = f"{each.decided} decided, {each.relevant} of them relevant"
        drawn = "" if each is found else f"{each.drawn} drawn, "
        yield f"{since}: {name}: {each.population} articles, {drawn}{read}"


def _estimated(strata: list[Stratum], estimated: Estimate) -> Iterator[str]:
    if estimated.problem:
        yield f"Too little to estimate the recall: {estimated.problem}."
    if estimated.recall is not None and all(each.decided for each in strata):
        yield (
            f"{'Roughly' if estimated.problem else 'Recall'} {estimated.recall:.2f}"
            f" (95 % between {estimated.low:.2f} and {estimated.high:.2f}):"
            f" about {estimated.missed:.0f} relevant articles missed, {estimated.found:.0f} found"
        )


def _unread(unread: list[ToRead], *, every: bool) -> Iterator[str]:
    if every:
        for each in unread:
            yield f"{each.week}  {each.article_id}  {each.title}  {each.url}"
    elif unread:
        yield f"{len(unread)} sampled articles are still to be read (--list shows them)"


def as_json(
    week: str, drawn: list[Drawn], strata: list[Stratum], found: Stratum, estimated: Estimate
) -> dict[str, object]:
    """Return sample, decisions and estimate as one object for ``--json``."""
    return {
        "week": week,
        "drawn": [each._asdict() for each in drawn],
        "strata": [each._asdict() for each in strata],
        "found": found._asdict(),
        **estimated._asdict(),
    }
