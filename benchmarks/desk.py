"""Four reviewers and three readers at once over HTTP, while a crawl writes: errors, losses, times.

``python -m benchmarks.desk`` makes its own database, serves it as ``python -m browse`` does, and
sends it requests from other processes. Exit code 1 if a decision was lost or failed, or if 5 %
took longer than 250 ms.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import random
import re
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette_auth_passwords.utils import hash_password

from benchmarks.reviews import write_articles
from benchmarks.served_desk import served_desk
from newsdb.articles import outlets
from newsdb.articles.verdicts import Verdict
from newsdb.database import now, open_database
from newsdb.records import Article, Outlet
from newsdb.review import reviews
from newsdb.storing import store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.synchronize import Event

REVIEWERS, READERS = 4, 3
PASSWORD = "correct horse battery"  # noqa: S105 of a desk that lives for a minute
READ = (
    "/-/review?status=any",
    "/-/review?q=%ED%95%9C%EC%9D%BC",
    "/-/briefings",
    "/",
    "/-/search",
    "/-/search?q=%ED%95%9C%EC%9D%BC",
    "/-/article/1",
    "/-/sources",
    "/-/sources/a",
)
VERDICT = Verdict(decision="relevant", score=4.0, watchlist="b", why="title: 한일")


def make(path: Path, articles: int) -> None:
    db = open_database(path)
    home = "https://a.example/"
    outlets.save(db, Outlet(name="a", title="A", country="KR", language="ko", home=home))
    for number in range(articles):
        article = Article(
            outlet="a",
            key=str(number),
            url=f"{home}{number}",
            title=f"한일 중소기업 포럼 {number}",
            body="두 나라 중소기업이 부품을 함께 산다. " * 40,
            language="ko",
        )
        store(db, article, seen_at=now(), verdict=VERDICT)
    db.close()


@contextmanager
def served(path: Path, people: int) -> Iterator[int]:
    """Serve the database to reviewers r0, r1 ...; yield the port."""
    hashed = hash_password(PASSWORD, iterations=1000)
    file = path.with_name("hanil.toml")
    file.write_text(
        "".join(
            f'users.r{n} = {{ role = "analyst", password_hash = "{hashed}" }}\n'
            for n in range(people)
        ),
        encoding="utf-8",
    )
    with served_desk(path, file) as address:
        yield int(address.rpartition(":")[2])


class Person:
    """Somebody signed in, with a connection that stays open."""

    def __init__(self, port: int, name: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        form = f"username={name}&password={PASSWORD.replace(' ', '+')}"
        headers = {"content-type": "application/x-www-form-urlencoded"}
        deadline = time.monotonic() + 30
        while True:
            try:
                self.connection.request("POST", "/-/login", form, headers)
                break
            except ConnectionRefusedError:  # not listening yet
                if time.monotonic() > deadline:
                    raise
                self.connection.close()
                time.sleep(0.05)
        answer = self.connection.getresponse()
        answer.read()
        self.headers = {"cookie": answer.headers["set-cookie"].split(";")[0]}

    def get(self, path: str) -> tuple[int, str]:
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode()

    def post(self, path: str, body: Any) -> tuple[int, Any]:
        headers = {
            **self.headers, "content-type": "application/json", "sec-fetch-site": "same-origin",
        }  # fmt: skip
        self.connection.request("POST", path, json.dumps(body), headers)
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())


def review(
    port: int, name: str, *, decisions: int, stories: int, ready: Any, start: Event, out: Any
) -> None:
    """Decide on stories that the others decide on too; after a conflict try again."""
    person = Person(port, name)
    chance = random.Random(name)
    versions = dict.fromkeys(range(1, stories + 1), 0)
    times, conflicts, errors, done = [], 0, 0, 0
    ready.put(name)
    start.wait()
    while done < decisions:
        story = chance.randint(1, stories)
        body = {
            "do": "decide",
            "status": chance.choice(reviews.STATUSES),
            "stories": [{"id": story, "version": versions[story]}],
        }
        began = time.perf_counter()
        status, answer = person.post("/-/review/do", body)
        took = time.perf_counter() - began
        if status in {200, 409}:
            (result,) = answer["results"]
            versions[story] = result["version"]
        if status == 409:
            conflicts += 1
            continue
        if status != 200:
            errors += 1
            sys.stderr.write(f"{name}: {status} {answer}\n")
        times.append(took)
        done += 1
    out.put(("review", times, conflicts, errors))


def read(port: int, name: str, *, ready: Any, start: Event, end: Event, out: Any) -> None:
    """Request one page after another until the reviewers are done."""
    person = Person(port, name)
    times, errors = [], 0
    ready.put(name)
    start.wait()
    while not end.is_set():
        for path in READ:
            began = time.perf_counter()
            status, html = person.get(path)
            times.append(time.perf_counter() - began)
            if status != 200 or not re.search("</html>", html):
                errors += 1
                sys.stderr.write(f"{name}: {path} {status}\n")
    out.put(("read", times, 0, errors))


def run(
    folder: Path,
    *,
    decisions: int,
    stories: int,
    reviewers: int = REVIEWERS,
    readers: int = READERS,
) -> dict[str, Any]:
    """Return the results under the names of the printed table."""
    path = folder / "desk.db"
    make(path, stories)
    context = multiprocessing.get_context("spawn")
    start, end, out, ready = context.Event(), context.Event(), context.Queue(), context.Queue()
    count = context.Value("i", 0)
    with served(path, reviewers + readers) as port:
        crawl = context.Process(target=write_articles, args=(path, start, end, count))
        common = {"ready": ready, "start": start, "out": out}
        share = {"decisions": decisions // reviewers, "stories": stories}
        people = [
            context.Process(target=review, args=(port, f"r{n}"), kwargs={**share, **common})
            for n in range(reviewers)
        ]
        people += [
            context.Process(
                target=read, args=(port, f"r{reviewers + n}"), kwargs={"end": end, **common}
            )
            for n in range(readers)
        ]
        for each in (crawl, *people):
            each.start()
        for _ in people:
            ready.get()
        start.set()
        results = [out.get() for _ in range(reviewers)]
        end.set()
        results += [out.get() for _ in range(readers)]
        for each in (crawl, *people):
            each.join()
    decided = sorted(took for kind, times, *_ in results if kind == "review" for took in times)
    seen = sorted(took for kind, times, *_ in results if kind == "read" for took in times)
    errors = sum(result[3] for result in results)
    db = open_database(path)
    (events,) = db.execute("SELECT count(*) FROM review_events").fetchone()
    (steps,) = db.execute("SELECT sum(version) FROM reviews").fetchone()
    (wrong,) = db.execute(
        "SELECT count(*) FROM reviews r JOIN articles a ON a.story_id = r.subject_id"
        " JOIN stories s ON s.id = a.story_id"
        " WHERE r.status IS NOT a.status OR r.status IS NOT s.status"
    ).fetchone()
    db.close()
    return {
        "decisions": len(decided),
        "lost": abs(len(decided) - errors - events) + abs(events - steps) + wrong,
        "errors": errors,
        "conflicts": sum(result[2] for result in results),
        "articles_written": count.value,
        "pages_read": len(seen),
        "p50_ms": round(1000 * statistics.median(decided), 1),
        "p95_ms": round(1000 * decided[int(len(decided) * 0.95)], 1),
        "max_ms": round(1000 * decided[-1], 1),
        "read_p50_ms": round(1000 * statistics.median(seen), 1),
        "read_p95_ms": round(1000 * seen[int(len(seen) * 0.95)], 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk", description=__doc__)
    parser.add_argument("--decisions", type=int, default=1000)
    parser.add_argument("--stories", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        came = run(Path(folder), decisions=arguments.decisions, stories=arguments.stories)
    if arguments.json:
        print(json.dumps(came))
    else:
        for name, value in came.items():
            print(f"{name:<18}{value:>10}")
    return int(bool(came["lost"] or came["errors"] or came["p95_ms"] > 250))


if __name__ == "__main__":
    sys.exit(main())
