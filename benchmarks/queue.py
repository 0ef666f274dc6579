"""How long a page of the review queue and its search take, through the desk as it is served.

``python -m benchmarks.queue --articles 1000000`` builds the corpus of benchmarks.search with
stories, decisions and reviews, or opens the one that ``--database`` names. Times are those of the
whole page: SQL, twenty stories with their texts, HTML. Exit code 1 when 5 % of the searches take
longer than 300 ms (800 ms above 500,000 articles), or 5 % of the pages longer than 100 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from benchmarks.search import QUERIES, fill
from browse.app import build
from browse.permissions import People
from newsdb.database import open_database

PAGES = (
    "",
    "status=any",
    "status=undecided&decision=any",
    "decision=review",
    "status=relevant",
    "decision=other&status=any",
    "language=ja",
    "country=KR&status=any",
    "since=2020-01-01",
    "new=1",
)


async def measure(database: Path, queries: tuple[str, ...], rounds: int) -> list[float]:
    """Print a table of the pages' medians; return the seconds that each page took."""
    desk = build(database, People(open=True))
    taken: list[float] = []
    try:
        await desk.client.get("/-/review")  # templates, watch list, first visit
        for query in queries:
            times = []
            for _ in range(rounds):
                began = time.perf_counter()
                answer = await desk.client.get(f"/-/review?{query}")
                times.append(time.perf_counter() - began)
                assert answer.status_code == 200, answer.text[:300]
            shown = answer.text.count('<article class="story')
            taken += times
            median = 1000 * sorted(times)[len(times) // 2]
            print(f"{query[:44] or '(the morning)':<46}{shown:>4}{median:>9.1f}")
        place = "after=2016-06-01~3.0~40000"
        began = time.perf_counter()
        await desk.client.get(f"/-/review?status=any&{place}")
        print(f"{'a page deep in the past':<50}{1000 * (time.perf_counter() - began):>9.1f}")
    finally:
        await desk.invoke_shutdown()
        desk.close()
    taken.sort()
    print(f"p50 {1000 * taken[len(taken) // 2]:.1f} ms, p95 {1000 * p95(taken):.1f} ms")
    return taken


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.queue", description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database", type=Path, help="kept, and used when it is filled")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.database or Path(folder) / "search.db"
        db = open_database(path)
        if not db.table("articles").count:
            fill(db, arguments.articles)
        count = db.table("articles").count
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        print(f"{count} articles, {path.stat().st_size / 1e6:.0f} MB")
        print(f"\n{'pages':<46} rows   median ms")
        pages = asyncio.run(measure(path, PAGES, arguments.rounds))
        print(f"\n{'searches':<46} rows   median ms")
        asked = tuple(
            f"q={quote(query)}{more}" for query in QUERIES for more in ("", "&status=any")
        )
        searches = asyncio.run(measure(path, asked, arguments.rounds))
    allowed = 0.3 if count < 500_000 else 0.8
    return int(p95(searches) > allowed or p95(pages) > 0.1)


if __name__ == "__main__":
    sys.exit(main())
