"""What starting costs: a crawl of ours that finds nothing new beside an empty one of Scrapy's.

``python -m benchmarks.start [--pairs N]``: CPU seconds of whole processes, in turns. Scrapy's has
one spider that asks for nothing; ours is ``scrapy crawl fnnews`` over saved feeds without entries,
into a database that is there already. Exit code 1 when the ratio of the medians is above MOST.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.process_cost import cost_of
from crawler.sources import Feed
from crawler.spiders.fnnews import FnnewsSpider

ROOT = Path(__file__).resolve().parents[1]
#: Times the CPU of an empty crawl that a start may take.
MOST = 1.35

_SPIDER = """
import scrapy

class Empty(scrapy.Spider):
    name = "empty"

    async def start(self):
        return
        yield
"""
_EMPTY_FEED = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>-</title>'
    "<link>https://www.fnnews.com/</link><description>-</description></channel></rss>"
)


def empty_project(folder: Path) -> list[str]:
    """Write a project with a spider that asks for nothing; return the command that runs it."""
    (folder / "empty").mkdir(parents=True)
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = empty.settings\n", "utf-8")
    (folder / "empty" / "__init__.py").touch()
    (folder / "empty" / "settings.py").write_text('SPIDER_MODULES = ["empty.spider"]\n', "utf-8")
    (folder / "empty" / "spider.py").write_text(_SPIDER, "utf-8")
    return [sys.executable, "-m", "scrapy", "crawl", "empty"]


def own_crawl(folder: Path) -> list[str]:
    """Write an outlet's feeds without entries; return the command of a crawl that reads them."""
    pages = folder / "pages"
    pages.mkdir(parents=True)
    feeds = [each for each in FnnewsSpider.sources if isinstance(each, Feed)]
    for number, feed in enumerate(feeds):
        (pages / f"{number}.xml").write_text(_EMPTY_FEED, "utf-8")
        (pages / f"{number}.json").write_text(json.dumps({"url": feed.url}), "utf-8")
    settings = {"REPLAY": pages, "DATABASE": folder / "news.db", "CONTACT": "desk@hanil.test"}
    words = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    return [sys.executable, "-m", "scrapy", "crawl", "fnnews", *words]


def seconds(command: list[str], folder: Path) -> float:
    """Return the CPU seconds of a crawl; exit code 1 is one's that found no link, as ours here."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HANIL_")}
    environment |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPATH": ""}
    return cost_of(command, folder, environment=environment, codes=(0, 1)).seconds


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("--pairs", type=int, default=7)
    options.add_argument("--root", type=Path, default=ROOT, help="a checkout to measure")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as holder:
        theirs, ours = Path(holder) / "theirs", Path(holder) / "ours"
        commands = [(empty_project(theirs), theirs), (own_crawl(ours), asked.root)]
        for command in commands:
            seconds(*command)  # compiles modules, makes the database
        pairs = [[seconds(*command) for command in commands] for _ in range(asked.pairs)]
    empty, own = (statistics.median(each) for each in zip(*pairs, strict=True))
    ratios = sorted(own / empty for empty, own in pairs)
    print(f"an empty Scrapy crawl {empty:.2f} s of CPU, scrapy crawl fnnews {own:.2f} s")
    print(f"{own / empty:.2f} times, at most {MOST}; pairs {ratios[0]:.2f} to {ratios[-1]:.2f}")
    raise SystemExit(own / empty > MOST)


if __name__ == "__main__":
    main()
