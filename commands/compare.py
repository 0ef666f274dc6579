"""``scrapy compare``: why two articles are linked, or not, with the figures."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from commands.common.printing import for_terminals
from commands.common.stored import existing_database
from crawler.registry import spider_for
from newsdb.stories import comparing
from pipelines.duplicates import signature_of

if TYPE_CHECKING:
    import argparse

    from scrapy.spiderloader import SpiderLoaderProtocol
    from sqlite_utils import Database


class Command(ScrapyCommand):
    """Exit code 0: compared; 1: one of the articles is not stored; 2: bad usage or no database."""

    section = "Judge and review"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "ARTICLE OTHER"

    def short_desc(self) -> str:
        return "Explain why two stored articles are copies, a series, one event or none of these"

    def long_desc(self) -> str:
        return (
            "Compare two stored articles, each named by its id or URL, by the current rules:"
            " what their texts share, which rule decided, whether they are linked and in one"
            " story, and how alike their events are. Exit code 1 when one is not stored, or both"
            " are the same article."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print a JSON object")

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) != 2:
            raise UsageError("name two articles, each by its id or URL", print_help=False)
        with existing_database(self.settings, to_read=True) as db:
            loader = get_spider_loader(self.settings)
            ids = [_find(db, each, loader) for each in args]
            for name, found in zip(args, ids, strict=True):
                if found is None:
                    sys.stderr.write(f"{name}: no article with this id or URL is stored.\n")
            one, other = ids
            if one is not None and one == other:
                sys.stderr.write(f"{args[0]} and {args[1]} are the same article, {one}.\n")
            if one is None or other is None or one == other:
                self.exitcode = 1
                return
            compared = comparing.compare_stored(
                db, one, other, lambda article, at: signature_of(db, article, article_id=at)
            )
        if opts.json:
            sys.stdout.write(json.dumps(compared, ensure_ascii=False) + "\n")
        else:
            sys.stdout.write(comparison_text(compared) + "\n")


def comparison_text(compared: dict[str, Any]) -> str:
    """Return a comparison as lines of text."""
    lines = [
        f"{each['id']:>7}  {each['outlet']}  {each['at'] or 'no date'}  {each['title']}"
        for each in compared["articles"]
    ]
    lines += _figures(compared) if "containment" in compared else [compared["problem"]]
    linked = compared["linked"]
    lines.append(
        f"stored link: {linked['kind']} ({linked['score']:.2f}), found {linked['found_at']}"
        if linked
        else "stored link: none"
    )
    one, other = compared["stories"]
    lines.append(f"one story: {one}" if one == other else f"two stories: {one} and {other}")
    lines += [
        f"{each['decided_by']} put them {each['kind']} at {each['decided_at']}"
        for each in compared["decisions"]
    ]
    return "\n".join(lines)


def _figures(compared: dict[str, Any]) -> list[str]:
    apart = compared["days_apart"]
    rows = (
        ("containment", f"{compared['containment']:.2f}", "of the shorter text is in the longer"),
        ("jaccard", f"{compared['jaccard']:.2f}", "of both texts together is shared"),
        (
            "numbers",
            f"{compared['numbers']:.2f}",
            f"of the {compared['fewer_numbers']} numbers in the text with fewer are in the other",
        ),
        ("shingles", compared["fewer_shingles"], "in the shorter text"),
        ("sentences", compared["same_sentences"], "are the same"),
        (
            "days apart",
            "?" if apart is None else apart,
            f"(within {compared['window']}, except for exact copies)",
        ),
        (
            "event",
            f"{compared['event']:.2f}",
            "alike (suggested from {event_suggested:.2f} within {event_days} days):"
            " {event_shares}".format(**compared),
        ),
    )
    conclusion = f"the rules say: {compared['kind'] or 'no copies'} ({compared['rule']})"
    return [*(f"{name:<12} {figure!s:>5}  {what}" for name, figure, what in rows), conclusion]


def _find(db: Database, name: str, loader: SpiderLoaderProtocol) -> int | None:
    """Return the article with an id or a URL: by the URL's key, else by the URL as it was seen."""
    if name.startswith(("http://", "https://")):
        spider = spider_for(name, loader)
        key = spider.key_of(name)
        if key and (found := comparing.article_of(db, spider.outlet_of(name).name, key)):
            return found
    return comparing.find_article(db, name)
