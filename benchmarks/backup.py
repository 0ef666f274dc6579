"""What a backup costs: CPU and time by size, and how long a writer beside it waits.

``python -m benchmarks.backup --gigabytes 1``: rows are made by a generator, with texts of words
that come again as in news, and hashes that don't shrink, as an article's signature has them.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import threading
import time
from pathlib import Path

from newsdb.backup.copying import back_up
from newsdb.backup.restoring import restore
from newsdb.database import open_database, transaction

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


def main() -> None:
    """Fill a database, back it up beside a writer, restore it, and print what that took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--in", dest="folder", type=Path, help="where to write (default: /tmp)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        path = folder / "news.db"
        fill(path, options.gigabytes * 1e9)
        waits: list[float] = []
        stop = threading.Event()

        def write() -> None:
            db = open_database(path)
            while not stop.is_set():
                began = time.perf_counter()
                with transaction(db):
                    db.conn.execute(
                        "INSERT INTO runs (spider, arguments, started_at) VALUES ('x', '', '')"
                    )
                waits.append(time.perf_counter() - began)
                time.sleep(0.01)
            db.close()

        writer = threading.Thread(target=write)
        writer.start()
        time.sleep(1)
        before = len(waits)
        wall, cpu = time.perf_counter(), time.process_time()
        made = back_up(path, folder / "backups")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        stop.set()
        writer.join()
        beside = sorted(waits[before:])
        print(f"database {path.stat().st_size / 1e9:.2f} GB, backup {made.size / 1e9:.2f} GB")
        print(f"backup: {wall:.1f} s, {cpu:.1f} s CPU (writer and reading back included)")
        print(
            f"writer beside it: {len(beside)} transactions, longest wait"
            f" {beside[-1] * 1000:.0f} ms, p99 {beside[int(len(beside) * 0.99)] * 1000:.1f} ms"
        )
        wall = time.perf_counter()
        restore(made.file, folder / "new" / "news.db")
        print(f"restore: {time.perf_counter() - wall:.1f} s")


if __name__ == "__main__":
    main()
