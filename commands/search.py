"""``scrapy search``: the desk's search in the terminal."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from commands.common.printing import for_terminals
from commands.common.stored import no_database, whole_number
from newsdb.configuration import ConfigurationError
from newsdb.database import open_to_read
from newsdb.database_errors import UnusableDatabaseError
from newsdb.records import KST
from newsdb.search.fields import resolve
from newsdb.search.nearest import nearest
from newsdb.search.search import find, parse
from watchlist import WatchListError
from watchlist.search_names import names

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from newsdb.search.search import Hit, Span


class Command(ScrapyCommand):
    """Exit code 0: something was found; 1: nothing; 2: bad usage or no database."""

    section = "Judge and review"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "QUERY"

    def short_desc(self) -> str:
        return 'Find stored articles; all words must match; also "a phrase", OR, -word, fields'

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--since", metavar="DATE", help="published on this day or later")
        parser.add_argument(
            "--limit", type=whole_number, default=20, help="at most N hits (%(default)s)"
        )
        parser.add_argument("--relevance", action="store_true", help="best first, not newest")
        parser.add_argument("--json", action="store_true", help="print a JSON object a line")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if not args:
            raise UsageError("give the words to search for", print_help=False)
        if opts.limit < 1:
            raise UsageError("--limit must be 1 or more", print_help=False)
        since = _day(opts.since)
        path = Path(self.settings["DATABASE"])
        if not path.is_file():
            raise UsageError(no_database(path), print_help=False)
        try:
            known = names()
            db = open_to_read(path)
        except (UnusableDatabaseError, ConfigurationError, WatchListError) as error:
            raise UsageError(str(error), print_help=False) from None
        if faults := resolve(db, parse(" ".join(args)).fields).faults:
            db.close()
            raise UsageError("; ".join(map(str, faults)), print_help=False)
        hits = find(
            db,
            " ".join(args),
            names=known,
            since=since,
            limit=opts.limit,
            by_relevance=opts.relevance,
        )
        near = [] if hits or opts.json else nearest(db, " ".join(args), known)
        db.close()
        for hit in hits:
            sys.stdout.write(
                f"{json.dumps(asdict(hit), ensure_ascii=False) if opts.json else _shown(hit)}\n"
            )
        if not hits and not opts.json:
            hint = f" Did you mean: {', '.join(near)}?" if near else ""
            sys.stderr.write(f"Nothing was found.{hint}\n")
        self.exitcode = 0 if hits else 1


def _day(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=KST) if text else None
    except ValueError:
        raise UsageError(f"--since {text}: write 2026-11-25", print_help=False) from None


def _shown(hit: Hit) -> str:
    """Return a hit for a person to read, its matches in bold if the output is a terminal."""
    when = (hit.published_at or "")[:16].replace("T", " ") or "time unknown"
    bold = sys.stdout.isatty()
    title = _marked(hit.title, hit.title_spans) if bold else hit.title
    excerpt = _marked(hit.excerpt, hit.excerpt_spans) if bold else hit.excerpt
    return f"{when}  {hit.outlet}  {title}\n    {excerpt}\n    {hit.url}"


def _marked(text: str, spans: Sequence[Span]) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]}{click.style(text[start:end], bold=True)}{text[end:]}"
    return text
