"""SIGKILL at random moments: of crawls, ingesting, migrations, desk, scheduler, process guard."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from sqlite_utils import Database

from benchmarks.trials import processes
from benchmarks.trials.beginnings import make_stories, write_lines
from benchmarks.trials.results import (
    Bench,
    Tally,
    differences,
    history,
    kept_files,
    stored,
    torn,
    touched,
    unsound,
)
from newsdb.database import open_database
from newsdb.review.reviews import STATUSES
from newsdb.schema import migration_names, migrations
from tests.crawls.test_faults import three_articles
from tests.newsdb.test_migrations import LANDED, at_state
from tests.support.crawls import REPLICA, rows, value
from tests.support.loopback import serving
from tests.support.waiting import is_alive, until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.loopback import Site

#: Kills of one database before it is left in peace and looked at.
IN_A_ROW = 3


def crawls(bench: Bench) -> Tally:
    """Kill crawls of the replica of Financial News; the next goes on where each was."""
    tally = Tally("crawl killed")
    reference = bench.fresh("reference") / "news.db"
    with serving(REPLICA) as site:
        longest = processes.measured(*processes.crawl_words(site, reference))
        series = 0
        while tally.tries < bench.number:
            series += 1
            database = bench.fresh("killed") / "news.db"
            words = processes.crawl_words(site, database)
            killed = 0
            for _ in range(min(IN_A_ROW, bench.number - tally.tries)):
                moment = bench.chance.uniform(0.05, longest)
                done = processes.run(*words, launcher=(processes.KILL_AFTER, f"{moment:.3f}"))
                if done.code != -signal.SIGKILL:
                    tally.seen["over before the kill"] += 1
                    continue
                killed += 1
                tally.tries += 1
                where = f"series {series}, after {moment:.2f} s"
                if database.exists() and database.stat().st_size:
                    tally.lost(where, *unsound(database), *torn(database, at_rest=False))
                bench.say(where)
            before = kept_files(database)
            done = processes.run(*words)
            where = f"series {series}, the run after {killed} kills"
            tally.expect(where, "exit code", found=done.code, wanted=0)
            tally.lost(where, *unsound(database), *torn(database, at_rest=True))
            tally.lost(where, *touched(database, before))  # it goes on in a file of its own
            tally.lost(where, *history(database, killed=killed), *differences(database, reference))
            tally.seen["rejected as killing its reader"] += value(
                database, "SELECT count(*) FROM rejections WHERE reason = 'killed its reader'"
            )
    return tally


def ingesting(bench: Bench) -> Tally:
    """Kill ``scrapy ingest``; the same file again makes it whole."""
    tally = Tally("ingest killed")
    file = bench.fresh("lines") / "lines.jsonl"
    write_lines(file)

    def words(database: Path) -> tuple[str, ...]:
        return ("ingest", str(file), "-s", f"DATABASE={database}")

    reference = bench.fresh("reference") / "news.db"
    longest = processes.measured(*words(reference))
    while tally.tries < bench.number:
        database = bench.fresh("killed") / "news.db"
        moment = bench.chance.uniform(0.05, longest)
        launcher = (processes.KILL_AFTER, f"{moment:.3f}")
        if processes.run(*words(database), launcher=launcher).code != -signal.SIGKILL:
            tally.seen["over before the kill"] += 1
            continue
        tally.tries += 1
        where = f"after {moment:.2f} s"
        bench.say(where)
        done = processes.run(*words(database))
        tally.expect(where, "exit code", found=done.code, wanted=0)
        tally.lost(where, *unsound(database), *history(database, killed=1))
        tally.lost(where, *torn(database, at_rest=True), *differences(database, reference))
    return tally


def migrating(bench: Bench) -> Tally:
    """Kill the first command on a database of an earlier version; it is the old or the new one."""
    tally = Tally("migration killed")
    while tally.tries < bench.number:
        folder = bench.fresh("migrating")
        state = bench.chance.choice(LANDED[:-1])
        database, whole = folder / "news.db", folder / "whole.db"
        at_state(database, state)
        shutil.copy(database, whole)

        def words(path: Path) -> tuple[str, ...]:
            return ("stories", "-s", f"DATABASE={path}")

        done = processes.run(*words(whole), launcher=(processes.KILL_AT, "0"))
        moment = bench.chance.randint(1, int(done.out.split()[-1]))
        done = processes.run(*words(database), launcher=(processes.KILL_AT, str(moment)))
        if done.code != -signal.SIGKILL:
            tally.seen["over before the kill"] += 1
            continue
        tally.tries += 1
        where = f"from {state}, before statement {moment}"
        bench.say(where)
        left = Database(database)
        applied = {each.name for each in migrations.applied(left)}
        left.close()
        old = {each for each in migration_names() if each <= state}
        if applied not in (old, migration_names()):
            tally.lost(where, f"neither the old nor the new tables: {sorted(applied - old)}")
        tally.seen["old" if applied == old else "new"] += 1
        db = open_database(database)
        tables = "SELECT name, sql FROM sqlite_master ORDER BY name"
        kept = db.execute("SELECT id, title, body FROM articles JOIN article_bodies"
                          " ON article_id = id ORDER BY id").fetchall()  # fmt: skip
        tally.expect(
            where, "articles", found=kept,
            wanted=[(1, "용접로봇", "무화과나무"), (2, "물류창고", "")],
        )  # fmt: skip
        tally.expect(where, "tables", found=db.execute(tables).fetchall(),
                     wanted=rows(whole, tables))  # fmt: skip
        tally.expect(where, "integrity", found=db.execute("PRAGMA integrity_check").fetchone(),
                     wanted=("ok",))  # fmt: skip
        db.close()
    return tally


def desk(bench: Bench) -> Tally:
    """Kill the desk while somebody decides; what was acknowledged is there."""
    tally = Tally("desk killed")
    database = bench.fresh("desk") / "news.db"
    make_stories(database, 40)
    acknowledged = 0
    while tally.tries < bench.number:
        with processes.desk(database) as (process, port):
            reviewer = processes.Reviewer(port)
            before = acknowledged
            moment = bench.chance.uniform(0.0, 1.0)
            threading.Timer(moment, process.kill).start()
            with suppress(OSError, http.client.HTTPException):
                while True:
                    status = bench.chance.choice(STATUSES)
                    code = reviewer.decide(bench.chance.randint(1, 40), status)
                    acknowledged += code == 200
            process.wait(60)
        tally.tries += 1
        where = f"after {moment:.2f} s and {acknowledged - before} decisions"
        bench.say(where)
        tally.lost(where, *unsound(database))
        events = value(database, "SELECT count(*) FROM review_events")
        if not acknowledged <= events <= acknowledged + 1:  # one may have had no answer any more
            tally.lost(where, f"{acknowledged} decisions acknowledged, {events} stored")
        acknowledged = events
        steps = value(database, "SELECT coalesce(sum(version), 0) FROM reviews")
        tally.expect(where, "steps of the reviews", found=steps, wanted=events)
        tally.seen["decisions"] = acknowledged
    return tally


def schedulers(bench: Bench) -> Tally:
    """Kill the scheduler; its crawl goes with it, and the next scheduler makes it up."""
    return _scheduled(bench, Tally("scheduler killed"), of_guard=False)


def guards(bench: Bench) -> Tally:
    """Kill the process guard; the scheduler notices, and the next one makes the run up."""
    return _scheduled(bench, Tally("process guard killed"), of_guard=True)


def _scheduled(bench: Bench, tally: Tally, *, of_guard: bool) -> Tally:
    with three_articles() as site:
        while tally.tries < bench.number:
            folder = bench.fresh("scheduled")
            database = folder / "news.db"
            configuration = processes.configure(folder, site)
            open_database(database).close()
            killed = _kill_scheduled(bench, site, folder, configuration, of_guard=of_guard)
            if not killed:
                tally.seen["over before the kill"] += 1
                continue
            tally.tries += 1
            bench.say(killed)
            tally.lost(killed, *_after_scheduled(database, configuration, tally))
    return tally


def _kill_scheduled(
    bench: Bench, site: Site, folder: Path, configuration: Path, *, of_guard: bool
) -> str | None:
    """Start a scheduler and kill it or its guard; return at what moment, None when too late."""
    asked = len(site.asked)
    moment = bench.chance.uniform(0.0, 1.5)
    log = folder / "scheduler.log"
    with processes.scheduler(configuration, log) as pid:
        # The one child that it has is the guard; what comes then begins with the crawl's start.
        until(lambda: bool(processes.children(pid)), seconds=processes.PATIENCE)
        guard = processes.children(pid)[0]
        if bench.chance.random() < 0.5:  # else it is killed while the crawl starts
            until(
                lambda: len(site.asked) > asked or not is_alive(guard),
                seconds=processes.PATIENCE,
            )
            moment /= 10
        time.sleep(moment)
        if not is_alive(guard):
            return None
        os.kill(guard if of_guard else pid, signal.SIGKILL)
        if of_guard:
            until(lambda: not processes.children(pid), seconds=60)
    processes.nobody_crawls(folder)
    return f"{len(site.asked) - asked} requests and {moment:.2f} s after its start"


def _after_scheduled(database: Path, configuration: Path, tally: Tally) -> list[str]:
    """Let the next scheduler make the run up; return what was lost."""
    done = processes.once(configuration)
    lost = [] if not done.code else [f"the run that makes it up ends with {done.code}: {done.log}"]
    lost += [*unsound(database), *torn(database, at_rest=True), *history(database, killed=1)]
    if (number := stored(database)) != 3:
        lost.append(f"{number} of 3 articles")
    endings = rows(database, "SELECT ending FROM job_runs ORDER BY id")
    tally.seen[" then ".join(str(each) for (each,) in endings)] += 1
    if endings[-1] != ("exited",) or (None,) in endings:
        lost.append(f"the history of jobs says {endings}")
    again = processes.once(configuration)
    if "Nothing is due" not in again.log:
        lost.append("what was made up is due once more")
    return lost
