"""A disk that is really full, at several levels: crawl, ingest, desk and scheduler."""

from __future__ import annotations

import http.client
import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from benchmarks.trials import processes
from benchmarks.trials.beginnings import make_stories, write_lines
from benchmarks.trials.results import Tally, differences, history, stored, torn, unsound
from tests.crawls.test_faults import ALL, three_articles
from tests.support.crawls import REPLICA, rows, value
from tests.support.loopback import serving
from tests.support.mounts import can_mount, small_disk
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from benchmarks.trials.results import Bench
    from tests.support.mounts import SmallDisk

#: The room of the disk, and what is left of it at each level, in bytes.
SIZE = 32_000_000
LEFT = (0, 4096, 16_384, 65_536, 150_000, 300_000, 600_000, 1_200_000, 2_000_000, 4_000_000)


def _levels(bench: Bench) -> tuple[int, ...]:
    return LEFT[: bench.number]


@contextmanager
def _disk(bench: Bench, *, stories: int = 0) -> Iterator[SmallDisk]:
    """Yield a disk with a database: its tables are there, as on every day but the first."""
    folder = bench.fresh("disk")
    make_stories(folder / "news.db", stories)
    with small_disk(folder, size=SIZE) as disk:
        yield disk


def _copied(disk: SmallDisk, bench: Bench) -> Path:
    """Return the database as it lies on the disk, copied with all beside it."""
    folder = bench.folder / "looked-at"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(disk.seen, folder, ignore=shutil.ignore_patterns(".filler"))
    return folder / "news.db"


def _not_said(log: str) -> list[str]:
    """Return what is wrong with how a full disk was reported."""
    wrong = []
    if "Traceback" in log:
        wrong.append(f"a traceback: {log[-1500:]}")
    if not any(each in log for each in ("disk is full", "disk refused", "space left")):
        wrong.append(f"the full disk is not named: {log[-800:]}")
    return wrong


def crawls(bench: Bench) -> Tally:
    """Crawl the replica onto a full disk, then make room and crawl again."""
    with serving(REPLICA) as site:
        reference = bench.fresh("reference") / "news.db"
        processes.measured(*processes.crawl_words(site, reference))

        def words(database: Path) -> tuple[str, ...]:
            return processes.crawl_words(site, database)

        return _written(bench, Tally("crawl on a full disk"), words, reference)


def ingesting(bench: Bench) -> Tally:
    """Ingest onto a full disk, then make room and ingest again."""
    file = bench.fresh("lines") / "lines.jsonl"
    write_lines(file)

    def words(database: Path) -> tuple[str, ...]:
        return ("ingest", str(file), "-s", f"DATABASE={database}")

    reference = bench.fresh("reference") / "news.db"
    processes.measured(*words(reference))
    return _written(bench, Tally("ingest on a full disk"), words, reference)


def _written(
    bench: Bench, tally: Tally, words: Callable[[Path], tuple[str, ...]], reference: Path
) -> Tally:
    for left in _levels(bench):
        with _disk(bench) as disk:
            database = disk.folder / "news.db"
            disk.leave(left)
            done = processes.cold(["-m", "scrapy", *words(database)], disk.words)
            where = f"{left} bytes left, exit code {done.code}"
            bench.say(where)
            tally.tries += 1
            tally.seen[f"exit code {done.code}"] += 1
            if done.code:
                tally.lost(where, *_not_said(done.log))
            else:
                tally.lost(where, *differences(_copied(disk, bench), reference))
            copy = _copied(disk, bench)
            tally.lost(where, *unsound(copy), *torn(copy, at_rest=False))
            disk.make_room()
            done = processes.cold(["-m", "scrapy", *words(database)], disk.words)
            copy = _copied(disk, bench)
            tally.expect(where, "exit code with room", found=done.code, wanted=0)
            tally.lost(where, *unsound(copy), *torn(copy, at_rest=True))
            tally.lost(where, *history(copy, killed=0), *differences(copy, reference))
    return tally


