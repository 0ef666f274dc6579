"""Clocks that jump, processes that stand still, readers that never end, two schedulers at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks.trials import processes
from benchmarks.trials.beginnings import make_stories
from benchmarks.trials.results import (
    Tally,
    differences,
    history,
    stored,
    torn,
    unsound,
)
from newsdb.database import open_database, stamp
from newsdb.records import KST
from scheduling.schedules import Schedule
from tests.crawls.test_faults import ALL, feed, good, path, three_articles
from tests.support.clocks import clock
from tests.support.crawls import REPLICA, ROOT, rows, value
from tests.support.loopback import serving
from tests.support.simulated import service_of, settle
from tests.support.waiting import is_alive, until

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.trials.results import Bench

START = datetime(2026, 3, 2, 12, 0, tzinfo=KST)
HOURLY = ("a", "b", "c")


def clocks(bench: Bench) -> Tally:
    """Set the clock of a running scheduler; each due time has one run, whatever it does."""
    tally = Tally("clock set")
    moment = [START]
    planned = [
        Schedule(name=name, cron="0 6-23 * * *", arguments=(), is_outlet=True, spread=False)
        for name in HOURLY
    ]

    def now() -> datetime:
        return moment[0]

    folder = bench.fresh("clock")
    service = service_of(folder, planned, now=now, parallel=2)
    database = folder / "news.db"

    def served() -> Counter[tuple[str, str]]:
        return Counter(rows(database, "SELECT job, due_at FROM job_runs"))

    with clock(now):
        service.start()
        settle(service, now)
        for _ in range(bench.number):
            before, was = served(), moment[0]
            jump = timedelta(
                minutes=bench.chance.choice((-1, 1)) * bench.chance.randint(2, 60_000)
            )
            moment[0] += jump
            service.look()
            settle(service, now)
            where = f"by {jump} to {moment[0]:%m-%d %H:%M}"
            bench.say(where)
            tally.tries += 1
            due = [each.last_due(moment[0]) for each in planned]
            wanted = Counter(
                (each.name, stamp(at))
                for each, at in zip(planned, due, strict=True)
                if at and jump > timedelta() and at > was
            )
            tally.expect(where, "runs", found=served() - before, wanted=wanted)
            coming = {
                each.name: each.next_due(moment[0] + timedelta(seconds=1)) for each in planned
            }
            found = {job.id: job.next_run_time for job in service.scheduler.get_jobs()}
            tally.expect(where, "what comes next", found=found, wanted=coming)
        service.stop()
    open_runs = value(database, "SELECT count(*) FROM job_runs WHERE ending IS NULL")
    tally.expect("at the end", "runs without an end", found=open_runs, wanted=0)
    return tally


def standstill(bench: Bench) -> Tally:
    """Stop each process for ``bench.number`` seconds (SIGSTOP) and let it go on."""
    tally = Tally(f"stopped for {bench.number} s")
    trials = (_stopped_crawl, _stopped_scheduler, _stopped_guard, _stopped_desk)
    threads = [threading.Thread(target=each, args=(bench, tally)) for each in trials]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.expect("all", "trials that came to their end", found=tally.tries, wanted=len(trials))
    return tally


def _stand_still(pid: int, seconds: float) -> None:
    os.kill(pid, signal.SIGSTOP)
    time.sleep(seconds)
    os.kill(pid, signal.SIGCONT)


def _stopped_crawl(bench: Bench, tally: Tally) -> None:
    folder = bench.fresh("stopped-crawl")
    database, reference = folder / "news.db", bench.fresh("reference") / "news.db"
    with serving(REPLICA) as site:
        processes.measured(*processes.crawl_words(site, reference))
        asked = len(site.articles_asked())
        words = [sys.executable, "-m", "scrapy", *processes.crawl_words(site, database)]
        with subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
            until(lambda: len(site.articles_asked()) > asked + 5, seconds=processes.PATIENCE)
            _stand_still(process.pid, bench.number)
            code = process.wait(processes.PATIENCE)
    bench.say("a crawl")
    tally.expect("a crawl", "exit code", found=code, wanted=0)
    tally.lost("a crawl", *unsound(database), *torn(database, at_rest=True))
    tally.lost("a crawl", *history(database, killed=0), *differences(database, reference))
    tally.tries += 1


def _stopped_scheduler(bench: Bench, tally: Tally) -> None:
    _stop_scheduled(bench, tally, "a scheduler", of_guard=False)


def _stopped_guard(bench: Bench, tally: Tally) -> None:
    _stop_scheduled(bench, tally, "a process guard", of_guard=True)


def _stop_scheduled(bench: Bench, tally: Tally, who: str, *, of_guard: bool) -> None:
    folder = bench.fresh(who.replace(" ", "-"))
    database, log = folder / "news.db", folder / "scheduler.log"
    with three_articles() as site:
        configuration = processes.configure(folder, site)
        open_database(database).close()
        with processes.scheduler(configuration, log) as pid:
            until(lambda: bool(processes.children(pid)), seconds=processes.PATIENCE)
            until(lambda: bool(site.asked), seconds=processes.PATIENCE)
            _stand_still(processes.children(pid)[0] if of_guard else pid, bench.number)
            until(lambda: "daily: done" in log.read_text(), seconds=processes.PATIENCE)
    bench.say(who)
    tally.lost(who, *unsound(database), *torn(database, at_rest=True))
    tally.lost(who, *history(database, killed=0))
    tally.expect(who, "articles", found=stored(database), wanted=3)
    endings = rows(database, "SELECT ending, exit_code FROM job_runs")
    tally.expect(who, "history of jobs", found=endings, wanted=[("exited", 0)])
    tally.tries += 1


def _stopped_desk(bench: Bench, tally: Tally) -> None:
    database = bench.fresh("stopped-desk") / "news.db"
    make_stories(database, 5)
    with processes.desk(database) as (process, port):
        reviewer = processes.Reviewer(port)
        codes = [reviewer.decide(1, "relevant")]
        threading.Thread(target=_stand_still, args=(process.pid, bench.number)).start()
        codes += [reviewer.decide(story, "relevant") for story in (2, 3, 4, 5)]
    bench.say("a desk")
    events = value(database, "SELECT count(*) FROM review_events")
    tally.expect("a desk", "decisions", found=events, wanted=codes.count(200))
    tally.expect("a desk", "answers", found=codes, wanted=[200] * 5)
    tally.tries += 1


def held_log(bench: Bench) -> Tally:
    """Let a reader hold one state of the database while an hour of crawls writes."""
    tally = Tally("log held by a reader")
    database = bench.fresh("held") / "news.db"
    open_database(database).close()
    log = database.with_name("news.db-wal")
    with three_articles() as site:
        processes.measured(*processes.crawl_words(site, database))
        reader = open_database(database)
        reader.conn.execute("BEGIN")
        (seen,) = reader.conn.execute("SELECT count(*) FROM articles").fetchone()
        for number in range(bench.number):
            new = [10 + 20 * number + each for each in range(20)]
            site.answers[ALL] = feed(new)
            site.answers.update({path(each): good(each) for each in new})
            done = processes.run(*processes.crawl_words(site, database))
            tally.tries += 1
            where = f"crawl {number}, {log.stat().st_size / 1e6:.1f} MB of log"
            bench.say(where)
            tally.expect(where, "exit code", found=done.code, wanted=0)
            (still,) = reader.conn.execute("SELECT count(*) FROM articles").fetchone()
            tally.expect(where, "articles that the reader sees", found=still, wanted=seen)
        tally.seen["kB of log at most"] = log.stat().st_size // 1000
        reader.conn.execute("COMMIT")
        reader.close()
        tally.expect(
            "at the end", "articles", found=stored(database), wanted=3 + 20 * bench.number
        )
        tally.lost("at the end", *unsound(database), *torn(database, at_rest=True))
        left = log.stat().st_size if log.exists() else 0
        tally.expect("at the end", "bytes of log", found=left, wanted=0)
    return tally


def two_schedulers(bench: Bench) -> Tally:
    """Start two schedulers at one moment; one runs, the other says why it doesn't."""
    tally = Tally("two schedulers")
    with three_articles() as site:
        for number in range(bench.number):
            folder = bench.fresh("two")
            configuration = processes.configure(folder, site)
            logs = [folder / f"{each}.log" for each in "ab"]
            with (
                processes.scheduler(configuration, logs[0]) as first,
                processes.scheduler(configuration, logs[1]) as second,
            ):
                until(lambda: any("daily: done" in _text(log) for log in logs), seconds=120)  # noqa: B023
                alive = [is_alive(each) for each in (first, second)]
            where = f"pair {number}"
            bench.say(where)
            tally.tries += 1
            tally.expect(where, "schedulers that run", found=alive.count(True), wanted=1)
            other = _text(logs[alive.index(True)])
            refused = _text(logs[alive.index(False)]) if False in alive else ""
            if "stop it first" not in refused or "Traceback" in refused + other:
                tally.lost(where, f"the other says {refused!r}")
            database = folder / "news.db"
            endings = rows(database, "SELECT ending, exit_code FROM job_runs")
            tally.expect(where, "history of jobs", found=endings, wanted=[("exited", 0)])
            tally.expect(where, "articles", found=stored(database), wanted=3)
    return tally


def _text(log: Path) -> str:
    return log.read_text() if log.exists() else ""
