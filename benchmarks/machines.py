"""What the writer stores a second, and how late articles are with more or fewer workers.

``python -m benchmarks.machines write [STORED]`` fills a database to STORED articles, by default
100000, as ``benchmarks.copies_cost`` does, then stores 2,000 of its invented news, a third of them
copies of another, out of a real Redis queue, and before 200 crawls that found nothing new; what
counts is CPU time, here and as it would be on the machine of ``benchmarks.reference``.
``python -m benchmarks.machines day [OUTLETS]`` simulates a working day of OUTLETS (default 5000),
without sockets: publication by the rhythms of ``benchmarks.health``, polls every ten or, of rare
outlets, thirty minutes, orders of ten outlets. A worker has two cores and eight processes; an
order costs START + TEN seconds of CPU and holds its process for as long as its slowest outlet.
``python -m benchmarks.machines parts`` prints which part gives out first at more and more outlets,
by arithmetic on these costs and what ``write`` has measured: the table of docs/machines.md.
"""

from __future__ import annotations

import heapq
import random
import sys
import tempfile
import threading
import time
import zlib
from collections import defaultdict
from datetime import timedelta
from functools import cache
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from benchmarks.copies_cost import TODAY, make, news
from benchmarks.duplicates import article_of
from benchmarks.health import RHYTHMS, simulate
from benchmarks.reference import factor
from cluster.broker import EVENTS, Sender, connected
from cluster.serving import Store
from cluster.writer import Writer
from newsdb.articles.discovered import Link, Listing
from newsdb.crawls import leases
from newsdb.crawls.events import ArticleRead, CrawlBegan, CrawlEnded, ListingRead
from newsdb.crawls.messages import VERSION, Bundle, bundle_to_json, event_to_json
from newsdb.database import now, open_database, transaction
from newsdb.records import Outlet
from pipelines.duplicates import sign_elsewhere
from pipelines.relevance import configured, judge
from tests.cluster.machines import machines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsdb.crawls.events import Event

LEASE = "a" * 32

#: Messages that are stored, of twenty articles each.
BUNDLES = 100

#: Messages before crawls without news are measured: a month of an outlet's articles, since what is
#: looked after at a crawl's end depends on how many it has.
MONTH = 5

#: The day of the benchmark's year, a Wednesday, from 0.
DAY = 7

#: In seconds of CPU: starting a process, and ten outlets in it; at most (benchmarks.bundles).
START, TEN = 1.66, 1.0
CORES, PROCESSES = 2, 8

#: In seconds of CPU, of one core: storing an article, recording a crawl (measured: ``write``).
STORED, RECORDED = 0.009, 0.010

#: Polls of an outlet are so far apart; what is due within SOON goes together. In seconds.
PERIOD, SOON = 600, 5

#: In seconds: between two requests of an outlet, and until what was told is sent and stored.
PAUSE, TOLD = 2.0, 3.0


def bundles(first: int, number: int, chance: random.Random) -> Iterator[bytes]:
    """Yield messages of twenty articles each: invented news, a third of it copies, judged."""
    watch = configured(None)
    outlet = Outlet(name="a", title="a", country="KR", language="ko", home="https://a.example/")
    texts = news(chance, 20 * number)
    for place in range(first, first + number):
        events: list[ArticleRead | CrawlBegan] = []
        if place == 0:
            events.append(CrawlBegan(spider="a", lock_name="a", at=now()))
        for each in range(20):
            article = article_of(next(texts), key=f"{place}-{each}", at=TODAY)
            events.append(
                ArticleRead(
                    article=article,
                    outlet=outlet,
                    url=article.url,
                    seen_at=now(),
                    seen_url=article.url,
                    verdict=judge(watch, article),
                    signed=sign_elsewhere(article),
                )
            )
        head = Bundle(
            version=VERSION, lease=LEASE, number=place, worker="one", sent_at=now(), events=[]
        )
        yield bundle_to_json(head, [event_to_json(each) for each in events])


