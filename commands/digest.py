"""``scrapy digest``: what was new, as a message to look at, to keep or to send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.configuration import configured
from commands.common.printing import for_terminals
from commands.common.stored import existing_database, faults_explained

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCommand):
    """Exit code 0; 1: it could not be sent or written; 2: bad usage, no database.

    75: the database fails, which may pass.
    """

    section = "Tell readers"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[--since TIME] [--until TIME] [--filter NAME] [--to FILE|CHANNEL] [--dry-run]"

    def short_desc(self) -> str:
        return "Print a digest of what was new, write it as a page, or send it"

    def long_desc(self) -> str:
        return (
            "Make a digest of the relevant stories that came in within a time, by default the last"
            " 24 hours. --to FILE.html or FILE.txt writes all its stories, --to CHANNEL sends it"
            " at once. What subscriptions send by themselves is not changed by this."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--since", metavar="TIME", help="2026-12-03 or “2026-12-03 08:30”")
        parser.add_argument("--until", metavar="TIME", help="by default now")
        parser.add_argument("--filter", metavar="NAME", help="a filter that was saved at the desk")
        parser.add_argument("--to", metavar="FILE|CHANNEL", help="write or send it there")
        parser.add_argument(
            "--sections", choices=("tag", "concept", "country"), default="tag", help="its parts"
        )
        parser.add_argument("--language", choices=("en", "ko", "ja"), default="ko")
        parser.add_argument("--dry-run", action="store_true", help="print it, whatever --to says")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if args:
            raise UsageError("scrapy digest takes options only; see --help", print_help=False)
        from commands.common.deliveries import digest_by_hand  # noqa: PLC0415

        settings = self.settings
        configuration = configured()
        # What becomes a page is noted, so that it is taken out when it may not be shown any more.
        to = configuration.channels.get(opts.to or "")
        to_read = opts.dry_run or to is None or to.folder is None
        with faults_explained(settings), existing_database(settings, to_read=to_read) as db:
            self.exitcode = 0 if digest_by_hand(db, configuration, opts) else 1
