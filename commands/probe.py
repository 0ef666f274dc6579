"""``scrapy probe``: one visit that checks each fact about a site that its spider relies on."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from commands.common.contact import require_contact
from commands.common.printing import for_terminals
from commands.common.tables import columns, width
from crawler.log_formatter import quieten
from crawler.registry import outlet_spiders
from newsdb.lazy_modules import LazyModule

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from crawler.outlet_spider import OutletSpider
    from crawler.probing import visit
    from crawler.probing.facts import Fact
else:
    visit = LazyModule("crawler.probing.visit")

#: What each visited outlet's facts are, by the outlet's name.
Facts = dict[str, list["Fact"]]


class Command(ScrapyCommand):
    """Exit code 0: no fact has changed (some may be unknown); 1: one has; 2: bad usage.

    An outlet of which nothing could be checked counts as changed; of several the worst decides.
    """

    section = "Collect"
    requires_project = True

    def syntax(self) -> str:
        return "OUTLET [--save DIR] | --all [--save DIR]"

    def short_desc(self) -> str:
        return "Visit a site once and check each fact that its spider relies on"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--all",
            action="store_true",
            help="visit every outlet that is on or waits for a probe, and say what to do next",
        )
        parser.add_argument(
            "--save",
            metavar="DIR",
            type=Path,
            help="keep the pages, as raw material for fixtures; with --all a folder for each"
            " outlet, with its facts",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        quieten()

    @for_terminals
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        spiders = {each.name: each for each in outlet_spiders(get_spider_loader(self.settings))}
        if opts.all:
            if args:
                raise UsageError("--all visits every outlet: name none", print_help=False)
            settings = self.settings
            chosen = [e for e in spiders.values() if e.is_enabled(settings) or e.awaits_probe]
            facts = self._visit(chosen, save=opts.save)
            if facts is not None:
                sys.stdout.write(report(facts, spiders, opts.save))
                if opts.save:
                    save_facts(facts, opts.save)
        else:
            if len(args) != 1 or args[0] not in spiders:
                known = ", ".join(sorted(spiders))
                raise UsageError(
                    f"name one outlet, or --all (known outlets: {known})", print_help=False
                )
            facts = self._visit([spiders[args[0]]], save=opts.save, apart=False)
            if facts is not None:
                sys.stdout.write(table(facts[args[0]]))
                if is_unreachable(facts[args[0]]):
                    sys.stderr.write(
                        "Nothing could be checked: can this machine reach the site?\n"
                    )
        self.exitcode = 1 if facts is None else max(map(exit_code, facts.values()), default=0)

    def _visit(
        self, outlets: Sequence[type[OutletSpider]], *, save: Path | None, apart: bool = True
    ) -> Facts | None:
        """Visit each outlet once, those on one host in turn; None when that could not begin.

        With ``apart`` each outlet's pages are saved in a folder of its own.
        """
        assert self.crawler_process is not None
        require_contact(self.crawler_process.settings)
        for name in ("ITEM_PIPELINES", "EXTENSIONS"):  # nothing is stored
            self.crawler_process.settings.set(name, {}, priority="cmdline")
        turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        crawlers = []
        for outlet in outlets:
            crawlers.append(self.crawler_process.create_crawler(visit.ProbeSpider))
            self.crawler_process.crawl(
                crawlers[-1],
                outlet=outlet,
                save=save / outlet.name if save and apart else save,
                turn=turns[urlsplit(outlet.home).netloc],
            )
        self.crawler_process.start()
        visits = [each.spider for each in crawlers if isinstance(each.spider, visit.ProbeSpider)]
        if self.crawler_process.bootstrap_failed or len(visits) < len(outlets):
            return None
        return {each.outlet.name: each.facts for each in visits}


def is_unreachable(facts: Sequence[Fact]) -> bool:
    """Return whether nothing about an outlet could be checked."""
    return not any(fact.verdict == "holds" for fact in facts)


def is_ready(facts: Sequence[Fact]) -> bool:
    """Return whether all facts hold on which a crawl of an outlet depends."""
    known = {fact.name: fact.verdict for fact in facts}
    return not exit_code(facts) and known.get("page design") == "holds"


def exit_code(facts: Sequence[Fact]) -> int:
    """Return 1 when a fact about an outlet has changed, or nothing could be checked."""
    return int(is_unreachable(facts) or any(fact.verdict == "changed" for fact in facts))


def table(facts: Sequence[Fact]) -> str:
    """Return the facts as lines; below each that has changed, what to edit."""
    widest = max((width(fact.name) for fact in facts), default=0)
    lines = []
    for fact in facts:
        blanks = " " * (widest - width(fact.name))
        lines.append(f"{fact.verdict:<8} {fact.name}{blanks}  {fact.found}")
        if fact.edit:
            lines.append(f"{'':<8} -> {fact.edit}")
    return "".join(f"{line}\n" for line in lines)


def report(facts: Facts, spiders: Mapping[str, type[OutletSpider]], save: Path | None) -> str:
    """Return how many facts of each outlet hold, those that don't, and what to do next."""
    rows: list[tuple[str, ...]] = [("outlet", "", "hold", "changed", "unknown")]
    for name, found in facts.items():
        counts = Counter(fact.verdict for fact in found)
        numbers = (str(counts[verdict]) for verdict in ("holds", "changed", "unknown"))
        rows.append((name, spiders[name].title, *numbers))
    sections = [columns(rows)]
    for name, found in facts.items():
        # Which fields articles happen to lack is no news; the outlet's own table has it.
        others = [
            fact
            for fact in found
            if fact.verdict == "changed"
            or (fact.verdict == "unknown" and not fact.name.endswith(" of articles"))
        ]
        if others:
            sections.append(f"{name} ({spiders[name].title})\n{table(others)}")
    return "\n".join([*sections, next_steps(facts, spiders, save)])


def next_steps(facts: Facts, spiders: Mapping[str, type[OutletSpider]], save: Path | None) -> str:
    """Return what to do after a visit to all outlets, in a sentence."""
    unreachable = [name for name, found in facts.items() if is_unreachable(found)]
    changed = [name for name in facts if exit_code(facts[name]) and name not in unreachable]
    good = [name for name in facts if spiders[name].awaits_probe and is_ready(facts[name])]
    steps = []
    if changed:
        pages = f", with the pages in {save}" if save else ""
        steps.append(f"repair {', '.join(changed)} as the arrows say{pages}")
    if good:
        steps.append(
            f"enable {', '.join(good)} (they waited for this: enabled = true under"
            " [outlets.NAME] in hanil.toml)"
        )
    if unreachable:
        steps.append(f"visit {', '.join(unreachable)} again later: nothing could be checked")
    return f"Next: {'; '.join(steps) or 'nothing: no fact has changed'}.\n"


def save_facts(facts: Facts, folder: Path) -> None:
    """Write each outlet's facts beside its pages."""
    for name, found in facts.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "facts.txt").write_text(table(found), encoding="utf-8")
