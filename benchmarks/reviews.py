"""Decisions by four processes while another writes articles: none may be lost; their times.

``python -m benchmarks.reviews`` makes its own database; exit code 1 when a decision was lost or
failed, or when 5 % took longer than 250 ms.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import random
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsdb.articles import outlets
from newsdb.database import now, open_database, transaction
from newsdb.records import Article, Outlet
from newsdb.review import reviews
from newsdb.review.reviews import Conflict, Subject
from newsdb.storing import store

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier, Event

REVIEWERS = 4
ARTICLE = Article(
    outlet="a",
    key="0",
    url="https://a.example/0",
    title="한일 중소기업 포럼",
    body="두 나라 중소기업이 부품을 함께 산다. " * 40,
    language="ko",
)


def write_articles(path: Path, start: Barrier, end: Event, count: Any) -> None:
    """Store articles one by one, as a crawl does, until the reviewers are done."""
    db = open_database(path)
    start.wait()
    for number in itertools.count(1):
        key = f"w{number}"
        store(db, replace(ARTICLE, key=key, url=f"https://a.example/{key}"), seen_at=now())
        count.value = number
        if end.is_set():
            break
    db.close()


def review(
    path: Path, name: str, *, decisions: int, articles: int, start: Barrier, out: Any
) -> None:
    """Decide on articles that the others decide on too; after a conflict read and try again."""
    db = open_database(path)
    chance = random.Random(name)
    times, conflicts, errors = [], 0, 0
    start.wait()
    done = 0
    while done < decisions:
        subject = Subject("article", chance.randint(1, articles))
        seen = reviews.read(db, subject).version
        began = time.perf_counter()
        try:
            with transaction(db):
                status = chance.choice(reviews.STATUSES)
                reviews.decide(db, subject, status, version=seen, actor=name, at=now())
        except Conflict:
            conflicts += 1
            continue
        except Exception as error:
            errors += 1
            sys.stderr.write(f"{name}: {error}\n")
        times.append(time.perf_counter() - began)
        done += 1
    db.close()
    out.put((times, conflicts, errors))


def run(folder: Path, decisions: int, articles: int) -> dict[str, Any]:
    path = folder / "reviews.db"
    db = open_database(path)
    home = "https://a.example/"
    outlets.save(db, Outlet(name="a", title="A", country="KR", language="ko", home=home))
    for number in range(articles):
        key = str(number)
        store(db, replace(ARTICLE, key=key, url=f"{home}{key}"), seen_at=now())
    context = multiprocessing.get_context("forkserver")
    start, end, out = context.Barrier(REVIEWERS + 2), context.Event(), context.Queue()
    count = context.Value("i", 0)
    writer = context.Process(target=write_articles, args=(path, start, end, count))
    writer.start()
    share = decisions // REVIEWERS
    people = [
        context.Process(
            target=review,
            args=(path, f"r{n}"),
            kwargs={"decisions": share, "articles": articles, "start": start, "out": out},
        )
        for n in range(REVIEWERS)
    ]
    for each in people:
        each.start()
    start.wait()
    results = [out.get() for _ in people]
    end.set()
    for each in [*people, writer]:
        each.join()
    times = sorted(second for result in results for second in result[0])
    errors = sum(result[2] for result in results)
    events = db.execute("SELECT count(*) FROM review_events").fetchone()[0]
    # Each event is one step of its article's version, and the mirror shows the last one.
    (steps,) = db.execute("SELECT sum(version) FROM reviews").fetchone()
    (wrong,) = db.execute(
        "SELECT count(*) FROM reviews r JOIN articles a ON a.id = r.subject_id"
        " WHERE r.status IS NOT a.status"
    ).fetchone()
    db.close()
    return {
        "decisions": len(times),
        "lost": len(times) - errors - events + abs(events - steps) + wrong,
        "errors": errors,
        "conflicts": sum(result[1] for result in results),
        "articles_written": count.value,
        "p50_ms": round(1000 * statistics.median(times), 1),
        "p95_ms": round(1000 * times[int(len(times) * 0.95)], 1),
        "max_ms": round(1000 * times[-1], 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reviews", description=__doc__)
    parser.add_argument("--decisions", type=int, default=1000)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--folder", type=Path, help="where the database is made")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        came = run(arguments.folder or Path(made), arguments.decisions, arguments.articles)
    if arguments.json:
        print(json.dumps(came))
    else:
        for name, value in came.items():
            print(f"{name:<18}{value:>10}")
    bad = came["lost"] or came["errors"]
    return int(bool(bad or (not arguments.json and came["p95_ms"] > 250)))


if __name__ == "__main__":
    sys.exit(main())
