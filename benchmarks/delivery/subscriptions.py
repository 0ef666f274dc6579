"""What subscriptions cost a crawl: what is due is worked out and sent by a process of its own.

``python -m benchmarks.delivery.subscriptions`` stores the same invented articles with five subscriptions
and without, in turns, and counts CPU seconds, SQL statements and SQLite's own steps. Exit code 1
when the steps, which are the same on every run, grow by more than 3 %.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.search import text
from newsdb.database import open_database, transaction
from newsdb.delivery import subscriptions
from tests.delivery.archive import DAY, add, archive

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


def main() -> int:
    """Store, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    took: dict[bool, list[Cost]] = {False: [], True: []}
    with tempfile.TemporaryDirectory() as name:
        for _ in range(options.rounds):
            for subscribed, costs in took.items():
                costs.append(cost(Path(name), articles=options.articles, subscribed=subscribed))
    more = {}
    for field in Cost._fields:
        without, with_them = (median(getattr(each, field) for each in took[is_]) for is_ in took)
        more[field] = (with_them / without - 1) * 100
        print(
            f"{field}: {without:g} without subscriptions, {with_them:g} with {SUBSCRIPTIONS}:"
            f" {more[field]:+.2f} %"
        )
    return int(more["ticks"] > MOST_PERCENT or more["statements"] > MOST_PERCENT)


if __name__ == "__main__":
    sys.exit(main())
