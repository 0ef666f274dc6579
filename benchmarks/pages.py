"""What each page of the desk costs in CPU time, and what others wait for while a file is made.

``python -m benchmarks.pages --articles 1000000`` fills a database as benchmarks.search does, with
forty outlets, reasons, runs and decisions up to today, or opens the one that ``--database`` names.
It then asks for every route of tests/data/routes.tsv that some role may open, for lists with
filters and searches, and for an XLSX of 10,000 articles. Exit code 1 when 5 % of a page's answers
take longer than 100 ms (300 ms above 500,000 articles), or the file longer than 3 s, on the
machine of the limits (``benchmarks.reference``): each time stands beside what it would be there.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import math
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from datasette_auth_passwords.utils import hash_password

import watchlist
from benchmarks import search
from benchmarks.queue import PAGES as QUEUES
from benchmarks.reference import both, factor
from browse.app import build
from browse.permissions import People, people_of
from newsdb import health
from newsdb.configuration import ROOT
from newsdb.configuration.model import UserConfiguration
from newsdb.database import as_json, now, open_database, transaction
from newsdb.figures import counting

if TYPE_CHECKING:
    from datasette.app import Datasette
    from sqlite_utils import Database

ALLOWED, ALLOWED_LARGE, LARGE = 0.1, 0.3, 500_000  # seconds, seconds, articles
FILE_ALLOWED, FILE_ROWS = 3.0, 10_000
OUTLETS = ("fnnews", *(f"o{number}" for number in range(39)))
ROLES = ("reader", "analyst", "admin")

#: What the desk's other pages read: each outlet an hourly run of the last year, its rejections
#: and coverage; reasons of what the watch list found; decisions with their events.
_AROUND = (
    "UPDATE outlets SET country = 'JP', language = 'ja' WHERE rowid % 2",
    """
    INSERT INTO runs (spider, arguments, started_at, finished_at, reason, outcome, requests,
        listings, listings_unchanged, links_found, links_new, links_known, articles_new,
        articles_same, articles_revised, rejected, errors, seconds)
    WITH RECURSIVE hours (n) AS (SELECT 8759 UNION ALL SELECT n - 1 FROM hours WHERE n > 0)
    SELECT o.name, '{}', strftime('%Y-%m-%dT%H:%M:%S+09:00', :now - n * 3600, 'unixepoch'),
        strftime('%Y-%m-%dT%H:%M:%S+09:00', :now - n * 3600 + 60, 'unixepoch'), 'finished',
        'success', 20, 3, 2, 30, 7, 23, 7, 0, 0, n % 3 = 0, 0, 60
    FROM hours CROSS JOIN outlets o""",
    """
    INSERT INTO rejections (run_id, outlet, key, url, reason, looked_for, found, seen_at)
    SELECT id, spider, id, 'https://a.example/x' || id,
        CASE id % 4 WHEN 0 THEN 'no_title' WHEN 1 THEN 'no_body' ELSE 'not_an_article' END, NULL,
        NULL, started_at
    FROM runs WHERE rejected""",
    """
    INSERT INTO run_fields (run_id, outlet, layout, field, filled, articles)
    SELECT r.id, r.spider, 'a', f.value, 7, 7 FROM runs r
    CROSS JOIN json_each('["title", "body", "published_at", "authors", "section"]') f
    WHERE r.id % 20 = 0 OR r.id > (SELECT max(id) FROM runs) - 400""",
    """
    INSERT OR IGNORE INTO discovered (outlet, key, url, found_by, found_at, state)
    SELECT outlet, key, url, 'feed', first_seen_at, 'done' FROM articles""",
    """
    INSERT INTO revisions (article_id, number, seen_at, title, text_hash)
    SELECT id, 1, first_seen_at, title, 'x' FROM articles""",
    """
    INSERT INTO reasons (article_id, field, start, concept, term, end, weight)
    SELECT a.id, 'body', c.key, c.value, '한일', c.key + 2, 0.5
    FROM articles a JOIN json_each(:concepts) c
        ON c.key < 3 OR (a.id * 13 + c.key * 7) % 29 = 0
    WHERE a.decision <> 'other'""",
    """
    INSERT INTO review_events (subject, subject_id, kind, value, previous, score, version, actor,
        at)
    SELECT subject, subject_id, 'decide', json_object('status', status), '{}', 3.0, version,
        changed_by, changed_at
    FROM reviews""",
    """
    INSERT INTO desk_actions (person, kind, details, at)
    SELECT 'analyst', 'read', '[]', at FROM review_events ORDER BY id DESC LIMIT 20000""",
    """
    INSERT INTO access_log (at, last_at, kind, person)
    SELECT at, at, 'signed_in', 'analyst' FROM review_events ORDER BY id DESC LIMIT 20000""",
    "INSERT INTO tags (name) VALUES ('공급망'), ('회담')",
    """
    INSERT INTO review_tags (subject, subject_id, tag_id)
    SELECT 'story', subject_id, 1 + subject_id % 2 FROM reviews WHERE subject_id % 5 = 0""",
)


def fill(db: Database, count: int) -> None:
    """Fill the tables that the desk's pages read, up to today."""
    end = now()
    search.fill(db, count, names=OUTLETS, start=end - timedelta(minutes=5 * count))
    parameters = {
        "now": int(end.timestamp()) + 9 * 3600,
        "concepts": as_json(list(watchlist.load().concepts)),
    }
    for statement in _AROUND:
        with transaction(db):
            db.execute(statement, {k: v for k, v in parameters.items() if f":{k}" in statement})
    counting.bring_up_to_date(db)
    health.look_over(db, at=end)  # what is usual, alarms
    db.execute("ANALYZE")


