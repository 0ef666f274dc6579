"""``scrapy briefing``: drafts, issues and documents of briefings, at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.configuration import configured
from commands.common.printing import for_terminals
from commands.common.stored import existing_database, faults_explained, whole_number

if TYPE_CHECKING:
    import argparse

#: Actions and what each takes.
ACTIONS = {
    "list": "",
    "new": "",
    "add": "DRAFT STORY...",
    "show": "DRAFT|NUMBER",
    "issue": "DRAFT",
    "render": "DRAFT|NUMBER",
    "correct": "NUMBER",
    "send": "NUMBER",
}


class Command(ScrapyCommand):
    """Exit code 0; 1: it could not be sent or written; 2: bad usage, no database.

    75: the database fails, which may pass.
    """

    section = "Tell readers"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return (
            "list | new | add DRAFT STORY... | show DRAFT|NUMBER | issue DRAFT |"
            " render DRAFT|NUMBER | correct NUMBER | send NUMBER"
        )

    def short_desc(self) -> str:
        return "Make, issue and render briefings"

    def long_desc(self) -> str:
        return (
            "A draft is named d1, d2 ..., an issue by its number. new takes the stories of a"
            " period: the relevant ones, or those that --starred, --tag, --filter or --story"
            " choose. issue freezes a draft, with its evidence; correct makes the draft of a new"
            " issue that corrects one. render writes DOCX, HWPX, PDF, HTML, Markdown, text or"
            " JSON; send sends an issue to the recipients of a channel of hanil.toml."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        new = parser.add_argument_group("new")
        new.add_argument("--kind", choices=("daily", "weekly", "one-off"), default="weekly")
        new.add_argument("--title", metavar="TITLE")
        new.add_argument("--since", metavar="DAY", help="the first day, like 2026-11-30")
        new.add_argument("--until", metavar="DAY", help="the last day, by default today")
        new.add_argument("--language", choices=("en", "ko", "ja"))
        chosen = new.add_mutually_exclusive_group()
        chosen.add_argument("--starred", action="store_true", help="only stories with a star")
        chosen.add_argument("--tag", metavar="TAG", help="only stories with this tag")
        chosen.add_argument("--filter", metavar="NAME", help="those of a filter saved at the desk")
        chosen.add_argument(
            "--story",
            type=whole_number,
            action="append",
            metavar="N",
            help="this story; may be repeated",
        )
        chosen.add_argument("--empty", action="store_true", help="no story yet")
        new.add_argument(
            "--sections",
            choices=("template", "tags", "concepts"),
            default="template",
            help="sections of hanil.toml (default), one for each tag, or for each concept",
        )
        new.add_argument(
            "--again", action="store_true", help="also starred stories that were briefed since"
        )
        parser.add_argument("--editor", metavar="NAME", help="who answers for it")
        parser.add_argument("--section", metavar="TITLE", help="add: to this section")
        parser.add_argument("--format", metavar="FORMAT", default="md", help="render: see above")
        parser.add_argument("--template", metavar="DOCX", help="render: a DOCX of one's own")
        parser.add_argument("--to", metavar="FILE|CHANNEL", help="render: a file; send: a channel")
        parser.add_argument("--json", action="store_true", help="list, show: print JSON")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        takes = ACTIONS.get(args[0]) if args else None
        if takes is None:
            raise UsageError(f"scrapy briefing {self.syntax()}", print_help=False)
        most = None if takes.endswith("...") else len(takes.split())
        given = len(args) - 1
        if given < len(takes.split()) or (most is not None and given > most):
            raise UsageError(f"scrapy briefing {args[0]} {takes}".rstrip(), print_help=False)
        # Scrapy imports every command, whichever is called; this takes the documents along.
        from commands.common.briefings import by_hand  # noqa: PLC0415

        settings = self.settings
        with faults_explained(settings), existing_database(settings) as db:
            self.exitcode = 0 if by_hand(db, configured(), args[0], args[1:], opts) else 1
