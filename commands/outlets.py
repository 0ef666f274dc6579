"""``scrapy outlets``: every outlet, its terms, and its recent articles."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from commands.common.outlet_table import document
from commands.common.printing import for_terminals
from commands.common.tables import columns
from crawler.registry import outlet_spiders
from crawler.sources import DataPortal, Feed, ListPage, Sitemap, all_verified, sources_of
from newsdb.articles import outlets
from newsdb.articles.outlets import Activity
from newsdb.database import now, open_database
from newsdb.database_errors import UnusableDatabaseError

if TYPE_CHECKING:
    import argparse

    from crawler.outlet_spider import OutletSpider

NEVER = Activity(None, 0)


class Command(ScrapyCommand):
    """Exit code 0: all spiders are usable; 1: a spider file is broken; 2: bad usage."""

    section = "Collect"
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[--json | --markdown]"

    def short_desc(self) -> str:
        return "List the outlets: country, language, feeds, terms, last success, recent articles"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print a JSON list")
        parser.add_argument(
            "--markdown", action="store_true", help="print docs/outlets.md, from the spiders alone"
        )

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if args:
            raise UsageError("scrapy outlets takes no arguments", print_help=False)
        loader = get_spider_loader(self.settings)
        spiders = outlet_spiders(loader)
        if opts.markdown:
            sys.stdout.write(document(spiders))
            return
        lately = self._activity()
        rows = [
            {
                **describe(spider, lately.get(spider.name, NEVER)),
                "enabled": spider.is_enabled(self.settings),
                "awaits_probe": spider.awaits_probe,
            }
            for spider in spiders
        ]
        broken: dict[str, str] = getattr(loader, "broken", {})
        files: dict[str, str] = getattr(loader, "broken_files", {})
        for name, why in broken.items():
            sys.stderr.write(f"{files[name]} can't be used: {why}\n")
        self.exitcode = 1 if broken else 0
        if opts.json:
            sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        else:
            sys.stdout.write(table(rows))

    def _activity(self) -> dict[str, Activity]:
        assert self.settings is not None
        path = Path(self.settings["DATABASE"])
        if not path.is_file():
            return {}
        try:
            db = open_database(path)
        except UnusableDatabaseError as error:
            raise UsageError(str(error), print_help=False) from None
        try:
            return outlets.activity(db, at=now())
        finally:
            db.close()


def describe(spider: type[OutletSpider], lately: Activity) -> dict[str, Any]:
    """Return what is known about an outlet, in JSON's types."""
    return {
        "name": spider.name,
        "title": spider.title,
        "country": spider.country,
        "language": spider.language,
        "home": spider.home,
        "feeds": [source.url for source in sources_of(Feed, spider.sources)],
        "feeds_verified": all_verified(spider.sources),
        "sitemaps": [source.url for source in sources_of(Sitemap, spider.sources)],
        "lists": [source.url for source in sources_of(ListPage, spider.sources)],
        "apis": [source.url for source in sources_of(DataPortal, spider.sources)],
        "terms": spider.terms,
        "kept": spider.policy.kept,
        "kept_days": spider.policy.days,
        "attribution": spider.policy.attribution,
        "may_learn": spider.policy.may_learn,
        "last_success": lately.last_success,
        "articles_last_seven_days": lately.articles,
    }


def table(rows: list[dict[str, Any]]) -> str:
    """Return the outlets as a table for a terminal."""
    heads = ("name", "title", "", "", "feeds", "kept", "terms", "last success", "7 days")
    lines = [
        (
            row["name"],
            row["title"],
            row["country"] or "",
            row["language"] or "",
            _listings(row),
            f"{row['kept']}, {row['kept_days']} days" if row["kept_days"] else row["kept"],
            _state(row) + row["terms"],
            (row["last_success"] or "never")[:16].replace("T", " "),
            str(row["articles_last_seven_days"]),
        )
        for row in rows
    ]
    return columns([heads, *lines])


def _state(row: dict[str, Any]) -> str:
    """Return why an outlet is not crawled; nothing for one that is."""
    if row["enabled"]:
        return ""
    return "WAITS FOR A PROBE: " if row["awaits_probe"] else "OFF: "


def _listings(row: dict[str, Any]) -> str:
    """Return the number of feeds and lists, with a question mark if any is unverified."""
    doubt = "" if row["feeds_verified"] else "?"
    counts = (
        (len(row["feeds"]) + len(row["sitemaps"]), "feeds"),
        (len(row["lists"]), "lists"),
        (len(row["apis"]), "APIs"),
    )
    return ", ".join(f"{number}{doubt} {what}" for number, what in counts if number)
