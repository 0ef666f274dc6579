"""The scheduler at work: every due run once, missed ones made up, faults survived."""

from __future__ import annotations

import itertools
import threading
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from newsdb.database import open_database, stamp, transaction
from newsdb.records import KST
from newsdb.runs import heartbeat, job_runs, runs
from scheduling import health_check
from scheduling.history import History
from scheduling.schedules import Schedule
from scheduling.service import LONGEST_PAUSE, pause_after
from scheduling.supervisor import End
from tests.support.clocks import clock
from tests.support.simulated import live, service_of, settle, stubs
from tests.support.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

    from scheduling.service import Service

START = datetime(2026, 11, 25, 0, 0, tzinfo=KST)


def outlet(name: str, cron: str = "0 6-23 * * *", *, spread: bool = True) -> Schedule:
    return Schedule(name=name, cron=cron, arguments=(), spread=spread)


class Now:
    """A clock that a test sets."""

    def __init__(self, moment: datetime = START) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


def rows(service: Service, sql: str) -> list[tuple[object, ...]]:
    db = open_database(service.history.database)
    try:
        return [tuple(row) for row in db.conn.execute(sql)]
    finally:
        db.close()


def test_four_outlets_for_a_morning(tmp_path: Path) -> None:
    """The benchmark ``benchmarks.schedule`` lets fifty live for a day."""
    outlets = [outlet(f"outlet{n}", "*/30 6-7 * * *") for n in range(4)]
    life = live(tmp_path, outlets, start=START, end=START + timedelta(hours=10), parallel=2)
    assert life.served == life.expected
    assert set(life.expected.values()) == {1}
    assert life.ran == {each.name: 5 for each in outlets}  # four, and one made up at the start
    assert life.most_at_once <= 2
    assert life.endings == {"exited": 20}


def test_what_was_missed_is_made_up_once(tmp_path: Path) -> None:
    now = Now(START + timedelta(hours=12))
    service = service_of(tmp_path, [outlet("a"), outlet("b"), outlet("c")], now=now, parallel=2)
    db = open_database(service.history.database)
    # a was crawled by cron just now, b yesterday, c was being crawled when the machine went down.
    for spider, hours, reason in (("a", 0.0, "finished"), ("b", 20.0, "finished"), ("c", 0, None)):
        run = runs.start(db, spider, arguments={}, at=now() - timedelta(hours=hours))
        if reason:
            runs.finish(
                db,
                run,
                at=now(),
                reason=reason,
                outcome="success",
                problem=None,
                counts={},
                seconds=1,
            )
    db.close()
    with clock(now):
        service.start()
        settle(service, now)
        service.look()
        settle(service, now)
        service.stop()
    assert sorted(rows(service, "SELECT job FROM job_runs")) == [("b",), ("c",)]


@pytest.mark.parametrize(
    "jump",
    [
        timedelta(hours=3),
        timedelta(days=3),
        timedelta(minutes=5, hours=-3),
        -timedelta(days=400, minutes=5),
    ],
)
def test_a_clock_that_is_set(tmp_path: Path, jump: timedelta) -> None:
    """After a step forward what was due runs once; after a step back the new time applies."""
    now = Now(START + timedelta(hours=10))
    service = service_of(tmp_path, [outlet("a", spread=False)], now=now, parallel=2)
    with clock(now):
        service.start()
        settle(service, now)
        assert len(rows(service, "SELECT 1 FROM job_runs")) == 1  # made up
        now.moment += jump
        service.look()
        settle(service, now)
        after = rows(service, "SELECT due_at FROM job_runs ORDER BY id")
        if jump > timedelta():
            assert after[1:] == [(stamp(START + timedelta(hours=10) + jump),)]
        else:
            assert len(after) == 1
        following = outlet("a", spread=False).next_due(now() + timedelta(seconds=1))
        assert service.scheduler.get_job("a").next_run_time == following
        now.moment += timedelta(hours=1)
        service.look()
        settle(service, now)
        service.stop()
    assert len(rows(service, "SELECT 1 FROM job_runs")) == len(after) + 1


