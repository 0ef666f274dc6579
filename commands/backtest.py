"""``scrapy backtest``: what another watch list would change in the archive, and changing it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.stored import no_database
from newsdb.articles.verdicts import count
from newsdb.database import UnusableDatabaseError, open_database
from watchlist import WatchListError, load
from watchlist.rejudging import rejudge

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from newsdb.articles.verdicts import Decision
    from watchlist.rejudging import Change, Outcome

_SHOWN = 20
_NAMES: tuple[tuple[Decision, str], ...] = (("relevant", "relevant"), ("review", "to review"))


class Command(ScrapyCommand):
    """Exit code 0: compared, or applied; 2: usage, a broken list or no database."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[WATCHLIST] [--apply] [--all]"

    def short_desc(self) -> str:
        return "Judge the archive again by another watch list and show what would change"

    def long_desc(self) -> str:
        return (
            "Judge every stored article again by the list in WATCHLIST (without one: by the"
            " configured list), fetching nothing, and print which would become relevant and which"
            " no longer would, each with its title and reasons. Nothing is changed unless --apply"
            " is given. Articles whose text has been purged, or is kept in part only, keep their"
            " decision and are counted. To crawl by the list, name it in hanil.toml."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--apply", action="store_true", help="write the new decisions")
        parser.add_argument("--all", action="store_true", help=f"show more than {_SHOWN} of each")

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
        try:
            bar = click.progressbar(length=count(db), label=watch.version, file=sys.stderr)
            with bar:
                outcome = rejudge(db, watch, apply=opts.apply, progress=bar.update)
        finally:
            db.close()
        shown = None if opts.all else _SHOWN
        sys.stdout.writelines(f"{line}\n" for line in report(outcome, shown=shown))
        if opts.apply:
            sys.stdout.write(f"The {outcome.judged} decisions are written.\n")
        elif outcome.changes:
            sys.stdout.write("Nothing is changed; --apply writes the new decisions.\n")


def report(outcome: Outcome, *, shown: int | None) -> Iterator[str]:
    """Yield the difference in lines; of each kind ``shown`` articles, or all of them."""
    for decision, name in _NAMES:
        gained, lost = outcome.gained(decision), outcome.lost(decision)
        yield f"{name}: +{len(gained)}, -{len(lost)}"
        for sign, changes in (("+", gained), ("-", lost)):
            if decision == "review":  # the others are told above
                changes = [each for each in changes if "relevant" not in _ends(each)]  # noqa: PLW2901
            for change in changes[:shown]:
                yield f"  {sign} {_told(change)}"
                if change.verdict.why:
                    yield f"      {change.verdict.why}"
            if shown is not None and len(changes) > shown:
                yield f"  {sign} and {len(changes) - shown} more (--all shows them)"
    yield f"{outcome.judged} articles judged, {len(outcome.changes)} decided otherwise"
    never = sum(change.before is None for change in outcome.changes)
    if never:
        yield f"{never} of them had never been judged"
    if outcome.gone:
        yield f"{outcome.gone} could not be judged: their text was purged, or is not kept whole"


def _ends(change: Change) -> tuple[Decision | None, Decision]:
    return change.before, change.verdict.decision


def _told(change: Change) -> str:
    before = change.before or "never judged"
    after = f"{change.verdict.decision}, {change.verdict.score:g}"
    return f"{change.title} [{change.id}: {before} → {after}]"
