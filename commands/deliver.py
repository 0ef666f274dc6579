"""``scrapy deliver``: queue what is due to readers, and send what is queued."""

from __future__ import annotations

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
    """Exit code 0, also when a channel can't be used: it is an alarm; 2: bad configuration.

    75: a fault of the database or a file that may pass; 1: another one.
    """

    section = "Tell readers"
    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        return "Send what is due to readers: digests, alerts, alarms (every 5 minutes by itself)"

    def long_desc(self) -> str:
        return "Queue what subscriptions are due, then send it, and what could not be sent before."

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if args:
            raise UsageError(f"{args[0]}: deliver takes no arguments", print_help=False)
        from commands.common.deliveries import deliver_now  # noqa: PLC0415

        with faults_explained(self.settings), existing_database(self.settings) as db:
            sys.stdout.write(f"{deliver_now(db, configured(), self.settings['DATABASE'])}\n")