def desk(bench: Bench) -> Tally:
    """Decide while the disk fills up, and when there is room again."""
    tally = Tally("desk on a full disk")
    for left in _levels(bench):
        folder = bench.fresh("desk")
        with _disk(bench, stories=40) as disk:
            database = disk.folder / "news.db"
            configuration = folder / "hanil.toml"
            with processes.desk(database, before=disk.words, configuration=configuration) as (
                process,
                port,
            ):
                reviewer = processes.Reviewer(port)
                acknowledged = _decide(reviewer, bench, 5)
                disk.leave(left)
                acknowledged += _decide(reviewer, bench, 60)
                where = f"{left} bytes left, {acknowledged} decisions"
                bench.say(where)
                tally.tries += 1
                disk.make_room()
                again = _decide(reviewer, bench, 5)
                if process.poll() is None and not again:
                    tally.lost(where, "with room again it still decides nothing")
                tally.seen["went on" if again else f"ended with {process.poll()}"] += 1
                if not again:
                    tally.expect(where, "exit code", found=process.poll(), wanted=os.EX_TEMPFAIL)
                acknowledged += again
            copy = _copied(disk, bench)
            tally.lost(where, *unsound(copy))
            events = value(copy, "SELECT count(*) FROM review_events")
            tally.expect(where, "decisions stored", found=events, wanted=acknowledged)
    return tally


def _decide(reviewer: processes.Reviewer, bench: Bench, number: int) -> int:
    """Try this many decisions; return how many were acknowledged."""
    acknowledged = 0
    with suppress(OSError, http.client.HTTPException, ValueError):
        for _ in range(number):
            status = bench.chance.choice(("relevant", "unsure"))
            acknowledged += reviewer.decide(bench.chance.randint(1, 40), status) == 200
    return acknowledged


def schedulers(bench: Bench) -> Tally:
    """Fill the disk while the scheduler's crawl is at work; make room before it is stopped."""
    tally = Tally("scheduler on a full disk")
    with three_articles() as site:
        for left in _levels(bench):
            folder = bench.fresh("scheduled")
            with _disk(bench) as disk:
                file = processes.configure(folder, site)
                text = file.read_text().replace(str(folder / "news.db"), f"{disk.folder}/news.db")
                file.write_text(text)
                site.on_request = _filling(disk, left)
                log = folder / "scheduler.log"
                with processes.scheduler(file, log, disk.words):
                    _wait_for_the_crawl(log)
                    disk.make_room()
                site.on_request = lambda _: None
                where = f"{left} bytes left"
                bench.say(where)
                tally.tries += 1
                said = log.read_text()
                tally.seen["crawl failed" if "daily: failed" in said else "crawl went well"] += 1
                if "Traceback" in said:
                    tally.lost(where, f"a traceback: {said[-1500:]}")
                copy = _copied(disk, bench)
                tally.lost(where, *unsound(copy), *torn(copy, at_rest=False))
                endings = rows(copy, "SELECT ending, exit_code FROM job_runs")
                code = 1 if "daily: failed" in said else 0
                tally.expect(where, "history of jobs", found=endings, wanted=[("exited", code)])
                again = processes.cold(
                    ["scheduler.py", "--run", "daily"], disk.words, HANIL_CONFIG=str(file)
                )
                tally.expect(where, "exit code with room", found=again.code, wanted=0)
                copy = _copied(disk, bench)
                tally.expect(where, "articles", found=stored(copy), wanted=3)
                tally.lost(where, *unsound(copy), *torn(copy, at_rest=True))
                tally.lost(where, *history(copy, killed=0))
    return tally


def _wait_for_the_crawl(log: Path) -> None:
    def is_over() -> bool:
        said = log.read_text()
        return "daily: failed" in said or "daily: done" in said

    until(is_over, seconds=processes.PATIENCE)


def _filling(disk: SmallDisk, left: int) -> Callable[[str], None]:
    def fill(asked: str) -> None:
        if asked == ALL:
            disk.leave(left)

    return fill


#: Whether this machine lets anybody mount anything.
POSSIBLE = can_mount()
