"""``scrapy watchlist``: show what is looked for, and check whether a list is valid."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.printing import for_terminals
from commands.common.stored import existing_database
from commands.common.watch_list import configured_watchlist
from newsdb.database import now
from newsdb.lazy_modules import LazyModule
from watchlist import WatchListError, load

if TYPE_CHECKING:
    import argparse

    from commands.common import proposed, suggested
    from watchlist import WatchList
else:
    proposed = LazyModule("commands.common.proposed")
    suggested = LazyModule("commands.common.suggested")

_SHOWN_NAMES = 6


class Command(ScrapyCommand):
    """Exit code 0: the list is valid; 2: it isn't (each fault is on stderr with its line)."""

    section = "Judge and review"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[check [FILE] | proposals | suggest] [--all]"

    def short_desc(self) -> str:
        return "Show the watch list; check a list and report each fault with its line and cause"

    def long_desc(self) -> str:
        return (
            "Without arguments: the concepts and rules in use: the shipped watch list with the one"
            " that hanil.toml names on top. check [FILE]: whether that list, or FILE on top of the"
            " shipped one, is valid; exit code 2 and a line for each fault if not. proposals: the"
            " words that reviewers proposed in the desk, in how many articles each is found,"
            " lines for a list of your own, and what that list would change in the archive."
            " suggest: terms that would have found what people found relevant, or spared what they"
            " found not, learnt from their decisions on articles of outlets whose terms allow it,"
            " each with what it would change in the archive; it also puts the review bin into an"
            " order learnt from them. The desk shows both. It takes the extra “learning”, and"
            " changes no rule."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="show every name")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if args == ["proposals"]:
            self.show_proposals(every=opts.all)
            return
        if args == ["suggest"]:
            self.suggest()
            return
        if args and (args[0] != "check" or len(args) > 2):
            raise UsageError(
                "scrapy watchlist, scrapy watchlist check FILE, scrapy watchlist proposals, or"
                " scrapy watchlist suggest",
                print_help=False,
            )
        if len(args) == 2:
            try:
                watch = load(Path(args[1]))
            except WatchListError as error:
                sys.stderr.write(f"{error}\n")
                self.exitcode = 2
                return
        else:
            watch = configured_watchlist(self.settings)
        sys.stdout.write(_summary(watch))
        if not args:
            sys.stdout.writelines(_contents(watch, every_name=opts.all))

    def show_proposals(self, *, every: bool) -> None:
        """Print the proposals and what they would change; nothing is written."""
        assert self.settings is not None
        watch = configured_watchlist(self.settings)
        with existing_database(self.settings) as db:
            lines = proposed.lines(db, watch, self._own_list(), every=every)
            sys.stdout.writelines(f"{line}\n" for line in lines)

    def suggest(self) -> None:
        """Learn from decisions, store and print what came of it; no rule is changed."""
        from learning.lessons import learn  # noqa: PLC0415 only this needs it
        from learning.words import MissingExtraError, analysers  # noqa: PLC0415

        assert self.settings is not None
        watch = configured_watchlist(self.settings)
        with existing_database(self.settings) as db:
            try:
                lesson = learn(
                    db,
                    watch,
                    self._own_list(),
                    analysers(),
                    at=now(),
                    progress=lambda doing: sys.stderr.write(f"{doing}\n"),
                )
            except MissingExtraError as error:
                raise UsageError(str(error), print_help=False) from None
            sys.stdout.writelines(f"{line}\n" for line in suggested.lines(db, lesson))

    def _own_list(self) -> Path | None:
        assert self.settings is not None
        named = self.settings["WATCHLIST"]
        return Path(named) if named else None


def _summary(watch: WatchList) -> str:
    kinds = Counter(concept.kind for concept in watch.concepts.values())
    names = sum(len(concept.spellings) for concept in watch.concepts.values())
    exclusions = sum(len(concept.exclusions) for concept in watch.concepts.values())
    counted = ", ".join(f"{number} {kind}s" for kind, number in kinds.items())
    return (
        f"{watch.version}: {counted}; {names} names, {exclusions} exclusions,"
        f" {len(watch.rules)} rules; relevant from {watch.relevant:g}, review from"
        f" {watch.review:g}\n"
    )


def _contents(watch: WatchList, *, every_name: bool) -> list[str]:
    lines = []
    for concept in sorted(watch.concepts.values(), key=lambda each: each.kind):
        names = concept.names if every_name else concept.names[:_SHOWN_NAMES]
        more = len(concept.names) - len(names)
        about = "+".join(concept.countries)
        lines.append(
            f"{concept.kind:<13}{concept.id:<22}{about:<6}{' · '.join(names)}"
            + (f" and {more} more\n" if more else "\n")
        )
    lines += [
        f"rule         {rule.id:<22}{rule.points:+g}"
        + ("\n" if len(rule.languages) == 3 else f"  only {', '.join(rule.languages)}\n")
        for rule in watch.rules
    ]
    return lines
