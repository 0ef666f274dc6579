"""How much CPU a digest takes.

``python -m benchmarks.delivery.digest --articles 100000`` builds the corpus of benchmarks.search,
or opens the one that ``--database`` names, and makes a mail and a page of its newest 300 relevant
stories: selecting, reading, HTML and text. Exit code 1 when either takes more than 2 s of CPU, or
the mail's HTML is so large that Gmail would cut it off.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.search import fill
from delivery import digests
from delivery.rendering import LARGEST_HTML, Reader, digest_message, environment
from newsdb.database import now, open_database
from newsdb.delivery import selecting, subscriptions
from newsdb.delivery.selecting import RELEVANT, Span

STORIES = 300
MOST_SECONDS = 2.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--database", type=Path, help="kept, and used when it is filled")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.database or Path(folder) / "search.db"
        db = open_database(path)
        if not db.table("articles").count:
            fill(db, arguments.articles)
        newest = subscriptions.newest(db).articles
        after = newest
        while len(selecting.stories(db, RELEVANT, Span(after, newest))) < STORIES and after > 0:
            after -= 500
        environment()
        failed = False
        for name, largest in (("mail", LARGEST_HTML), ("page", None)):
            began = time.process_time()
            found = selecting.stories(db, RELEVANT, Span(after, newest))[:STORIES]
            selected = time.process_time()
            at = now()
            digest = digests.read(db, found, since=at - timedelta(days=1), until=at, at=at)
            read = time.process_time()
            made = digest_message(digest, Reader("ko", "https://desk.example"), largest=largest)
            ended = time.process_time()
            size = len(made.html.encode())
            print(
                f"{name}: {len(found)} stories of {db.table('articles').count} articles:"
                f" {ended - began:.2f} s CPU (selecting {selected - began:.2f}, reading"
                f" {read - selected:.2f}, rendering {ended - read:.2f}), {size / 1000:.0f} kB"
            )
            failed |= ended - began > MOST_SECONDS or (largest is not None and size > largest)
        db.close()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
