"""``scrapy probe``: one visit that checks each fact about a site that its spider relies on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from commands.common.printing import for_terminals
from commands.common.tables import width
from crawler.log_formatter import quieten
from crawler.probe import Fact, ProbeSpider
from crawler.registry import outlet_spiders

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCommand):
    """Exit code 0: no fact has changed (some may be unknown); 1: one has; 2: bad usage."""

    requires_project = True

    def syntax(self) -> str:
        return "OUTLET [--save DIR]"

    def short_desc(self) -> str:
        return "Visit a site once and check each fact that its spider relies on"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--save", metavar="DIR", type=Path, help="keep the pages, as raw material for fixtures"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        quieten()

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        assert self.crawler_process is not None
        spiders = {each.name: each for each in outlet_spiders(get_spider_loader(self.settings))}
        if len(args) != 1 or args[0] not in spiders:
            known = ", ".join(sorted(spiders))
            raise UsageError(f"name one outlet (known outlets: {known})", print_help=False)
        for name in ("ITEM_PIPELINES", "EXTENSIONS"):  # nothing is stored
            self.crawler_process.settings.set(name, {}, priority="cmdline")
        crawler = self.crawler_process.create_crawler(ProbeSpider)
        self.crawler_process.crawl(crawler, outlet=spiders[args[0]], save=opts.save)
        self.crawler_process.start()
        if self.crawler_process.bootstrap_failed or not isinstance(crawler.spider, ProbeSpider):
            self.exitcode = 1
            return
        facts = crawler.spider.facts
        sys.stdout.write(table(facts))
        verdicts = {fact.verdict for fact in facts}
        if "holds" not in verdicts:
            sys.stderr.write("Nothing could be checked: can this machine reach the site?\n")
        self.exitcode = int("changed" in verdicts or "holds" not in verdicts)


def table(facts: list[Fact]) -> str:
    """Return the facts as lines; below each that has changed, what to edit."""
    widest = max((width(fact.name) for fact in facts), default=0)
    lines = []
    for fact in facts:
        blanks = " " * (widest - width(fact.name))
        lines.append(f"{fact.verdict:<8} {fact.name}{blanks}  {fact.found}")
        if fact.edit:
            lines.append(f"{'':<8} -> {fact.edit}")
    return "".join(f"{line}\n" for line in lines)
