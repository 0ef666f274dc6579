"""Outlets that share a process: each run has its own end, and pays for no other's."""

from __future__ import annotations

import json
import sys
import threading
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from newsdb.database import open_database
from newsdb.records import KST
from newsdb.runs import heartbeat
from scheduling import bundles
from scheduling.history import History
from scheduling.schedules import Schedule
from scheduling.service import Service
from scheduling.supervisor import Supervisor
from tests.support.clocks import clock
from tests.support.crawls import ROOT, rows, value
from tests.support.waiting import until

STUB = str(Path(__file__).with_name("stub_crawl.py"))
NOW = datetime(2026, 11, 25, 10, tzinfo=KST)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "QUIET", 0.2)
    monkeypatch.setattr(bundles, "POLL", 0.05)


def outlets(names: str) -> list[Schedule]:
    return [
        Schedule(name=name, cron="0 * * * *", arguments=("crawl", name), follows_rhythm=True)
        for name in names
    ]


class Together(bundles.Bundles):
    """Outlets that are due together join together, however slowly a busy machine runs threads."""

    names: str

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._early: list[bundles.Member] = []
        self._all = threading.Lock()

    def _join(self, member: bundles.Member) -> None:
        with self._all:
            self._early.append(member)
            if len(self._early) < sum(not self._is_apart(name) for name in self.names):
                return
            joining, self._early = self._early, []
        for each in joining:
            super()._join(each)


def service_of(
    folder: Path,
    how: dict[str, str],
    *,
    names: str = "abc",
    parallel: int = 2,
    timeout: float = 60,
) -> Service:
    (folder / "how.json").write_text(json.dumps(how))
    open_database(folder / "news.db").close()
    supervisor = Supervisor(root=ROOT, logs=folder / "logs", grace=0.5)
    history = History(folder / "news.db")
    together = Together(
        supervisor,
        history,
        parallel=parallel,
        timeout=timeout,
        command=(sys.executable, "-S", STUB, str(folder)),
    )
    together.names = names
    return Service(
        outlets(names),
        supervisor,
        history,
        parallel=parallel,
        timeout=timeout,
        clock=lambda: NOW,
        bundles=together,
    )


def make(service: Service) -> dict[str, tuple[str, int | None]]:
    """Make the runs of all outlets and return how they ended."""
    chosen = list(service.schedules.values())
    ends = service.make(chosen)
    return {each.name: end[:2] for each, end in zip(chosen, ends, strict=True)}


def processes(folder: Path) -> list[str]:
    """Return which outlets each process began to crawl, in order."""
    begun: dict[str, str] = defaultdict(str)
    for line in (folder / "story").read_text().splitlines():
        word, name, pid = line.split()
        begun[pid] += name if word == "begin" else ""
    (folder / "story").unlink()
    return ["".join(sorted(each)) for each in begun.values()]


def failures(service: Service) -> dict[str, int]:
    return {name: service.history.trouble(each)[0] for name, each in service.schedules.items()}


def test_each_run_has_its_own_code_and_row(tmp_path: Path) -> None:
    service = service_of(tmp_path, {"b": "fail"})
    assert make(service) == {"a": ("exited", 0), "b": ("exited", 1), "c": ("exited", 0)}
    assert processes(tmp_path) == ["abc"]
    assert sorted(rows(tmp_path / "news.db", "SELECT job, ending, exit_code FROM job_runs")) == [
        ("a", "exited", 0),
        ("b", "exited", 1),
        ("c", "exited", 0),
    ]
    assert failures(service) == {"a": 0, "b": 1, "c": 0}


def test_a_run_that_goes_on_keeps_no_other(tmp_path: Path) -> None:
    service = service_of(tmp_path, {"b": "60"})
    ended: dict[str, tuple[str, int | None]] = {}
    thread = threading.Thread(target=lambda: ended.update(make(service)))
    thread.start()
    until(lambda: set(service.running) == set("abc"))
    until(lambda: set(service.running) == {"b"})
    service.beat(NOW)
    beat = heartbeat.read(heartbeat.place(tmp_path / "news.db"))
    assert beat
    assert set(beat.running) == {"b"}
    service.supervisor.stop()
    thread.join(20)
    assert [ended[name][0] for name in "abc"] == ["exited", "stopped", "exited"]


