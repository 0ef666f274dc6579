"""What subscriptions cost a crawl: what is due is worked out and sent by a process of its own.

``python -m benchmarks.delivery.subscriptions`` crawls the replica of Financial News over loopback
HTTP with five subscriptions and without, in turns, and stores invented articles likewise, for
which it counts SQL statements and SQLite's own steps: they are the same on every run. Exit code 1
when the crawl's CPU seconds or the statements grow by more than 3 %.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.archive import cpu
from benchmarks.search import text
from newsdb.database import open_database, transaction
from newsdb.delivery import subscriptions
from tests.delivery.archive import DAY, add, archive
from tests.support.crawls import REPLICA
from tests.support.loopback import Site, serving

SUBSCRIPTIONS = 5
MOST_PERCENT = 3.0
_EACH = 20  # steps of SQLite's machine to a tick


class Cost(NamedTuple):
    """What storing took."""

    seconds: float
    statements: int
    ticks: int


def cost(folder: Path, *, articles: int, subscribed: bool) -> Cost:
    """Store articles in a new database; the first half of them before anything is counted."""
    chance = random.Random(7)
    file = folder / "news.db"
    file.unlink(missing_ok=True)
    db = archive(file)
    if subscribed:
        with transaction(db):
            for number in range(SUBSCRIPTIONS):
                each = subscriptions.add(db, at=DAY, name=f"{number}", channel="office")
                subscriptions.note_told(db, each, range(1, articles // 2), at=DAY)
    db.close()
    db = open_database(file)
    counted = [0, 0]

    def count(_: str) -> None:
        counted[0] += 1

    def tick() -> int:
        counted[1] += 1
        return 0

    began = 0.0
    for number in range(articles):
        if number == articles // 2:
            db.conn.set_trace_callback(count)
            db.conn.set_progress_handler(tick, _EACH)
            began = time.process_time()
        is_korean = chance.random() < 0.6
        add(
            db,
            text(chance, "ko" if is_korean else "ja", 8),
            outlet="namhae" if is_korean else "kyushu",
            at=DAY + timedelta(minutes=number),
            body=text(chance, "ko" if is_korean else "ja", 80),
        )
    seconds = time.process_time() - began
    db.close()
    return Cost(seconds, *counted)


def crawl(folder: Path, site: Site, *, subscribed: bool) -> float:
    """Return the CPU seconds of a crawl into a new database."""
    file = folder / "news.db"
    file.parent.mkdir()
    db = open_database(file)
    if subscribed:
        for number in range(SUBSCRIPTIONS):
            subscriptions.add(db, at=DAY, name=f"{number}", channel="office")
    db.close()
    return cpu("crawl", "fnnews", "-s", f"DATABASE={file}", *site.settings)


def main() -> int:
    """Crawl and store, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    took: dict[bool, list[Cost]] = {False: [], True: []}
    crawls: dict[bool, list[float]] = {False: [], True: []}
    with tempfile.TemporaryDirectory() as name, serving(REPLICA) as site:
        for number in range(options.rounds):
            for subscribed, seconds in crawls.items():
                folder = Path(name) / f"{number}-{subscribed}"
                seconds.append(crawl(folder, site, subscribed=subscribed))
        without, with_them = (min(each) for each in crawls.values())
        percent = (with_them / without - 1) * 100
        print(f"crawl: {without:.2f} s CPU without, {with_them:.2f} with: {percent:+.1f} %")
        for _ in range(options.rounds):
            for subscribed, costs in took.items():
                costs.append(cost(Path(name), articles=options.articles, subscribed=subscribed))
    more = {"crawl": percent}
    for field in Cost._fields:
        without, with_them = (min(getattr(each, field) for each in took[is_]) for is_ in took)
        more[field] = (with_them / without - 1) * 100
        print(
            f"storing, {field}: {without:g} without, {with_them:g} with {SUBSCRIPTIONS}"
            f" subscriptions: {more[field]:+.2f} %"
        )
    return int(more["crawl"] > MOST_PERCENT or more["statements"] > MOST_PERCENT)


if __name__ == "__main__":
    sys.exit(main())
