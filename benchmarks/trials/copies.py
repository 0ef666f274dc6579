"""Copies of the database: by cp after a process has ended, by backup beside a crawl; restores."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

from benchmarks.trials import processes
from benchmarks.trials.beginnings import make_stories
from benchmarks.trials.results import Tally, articles, unsound
from newsdb.backup import container
from newsdb.backup.copying import back_up, found
from newsdb.backup.restoring import restore
from newsdb.database import open_database
from tests.support.crawls import REPLICA, ROOT, value
from tests.support.loopback import serving
from tests.support.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.trials.results import Bench


def plain(bench: Bench) -> Tally:
    """Copy the one file after desk or crawl have ended, while somebody else has it open."""
    tally = Tally("file copied")
    with serving(REPLICA) as site:
        for number in range(bench.number):
            database = bench.fresh("copied") / "news.db"
            make_stories(database, 10)
            reader = open_database(database)
            with processes.desk(database) as (_, port):
                reviewer = processes.Reviewer(port)
                codes = [reviewer.decide(story, "relevant") for story in range(1, 6)]
            copy = database.with_name("copy.db")
            shutil.copy(database, copy)
            where = f"copy {number}"
            events = value(copy, "SELECT count(*) FROM review_events")
            tally.expect(where, "decisions", found=events, wanted=codes.count(200))
            processes.measured(*processes.crawl_words(site, database))
            shutil.copy(database, copy)
            tally.lost(where, *unsound(copy))
            tally.expect(
                where, "articles", found=set(articles(copy)), wanted=set(articles(database))
            )
            reader.close()
            tally.tries += 1
            bench.say(where)
    return tally


def beside_a_crawl(bench: Bench) -> Tally:
    """Back up at a random moment of a crawl; what was stored before is in it, and it is sound."""
    tally = Tally("backup beside a crawl")
    with serving(REPLICA) as site:
        longest = processes.measured(
            *processes.crawl_words(site, bench.fresh("reference") / "news.db")
        )
        for number in range(bench.number):
            folder = bench.fresh("backed-up")
            database = folder / "news.db"
            open_database(database).close()
            crawl = threading.Thread(
                target=processes.run, args=processes.crawl_words(site, database)
            )
            crawl.start()
            moment = bench.chance.uniform(0, longest)
            time.sleep(moment)
            before = value(database, "SELECT count(*) FROM articles")
            made = back_up(database, folder / "backups")
            crawl.join()
            restore(made.file, folder / "restored" / "news.db")
            where = f"backup {number}, after {moment:.1f} s and {before} articles"
            bench.say(where)
            tally.tries += 1
            tally.lost(where, *unsound(folder / "restored" / "news.db"))
            if len(articles(folder / "restored" / "news.db")) < before:
                tally.lost(where, "articles are missing")
    return tally


def killed(bench: Bench) -> Tally:
    """Kill backup and restore at random moments; database and backups are the old or the new."""
    tally = Tally("backup, restore killed")
    folder = bench.fresh("killed")
    database = folder / "news.db"
    make_stories(database, 200)
    wanted = set(articles(database))
    shutil.copy(back_up(database, folder / "backups").file, folder / "first.tar.zst")
    for number in range(bench.number):
        what = ("backup", "restore")[number % 2]
        moment = bench.chance.uniform(0.0, 0.6)
        with subprocess.Popen(
            [sys.executable, "-m", "tests.support.programs.kill_restoring", str(folder), what],
            stdout=subprocess.PIPE,
            cwd=ROOT,
        ) as process:
            assert process.stdout is not None
            until(lambda: process.stdout.readline() == b"ready\n")  # type: ignore[union-attr]
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
        where = f"{what} after {moment:.2f} s"
        bench.say(where)
        tally.tries += 1
        tally.lost(where, *unsound(database))
        tally.expect(where, "articles", found=set(articles(database)), wanted=wanted)
        tally.lost(where, *_unreadable(folder / "backups"))
    back_up(database, folder / "backups")
    restore(folder / "first.tar.zst", database)
    left = [
        each.name
        for each in folder.rglob("*")
        if "partial" in each.name or "restoring" in each.name
    ]
    tally.expect("at the end", "files left over", found=left, wanted=[])
    return tally


def _unreadable(backups: Path) -> list[str]:
    wrong = []
    for file in found(backups, "news").values():
        try:
            container.verify(file)
        except container.BackupError as error:
            wrong.append(str(error))
    return wrong
