"""What the overview and the pages of concepts cost in CPU time, through the desk as it is served.

``python -m benchmarks.overview --articles 1000000`` makes a year of articles by SQL, eight in a
hundred relevant, each with its reasons, or opens the database that ``--database`` names. Exit
code 1 when 5 % of the pages take longer than a second.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import watchlist
from browse.app import build
from browse.permissions import People
from newsdb.articles import outlets
from newsdb.database import as_json, now, open_database, transaction
from newsdb.figures import counting
from newsdb.records import Outlet

if TYPE_CHECKING:
    from sqlite_utils import Database

ALLOWED = 1.0  # seconds of CPU
DAYS = 365
_BATCH = 50_000

#: One article a row, spread evenly over the days; every fourth story has a second article, of the
#: other country, some hours later.
_ARTICLES = """
    WITH RECURSIVE numbers (n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers
        WHERE n + 1 < :end),
    made AS (SELECT n, n / 5 * 4 + min(n % 5, 3) AS story, n % 5 = 4 AS second,
        strftime('%Y-%m-%dT%H:%M:%S+09:00', :begin + n * :step, 'unixepoch') AS at,
        (n / 5 * 7919 + min(n % 5, 3) * 31) % 100 AS lot FROM numbers)
"""
_STATEMENTS = (
    """
    INSERT OR IGNORE INTO stories (id, origin_id, origin_by, members, first_at, last_at)
    SELECT story + 1, n + 1, 'earliest', 1, at, at FROM made WHERE NOT second""",
    """
    INSERT INTO articles (id, outlet, key, url, title, title_tags, language, keywords,
        published_at, access, found_by, revision, first_seen_at, last_seen_at, story_id, decision,
        score)
    SELECT n + 1, CASE n % 2 WHEN 0 THEN 'k' ELSE 'j' END || (n / 2 % 20), n,
        'https://a.example/' || n, '한일 중소기업 공동 사업 ' || n, '[]',
        CASE n % 2 WHEN 0 THEN 'ko' ELSE 'ja' END, '[]', at,
        'free', 'feed', 1, at, at, story + 1,
        CASE WHEN lot < 8 THEN 'relevant' WHEN lot < 13 THEN 'review' ELSE 'other' END,
        CASE WHEN lot < 13 THEN 5.0 - lot / 4.0 ELSE 0 END
    FROM made""",
    """
    INSERT INTO reasons (article_id, field, start, concept, term, end, weight)
    SELECT n + 1, 'body', c.key, c.value, '한일', c.key + 2, 0.5
    FROM made JOIN json_each(:concepts) c ON c.key < 3 OR (n * 13 + c.key * 7) % 29 = 0
    WHERE lot < 20""",
)


def fill(db: Database, count: int) -> None:
    """Fill the tables that figures are read from."""
    for country, language, letter in (("KR", "ko", "k"), ("JP", "ja", "j")):
        for number in range(20):
            outlets.save(
                db,
                Outlet(
                    name=f"{letter}{number}",
                    title=f"{letter.upper()} {number}",
                    country=country,  # type: ignore[arg-type]
                    language=language,  # type: ignore[arg-type]
                    home="https://a.example/",
                ),
            )
    concepts = as_json(list(watchlist.load().concepts))
    span = DAYS * 86_400
    parameters = {
        "begin": now().timestamp() + 9 * 3600 - span,
        "step": span / count,
        "concepts": concepts,
    }
    # Of each new article SQLite would look through all stories for one that waits for it.
    db.execute("PRAGMA foreign_keys = OFF")
    for first in range(0, count, _BATCH):
        end = min(count, first + _BATCH)
        with transaction(db):
            for statement in _STATEMENTS:
                db.execute(_ARTICLES + statement, {**parameters, "first": first, "end": end})
    db.execute("ANALYZE")


PAGES = (
    "/-/overview",
    "/-/overview?week=2026-09-01",
    "/-/overview?_lang=ja",
    "/-/concepts",
    "/-/places/japan",
    "/-/organisations/kbiz",
    "/-/concepts/{topic}",
    "/-/briefings",
)


async def measure(database: Path, rounds: int) -> float:
    """Print the CPU seconds of each page; return the 95th percentile of all."""
    desk = build(database, People(open=True))
    concepts = watchlist.load().concepts.values()
    topic = next(each.id for each in concepts if each.kind == "topic")
    taken: list[float] = []
    try:
        await desk.client.get("/-/search")  # templates, watch list
        for page in PAGES:
            times = []
            for _ in range(rounds):
                began = time.process_time()
                answer = await desk.client.get(page.format(topic=topic))
                times.append(time.process_time() - began)
                assert answer.status_code == 200, answer.text[:300]
            taken += times
            median = sorted(times)[len(times) // 2]
            print(f"{page:<34}{1000 * times[0]:>10.0f}{1000 * median:>10.0f} ms")
    finally:
        await desk.invoke_shutdown()
        desk.close()
    return sorted(taken)[int(len(taken) * 0.95)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.overview", description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database", type=Path, help="kept, and used when it is filled")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.database or Path(folder) / "overview.db"
        db = open_database(path)
        if not db.table("articles").count:
            began = time.process_time()
            fill(db, arguments.articles)
            print(f"filled in {time.process_time() - began:.0f} s of CPU")
        waiting, began = counting.uncounted(db), time.process_time()
        counting.bring_up_to_date(db)
        print(f"{waiting} stories counted in {time.process_time() - began:.1f} s of CPU")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        print(f"{path.stat().st_size / 1e6:.0f} MB\n{'page':<34}{'first':>10}{'median':>10}")
        p95 = asyncio.run(measure(path, arguments.rounds))
        print(f"p95 {p95:.2f} s of CPU (at most {ALLOWED})")
    return int(p95 > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