def routes() -> list[tuple[str, str]]:
    """Return the address of each page that somebody may open, with the least of those roles."""
    with (ROOT / "tests/data/routes.tsv").open(encoding="utf-8", newline="") as file:
        rows = [each for each in csv.DictReader(file, delimiter="\t") if each["method"] == "get"]
    found = [
        (each["path"], role)
        for each in rows
        if (role := next((role for role in ROLES if each[role] == "200"), None))
        and not each["path"].startswith("/-/export/")  # files, of which one is measured
    ]
    # The desk's own first page is another one for those who review.
    return [*found, ("/", "analyst")]


def lists(db: Database) -> list[tuple[str, str]]:
    """Return addresses of lists: filters, searches, places deep in the past, large things."""
    articles = db.table("articles").count
    old = str(now() - timedelta(minutes=4 * articles))[:10]
    rare = OUTLETS[-1]
    queues = [f"/-/review?{each}" for each in QUEUES]
    queues += [
        f"/-/review?status=any&after={old}~3.0~40000",
        f"/-/review?outlet={rare}",
        f"/-/review?outlet={rare}&language=en&status=any",
        "/-/review?tag=%ED%9A%8C%EB%8B%B4&status=any",
        "/-/review?briefed=not",
        "/-/review?briefed=already",
        "/-/review?unread=1",
        "/-/review?assigned=me",
    ]
    searches = [
        f"/-/search?outlet={rare}",
        "/-/search?country=JP&status=relevant",
        f"/-/search?outlet={rare}&decision=relevant&language=en",
        f"/-/search?after={old}~40000",
        *(f"/-/search?q={quote(query)}" for query in search.QUERIES),
        f"/-/search?q={quote('최저임금 인상')}&order=relevance",
    ]
    asked = [f"/-/review?q={quote(query)}&status=any" for query in search.QUERIES]
    tables = ["/news/articles?outlet=o3", "/news/articles?_next=40", "/news/runs", "/news/stories",
              "/news/discovered", "/news/reasons", "/news/rejections", "/news/review_events",
              "/news/story_days", "/news/revisions"]  # fmt: skip
    return [
        *((each, "analyst") for each in (*queues, *asked)),
        *((each, "reader") for each in (*searches, *tables)),
    ]


class Measured(NamedTuple):
    path: str
    role: str
    status: int
    first: float  # seconds of CPU
    p95: float


def desk_of(database: Path) -> Datasette:
    """Return a desk with one user a role, named like it."""
    key = hash_password("correct horse battery", iterations=1)
    users = {role: UserConfiguration(role=role, password_hash=key) for role in ROLES}  # type: ignore[arg-type]
    desk = build(database, People(users))
    application = desk.app()  # the client would build it, with all routes, for each request
    desk.app = lambda: application
    return desk


