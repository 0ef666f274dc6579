"""What finding copies costs an article, in CPU time and on disk, with many stored.

``python -m benchmarks.copies_cost [--stored 100000,1000000] [--articles 1000]``: fills the index
tables with made-up articles (1,000 a day; words and boilerplate as frequent as real ones), then
stores invented news and measures the CPU time of signing and storing, beside storing alone, the
memory of a process that goes on doing so, and what it takes on disk.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import statistics
import tempfile
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from benchmarks.copies.edits import EDITS
from benchmarks.copies.news import Writer
from benchmarks.duplicates import LANGUAGES, article_of
from newsdb.articles import outlets
from newsdb.database import open_database, transaction
from newsdb.records import KST, Outlet
from newsdb.similarity.signature_index import FIRST_SENTENCES, MORE_SENTENCES, WORDS
from newsdb.similarity.signatures import BANDS, VERSION, pack_keys, sign
from newsdb.storing import store
from pipelines.duplicates import signature_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

    from benchmarks.copies.news import News

A_DAY = 1000
ROWS_EACH = BANDS + FIRST_SENTENCES + MORE_SENTENCES + 1  # and the whole
VOCABULARY, BOILERPLATE = 200_000, 40
SLICES = 32
ROUNDS = 5
WARMING = 50  # articles, in all languages
TODAY = datetime(2026, 3, 2, 9, 0, tzinfo=KST)


def fill(db: Database, count: int, chance: random.Random) -> None:
    """Store made-up articles in bulk: only the tables that the search for copies reads."""
    noise = np.random.default_rng(1)
    today = int(TODAY.timestamp() // 86_400)
    ids = np.arange(1, count + 1)
    days = today - (count - ids) // A_DAY
    model = sign(article_of(Writer(chance, "ko").news(sentences=12)))
    blobs = model.shingles.pack(), model.numbers.pack(), pack_keys(model.words)
    with transaction(db):
        db.conn.executemany(
            "INSERT INTO articles (id, outlet, key, url, title, title_tags, language, keywords,"
            " published_at, access, found_by, revision, first_seen_at, last_seen_at)"
            " VALUES (?, 'a', 'x' || ?, '', '', '[]', 'ko', '[]', ?, 'free', 'url', 1, '', '')",
            (
                (each, each, _day(day))
                for each, day in zip(ids.tolist(), days.tolist(), strict=True)
            ),
        )
        db.conn.execute(
            "INSERT INTO stories (id, origin_id, origin_by, members, first_at, last_at)"
            " SELECT id, id, 'earliest', 1, published_at, published_at FROM articles"
        )
        db.conn.execute("UPDATE articles SET story_id = id")
        db.conn.executemany(
            "INSERT INTO article_bodies VALUES (?, '기사', '[]', '[]', '{}')",
            ((each,) for each in ids.tolist()),
        )
        db.conn.executemany(
            "INSERT INTO signatures VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, 0, ?, ?, ?)",
            (
                (
                    each,
                    VERSION,
                    day,
                    each,
                    model.shingles.total,
                    blobs[0],
                    20,
                    blobs[1],
                    blobs[2],
                    len(model.words),
                    model.packed_traits,
                )
                for each, day in zip(ids.tolist(), days.tolist(), strict=True)
            ),
        )
    words = noise.integers(0, 1 << 48, VOCABULARY)
    common = noise.integers(0, 1 << 48, BOILERPLATE)
    # Twice over, so that pages are as full as after insertions in any order.
    for mine in (ids[::2], ids[1::2]):
        for part in range(SLICES):
            keys = noise.integers(0, 1 << 43, len(mine) * ROWS_EACH // SLICES) + (part << 43)
            rows = [(keys, noise.choice(mine, len(keys)))]
            if part == 0:
                rank = np.minimum(noise.zipf(1.2, (len(mine), WORDS)) - 1, VOCABULARY - 1)
                rows.append((words[rank].ravel(), np.repeat(mine, WORDS)))
                rows.append((common[noise.integers(0, BOILERPLATE, len(mine))], mine))
            key = np.concatenate([each[0] for each in rows])
            owner = np.concatenate([each[1] for each in rows])
            order = np.argsort(key, kind="stable")
            key, owner = key[order], owner[order]
            with transaction(db):
                db.conn.executemany(
                    "INSERT OR IGNORE INTO fingerprints VALUES (?, ?, ?)",
                    zip(key.tolist(), days[owner - 1].tolist(), owner.tolist(), strict=True),
                )
    db.conn.execute("ANALYZE")


def _day(days: int) -> str:
    return datetime.fromtimestamp(days * 86_400, UTC).date().isoformat()


def news(chance: random.Random, count: int) -> Iterator[News]:
    """Yield invented news, a third of it edited copies of one of the last few hundred."""
    writers = [Writer(chance, language) for language in LANGUAGES]
    before: deque[tuple[Writer, News]] = deque(maxlen=500)
    for _ in range(count):
        if before and chance.random() < 0.33:
            writer, original = chance.choice(before)
            yield EDITS[chance.choice(list(EDITS))](writer, original)
        else:
            writer = chance.choice(writers)
            before.append((writer, writer.news(sentences=chance.choice((10, 15, 20)))))
            yield before[-1][1]


class Spent(NamedTuple):
    """CPU milliseconds per stored article, with and without looking for copies."""

    whole: list[float]
    alone: list[float]


def measure(db: Database, texts: list[News], others: list[News]) -> Spent:
    """Store two streams of news alternately: ``texts`` looking for copies, ``others`` not.

    In turns, so that both meet the same database: storing takes longer as the search index grows.
    """
    import crawler.settings  # noqa: F401, PLC0415 # how seldom a crawl looks for cycles

    gc.freeze()
    spent = Spent([], [])
    at = TODAY
    for one in texts[:WARMING]:  # compiles patterns, which is a process's start, not an article's
        signature_of(db, article_of(one, at=at))
    for number, (one, other) in enumerate(zip(texts, others, strict=True)):
        at += timedelta(seconds=30)
        article = article_of(one, key=f"signed{number}", at=at)
        started = time.process_time()
        store(db, article, seen_at=at, signature=signature_of(db, article))
        spent.whole.append(1000 * (time.process_time() - started))
        article = article_of(other, key=f"alone{number}", at=at)
        started = time.process_time()
        store(db, article, seen_at=at)
        spent.alone.append(1000 * (time.process_time() - started))
    return spent


def make(path: Path, stored: int, chance: random.Random) -> None:
    """Create a database with that many articles."""
    db = open_database(path)
    outlet = Outlet(name="a", title="a", country="KR", language="ko", home="https://a.example")
    outlets.save(db, outlet)
    if stored:
        fill(db, stored, chance)
    db.close()


def kilobytes_each(texts: list[News]) -> float:
    """Return the kB on disk that looking for copies adds to each of these articles."""
    sizes = []
    for signed in (True, False):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "size.db"
            make(path, 0, random.Random())
            db = open_database(path)
            for number, each in enumerate(texts):
                article = article_of(each, key=str(number), at=TODAY)
                signature = signature_of(db, article) if signed else None
                store(db, article, seen_at=TODAY, signature=signature)
            db.close()
            sizes.append(path.stat().st_size)
    return (sizes[0] - sizes[1]) / len(texts) / 1000


def memory(path: Path, count: int) -> list[float]:
    """Return the memory of this process, in MB, after each of ROUNDS times ``count`` articles."""
    db = open_database(path)
    chance = random.Random(7)
    page = resource.getpagesize()
    taken = []
    for at in range(ROUNDS):
        for number, each in enumerate(news(chance, count)):
            article = article_of(each, key=f"memory{at}-{number}", at=TODAY)
            store(db, article, seen_at=TODAY, signature=signature_of(db, article))
        resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        taken.append(resident * page / 1e6)
    db.close()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", default="0,100000,1000000", help="how many are stored before")
    parser.add_argument("--articles", type=int, default=1000, help="how many are then stored")
    arguments = parser.parse_args()
    count = arguments.articles
    print(f"{'stored':>9}  {'sign + store':>13}  {'store alone':>12}  {'copies':>7}")
    for stored in map(int, arguments.stored.split(",")):
        chance = random.Random(stored + 1)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "cost.db"
            make(path, stored, chance)
            db = open_database(path)
            spent = measure(db, [*news(chance, count)], [*news(chance, count)])
            db.close()
            whole, alone = statistics.mean(spent.whole), statistics.mean(spent.alone)
            times = f"{whole:>10.2f} ms  {alone:>9.2f} ms  {whole - alone:>5.2f} ms"
            print(f"{stored:>9}  {times}", flush=True)
            # A process of its own, since filling took memory too.
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                taken = process.submit(memory, path, count).result()
            megabytes = ", ".join(f"{each:.0f}" for each in taken)
            print(f"{'':>11}memory after each {count}: {megabytes} MB", flush=True)
    print(f"on disk: {kilobytes_each([*news(random.Random(3), count)]):.2f} kB an article")


if __name__ == "__main__":
    main()