def write(stored: int) -> None:
    """Print what storing an article costs at ``stored`` articles, out of a queue."""
    chance = random.Random(1)
    with (
        tempfile.TemporaryDirectory(prefix="machines-") as place,
        machines(Path(place)) as cluster,
    ):
        make(cluster.database, stored, chance)
        db = open_database(cluster.database)
        with transaction(db):
            far = now() + timedelta(days=2)
            leases.take(
                db,
                LEASE,
                spider="a",
                lock_name="a",
                region=None,
                at=now(),
                until=far,
                seconds=180,
            )
        db.close()
        writer = Writer(cluster.database)
        writer.handle(*bundles(0, MONTH, chance))
        idle = without_news(writer, 200)
        before = _articles(writer)
        with connected(cluster.url) as connection:
            sender = Sender(connection)
            for body in bundles(MONTH, BUNDLES, chance):
                sender.send(EVENTS, body)
        stop = threading.Event()
        store = Store(writer, cluster.database, cluster.url, stop)
        began, clock = time.process_time(), time.monotonic()
        threading.Thread(target=_stop_at, args=[writer, writer.recorded + BUNDLES, stop]).start()
        store.serve()
        cpu, took = time.process_time() - began, time.monotonic() - clock
        new = _articles(writer) - before
        writer.close()
        print(
            f"at {stored} articles: {new} stored, {new / cpu:.0f} a second of CPU"
            f" ({new / cpu * factor():.0f} on the reference: this machine takes"
            f" {factor():.2f} times its CPU), {new / took:.0f} by the clock of this machine;"
            f" a crawl without news costs {idle * 1000:.1f} ms"
            f" ({idle / factor() * 1000:.1f})"
        )


def _articles(writer: Writer) -> int:
    return int(writer.db.execute("SELECT count(*) FROM articles").fetchone()[0])