async def measure(
    database: Path, pages: list[tuple[str, str]], rounds: int, *, allowed: float
) -> list[Measured]:
    """Print a table of the pages, the slowest last; return those that take longer than allowed."""
    desk = desk_of(database)
    people = desk_people(desk)
    found = []
    try:
        await desk.client.get("/-/search", actor=people["reader"])  # templates, watch list
        for path, role in pages:
            times, status = [], 0
            for _ in range(rounds + 1):  # the first one of all compiles the template
                began = time.process_time()
                answer = await desk.client.get(path, actor=people[role])
                times.append(time.process_time() - began)
                status = answer.status_code
            ordered = sorted(times[1:])
            p95 = ordered[math.ceil(rounds * 0.95) - 1]
            found.append(Measured(path, role, status, times[0], p95))
            sys.stderr.write(f"{path} {status} {1000 * times[0]:.0f} {1000 * ordered[-1]:.0f}\n")
    finally:
        await desk.invoke_shutdown()
        desk.close()
    print(f"{'page':<60}{'as':<9}{'':>4}{'first':>7}{'p95 ms':>8}{'on reference':>14}")
    for each in sorted(found, key=lambda each: each.p95):
        over = "  over" if each.p95 / factor() > allowed else ""
        print(
            f"{each.path[:58]:<60}{each.role:<9}{each.status:>4}{1000 * each.first:>7.0f}"
            f"{1000 * each.p95:>8.0f}{1000 * each.p95 / factor():>14.0f}{over}"
        )
    return [each for each in found if each.p95 / factor() > allowed]


def desk_people(desk: Datasette) -> dict[str, dict[str, str]]:
    """Return the actor of each role."""
    return {role: people_of(desk).actor(role) for role in ROLES}


async def export(database: Path, since: str) -> tuple[float, float]:
    """Make the file; return its seconds of CPU, and the longest wait of a small page meanwhile."""
    desk = desk_of(database)
    actor = desk_people(desk)["reader"]
    try:
        await desk.client.get("/-/account", actor=actor)
        path = f"/-/export/articles.xlsx?since={since}"
        began = time.process_time()
        await desk.client.get(path, actor=actor)
        took = time.process_time() - began
        # Once more for the waits alone: the small pages cost something themselves.
        asked = asyncio.create_task(desk.client.get(path, actor=actor))
        longest = 0.0
        while not asked.done():
            at = time.perf_counter()
            await desk.client.get("/-/account", actor=actor)
            longest = max(longest, time.perf_counter() - at)
            await asyncio.sleep(0.2)
        answer = asked.result()
        assert answer.status_code == 200, answer.text[:300]
        print(f"XLSX since {since}: {len(answer.content) / 1e6:.1f} MB")
        return took, longest
    finally:
        await desk.invoke_shutdown()
        desk.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--database", type=Path, help="kept, and used when it is filled")
    parser.add_argument("--only", default="", help="pages whose address contains this")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.database or Path(folder) / "pages.db"
        db = open_database(path)
        if not db.table("articles").count:
            began = time.process_time()
            fill(db, arguments.articles)
            print(f"filled in {time.process_time() - began:.0f} s of CPU")
        count = db.table("articles").count
        (since,) = db.execute(
            "SELECT published_at FROM articles ORDER BY published_at DESC LIMIT 1 OFFSET ?",
            [min(count, FILE_ROWS) - 1],
        ).fetchone()
        pages = [each for each in (*lists(db), *routes()) if arguments.only in each[0]]
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        print(
            f"{count} articles, {path.stat().st_size / 1e6:.0f} MB; CPU of this machine takes"
            f" {factor():.2f} times that of the limits'"
        )
        allowed = ALLOWED_LARGE if count > LARGE else ALLOWED
        slow = asyncio.run(measure(path, pages, arguments.rounds, allowed=allowed))
        print(f"{len(slow)} of {len(pages)} pages are over {1000 * allowed:.0f} ms")
        if arguments.only:
            return int(bool(slow))
        # The day after the first of the last 10,000, so that no more are asked for.
        day = str(now().fromisoformat(since).date() + timedelta(days=1))
        took, longest = asyncio.run(export(path, day))
        print(f"made in {both(took)}; a small page waited {1000 * longest:.0f} ms at most")
    return int(bool(slow) or took / factor() > FILE_ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
