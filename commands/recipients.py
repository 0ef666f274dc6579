"""``scrapy recipients``: addresses that need no account, and what each has agreed to."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.configuration import configured
from commands.common.printing import for_terminals
from commands.common.stored import existing_database, faults_explained
from newsdb.database import transaction

if TYPE_CHECKING:
    import argparse

_ACTIONS = ("add", "confirm", "end", "remove")


class Command(ScrapyCommand):
    """Exit code 0; 1, or 75 if it may pass: the database fails; 2: bad usage, no database."""

    section = "Tell readers"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "SUBSCRIPTION [add|confirm|end|remove ADDRESS] [--language LANGUAGE]"

    def short_desc(self) -> str:
        return "List, add and remove the addresses that a subscription is mailed to"

    def long_desc(self) -> str:
        return (
            "List a subscription's addresses. add asks an address by mail whether it wants the"
            " subscription; nothing else is sent there until it has confirmed, by the link in that"
            " mail, or by an answer, which confirm notes. end unsubscribes an address that asked"
            " for it by mail, for good; remove takes one out that may be added again."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--language", choices=("en", "ko", "ja"), default="ko", help="of an added address"
        )

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        from commands.common import recipients  # noqa: PLC0415

        if len(args) not in {1, 3} or (len(args) == 3 and args[1] not in _ACTIONS):
            raise UsageError(f"scrapy recipients {self.syntax()}", print_help=False)
        with faults_explained(self.settings), existing_database(self.settings) as db:
            if len(args) == 3:
                with transaction(db):
                    said = recipients.change_by_hand(
                        db, configured(), args, language=opts.language
                    )
                sys.stdout.write(f"{said}\n")
            else:
                sys.stdout.write(recipients.table(db, configured(), args[0]))