@pytest.mark.parametrize("ending", ["success", "failure"])
def test_a_clock_that_was_ahead_once_keeps_nothing_from_running(
    tmp_path: Path, ending: runs.Outcome
) -> None:
    """As under cron, where each ``hanil schedule --once`` reads the history anew."""
    now = Now(START + timedelta(hours=12))
    job = outlet("a", spread=False)
    service = service_of(tmp_path, [job], now=now, parallel=1, how="fail")
    ahead = now() + timedelta(days=365)
    with open_database(service.history.database) as db:
        row = job_runs.start(db, "a", due_at=ahead, at=ahead)
        code = int(ending == "failure")
        job_runs.finish(db, row, at=ahead, ending="exited", code=code)
        run = runs.start(db, "a", arguments={}, at=ahead)
        runs.finish(
            db,
            run,
            at=ahead,
            reason="finished",
            outcome=ending,
            problem=None,
            counts={},
            seconds=1,
        )
    for days in (0, 1, 300):
        moment = now() + timedelta(days=days, minutes=5)
        assert service.missed(job, moment) == job.last_due(moment)
    for number in range(1, 5):
        now.moment += timedelta(hours=1)
        service.run_now(job, due=now())
        assert service.history.trouble(job, at=now())[0] == number
        assert service.missed(job, now()) is None
    assert service.run(job) is None  # it failed often enough to rest
    assert service.missed(job, ahead) is None  # that clock would have been right


