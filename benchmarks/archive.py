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
import time
from contextlib import closing
from pathlib import Path

from scrapy.utils.project import get_project_settings

from commands.common.archived_pages import ArchivedPages, Pages
from crawler.archive import folder
from newsdb.articles import articles, captures
from newsdb.database import open_database
from newsdb.records import Article
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
        print(f"reread: {pages} pages in {busy:.2f} s CPU, start left out")
        tell_rate(database, options.rounds)


def tell_rate(database: Path, rounds: int) -> None:
    """Print how many pages a core reads again and compares once it has begun.

    The pages of one replica are too few to tell it from what a command's start takes.
    """
    settings = get_project_settings()
    with (
        ArchivedPages(settings, folder.place(database), processes=1) as reader,
        closing(open_database(database)) as db,
    ):
        for number in range(rounds + 1):
            began, read = time.process_time(), 0
            todo = [Pages(each) for each in captures.newest(db, outlet=None, since=None)]
            for page, article in zip(todo, reader.read(todo), strict=True):
                assert isinstance(article, Article), page.first.url
                articles.is_less(db, article)
                articles.compare(db, page.first.article_id or 0, article)
                read += 1
            seconds = time.process_time() - began
            if number:  # the first round compiles patterns
                print(f"reread: {read / seconds:.0f} pages a second of one core")


if __name__ == "__main__":
    main()
