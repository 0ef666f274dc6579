"""``scrapy subscriptions``: who is told what, when, in which language."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.configuration import configured
from commands.common.printing import for_terminals
from commands.common.stored import existing_database, faults_explained
from newsdb.database import transaction
from newsdb.delivery.subscriptions import as_json, listing

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCommand):
    """Exit code 0; 1, or 75 if it may pass: the database fails; 2: bad usage, no database."""

    section = "Tell readers"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return (
            "[add NAME --channel CHANNEL ... | change NAME ... | pause NAME | resume NAME"
            " | preview NAME | remove NAME] [--json]"
        )

    def short_desc(self) -> str:
        return "List, add, change and remove subscriptions: who is told what, and when"

    def long_desc(self) -> str:
        return (
            "A subscription sends a channel the stories of a filter: daily at a time, weekly on a"
            " day, or at once as they come in (at most one message a quarter of an hour, none in"
            " quiet hours). Without --filter these are the stories that the watch list or a person"
            " found relevant. scrapy subscriptions add director --channel office --daily 08:30"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        from commands.common.subscriptions import add_subscription_options  # noqa: PLC0415

        super().add_options(parser)
        add_subscription_options(parser)

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        from commands.common.subscriptions import (  # noqa: PLC0415
            ACTIONS,
            change_by_hand,
            preview,
            table,
        )

        if args and (len(args) != 2 or args[0] not in {*ACTIONS, "preview"}):
            raise UsageError(f"scrapy subscriptions {self.syntax()}", print_help=False)
        with faults_explained(self.settings), existing_database(self.settings) as db:
            if args[:1] == ["preview"]:
                sys.stdout.write(preview(db, configured(), args[1]))
                return
            if args:
                with transaction(db):
                    found = change_by_hand(db, configured(), args[0], args[1], opts)
            else:
                found = listing(db)
        if opts.json:
            for each in found:
                sys.stdout.write(f"{json.dumps(as_json(each), ensure_ascii=False)}\n")
        else:
            sys.stdout.write(table(found) if found else "There is no subscription.\n")