def test_an_outlet_that_keeps_failing_rests(tmp_path: Path) -> None:
    now = Now()
    service = service_of(
        tmp_path, [outlet("a", "*/10 * * * *", spread=False)], now=now, parallel=2, how="fail"
    )
    with clock(now):
        service.start()
        for _ in range(24 * 6):
            settle(service, now)
            now.moment += timedelta(minutes=10)
            service.look()
        settle(service, now)
        service.stop()
    starts = [
        datetime.fromisoformat(str(row[0]))
        for row in rows(service, "SELECT started_at FROM job_runs ORDER BY id")
    ]
    pauses = [int((b - a).total_seconds() // 60) for a, b in itertools.pairwise(starts)]
    assert pauses == [10, 10, 30, 60, 120, 240, 360, 360]


def test_a_good_run_by_hand_ends_the_rest(tmp_path: Path) -> None:
    now = Now()
    service = service_of(tmp_path, [outlet("a")], now=now, parallel=1, how="fail")
    one = service.schedules["a"]
    for _ in range(4):
        service.run_now(one)
        now.moment += timedelta(seconds=1)
    assert service.history.trouble(one)[0] == 4
    assert service.run(one) is None
    db = open_database(service.history.database)
    run = runs.start(db, "a", arguments={}, at=now())
    runs.finish(
        db, run, at=now(), reason="finished", outcome="success", problem=None, counts={}, seconds=1
    )
    db.close()
    assert service.history.trouble(one)[0] == 0
    assert service.run(one) is not None


@pytest.mark.parametrize(
    ("failures", "hours"), [(0, 0), (2, 0), (3, 0.5), (4, 1), (6, 4), (7, 6), (10_000, 6)]
)
def test_pauses_grow_to_a_quarter_of_a_day(failures: int, hours: float) -> None:
    assert pause_after(failures) == timedelta(hours=hours) <= LONGEST_PAUSE


def test_due_while_it_runs_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    now = Now(START + timedelta(hours=10))
    service = service_of(tmp_path, [outlet("a", spread=False)], now=now, parallel=2, how="60")
    with clock(now), caplog.at_level("INFO"):
        service.start()
        until(lambda: "a" in service.supervisor.running)
        now.moment += timedelta(hours=1)
        service.look()
        until(lambda: "skipped" in caplog.text)
        service.stop()
    assert rows(service, "SELECT ending FROM job_runs") == [("stopped",)]
    assert service.missed(service.schedules["a"], now())  # made up when it starts again


def test_another_process_at_work_is_waited_for(tmp_path: Path) -> None:
    """A crawl that found the lock taken doesn't count as a run: it is tried again soon."""
    now = Now(START + timedelta(hours=10))
    service = service_of(tmp_path, [outlet("a", "0 6 * * *", spread=False)], now=now, parallel=1)
    db = open_database(service.history.database)
    run = runs.start(db, "a", arguments={}, at=now())
    runs.finish(
        db,
        run,
        at=now(),
        reason="already_running",
        outcome="not_run",
        problem=None,
        counts={},
        seconds=0,
    )
    db.close()
    with clock(now):
        service.start()
        settle(service, now)
        assert rows(service, "SELECT ending FROM job_runs") == [("not_run",)]
        again = service.scheduler.get_job("a").next_run_time
        assert again == now() + timedelta(minutes=5)
        now.moment = again
        service.look()
        settle(service, now)
        service.stop()
    assert rows(service, "SELECT ending FROM job_runs") == [("not_run",), ("exited",)]


@pytest.mark.parametrize("change", ["2026-03-08T12:00", "2026-11-01T12:00"])
def test_a_host_whose_clocks_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """New York's clocks change in Seoul's afternoon: each hour still has its run."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        start = datetime.fromisoformat(change).replace(tzinfo=KST)
        hourly = [outlet("a", "0 * * * *")]
        life = live(tmp_path, hourly, start=start, end=start + timedelta(hours=6), parallel=1)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert life.served == life.expected
    assert life.ran == {"a": 7}


def test_history_waits_for_a_locked_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run happens all the same, and both its rows are written later, in order."""
    monkeypatch.setattr("scheduling.history.BUSY_TIMEOUT", 50)
    now = Now(START + timedelta(hours=10))
    service = service_of(tmp_path, [outlet("a"), outlet("b")], now=now, parallel=2)
    holder = open_database(service.history.database)
    with transaction(holder):
        ends = service.make(list(service.schedules.values()))
        assert [end.code for end in ends] == [0, 0]
        assert rows(service, "SELECT 1 FROM job_runs") == []
    holder.close()
    service.history.flush()
    assert sorted(rows(service, "SELECT job, ending, exit_code FROM job_runs")) == [
        ("a", "exited", 0),
        ("b", "exited", 0),
    ]


def test_history_waits_for_room_on_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """While SQLite finds the disk full, runs go on; their rows are written afterwards."""
    service = service_of(tmp_path, [outlet("a")], now=Now(), parallel=1)
    db = open_database(service.history.database)
    (pages,) = db.conn.execute("PRAGMA page_count").fetchone()

    def full(*args: Any, **kwargs: Any) -> Database:
        opened = open_database(*args, **kwargs)
        opened.conn.execute(f"PRAGMA max_page_count = {pages}")
        return opened

    monkeypatch.setattr("scheduling.history.open_database", full)
    filler = full(service.history.database)

    def fill() -> None:
        while True:
            job_runs.start(filler, "filler" * 50, due_at=None, at=START)

    with pytest.raises(Exception, match="full"):
        fill()
    filler.close()
    for _ in range(3):
        assert service.make(list(service.schedules.values()))[0].code == 0
    assert "the disk is full" in caplog.text
    assert rows(service, "SELECT 1 FROM job_runs WHERE job = 'a'") == []
    monkeypatch.undo()
    service.history.flush()
    done = rows(service, "SELECT ending FROM job_runs WHERE job = 'a'")
    assert done == [("exited",)] * 3
    db.close()


def test_a_heartbeat_that_can_not_be_written_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    service = service_of(tmp_path, [outlet("a")], now=Now(), parallel=1)
    heartbeat.place(service.history.database).mkdir()
    with clock(Now()):
        service.start()
        service.look()
        service.stop()
    assert "The heartbeat can't be written" in caplog.text


def test_history_survives_a_database_that_is_gone(tmp_path: Path) -> None:
    now = Now()
    service = service_of(tmp_path, [outlet("a")], now=now, parallel=1)
    path = service.history.database
    aside = path.with_name("aside.db")
    path.rename(aside)
    path.mkdir()  # nothing can be opened there
    assert service.make(list(service.schedules.values()))[0].code == 0
    path.rmdir()
    aside.rename(path)
    service.history.flush()
    assert rows(service, "SELECT ending FROM job_runs") == [("exited",)]


@pytest.mark.parametrize(
    ("end", "problem"),
    [
        (End("timed_out", None, 3000.0), "stopped by the scheduler after 3000 s"),
        (End("killed", -9, 5.0), "killed by signal 9"),
    ],
)
def test_the_history_of_runs_says_what_ended_them(tmp_path: Path, end: End, problem: str) -> None:
    history = History(tmp_path / "news.db")
    db = open_database(history.database)
    begun = history.began(outlet("a"), due=START, at=START)
    runs.start(db, "a", arguments={}, at=START + timedelta(seconds=2))
    history.ended(begun, end, at=START + timedelta(hours=1))
    assert list(db.conn.execute("SELECT outcome, problem, finished_at FROM runs")) == [
        ("failure", problem, None)
    ]
    assert job_runs.trouble(db, "a").failures == 1
    db.close()


def test_rows_of_a_killed_scheduler_are_lost_not_under_way(tmp_path: Path) -> None:
    history = History(tmp_path / "news.db")
    history.began(outlet("a"), due=START, at=START)
    history.take_over(at=START)
    db = open_database(history.database)
    assert list(db.conn.execute("SELECT ending, finished_at FROM job_runs")) == [("lost", None)]
    assert job_runs.last_served(db, "a") is None
    db.close()


def test_the_heartbeat_tells_what_runs_and_what_comes(tmp_path: Path) -> None:
    now = Now(START + timedelta(hours=10))
    service = service_of(tmp_path, [outlet("a")], now=now, parallel=1, how="60")
    stop = threading.Event()
    path = heartbeat.place(service.history.database)

    def beat() -> heartbeat.Heartbeat | None:
        return heartbeat.read(path)

    def runs_now() -> bool:
        found = beat()
        return bool(found and found.running)

    with clock(now):
        thread = threading.Thread(target=service.serve, args=[stop], kwargs={"tick": 0.05})
        thread.start()
        until(runs_now)
        found = beat()
        assert found
        assert found.is_fresh(now())
        assert not found.is_fresh(now() + timedelta(minutes=4))
        assert found.next_due == {"a": outlet("a").next_due(now())}
        stop.set()
        thread.join(20)
    found = beat()
    assert found
    assert found.stopped_at == now()
    assert not found.is_fresh(now())


def test_watching_that_fails_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    service = service_of(tmp_path, [outlet("a")], now=Now(), parallel=1)

    def watch() -> None:
        raise OSError("no space left on device")

    service.watch = watch
    with clock(Now()):
        service.start()
        service.look()
        service.stop()
    assert "The health check of the outlets failed" in caplog.text


@pytest.mark.parametrize("read_only", [False, True])
def test_a_database_that_can_not_be_checked_is_a_line_in_the_log(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    read_only: bool,
) -> None:
    database = tmp_path / "news.db"
    if read_only:
        open_database(database).close()

        def unwritable(path: Path) -> Database:
            db = open_database(path)
            db.conn.execute("PRAGMA query_only = ON")
            return db

        monkeypatch.setattr(health_check, "open_database", unwritable)
    else:
        database.write_text("편지 " * 500)
    health_check.Watch(database)()
    (line,) = (each for each in caplog.records if each.name == "scheduler")
    assert line.getMessage().startswith("The outlets' health can't be checked at the moment: ")
    assert line.exc_info is None


def test_sites_come_and_go_while_it_runs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    story = tmp_path / "story"
    planned = stubs([outlet("a")], story)
    service = service_of(tmp_path, planned, now=Now(START + timedelta(hours=3)), parallel=2)
    service.plan = lambda: planned
    service.start()
    try:
        added, changed = stubs([outlet("b"), outlet("a", "5 6-23 * * *")], story)
        planned[:] = [changed, added]
        service.follow()
        jobs = {each.id: each.args[0] for each in service.scheduler.get_jobs()}
        assert jobs == {"a": changed, "b": added} == service.schedules
        planned[:] = [changed]
        service.follow()
        assert [each.id for each in service.scheduler.get_jobs()] == ["a"]

        def locked() -> list[Schedule]:
            raise OSError("database is locked")

        service.plan = locked
        service.follow()
        assert list(service.schedules) == ["a"]
        assert "can't be looked up at the moment: database is locked" in caplog.text
    finally:
        service.stop()
