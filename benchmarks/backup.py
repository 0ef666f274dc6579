"""What a backup costs: CPU and time by size, and how long a writer beside it waits.

``python -m benchmarks.backup --gigabytes 1``: rows are made by a generator, with texts of words
that come again as in news, and hashes that don't shrink, as an article's signature has them. The
writer is a process of its own and writes as the desk does, or, with ``--crawl``, as a crawl, which
leaves it to SQLite how long it sleeps for a lock. What it waits for on a busy machine when nothing
is backed up is printed beside it. It waits for the lock in BEGIN, for the disk in COMMIT, and on a
busy machine for a processor in both; Linux counts that, and it is taken out. What stands in
brackets behind CPU seconds is that of the machine of the limits (``benchmarks.reference``).
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.reference import both
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
    """A transaction of one row: when it began, and its seconds.

    ``processor`` is what of BEGIN and COMMIT it was ready to run and others did (0 where the
    system does not count it).
    """

    at: float
    begin: float
    commit: float
    processor: float

    @property
    def both(self) -> float:
        return self.begin + self.commit

    @property
    def held_up(self) -> float:
        """Seconds for locks and disk alone."""
        return max(0.0, self.both - self.processor)


def _kept_off() -> float:
    """Return for how many seconds this thread was ready to run and others did."""
    with suppress(OSError):
        return int(Path("/proc/thread-self/schedstat").read_bytes().split()[1]) / 1e9
    return 0.0


def write(path: Path, as_desk: bool, stop: Event, out: Queue[Any]) -> None:
    """Write a row every ten milliseconds until ``stop`` is set; hand back the waits."""
    waits: list[Wait] = []
    db, checkpoints = open_database(path), Checkpoints(path)
    checkpoints.relieve(db.conn)
    while not stop.is_set():
        at, kept_off, began = time.time(), _kept_off(), time.perf_counter()
        with prompt_transaction(db) if as_desk else transaction(db):
            locked = time.perf_counter()
            db.conn.execute(
                "INSERT INTO runs (spider, arguments, started_at) VALUES ('x', '', '')"
            )
            written = time.perf_counter()
        ended = time.perf_counter()
        waits.append(Wait(at, locked - began, ended - written, _kept_off() - kept_off))
        checkpoints.soon()
        if len(waits) == 1:
            out.put("begun")
        time.sleep(0.01)
    db.close()
    out.put(waits)


def tell(what: str, waits: list[Wait]) -> None:
    """Print how long transactions waited, in milliseconds."""
    held_up = sorted(each.held_up for each in waits)
    for name, longest in (
        ("longest wait", max(waits, key=lambda each: each.both)),
        ("without the processor's", max(waits, key=lambda each: each.held_up)),
    ):
        print(
            f"{what}, {name}: {longest.both * 1000:.1f} ms (lock {longest.begin * 1000:.1f},"
            f" commit {longest.commit * 1000:.1f}; for a processor"
            f" {longest.processor * 1000:.1f})"
        )
    print(
        f"{what}: {len(waits)} transactions; for locks and disk p99"
        f" {held_up[int(len(held_up) * 0.99)] * 1000:.1f} ms,"
        f" longest {held_up[-1] * 1000:.1f} ms, {sum(each > 0.05 for each in held_up)} above 50 ms"
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
        size = path.stat().st_size
        print(f"database {size / 1e9:.2f} GB, backup {made.size / 1e9:.2f} GB")
        print(f"backup: {wall:.1f} s, {cpu:.1f} s CPU; for 10 GB {both(10e9 * cpu / size)}")
        tell("writer alone", [each for each in waits if alone <= each.at < began])
        tell("writer beside it", [each for each in waits if each.at >= began])
        wall = time.perf_counter()
        restore(made.file, folder / "new" / "news.db")
        print(f"restore: {time.perf_counter() - wall:.1f} s")


if __name__ == "__main__":
    main()
