"""The scheduler over real crawls: killed, asked to stop, its crawl killed.

A full disk and a locked database under a crawl are in ``test_faults``, under the scheduler's own
history in ``tests/scheduling``.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import threading
from typing import TYPE_CHECKING

import pytest

from newsdb.configuration import load
from newsdb.database import now, open_database
from scheduler import build, table
from scheduling.history import History
from scheduling.jobs import NIGHTLY, load_spiders, schedules
from scheduling.schedules import Schedule
from scheduling.service import Service
from scheduling.single_instance import AnotherSchedulerError, only_scheduler
from scheduling.supervisor import SCRAPY, Supervisor
from tests.crawls.test_faults import path, three_articles
from tests.support import forkserver
from tests.support.crawls import ROOT, rows, value
from tests.support.forkserver import run, started
from tests.support.programs import forking_python
from tests.support.waiting import is_alive, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.loopback import Site


class SlowSite:
    """A site of three articles that lets a page wait for as long as a test wants."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.asked = threading.Event()
        self.go_on = threading.Event()
        site.on_request = self.meet

    def meet(self, asked: str) -> None:
        if asked == path(2):
            self.asked.set()
            self.go_on.wait(300)


@pytest.fixture
def slow() -> Iterator[SlowSite]:
    with three_articles() as site:
        slow = SlowSite(site)
        yield slow
        slow.go_on.set()


def crawl(site: Site, database: Path) -> tuple[str, ...]:
    return ("crawl", "fnnews", *site.settings, "-s", f"DATABASE={database}")


def crawl_pid(folder: Path) -> int:
    """Return the process that holds the lock of the crawl."""
    return int((folder / ".fnnews.lock").read_text())


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "HANIL_CONFIG": str(folder / "hanil.toml")}


def configure(folder: Path, command: tuple[str, ...]) -> None:
    """Let the scheduler know one job, the crawl of the slow site, and nothing on the network."""
    others = [f'outlets.{name}.schedule = "off"' for name in load_spiders()]
    others += [f'jobs.{name}.schedule = "off"' for name, _, _ in NIGHTLY]
    lines = "\n".join(others)
    (folder / "hanil.toml").write_text(
        f"""
        database = "news.db"
        scheduler.grace = 1
        {lines}
        [jobs.daily]
        schedule = "0 6 * * *"
        command = {json.dumps(shlex.join(command), ensure_ascii=False)}
        """,
        encoding="utf-8",
    )


def test_a_scheduler_that_is_killed_and_started_again(slow: SlowSite, tmp_path: Path) -> None:
    """Its crawl, waiting for a page, is gone after the grace; the next scheduler catches up."""
    database = tmp_path / "news.db"
    configure(tmp_path, crawl(slow.site, database))
    with (
        (tmp_path / "log").open("w", encoding="utf-8") as log,
        started(
            ["scheduler.py"], environment=environment(tmp_path), stdout=log, stderr=log
        ) as first,
    ):
        assert slow.asked.wait(300)  # due since this morning: made up at the start
        child = crawl_pid(tmp_path)
        assert is_alive(child)
        with (
            pytest.raises(AnotherSchedulerError, match=rf"\(pid {first.pid}\): stop it first"),
            only_scheduler(database),
        ):
            pass
        first.send(signal.SIGKILL)
        first.wait(300)
    until(lambda: not is_alive(child), seconds=60)
    slow.go_on.set()
    again = run(["scheduler.py", "--once"], environment=environment(tmp_path))
    assert again.returncode == 0, again.stderr
    assert rows(database, "SELECT outcome, reason FROM runs ORDER BY id") == [
        ("failure", "killed"),
        ("success", "finished"),
    ]
    assert value(database, "SELECT count(*) FROM articles") == 3
    assert rows(database, "SELECT ending, exit_code FROM job_runs ORDER BY id") == [
        ("lost", None),
        ("exited", 0),
    ]
    configuration = load({"HANIL_CONFIG": str(tmp_path / "hanil.toml")})
    assert "Nothing is due" in table(
        build(schedules({}, configuration), configuration), only_missed=True
    )


def service_for(database: Path, grace: float = 20.0) -> Service:
    """Return a scheduler's service; its crawls are forked, below the process guard as ever."""
    python = str(forking_python.written(database.parent))
    return Service(
        [],
        Supervisor(root=ROOT, logs=database.parent / "logs", grace=grace),
        History(database),
        parallel=1,
        timeout=120,
        clock=now,
        command=(python, *SCRAPY[1:]),
    )


def test_a_crawl_that_is_killed_then_one_that_is_asked_to_stop(
    slow: SlowSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The history distinguishes them, and the third run reads what the others left."""
    database = tmp_path / "news.db"
    daily = Schedule(name="fnnews", cron="0 6 * * *", arguments=crawl(slow.site, database))
    open_database(database).close()
    monkeypatch.setenv("FORK_SERVER", forkserver.address())

    def run_until_asked(ours: Service) -> threading.Thread:
        slow.asked.clear()
        thread = threading.Thread(target=ours.run_now, args=[daily])
        thread.start()
        assert slow.asked.wait(300)
        return thread

    thread = run_until_asked(service_for(database))
    os.kill(crawl_pid(tmp_path), signal.SIGKILL)
    thread.join(60)
    ours = service_for(database)
    thread = run_until_asked(ours)
    ours.supervisor.stop()
    slow.go_on.set()  # the page that it waits for comes
    thread.join(60)
    assert service_for(database).run_now(daily).code == 0
    assert rows(database, "SELECT outcome, reason, problem FROM runs ORDER BY id") == [
        ("failure", "killed", "killed by signal 9"),
        ("success", "shutdown", None),
        ("success", "finished", None),
    ]
    endings = rows(database, "SELECT ending FROM job_runs ORDER BY id")
    assert endings == [("killed",), ("stopped",), ("exited",)]
    assert value(database, "SELECT count(*) FROM articles") == 3
    assert value(database, "SELECT count(*) FROM revisions") == 3
