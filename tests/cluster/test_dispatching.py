"""Handing out crawls: what is leased is crawled, or free again."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from cluster import dispatching
from cluster.dispatching import QueuedBundles
from newsdb.database import now, open_database
from newsdb.runs import backlog
from newsdb.runs.backlog import Backlog
from scheduling.history import History
from scheduling.schedules import Schedule
from scheduling.supervisor import End, Supervisor
from tests.support.crawls import ROOT, rows, value
from tests.support.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

OPEN = "SELECT count(*) FROM crawl_leases WHERE ended_at IS NULL"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    database = tmp_path / "news.db"
    db = open_database(database)
    backlog.note(db, Backlog(now(), 0, 0))
    db.close()
    return database


def queued(database: Path, watchlist: Path | None = None, *, url: str) -> QueuedBundles:
    return QueuedBundles(
        Supervisor(root=ROOT, logs=None, grace=1),
        History(database),
        parallel=1,
        timeout=60,
        url=url,
        watchlist=watchlist,
    )


def outlet(name: str) -> Schedule:
    return Schedule(name=name, cron="0 * * * *", arguments=("crawl", name), follows_rhythm=True)


def test_a_scheduler_that_is_stopped_waits_for_no_crawl_of_a_worker(database: Path) -> None:
    bundles = queued(database, url="memory://")
    ends: list[End] = []
    before = set(threading.enumerate())
    run = threading.Thread(
        target=lambda: ends.append(bundles.run(outlet("dawn"), lambda: None, alone=True))
    )
    run.start()
    until(lambda: value(database, OPEN) == 1)
    bundles.supervisor.stop()
    run.join(10)
    assert [each.ending for each in ends] == ["stopped"]
    until(lambda: set(threading.enumerate()) <= before)
    assert value(database, OPEN) == 1  # the crawl goes on


def test_outlets_are_free_when_the_broker_cannot_be_reached(database: Path) -> None:
    end = queued(database, url="redis://:s3cret@127.0.0.1:1/0").run(
        outlet("dawn"), lambda: None, alone=True
    )
    assert end.ending == "not_started"
    assert end.problem == "the broker redis://127.0.0.1:1/0 can't be reached: OperationalError"
    assert value(database, OPEN) == 0


def test_nothing_is_leased_for_a_watch_list_that_cannot_be_read(
    database: Path, tmp_path: Path
) -> None:
    watchlist = tmp_path / "own.toml"
    watchlist.write_text("[[concept", encoding="utf-8")
    end = queued(database, watchlist, url="memory://").run(
        outlet("dawn"), lambda: None, alone=True
    )
    assert end.ending == "not_started"
    assert "own.toml" in (end.problem or "")
    assert value(database, "SELECT count(*) FROM crawl_leases") == 0


def test_what_goes_wrong_after_leasing_frees_the_outlets(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(directory: Path, name: str) -> bool:
        if name == "dusk":
            raise OSError(5, "Input/output error")
        return False

    monkeypatch.setattr(dispatching, "is_locked", fails)
    bundles = queued(database, url="memory://")
    bundles.regions = {"eve": "JP"}  # an order of its own, which goes out
    ends: dict[str, End] = {}

    def run(name: str) -> None:
        ends[name] = bundles.run(outlet(name), lambda: None)

    runs = [threading.Thread(target=run, args=[name]) for name in ("dawn", "dusk", "eve")]
    for each in runs:
        each.start()
    until(lambda: set(ends) == {"dawn", "dusk"})
    assert {each.ending for each in ends.values()} == {"not_started"}
    until(lambda: value(database, OPEN) == 1)
    bundles.supervisor.stop()
    for each in runs:
        each.join(20)
    assert ends["eve"].ending == "stopped"


def test_a_list_edited_by_hand_is_a_version_where_crawls_are_handed_out(
    database: Path, tmp_path: Path
) -> None:
    watchlist = tmp_path / "own.toml"
    watchlist.write_text("# 부산의 금형\n", encoding="utf-8")
    queued(database, watchlist, url="redis://127.0.0.1:1/0").run(
        outlet("dawn"), lambda: None, alone=True
    )
    assert rows(database, "SELECT text, person FROM watch_list_versions") == [
        ("# 부산의 금형\n", None)
    ]
    (at,) = rows(database, "SELECT at FROM watch_list_versions")[0]
    assert datetime.fromisoformat(at) <= now()
