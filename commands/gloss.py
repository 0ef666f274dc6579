"""``scrapy gloss``: headlines of relevant stories in the readers' languages, by a machine."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.configuration import configured
from commands.common.printing import for_terminals
from commands.common.stored import existing_database, faults_explained

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCommand):
    """Exit code 0; 1: the engine refuses; 2: bad usage or configuration, no database.

    75: the engine or the database fails, which may pass.
    """

    section = "Judge and review"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return ""

    def short_desc(self) -> str:
        return "Gloss headlines of relevant stories by the engine of hanil.toml"

    def long_desc(self) -> str:
        return (
            "Sends headlines (and first sentences, where an outlet's terms allow it) of relevant"
            " stories of the last two weeks to the engine of [gloss] in hanil.toml, as far as the"
            " month's limit goes, and keeps what comes back. The scheduler runs it."
        )

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        from glosses.chosen_engine import engine_of  # noqa: PLC0415
        from glosses.configured import glossary_of  # noqa: PLC0415
        from glosses.making import make  # noqa: PLC0415
        from newsdb.configuration import ConfigurationError  # noqa: PLC0415
        from newsdb.database import now  # noqa: PLC0415
        from watchlist import WatchListError  # noqa: PLC0415

        if args:
            raise UsageError("scrapy gloss takes no arguments", print_help=False)
        settings = configured()
        try:
            engine = engine_of(settings.gloss)
            glossary = glossary_of(settings.watchlist)
        except (ConfigurationError, WatchListError) as error:
            raise UsageError(str(error), print_help=False) from None
        if engine is None:
            sys.stdout.write("Glosses are off: [gloss] engine = ... in hanil.toml\n")
            return
        own = {name: each.may_gloss for name, each in settings.outlets.items() if each.may_gloss}
        with faults_explained(self.settings), existing_database(self.settings) as db:
            made = make(
                db,
                engine,
                into=settings.gloss.into,
                glossary=glossary,
                limit=settings.gloss.characters_a_month,
                may_gloss=own,
                clock=now,
            )
        sys.stdout.write(
            f"{made.glossed} texts glossed by {engine.name}, {made.failed} left without,"
            f" {made.left} for the next time; {made.characters:,} characters\n"
        )
        if made.problem:
            sys.stderr.write(f"{made.problem}\n")
            self.exitcode = os.EX_TEMPFAIL if made.may_pass else 1
