"""``scrapy corrections``: what outlets changed after publication."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, get_args

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.printing import for_terminals
from commands.common.stored import add_since_option, existing_database, since_of, whole_number
from newsdb.articles.changes import Kind
from newsdb.database import now, stamp
from newsdb.lazy_modules import LazyModule

if TYPE_CHECKING:
    import argparse

    from newsdb.articles import corrections
    from newsdb.delivery import entry_ids
    from translations import domains
else:
    corrections = LazyModule("newsdb.articles.corrections")
    domains = LazyModule("translations.domains")
    entry_ids = LazyModule("newsdb.delivery.entry_ids")

_KINDS = [kind for kind in get_args(Kind) if kind != "reading"]


class Command(ScrapyCommand):
    """Exit code 0, also when nothing was changed; 2: bad usage, no database."""

    section = "Judge and review"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[--outlet NAME] [--kind KIND] [--since DATE] [--limit N] [--csv | --atom | --json]"

    def short_desc(self) -> str:
        return "List what outlets changed after publication, with the words before and after"

    def long_desc(self) -> str:
        return (
            "List the changes that were seen when articles were looked at again, the newest first:"
            f" {', '.join(_KINDS)}. Words that were taken out stand in [-...-], new ones in"
            " {+...+}. Our own new readings of a page (scrapy reread) are not among them."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_since_option(parser, "only changes seen since then")
        parser.add_argument("--outlet", metavar="NAME", help="only this outlet's")
        parser.add_argument("--kind", choices=_KINDS, metavar="KIND", help="only of this kind")
        parser.add_argument("--limit", type=whole_number, metavar="N", help="so many at most")
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--csv", action="store_true", help="print CSV that Excel opens")
        form.add_argument("--atom", action="store_true", help="print an Atom feed")
        form.add_argument("--json", action="store_true", help="print a JSON object a line")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if args or (opts.limit is not None and opts.limit < 1):
            raise UsageError("scrapy corrections takes options only; see --help", print_help=False)
        # Scrapy imports every command, whichever is called; this takes Datasette and XlsxWriter.
        from browse.exports.corrections import as_atom, as_csv, as_text  # noqa: PLC0415

        since = since_of(opts)
        with existing_database(self.settings) as db:
            found = corrections.ledger(
                db,
                at=now(),
                outlet=opts.outlet,
                kind=opts.kind,
                since=stamp(since),
                most=opts.limit,
            )
            whose = entry_ids.authority(db)
        if opts.csv:
            sys.stdout.buffer.write(as_csv(found))
        elif opts.atom:
            address = "urn:hanil-news-watch:corrections"
            feed = as_atom(
                found,
                domains.DESK.translator("en"),
                authority=whose,
                address=address,
                base=address,
            )
            sys.stdout.buffer.write(feed + b"\n")
        elif opts.json:
            for each in found:
                sys.stdout.write(f"{json.dumps(asdict(each), ensure_ascii=False)}\n")
        else:
            for each in found:
                kind = domains.DESK.english[f"changed {each.kind}"]
                sys.stdout.write(
                    f"{each.seen_at[:16].replace('T', ' ')}  {each.outlet}  {kind}: {each.title}\n"
                    f"    {each.url}\n"
                )
                if text := as_text(each):
                    sys.stdout.write(f"    {text}\n")
            if not found:
                sys.stdout.write("No change was seen.\n")
