"""``scrapy keep``: read a page that somebody asks for, judge it and store it with who asked."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.printing import for_terminals
from commands.common.stored import whole_number
from crawler.log_formatter import quieten
from newsdb.database import now, open_database, transaction
from newsdb.sites import given
from newsdb.sites.given import AddressError

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCommand):
    """Exit code 0: it is stored; 1: it is not, and why; 2: bad usage, no contact."""

    section = "Collect"
    requires_project = True

    def syntax(self) -> str:
        return "URL [--note TEXT] [--by NAME] [--json]"

    def short_desc(self) -> str:
        return "Keep the page at an address: read it, judge it, store it with who asked for it"

    def long_desc(self) -> str:
        return (
            "An outlet's page is read by its spider, any other as a page of any site, also where"
            " it has few signs of an article: a notice of a firm, a page of a chamber. Only public"
            " addresses are asked, robots.txt is obeyed, and a notice that a page is gone, or a"
            " login, is not kept. The article's page says who asked for it, when and why."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--note", metavar="TEXT", default="", help="why it is to be kept")
        parser.add_argument("--by", metavar="NAME", help="who asks for it (default: your login)")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
        parser.add_argument(
            "--given", metavar="NUMBER", type=whole_number, help="an address given at the desk"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        quieten()

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        assert self.crawler_process is not None
        from commands.common.sites.visits import (  # noqa: PLC0415
            Desk,
            asked_by_desk,
            checked_address,
            keep_page,
            person_of,
        )

        if len(args) != (0 if opts.given else 1):
            raise UsageError("name one address: scrapy keep URL", print_help=False)
        database = self.settings["DATABASE"]
        if opts.given:
            number, url = opts.given, asked_by_desk(database, opts.given, "page").url
        else:
            url = checked_address(args[0])
            db = open_database(database)
            try:
                with transaction(db):
                    number = given.give(
                        db, "page", url, person=person_of(opts.by), at=now(), note=opts.note
                    )
            except AddressError as error:
                raise UsageError(str(error), print_help=False) from None
            finally:
                db.close()
        found = keep_page(self.crawler_process, url, Desk(database, number))
        if opts.json:
            sys.stdout.write(f"{json.dumps(found, ensure_ascii=False)}\n")
        elif "problem" in found:
            sys.stdout.write(f"Not kept: {found['problem']}. {found['detail'] or ''}\n".rstrip())
            sys.stdout.write("\n")
        else:
            sys.stdout.write(f"Kept as article {found['article']}: {found['title']}\n")
        self.exitcode = 1 if "problem" in found else 0
