"""Whether three workers and one writer make the database that a crawl on one machine makes.

``python -m benchmarks.trials.same_database [redis|rabbitmq|both] [OUTLET ...]``: all outlets of
the demo's replica, or some, are crawled beside a database and by three workers through a broker,
or one after the other through both (the local crawls are made once), and the rows of all tables
are compared, ids and times aside: first outlet after outlet, all tables; then all at the same
time, without what depends on which article was stored first (``ORDERED``). That nothing else
depends on it two local crawls in opposite order show. Skipped with one line where there is no
such broker.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from newsdb.configuration import load
from scheduling.jobs import known_names, load_spiders, switched_off
from tests.cluster.brokers import started
from tests.cluster.machines import redis_server
from tests.cluster.rabbitmq import SERVERS
from tests.support.crawls import ROOT, value
from tests.support.same_rows import differences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduling.supervisor import End

WORKERS = 3
REPLAY = "REPLAY=fixtures"

#: What depends on the order in which articles are stored: between which two of several copies
#: links are, how rare words are by then, and who asked a host for its rules first.
ORDERED = ("fingerprints", "links", "relation links", "robots", "signatures")


def outlets() -> list[str]:
    """Return the outlets of the demo's replica."""
    spiders = load_spiders()
    off = {*switched_off(spiders, load()), "site"}
    return [
        each
        for each in sorted(known_names(spiders))
        if each not in off and (ROOT / "fixtures" / each).is_dir()
    ]


def crawl_here(database: Path, names: list[str]) -> Path:
    """Crawl outlets beside a database, in one process."""
    command = [sys.executable, "-m", "scrapy", "crawl", *names, "-s", REPLAY]
    words = ["-s", f"DATABASE={database}", "--loglevel", "ERROR"]
    subprocess.run([*command, *words], cwd=ROOT, check=True)
    return database


def compare(what: str, one: Path, other: Path, *, without: Sequence[str] = ()) -> bool:
    """Print in which tables two databases differ, and an example; returns whether they do."""
    found = differences(one, other)
    for table, (only_one, only_other) in found.items():
        if table not in without:
            print(f"{table}: {only_one.total()} rows against {only_other.total()}")
            for rows in (only_one, only_other):
                print(*(f"    {str(each)[:300]}" for each in list(rows)[:3]), sep="\n")
    left = [each for each in found if each not in without]
    aside = f", aside from {', '.join(without)}" if without else ""
    articles = value(one, "SELECT count(*) FROM articles")
    said = f"{len(left)} tables differ" if left else "the same rows in all tables"
    print(f"{what}: {articles} articles; {said}{aside}", flush=True)
    return bool(left)


def main() -> None:
    asked = sys.argv[1] if len(sys.argv) > 1 else "redis"
    servers = {"redis": redis_server(), "rabbitmq": SERVERS}
    kinds = [each for each in servers if asked in {each, "both"}]
    for each in kinds:
        if not servers[each]:
            print(f"skipped: there is no server of {each}")
    kinds = [each for each in kinds if servers[each]]
    if not kinds:
        return
    names = sys.argv[2:] or outlets()
    with tempfile.TemporaryDirectory(prefix="machines-") as place:
        folder = Path(place)
        for name in names:
            crawl_here(folder / "in-turn.db", [name])
        together = crawl_here(folder / "together.db", names)
        backwards = crawl_here(folder / "backwards.db", names[::-1])
        tables = set(differences(together, backwards))
        said = f"two local crawls in opposite order differ in {', '.join(sorted(tables))}"
        print(said, flush=True)
        wrong = not tables <= set(ORDERED)
        for kind in kinds:
            (own := folder / kind).mkdir()
            wrong |= by_workers(kind, own, names, folder / "in-turn.db", together)
    sys.exit(wrong)


def by_workers(kind: str, folder: Path, names: list[str], in_turn: Path, together: Path) -> bool:
    """Crawl outlets by workers, in turn and together; returns whether anything differs."""
    with started(folder, kind) as (cluster, _):
        for number in range(WORKERS):
            cluster.start_worker(f"worker-{number + 1}", REPLAY)
        cluster.spiders = load_spiders()
        ends: dict[str, End] = {}
        cluster.database = folder / "in-turn.db"
        cluster.start_store()
        for name in names:
            ends |= cluster.crawl([name])
        wrong = missed(ends)
        wrong |= compare(f"{kind}, outlet after outlet", in_turn, cluster.database)
        cluster.kill("store")
        cluster.database = folder / "together.db"
        cluster.start_store()
        ends = cluster.crawl(*(names[number::WORKERS] for number in range(WORKERS)))
        wrong |= missed(ends)
        wrong |= compare(f"{kind}, all together", together, cluster.database, without=ORDERED)
    return wrong


def missed(ends: dict[str, End]) -> bool:
    """Print which crawls did not end well; returns whether there are any."""
    bad = {name: end for name, end in ends.items() if end.ending != "exited" or end.code}
    print(f"{len(ends)} crawls by {WORKERS} workers; not crawled: {bad or 'none'}", flush=True)
    return bool(bad)


if __name__ == "__main__":
    main()
