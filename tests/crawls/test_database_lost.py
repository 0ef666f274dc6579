"""A database that goes away, or that somebody holds, ends the run as a failure that says so."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.database import now, open_database, transaction
from newsdb.database_errors import DatabaseError
from newsdb.database_file import holders, identity
from newsdb.runs import end_file, runs
from newsdb.runs.end_file import End
from newsdb.runs.runs import COUNTERS
from tests.crawls.test_faults import ALL, HARMED, crawl, path, three_articles
from tests.support.crawls import rows, scrapy, value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.loopback import Site


@pytest.fixture
def site() -> Iterator[Site]:
    with three_articles() as site:
        yield site


@pytest.mark.parametrize("put_another", [False, True])
def test_a_database_deleted_in_mid_crawl(site: Site, tmp_path: Path, put_another: bool) -> None:
    database = tmp_path / "news.db"

    def delete(asked: str) -> None:
        if asked == path(2):
            database.unlink()
            if put_another:
                database.write_bytes(b"")

    site.on_request = delete
    done = scrapy(*crawl(site, database))
    assert done.code == 1, done.log
    assert f"{database} was deleted or replaced while this run used it" in done.log
    assert "fnnews failed: it ended early: database_gone" in done.log
    site.on_request = lambda _: None
    database.unlink(missing_ok=True)
    assert scrapy(*crawl(site, database)).code == 0
    assert value(database, "SELECT count(*) FROM articles") == 3


def test_who_holds_a_file_is_named(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    open_database(database).close()
    assert holders(database) == []
    with (
        database.open("rb") as file,
        subprocess.Popen(["/bin/sleep", "60"], stdin=file) as sleeper,
    ):
        assert holders(database) == [f"{sleeper.pid} (/bin/sleep 60)"]
        sleeper.kill()
    assert identity(tmp_path / "none.db") is None


@contextmanager
def held_from(site: Site, database: Path, asked_for: str) -> Iterator[list[float]]:
    """Hold the database's lock from a request on until the crawl has ended; yield that time."""
    wanted, let_go, locked = threading.Event(), threading.Event(), threading.Event()
    since: list[float] = []

    def keep() -> None:
        connection = open_database(database)
        wanted.wait(60)
        with transaction(connection):
            since.append(time.monotonic())
            locked.set()
            let_go.wait(60)
        connection.close()

    def meet(asked: str) -> None:
        if asked == asked_for:
            wanted.set()
            locked.wait(60)

    holder = threading.Thread(target=keep)
    holder.start()
    site.on_request = meet
    try:
        yield since
    finally:
        site.on_request = lambda _: None
        wanted.set()
        let_go.set()
        holder.join()


@pytest.mark.parametrize(
    "asked_for",
    [ALL, path(1)],
    ids=["while a listing is read", "while articles are read"],
)
def test_a_lock_that_is_not_let_go_ends_the_run(
    site: Site, tmp_path: Path, asked_for: str
) -> None:
    """It is waited for once, not for each page; the history says who held it, not "killed"."""
    database = tmp_path / "news.db"
    open_database(database).close()
    with held_from(site, database, asked_for) as since:
        done = scrapy(*crawl(site, database), launcher=(HARMED, "impatient"))
        assert time.monotonic() - since[0] < 25
    assert done.code == 1, done.log
    assert done.log.count("has held it locked for too long") < 6
    assert "fnnews failed: it ended early: database_unusable" in done.log
    assert "Traceback" not in done.log
    assert "The next run will enter this run's end into the history" in done.log
    again = scrapy(*crawl(site, database))
    assert again.code == 0, again.log
    assert value(database, "SELECT count(*) FROM articles") == 3
    (outcome, reason, problem, ended) = rows(
        database,
        "SELECT outcome, reason, problem, finished_at IS NOT NULL FROM runs ORDER BY id LIMIT 1",
    )[0]
    assert (outcome, reason, ended) == ("failure", "database_unusable", 1)
    assert "has held it locked for too long" in problem
    assert f"open in {os.getpid()} (" in problem


def test_a_disk_too_full_for_the_end_of_a_run(site: Site, tmp_path: Path) -> None:
    """The run says so and fails; the next one enters that instead of calling it killed."""
    database = tmp_path / "news.db"
    db = open_database(database)
    db.execute("CREATE TABLE filler (filler BLOB)")
    db.execute(
        "CREATE TRIGGER fill BEFORE UPDATE OF finished_at ON runs BEGIN"
        " INSERT INTO filler VALUES (zeroblob(4000000)); END"
    )
    db.close()
    done = scrapy(*crawl(site, database), launcher=(HARMED, "500"))
    assert done.code == 1, done.log
    why = f"its end could not be written into the history: {database}: the disk is full"
    assert f"fnnews failed: {why}" in done.log
    assert "Traceback" not in done.log
    assert rows(database, "SELECT outcome FROM runs") == [(None,)]
    assert scrapy(*crawl(site, database)).code == 0
    (first, second) = rows(database, "SELECT outcome, reason, problem, articles_new FROM runs")
    assert (first[:2], first[3]) == (("failure", "finished"), 3)
    assert first[2].startswith(why)
    assert second[0] == "success"


def test_a_disk_that_is_full_when_a_run_starts(site: Site, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    db = open_database(database)
    (pages,) = db.conn.execute("PRAGMA page_count").fetchone()
    db.conn.execute(f"PRAGMA max_page_count = {pages}")
    with suppress(DatabaseError):
        while True:  # until the last page of the table is full
            runs.start(db, "ingest", arguments={}, at=now())
    db.close()
    done = scrapy(*crawl(site, database), launcher=(HARMED, "0"))
    assert done.code == 1, done.log
    said = f"The run can't begin: {database}: the disk is full: make room and run again"
    assert done.log.count(said) == 1
    assert "fnnews failed: it ended early: database_unusable" in done.log
    assert "Traceback" not in done.log
    assert ALL not in site.asked


def test_what_is_said_of_another_run_is_not_entered(site: Site, tmp_path: Path) -> None:
    """A database that was put back from a backup has other runs by these numbers."""
    database = tmp_path / "news.db"
    db = open_database(database)
    begun = now() - timedelta(hours=1)
    run_id = runs.start(db, "fnnews", arguments={}, at=begun, lock_name="fnnews")
    db.close()
    file = end_file.place(database, "fnnews")
    end_file.reserve(file)
    assert end_file.read(file) is None
    end = End(
        run_id=run_id,
        started_at=begun - timedelta(days=1),
        finished_at=begun,
        reason="finished",
        outcome="success",
        problem="이야기" * 2000,
        counts=dict.fromkeys(COUNTERS, 10**9),
        seconds=1.0,
    )
    assert end_file.write(file, end)
    assert file.stat().st_size == end_file.SIZE
    kept = end_file.read(file)
    assert kept is not None
    assert kept.run_id == run_id
    assert scrapy(*crawl(site, database)).code == 0
    assert rows(database, "SELECT reason, outcome FROM runs ORDER BY id LIMIT 1") == [
        ("killed", "failure")
    ]
    assert end_file.read(file) is None
