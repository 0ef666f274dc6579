"""Real processes: children that hang, fail or are killed, killed schedulers; no orphans."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scheduling.supervisor import End, Supervisor
from tests.support.crawls import ROOT
from tests.support.waiting import is_alive, until

if TYPE_CHECKING:
    from collections.abc import Iterator

STUB = str(ROOT / "tests" / "support" / "programs" / "stub.py")


class Stage:
    """A supervisor with stub crawls, and what they wrote."""

    def __init__(self, folder: Path, grace: float = 0.3) -> None:
        self.file = folder / "story"
        self.supervisor = Supervisor(root=ROOT, logs=folder / "logs", grace=grace)

    def run(self, how: str, *, name: str = "daily", timeout: float = 60) -> End:
        return self.supervisor.run(name, command(self.file, name, how), timeout=timeout)

    def story(self) -> list[list[str]]:
        return [line.split() for line in self.file.read_text().splitlines()]

    def pids(self) -> list[int]:
        return [int(pid) for _, _, pid in self.story()]


def command(file: Path, name: str, how: str) -> list[str]:
    return [sys.executable, "-S", STUB, str(file), name, how]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    if stage.file.exists():
        until(lambda: not any(map(is_alive, stage.pids())), seconds=20)


@pytest.mark.parametrize(
    ("how", "ending", "code"),
    [("0", "exited", 0), ("fail", "exited", 1), ("kill", "killed", -signal.SIGKILL)],
)
def test_how_a_child_ends_is_told(stage: Stage, how: str, ending: str, code: int) -> None:
    end = stage.run(how)
    assert (end.ending, end.code) == (ending, code)
    assert stage.supervisor.running == {}


def test_a_child_that_hangs_is_ended_with_its_own_children(stage: Stage) -> None:
    """It ignores SIGTERM, and so does the process that it started."""
    end = stage.run("hang", timeout=0.5)
    assert end.ending == "timed_out"
    assert 0.8 <= end.seconds < 30
    assert [words[0] for words in stage.story()] == ["begin", "child"]


def test_a_stopped_process_guard_is_no_way_out(stage: Stage) -> None:
    """When the guard between is killed, the processes under it end too."""
    ends: list[End] = []
    thread = threading.Thread(target=lambda: ends.append(stage.run("hang")))
    thread.start()
    until(lambda: stage.file.exists() and len(stage.story()) == 2)
    ((_, process, _),) = stage.supervisor._running.values()
    os.kill(process.pid, signal.SIGKILL)
    thread.join(30)
    assert ends[0].ending == "killed"


def test_stopping_ends_what_runs_and_lets_nothing_start(stage: Stage) -> None:
    ends: list[End] = []
    thread = threading.Thread(target=lambda: ends.append(stage.run("60")))
    thread.start()
    until(lambda: stage.file.exists() and bool(stage.story()))
    stage.supervisor.stop()
    thread.join(30)
    assert ends[0].ending == "stopped"
    assert ends[0].seconds < 30
    assert stage.run("0").ending == "stopped"
    assert len(stage.story()) == 1


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSEGV])
@pytest.mark.parametrize("how", ["60", "hang"])
def test_no_orphan_when_the_scheduler_is_killed(tmp_path: Path, how: str, end: int) -> None:
    """Neither a responsive nor a hanging crawl outlives its scheduler by more than the grace."""
    stage = Stage(tmp_path)
    program = (
        "import sys; from pathlib import Path; from scheduling.supervisor import Supervisor;"
        "Supervisor(root=Path('.'), logs=None, grace=0.3).run('daily', sys.argv[1:], timeout=60)"
    )
    scheduler = subprocess.Popen(
        [sys.executable, "-c", program, *command(stage.file, "daily", how)], cwd=ROOT
    )
    lines = 2 if how == "hang" else 1
    until(lambda: stage.file.exists() and len(stage.story()) == lines)
    assert all(map(is_alive, stage.pids()))
    os.kill(scheduler.pid, end)
    scheduler.wait()
    killed = time.monotonic()
    until(lambda: not any(map(is_alive, stage.pids())))
    assert time.monotonic() - killed < 15


def test_a_command_that_is_not_there(stage: Stage) -> None:
    end = stage.supervisor.run("nobody", ["/nowhere/scrapy"], timeout=5)
    assert end.ending == "not_started"
    assert "can't be started" in (stage.supervisor.logs or Path()).joinpath(
        "nobody.log"
    ).read_text("utf-8")


def test_a_log_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file, not a folder")
    end = Stage(tmp_path).run("0")
    assert end.ending == "not_started"
    assert end.problem


def test_a_large_log_is_put_aside(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduling.supervisor.LARGEST_LOG", 10)
    assert stage.supervisor.logs
    stage.supervisor.logs.mkdir()
    log = stage.supervisor.logs / "daily.log"
    log.write_text("a long story\n")
    stage.run("0")
    assert log.with_name("daily.log.1").read_text() == "a long story\n"
    assert log.read_text() == ""
