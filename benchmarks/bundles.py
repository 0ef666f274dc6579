"""What a process for several outlets costs beside one for each, and what a day then takes.

``python -m benchmarks.bundles [--outlets N] [--repeats N]``: polls that find nothing new, over
loopback HTTP, in CPU seconds and MB; then the starts and polls of a simulated day of all outlets
(``benchmarks.freshness``) at these costs, beside one process a run at the outlets' schedules. An
article costs the same in both; ``--article`` says how much. Trust the ratios: under load a CPU
second does less.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.freshness import DAY, VOLUMES, learnt_rates, polls
from benchmarks.process_cost import Cost, cost_of
from newsdb.database import open_database
from scheduling.bundles import LONGEST_WAIT, MOST
from scheduling.jobs import load_spiders
from scheduling.schedules import Schedule
from tests.support.crawls import ROOT
from tests.support.loopback import Answer, serving

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from tests.support.loopback import Site

#: New articles of the simulated day.
ARTICLES = sum(VOLUMES.values())


class Unchanged(dict[str, Any]):
    """Answers to a poll that finds nothing new."""

    def get(self, path: str, default: Any = None) -> Any:
        del default
        return Answer(status=404 if path.endswith("robots.txt") else 304)


def crawl(names: Sequence[str], site: Site, folder: Path) -> Cost:
    """Crawl outlets in one process and return what it cost."""
    command = [sys.executable, "-m", "scrapy", "crawl", *names, *site.settings]
    command += ["-s", f"DATABASE={folder / 'news.db'}", "--logs", str(folder / "logs")]
    return cost_of(command, ROOT)


def processes(times: Iterable[datetime]) -> int:
    """Return how many processes crawl what is due at ``times``."""
    number, first, size = 0, None, 0
    for moment in sorted(times):
        if first is None or size == MOST or moment - first > timedelta(seconds=LONGEST_WAIT):
            number, first, size = number + 1, moment, 0
        size += 1
    return number


def day(*, by_rhythm: bool) -> list[datetime]:
    """Return when outlets are polled on the simulated day."""
    spiders = load_spiders()
    due: list[datetime] = []
    for name in VOLUMES:
        cron = getattr(spiders[name], "schedule", "")
        schedule = Schedule(name=name, cron=cron, arguments=("crawl", name))
        due += polls(schedule, learnt_rates(name) if by_rhythm else None)
    return [moment for moment in due if DAY <= moment < DAY + timedelta(days=1)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bundles", description=__doc__)
    parser.add_argument("--outlets", type=int, default=25, help="in one process (%(default)s)")
    parser.add_argument("--repeats", type=int, default=3, help="in turns (%(default)s)")
    parser.add_argument(
        "--article",
        type=float,
        default=0.019,
        help="cost of an article in starts (%(default)s: 32 ms beside 1.7 s)",
    )
    options = parser.parse_args()
    spiders = load_spiders()
    names = [name for name in VOLUMES if getattr(spiders[name], "enabled", True)]
    together, alone = [], []
    with tempfile.TemporaryDirectory() as folder, serving() as site:
        site.answers = Unchanged()
        open_database(Path(folder) / "news.db").close()
        one = itertools.cycle(names)
        for _ in range(options.repeats):
            alone.append(crawl([next(one)], site, Path(folder)))
            together.append(crawl(names[: options.outlets], site, Path(folder)))
    number = len(names[: options.outlets])
    start = statistics.median(cost.seconds for cost in alone)
    whole = statistics.median(cost.seconds for cost in together)
    more = (whole - start) / max(number - 1, 1)
    print(
        f"{number} outlets in one process {whole:.2f} CPU s, {max(together)[1]:.0f} MB; one"
        f" {start:.2f} s, {max(alone)[1]:.0f} MB; each more {more:.3f} s;"
        f" {whole / (number * start):.2f} of a process each"
    )
    usual, often = day(by_rhythm=False), day(by_rhythm=True)
    shared = processes(often)
    articles = ARTICLES * options.article * start
    today = len(usual) * start + articles
    then = shared * start + (len(often) - shared) * more + articles
    print(
        f"today's schedules, a process a run: {len(usual)} runs, {today:.0f} CPU s; by rhythm,"
        f" together: {len(often)} runs in {shared} processes, {then:.0f} CPU s:"
        f" {then / today:.2f}; without articles {(then - articles) / (today - articles):.2f}"
    )


if __name__ == "__main__":
    main()