@pytest.mark.parametrize(
    ("fault", "timeout", "code", "ending"),
    [
        ("kill", 60.0, -9, "killed"),
        ("hang", 1.5, None, "timed_out"),
        ("refuse", 60.0, 2, "exited"),
    ],
)
def test_what_breaks_a_bundle_costs_itself_alone(
    tmp_path: Path, fault: str, timeout: float, code: int | None, ending: str
) -> None:
    """What had ended keeps its result, the rest runs again, and the culprit from then on alone."""
    service = service_of(tmp_path, {"b": fault, "c": "1"}, timeout=timeout)
    assert make(service) == {"a": ("exited", 0), "b": (ending, code), "c": ("exited", 0)}
    assert failures(service) == {"a": 0, "b": 1, "c": 0}
    begun = processes(tmp_path)
    counted = "SELECT outcome, count(*) FROM runs WHERE spider = 'c' GROUP BY outcome"
    if fault == "kill":
        assert rows(tmp_path / "news.db", counted) == [("not_run", 1), ("success", 1)]
        assert begun[0] == "abc"
        assert sorted(begun[1:]) == ["b", "c"]
    make(service)
    assert "ac" in processes(tmp_path)


def test_what_breaks_bundles_but_not_itself_is_known_after_two(tmp_path: Path) -> None:
    service = service_of(tmp_path, {"b": "kill-others"})
    for _ in range(bundles.STRIKES):
        assert set(make(service).values()) == {("exited", 0)}
        assert sorted(processes(tmp_path)) == ["abc", "b"]
    make(service)
    assert sorted(processes(tmp_path)) == ["ac", "b"]
    assert failures(service) == {"a": 0, "b": 0, "c": 0}


def test_what_keeps_all_from_running_is_no_fault_of_theirs(tmp_path: Path) -> None:
    """A full disk, for as long as it lasts: then they share a process again."""
    service = service_of(tmp_path, dict.fromkeys("abc", "refuse"))
    for _ in range(bundles.STRIKES):
        assert set(make(service).values()) == {("exited", 2)}
    (tmp_path / "how.json").write_text("{}")
    assert set(make(service).values()) == {("exited", 0)}
    assert processes(tmp_path) == ["abc"]


def test_memory_that_others_use_is_no_failure(tmp_path: Path) -> None:
    service = service_of(tmp_path, {"a": "memory", "b": "memory"}, names="ab")
    assert set(make(service).values()) == {("exited", 0)}
    assert sorted(processes(tmp_path)) == ["a", "ab", "b"]
    outcomes = rows(tmp_path / "news.db", "SELECT outcome FROM runs ORDER BY id")
    assert outcomes == [("not_run",), ("not_run",), ("success",), ("success",)]


def test_what_is_due_together_is_gathered_whatever_the_number_of_processes(
    tmp_path: Path,
) -> None:
    service = service_of(tmp_path, {}, names="abcd", parallel=1)
    with clock(lambda: NOW):
        service.start()  # the runs of this morning were missed
        done = "SELECT count(*) FROM job_runs WHERE ending = 'exited'"
        until(lambda: value(tmp_path / "news.db", done) == 4)
        service.stop()
    assert processes(tmp_path) == ["abcd"]


def test_processes_are_limited_not_outlets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "MOST", 2)
    service = service_of(tmp_path, {}, names="abcde", parallel=1)
    assert set(make(service).values()) == {("exited", 0)}
    story = [line.split() for line in (tmp_path / "story").read_text().splitlines()]
    at_work: set[str] = set()
    for word, name, pid in story:
        (at_work.add if word == "begin" else at_work.discard)(f"{pid} {name}")
        assert len({each.split()[0] for each in at_work}) <= 1
    assert sorted(map(len, processes(tmp_path))) == [1, 2, 2]


def test_without_a_history_each_has_a_process(tmp_path: Path) -> None:
    service = service_of(tmp_path, {})
    service.history.database = tmp_path / "none.db"
    assert set(make(service).values()) == {("exited", 0)}
    assert sorted(processes(tmp_path)) == ["a", "b", "c"]


def test_other_jobs_and_a_single_run_wait_for_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "QUIET", 60)
    service = service_of(tmp_path, {}, names="a")
    assert make(service) == {"a": ("exited", 0)}
    usual = Schedule(name="b", cron="0 * * * *", arguments=("crawl", "b"))
    assert service.run_now(usual).code == 0


def test_stopped_while_it_gathers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "QUIET", 60)
    service = service_of(tmp_path, {})
    threading.Timer(0.2, service.supervisor.stop).start()
    assert set(make(service).values()) == {("stopped", None)}
    assert not (tmp_path / "story").exists()
