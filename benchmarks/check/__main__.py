"""Counts what reading a page and starting a command do, and compares it with the ceilings.

``python -m benchmarks.check`` (``make bench-check``): reads pages of ``fixtures/``, with menus
around them, by their designs and as pages of any site. Exit code 1 when a ceiling is exceeded.
What got better is reported, so that the ceiling in ``benchmarks/floors.toml`` can follow.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from lxml import etree
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from crawler.reading.charset import decode
from crawler.reading.markup import blocks, parsed_page
from crawler.reading.page import NoArticleError, read_page
from crawler.registry import spider_for
from crawler.replay import SavedPage, saved_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crawler.outlet_spider import OutletSpider

ROOT = Path(__file__).resolve().parents[2]
CEILINGS = Path(__file__).resolve().parents[1] / "floors.toml"
#: Links in a menu above and in a list below a page's article.
MENU = 300
#: A count that is this share below its ceiling lets the ceiling follow.
BETTER = 0.05

#: Imports commands, and tells what that took: one, as Scrapy does for who asks for it, or all, as
#: it does for its help.
START = """
import re, sys
from re import _compiler
patterns, compiled = [], _compiler.compile
def compile(pattern, flags=0):
    patterns.append(pattern)
    return compiled(pattern, flags)
_compiler.compile = compile
import pkgutil
from importlib import import_module
import commands, crawler.settings, pipelines.store
asked = sys.argv[1:] or [module.name for module in pkgutil.iter_modules(commands.__path__)]
for name in asked:
    import_module(f"commands.{name}")
# Migrations are modules, too: one that was released is never dropped.
modules = [name for name in sys.modules if not name.startswith("newsdb.schema.m")]
print(len(modules), sum(len(str(each)) for each in patterns))
"""


class Counted:
    """Counts what a block of code calls, without changing what that does."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._kept: list[tuple[Any, str, Any]] = []

    def __enter__(self) -> Self:
        self._count(etree, "fromstring", "parses")
        self._count(etree, "iterwalk", "whole-page walks", of=self._is_whole)
        self._count(blocks, "nodes_of", "whole-page walks", of=self._is_whole)
        self._count(parsed_page.Page, "walk", "selectors by XPath")
        self._count(parsed_page, "Page", "indexes")
        sys.setprofile(self._called)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        for holder, name, kept in self._kept:
            setattr(holder, name, kept)

    def _called(self, frame: object, event: str, argument: object) -> None:
        del frame, argument
        self.counts["calls"] += event in {"call", "c_call"}

    def _count(
        self, holder: Any, name: str, what: str, of: Callable[..., bool] | None = None
    ) -> None:
        kept = getattr(holder, name)
        self._kept.append((holder, name, kept))

        def counting(*given: Any, **named: Any) -> Any:
            if of is None or of(*given):
                self.counts[what] += 1
            return kept(*given, **named)

        setattr(holder, name, counting)

    @staticmethod
    def _is_whole(element: etree._Element, *_: object) -> bool:
        """Return whether a walk is of a page, not of one part or of a piece of markup."""
        return element.tag in {"html", "body"} and element.find(".//h1") is not None


def padded(text: str) -> str:
    """Return a page with a menu above and a list below what it shows, as real pages have."""
    links = (f"<li><a href='/menu/{n}'>가상 차림 {n}</a></li>" for n in range(MENU))
    menu = f"<div class='menu-{{}}'><ul>{''.join(links)}</ul></div>"
    text = re.sub(r"<body[^>]*>", lambda begin: begin[0] + menu.format("a"), text, count=1)
    return re.sub(r"</body>", menu.format("b") + "</body>", text, count=1)


def reading(pages: Iterable[tuple[SavedPage, OutletSpider]], *, generic: bool) -> dict[str, float]:
    """Return what reading these pages counts, a page."""
    total: Counter[str] = Counter()
    read = 0
    for page, spider in pages:
        text = padded(decode(page.file.read_bytes(), declared=page.encoding)[0])
        known: dict[str, Any] = {}
        if not generic:
            known = {"designs": spider.designs, "trust": spider.trust}
        try:
            read_page(text, page.url, **known)  # patterns and names are known from now on
            with Counted() as counted:
                layout = read_page(text, page.url, **known).layout
        except NoArticleError:
            continue
        if generic or layout in {each.name for each in spider.designs if not each.order}:
            read += 1
            total += counted.counts
    print(f"{read} pages read {'as any site' if generic else 'by their design'}")
    return {name: number / read for name, number in total.items()}


def starting(*asked: str) -> dict[str, float]:
    """Return how many modules are imported and characters of patterns compiled at a start.

    Of the commands that are asked for, or of all.
    """
    done = subprocess.run(
        [sys.executable, "-c", START, *asked], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules, patterns = map(int, done.stdout.split())
    return {"modules": modules, "pattern characters": patterns}


def main() -> None:
    loader = get_spider_loader(get_project_settings())
    fixtures = [  # a third of them, which leaves the check under a minute
        (page, spider_for(page.url, loader))
        for page in list(saved_pages(ROOT / "fixtures"))[::3]
        if page.file.suffix == ".html" and page.status == 200
    ]
    counts: dict[str, dict[str, float]] = {
        "design": reading(fixtures, generic=False),
        "any site": reading(fixtures, generic=True),
        "crawl": starting("crawl"),
        "help": starting(),
    }
    ceilings = tomllib.loads(CEILINGS.read_text(encoding="utf-8"))["most"]
    failed = False
    for kind, most in ceilings.items():
        for name, ceiling in most.items():
            found = counts[kind].get(name, 0)
            verdict = ""
            if found > ceiling:
                verdict, failed = "  MORE THAN ITS CEILING", True
            elif found < ceiling * (1 - BETTER):
                verdict = "  better: lower its ceiling"
            print(f"{kind:9} {name:20} {found:10.1f} of {ceiling:g}{verdict}")
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
