"""What a backup costs: CPU and time by size, and how long a writer beside it waits.

``python -m benchmarks.backup --gigabytes 1``: rows are made by a generator, with texts of words
that come again as in news, and hashes that don't shrink, as an article's signature has them. The
writer is a process of its own and writes as the desk does, or, with ``--crawl``, as a crawl, whose
commits empty the log every thousand pages. What it waits for on a busy machine when nothing is
backed up is printed beside it. It waits for the lock in BEGIN, for the disk in COMMIT.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb.backup.copying import back_up
from newsdb.backup.restoring import restore
from newsdb.checkpoints import Checkpoints
from newsdb.database import open_database, prompt_transaction, transaction

if TYPE_CHECKING:
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Event

#: Rows of one transaction; each has about 4 kB.
_BATCH = 2000


def fill(path: Path, size: float) -> None:
    """Write rows until the file has ``size`` bytes."""
    chance = random.Random(1)
    syllables = [chr(0xAC00 + chance.randrange(11_172)) for _ in range(600)]
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(8000)]
    often = [1 / rank for rank in range(1, len(words) + 1)]  # as Zipf found it
    sentences = [" ".join(chance.choices(words, often, k=20)) for _ in range(20_000)]
    db = open_database(path)
    db.conn.execute("PRAGMA synchronous = OFF")
    db.conn.execute("CREATE TABLE filler (id INTEGER PRIMARY KEY, text TEXT, noise BLOB)")
    while path.stat().st_size < size:
        with transaction(db):
            db.conn.executemany(
                "INSERT INTO filler (text, noise) VALUES (?, ?)",
                ((" ".join(chance.sample(sentences, 15)), os.urandom(700)) for _ in range(_BATCH)),
            )
    db.close()


class Wait(NamedTuple):
    """A transaction of one row: when it began, and the seconds of BEGIN and of COMMIT."""

    at: float
    begin: float
    commit: float


def write(path: Path, as_desk: bool, stop: Event, out: Queue[Any]) -> None:
    """Write a row every ten milliseconds until ``stop`` is set; hand back the waits."""
    waits: list[Wait] = []
    db, checkpoints = open_database(path), Checkpoints(path)
    if as_desk:
        checkpoints.relieve(db.conn)
    while not stop.is_set():
        at, began = time.time(), time.perf_counter()
        with prompt_transaction(db) if as_desk else transaction(db):
            locked = time.perf_counter()
            db.conn.execute(
                "INSERT INTO runs (spider, arguments, started_at) VALUES ('x', '', '')"
            )
            written = time.perf_counter()
        waits.append(Wait(at, locked - began, time.perf_counter() - written))
        if as_desk:
            checkpoints.soon()
        if len(waits) == 1:
            out.put("begun")
        time.sleep(0.01)
    db.close()
    out.put(waits)


def tell(what: str, waits: list[Wait]) -> None:
    """Print how long transactions waited, in milliseconds."""
    both = sorted(each.begin + each.commit for each in waits)
    longest = max(waits, key=lambda each: each.begin + each.commit)
    print(
        f"{what}: {len(waits)} transactions, longest wait {both[-1] * 1000:.1f} ms"
        f" (lock {longest.begin * 1000:.1f}, commit {longest.commit * 1000:.1f}),"
        f" p99 {both[int(len(both) * 0.99)] * 1000:.1f} ms,"
        f" {sum(each > 0.05 for each in both)} above 50 ms"
    )


def main() -> None:
    """Fill a database, back it up beside a writer, restore it, and print what that took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--in", dest="folder", type=Path, help="where to write (default: /tmp)")
    parser.add_argument("--alone", type=float, default=10, help="seconds without a backup")
    parser.add_argument("--crawl", action="store_true", help="let the writer be a crawl")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        path = folder / "news.db"
        fill(path, options.gigabytes * 1e9)
        context = multiprocessing.get_context("spawn")
        stop, out = context.Event(), context.Queue()
        writer = context.Process(target=write, args=(path, not options.crawl, stop, out))
        writer.start()
        out.get()  # it has begun
        alone = time.time()
        time.sleep(options.alone)
        began = time.time()
        wall, cpu = time.perf_counter(), time.process_time()
        made = back_up(path, folder / "backups")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        stop.set()
        waits: list[Wait] = out.get()
        writer.join()
        print(f"database {path.stat().st_size / 1e9:.2f} GB, backup {made.size / 1e9:.2f} GB")
        print(f"backup: {wall:.1f} s, {cpu:.1f} s CPU (reading back included)")
        tell("writer alone", [each for each in waits if alone <= each.at < began])
        tell("writer beside it", [each for each in waits if each.at >= began])
        wall = time.perf_counter()
        restore(made.file, folder / "new" / "news.db")
        print(f"restore: {time.perf_counter() - wall:.1f} s")


if __name__ == "__main__":
    main()
