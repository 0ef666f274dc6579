"""What archiving costs a crawl, and how fast archived pages are read again.

``python -m benchmarks.archive``: crawls the replica of Financial News over loopback HTTP with and
without the archive, in turn, and reads the archive again; CPU seconds of the processes.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from newsdb.database import open_database
from tests.support.crawls import REPLICA, ROOT
from tests.support.loopback import serving


def cpu(*arguments: str) -> float:
    """Return the CPU seconds that a command of scrapy takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Crawl, read again, print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, serving(REPLICA) as site:
        took: dict[str, list[float]] = {"0": [], "1": []}
        for number in range(options.rounds):
            for enabled, seconds in took.items():
                database = Path(name) / f"{number}-{enabled}" / "news.db"
                setting = ("-s", f"DATABASE={database}", "-s", f"ARCHIVE_ENABLED={enabled}")
                seconds.append(cpu("crawl", "fnnews", *setting, *site.settings))
        without, with_archive = (statistics.median(took[each]) for each in "01")
        print(
            f"crawl: {without:.2f} s CPU without the archive, {with_archive:.2f} s with it:"
            f" {(with_archive / without - 1) * 100:+.0f} %"
        )
        db = open_database(database)
        pages = db.execute("SELECT count(*) FROM captures WHERE article_id NOT NULL").fetchone()[0]
        db.close()
        nothing = cpu("reread", "--dry-run", "--outlet", "none", "-s", f"DATABASE={database}")
        busy = cpu("reread", "--dry-run", "-s", f"DATABASE={database}") - nothing
        print(f"reread: {pages} pages in {busy:.2f} s CPU, {pages / busy:.0f} a second")


if __name__ == "__main__":
    main()