def without_news(writer: Writer, number: int) -> float:
    """Return the CPU seconds of recording a crawl that found nothing new, ten at a time."""
    links = tuple(
        Link(
            outlet="a", key=f"l{each}", url=f"https://a.example/{each}", title="", found_by="feed"
        )
        for each in range(30)
    )
    listing = Listing(url="https://a.example/rss", outlet="a", kind="feed", entries=30)
    spent = 0.0
    for _ in range(number // 10):
        bodies: list[bytes] = []
        for _ in range(10):
            lease, name, at = uuid4().hex, f"a{uuid4().hex[:8]}", now()
            with transaction(writer.db):
                until = at + timedelta(days=1)
                leases.take(
                    writer.db,
                    lease,
                    spider="a",
                    lock_name=name,
                    region=None,
                    at=at,
                    until=until,
                    seconds=180,
                )
            events: tuple[Event, ...] = (
                CrawlBegan(spider="a", lock_name=name, at=at),
                ListingRead(listing=listing, links=links, at=at),
                CrawlEnded(at=at, reason="finished", seconds=9.0, counts={"listings": 1}),
            )
            for part, each in enumerate(([], events[:1], events[1:])):
                head = Bundle(
                    version=VERSION, lease=lease, number=part, worker="one", sent_at=at, events=[]
                )
                bodies.append(bundle_to_json(head, [event_to_json(one) for one in each]))
        began = time.process_time()
        writer.handle(*bodies)
        spent += time.process_time() - began
    return spent / number


def _stop_at(writer: Writer, number: int, stop: threading.Event) -> None:
    while not stop.is_set():
        if writer.recorded >= number:
            stop.set()
        time.sleep(0.01)


# Arithmetic.

#: Outlets, and articles that each has a day.
SIZES, ARTICLES = (25, 500, 5_000, 20_000, 60_000, 100_000), 3


def parts(outlets: int) -> tuple[float, float, float]:
    """Return polls a second, cores that crawl, and the part of a core that the writer takes."""
    polls = outlets / PERIOD
    together = min(10.0, max(1.0, polls * SOON))
    crawling = polls * (START / together + TEN / 10)
    return polls, crawling, polls * RECORDED + ARTICLES * outlets / 86_400 * STORED


def first_out(crawling: float, writer: float) -> str:
    """Return what gives out first."""
    if writer >= 1:
        return "the writer, by the ends of crawls, not by articles; split the outlets before"
    if crawling <= 1:
        return "nothing"
    if crawling <= CORES * 1.5:
        return "the crawling of one machine"
    return f"workers: {ceil(crawling / CORES)} of two cores"


def row(outlets: int) -> str:
    """Return a size's line of the table."""
    polls, crawling, writer = parts(outlets)
    figures = (f"{outlets:,}", f"{ARTICLES * outlets:,}", _short(polls), _short(crawling))
    return f"| {' | '.join(figures)} | {writer:.0%} | {first_out(crawling, writer)} |"


def _short(number: float) -> str:
    return f"{number:.0f}" if number >= 10 else f"{number:.1g}" if number < 1 else f"{number:.1f}"


# A simulated day.


@cache
def publications(outlets: int) -> list[list[float]]:
    """Return for each outlet the seconds of the day at which it publishes."""
    kinds = list(RHYTHMS.values())
    found = []
    for number in range(outlets):
        times = simulate(kinds[number % len(kinds)], "KR", days=DAY + 1, seed=number)
        found.append(
            [
                (each.hour * 60 + each.minute) * 60.0
                for each in times
                if each.timetuple().tm_yday == DAY + 1
            ]
        )
    return found


def day(outlets: int, workers: int, *, spread: bool) -> tuple[float, float, float]:
    """Return p50 and p95 of the minutes from publication to storing, and the busiest hour's load.

    Orders wait for a processor of a worker, then for one of its processes.
    """
    chance = random.Random(1)
    published = publications(outlets)
    polls: dict[int, list[int]] = defaultdict(list)
    for number, times in enumerate(published):
        period = PERIOD if len(times) >= 2 else 1800
        offset = zlib.crc32(str(number).encode()) % period if spread else 0
        for at in range(offset, 86_400, period):
            polls[at // SOON * SOON].append(number)  # what is due within seconds goes together
    cores = [0.0] * (CORES * workers)
    processes = [0.0] * (PROCESSES * workers)
    heapq.heapify(cores)
    heapq.heapify(processes)
    waiting = [sorted(times) for times in published]
    delays: list[float] = []
    busy = 0.0
    for due in sorted(polls):
        together = polls[due]
        for first in range(0, len(together), 10):
            some = together[first : first + 10]
            free = heapq.heappop(processes)
            core = heapq.heappop(cores)
            began = max(float(due), free, core)
            cpu = START + TEN * len(some) / 10
            busy += cpu
            heapq.heappush(cores, began + cpu)
            longest = 0.0
            for outlet in some:
                new = 0
                while waiting[outlet] and waiting[outlet][0] <= began:
                    appeared = waiting[outlet].pop(0)
                    new += 1
                    delays.append(began + cpu + PAUSE * (1 + new) + TOLD - appeared)
                took = PAUSE * (2 + new) + (
                    chance.uniform(30, 95) if chance.random() < 0.01 else 0
                )
                longest = max(longest, took)
            heapq.heappush(processes, began + cpu + longest)
    delays.sort()
    return (
        delays[len(delays) // 2] / 60,
        delays[len(delays) * 95 // 100] / 60,
        busy / 86_400 / (CORES * workers),
    )


def main() -> None:
    what = sys.argv[1] if len(sys.argv) > 1 else "day"
    number = int(sys.argv[2]) if len(sys.argv) > 2 else None
    if what == "write":
        write(number or 100_000)
        return
    if what == "parts":
        print("\n".join(map(row, SIZES)))
        return
    for workers in (1, 2, 3, 4, 6, 8):
        for spread in (True, False):
            median, late, load = day(number or 5_000, workers, spread=spread)
            how = "spread" if spread else "in step"
            print(
                f"{workers} workers, {how}: p50 {median:.1f} p95 {late:.1f} min,"
                f" {load:.0%} of the processors",
                flush=True,
            )


if __name__ == "__main__":
    main()
