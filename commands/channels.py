"""``scrapy channels``: the ways to readers, how each fares, and a test message."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.configuration import configured
from commands.common.printing import for_terminals
from commands.common.stored import faults_explained

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCommand):
    """Exit code 0; 1: the test message did not leave; 2: bad usage or configuration.

    75: the database fails, which may pass.
    """

    section = "Tell readers"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[test NAME [--language LANGUAGE] | resend NAME | settle NAME]"

    def short_desc(self) -> str:
        return "List the channels to readers with their last success; test one"

    def long_desc(self) -> str:
        return (
            "List the channels of hanil.toml. test NAME sends a test message. A message to a chat"
            " that timed out may have arrived, and is not sent again by itself: look there, then"
            " resend NAME sends such messages again, or settle NAME counts them as sent."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--language", choices=("en", "ko", "ja"), default="en", help="of the test message"
        )

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        self.exitcode = 0
        with faults_explained(self.settings):
            self._run(args, opts, Path(self.settings["DATABASE"]))

    def _run(self, args: list[str], opts: argparse.Namespace, path: Path) -> None:
        from commands.common import delivery  # noqa: PLC0415

        configuration = configured()
        if args[:1] == ["test"] and len(args) == 2:
            name, language = args[1], opts.language
            self.exitcode = 0 if delivery.try_out(path, configuration, name, language) else 1
        elif len(args) == 2 and args[0] in {"resend", "settle"}:
            name = delivery.named_channel(configuration, args[1])
            sys.stdout.write(delivery.settle(path, name, again=args[0] == "resend"))
        elif args:
            raise UsageError(f"scrapy channels {self.syntax()}", print_help=False)
        elif not configuration.channels:
            sys.stdout.write("hanil.toml names no channel; its comments show how.\n")
        else:
            db = delivery.opened(path) if path.is_file() else None
            sys.stdout.write(delivery.channel_table(db, configuration))
            if db:
                db.close()
