"""Whether three workers and one writer make the database that a crawl on one machine makes.

``python -m benchmarks.trials.same_database [redis|rabbitmq]``: all outlets of the demo's replica
are crawled beside a database, then by three workers through a broker, at the same time; the rows
of all tables are compared, ids and times aside. Skipped with one line where there is no such
broker.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from newsdb.configuration import load
from scheduling.jobs import known_names, load_spiders, switched_off
from tests.cluster.machines import Machines, redis_server
from tests.cluster.rabbitmq import SERVERS, Node
from tests.support.crawls import ROOT, value
from tests.support.same_rows import differences

WORKERS = 3
REPLAY = "REPLAY=fixtures"


def main() -> None:
    kind = sys.argv[1] if len(sys.argv) > 1 else "redis"
    if not (redis_server() if kind == "redis" else SERVERS):
        print(f"skipped: there is no server of {kind}")
        return
    spiders = load_spiders()
    off = {*switched_off(spiders, load()), "site"}
    names = [
        each
        for each in sorted(known_names(spiders))
        if each not in off and (ROOT / "fixtures" / each).is_dir()
    ]
    with tempfile.TemporaryDirectory(prefix="machines-") as place, ExitStack() as stack:
        folder = Path(place)
        local = folder / "local.db"
        command = [sys.executable, "-m", "scrapy", "crawl", *names, "-s", REPLAY]
        subprocess.run(
            [*command, "-s", f"DATABASE={local}", "--loglevel", "ERROR"], cwd=ROOT, check=True
        )
        cluster = Machines(folder)
        stack.callback(cluster.stop)
        if kind == "redis":
            cluster.start_broker()
        else:
            (folder / "node").mkdir()
            node = Node(folder / "node")
            stack.callback(node.stop)
            node.start()
            cluster.url = node.url
        cluster.start_store()
        for number in range(WORKERS):
            cluster.start_worker(f"worker-{number + 1}", REPLAY)
        ends = cluster.crawl(*(names[number::WORKERS] for number in range(WORKERS)))
        failed = {name: end for name, end in ends.items() if end.ending != "exited"}
        found = differences(local, cluster.database)
        articles = value(local, "SELECT count(*) FROM articles")
        print(f"{articles} articles by the local crawl")
        print(f"{kind}: {len(ends)} outlets by {WORKERS} workers; not crawled: {failed or 'none'}")
        for table, (only_local, only_cluster) in found.items():
            print(f"{table}: only the local crawl has {only_local}, only workers {only_cluster}")
        print("the same rows in all tables" if not found else f"{len(found)} tables differ")
    sys.exit(bool(found or failed))


if __name__ == "__main__":
    main()
