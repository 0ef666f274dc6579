"""Kills workers, crawls, the writer and the broker at random moments, and looks what is left.

``python -m benchmarks.trials.machines [KILLS] [SEED] [redis|rabbitmq]`` (default 30, 1, redis). An
outlet of 59 articles on a loopback server is crawled by three workers and one writer until a
crawl ends; then every article must be there once, and the next generation begins with an empty
database. The server looks that no two crawls ask it in turns: once a crawl has asked, none that
was there before asks again.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from newsdb.database import open_database
from scheduling.supervisor import SCRAPY
from tests.cluster.brokers import started
from tests.cluster.machines import SHORT
from tests.support.crawls import REPLICA
from tests.support.loopback import serving

if TYPE_CHECKING:
    from tests.cluster.machines import Machines
    from tests.cluster.rabbitmq import Node

ARTICLES = 59
WORKERS = ("worker-1", "worker-2", "worker-3")
VICTIMS = (*WORKERS, "crawl", "crawl", "crawl", "store", "store", "broker")

#: How long the server thinks about each answer, in seconds.
THINKS = 0.05


class Watch:
    """Looks whose requests come, and counts those that come from two crawls in turns."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.requests = 0
        self.processes: list[str] = []
        self.in_turns: list[str] = []

    def __call__(self, path: str, process: str) -> None:
        with self.lock:
            self.requests += 1
            if process not in self.processes:
                self.processes.append(process)
            elif process != self.processes[-1]:
                when = f"{time.monotonic():.1f}"
                self.in_turns.append(
                    f"{when}: {path} by {process}, while {self.processes[-1]} crawls"
                )
        time.sleep(THINKS)


def crawls(server: str) -> list[int]:
    """Return the processes of crawls that ask ``server`` (LOOPBACK=...), without their guards."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = each.read_bytes().split(b"\0")
        except OSError:
            continue
        if words[1:5] == [*map(str.encode, SCRAPY[1:]), b"crawl"] and server.encode() in words:
            found.append(int(each.parent.name))
    return found


def kill(cluster: Machines, victim: str, settings: tuple[str, ...], node: Node | None) -> str:
    """Kill something, and start it again but for a crawl; return what it was."""
    if victim == "crawl":
        own = crawls(settings[0])
        if not own:
            return "no crawl"
        os.kill(own[-1], signal.SIGKILL)
    elif victim == "broker" and node:
        node.kill()
        node.start()
    else:
        cluster.kill(victim)
        if victim == "broker":
            cluster.start_broker()
        elif victim == "store":
            cluster.start_store()
        else:
            cluster.start_worker(victim, *settings)
    return victim.split("-", maxsplit=1)[0]


def count(database: Path, sql: str) -> int:
    db = open_database(database)
    try:
        return int(db.conn.execute(sql).fetchone()[0])
    finally:
        db.close()


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    kind = sys.argv[3] if len(sys.argv) > 3 else "redis"
    watch = Watch()
    done: dict[str, int] = {}
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="machines-") as place, serving(REPLICA) as site:
        site.on_request_by = watch
        settings = tuple(word for word in site.settings if word != "-s")
        settings = (*settings, "ROBOTSTXT_OBEY=0", "RETRY_TIMES=0")
        with started(Path(place), kind) as (cluster, node):
            cluster.terms = SHORT
            for name in WORKERS:
                cluster.start_worker(name, *settings)
            generation = 0
            while sum(done.values()) < kills:
                generation += 1
                cluster.database = Path(place) / f"{generation}.db"
                if "store" in cluster.processes:
                    cluster.kill("store")
                cluster.start_store()
                ended = False
                while not ended:
                    ends: dict[str, object] = {}

                    def crawl(into: dict[str, object] = ends) -> None:
                        into.update(cluster.crawl(["fnnews"]))

                    crawling = threading.Thread(target=crawl)
                    crawling.start()
                    if sum(done.values()) < kills:
                        before = watch.requests
                        while watch.requests == before and crawling.is_alive():
                            time.sleep(0.05)  # a kill is to meet a crawl
                        time.sleep(chance.uniform(0.1, 8.0))
                        was = kill(cluster, chance.choice(VICTIMS), settings, node)
                        if was != "no crawl":
                            done[was] = done.get(was, 0) + 1
                            print(f"{time.monotonic():.1f}: killed: {was}", flush=True)
                    crawling.join()
                    end = ends["fnnews"]
                    print(
                        f"{sum(done.values()):3} kills, generation {generation}: {end}", flush=True
                    )
                    ended = getattr(end, "ending", "") == "exited"
                    if ended and getattr(end, "code", 1):
                        faults.append(f"generation {generation}: a good run is told as failed")
                for what, sql, expected in (
                    ("articles", "SELECT count(*) FROM articles", ARTICLES),
                    ("twice", "SELECT count(*) - count(DISTINCT key) FROM articles", 0),
                    (
                        "revised",
                        "SELECT count(*) FROM articles WHERE revision > 1",
                        0,
                    ),
                    ("open leases", "SELECT count(*) FROM crawl_leases WHERE ended_at IS NULL", 0),
                    ("open runs", "SELECT count(*) FROM runs WHERE outcome IS NULL", 0),
                    (
                        "good runs",
                        "SELECT count(*) = 1 FROM runs WHERE outcome = 'success'",
                        1,
                    ),
                ):
                    if (found := count(cluster.database, sql)) != expected:
                        faults.append(f"generation {generation}: {what}: {found}, not {expected}")
                        print(faults[-1], flush=True)
    print(
        f"killed {done} in {generation} generations; requests {watch.requests}"
        f" by {len(watch.processes)} crawls, by two in turns {len(watch.in_turns)}"
    )
    print("\n".join(watch.in_turns[:20]))
    print("\n".join(faults) or "every article once, history true")
    sys.exit(bool(faults or watch.in_turns))


if __name__ == "__main__":
    main()
