"""Starts commands as child processes and never leaves an orphan."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from newsdb.configuration import ROOT
from scheduling import process_guard

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

PROCESS_GUARD = Path(process_guard.__file__)

#: ``scrapy`` without the commands that are not meant, a quarter of a start's time. -P: nothing in
#: the folder in which it runs may be taken for one of our packages.
SCRAPY = (sys.executable, "-P", "-m", "hanil_news_watch.running")

#: Environment variables with paths, which may be relative to the folder of this process.
PATHS = ("HANIL_CONFIG", "HANIL_DATABASE", "HANIL_WATCHLIST")

#: Seconds beyond time-out and grace after which the process guard itself must have hung.
MARGIN = 30.0

#: A log file above this size in bytes is renamed NAME.log.1 before the next run.
LARGEST_LOG = 5_000_000

Ending = Literal["exited", "timed_out", "killed", "stopped", "not_started"]


class End(NamedTuple):
    """How a child process ended; ``code`` is its exit code, or minus the signal that killed it."""

    ending: Ending
    code: int | None
    seconds: float
    problem: str | None = None


class Supervisor:
    """Runs commands in the folder ``root``, each in its own process group under a process guard.

    ``grace`` is how long a group may take to end after SIGTERM, in seconds. It must exceed what a
    crawl needs to stop: its queued requests times their delay, plus one time-out.
    """

    def __init__(self, *, root: Path, logs: Path | None, grace: float) -> None:
        self.root = root
        self.logs = logs
        self.grace = grace
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._running: dict[int, tuple[str, subprocess.Popen[bytes], float]] = {}

    @property
    def running(self) -> dict[str, int]:
        """The names of the running commands, each with its age in seconds."""
        now = time.monotonic()
        with self._lock:
            return {name: int(now - since) for name, _, since in self._running.values()}

    def run(self, name: str, command: Sequence[str], *, timeout: float) -> End:
        """Run a command for at most ``timeout`` seconds; its output is appended to NAME.log."""
        started = time.monotonic()
        try:
            with self._log(name) as log, self._lock:
                if self.stopping.is_set():
                    return End("stopped", None, 0.0)
                process = subprocess.Popen(
                    [sys.executable, "-S", PROCESS_GUARD, str(timeout), str(self.grace), *command],
                    cwd=self.root,
                    env=_environment(),
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
                self._running[process.pid] = (name, process, started)
        except OSError as error:
            return End("not_started", None, 0.0, str(error))
        try:
            process.wait(timeout + 2 * self.grace + MARGIN)
        except subprocess.TimeoutExpired:
            pass  # the process guard itself hangs or is stopped: its group is killed below
        finally:
            _sweep(process)
            with self._lock:
                del self._running[process.pid]
        return self._end(process.returncode, time.monotonic() - started)

    def stop(self) -> None:
        """Ask all running commands to end and start no more; does not wait."""
        with self._lock:
            self.stopping.set()
            for _, process, _ in self._running.values():
                assert process.stdin is not None
                process.stdin.close()

    def _end(self, code: int, seconds: float) -> End:
        if code == process_guard.TIMED_OUT:
            return End("timed_out", None, seconds)
        if self.stopping.is_set() and code != 0:
            return End("stopped", None, seconds)
        if code == process_guard.NOT_STARTED:
            return End("not_started", None, seconds, "the command can't be started")
        if code < 0:  # the process guard itself
            return End("killed", code, seconds)
        if code > process_guard.SIGNALLED:
            return End("killed", process_guard.SIGNALLED - code, seconds)
        return End("exited", code, seconds)

    def log_of(self, name: str) -> Path | None:
        """Return the file of a command's output, an old one renamed; None: there are no logs.

        Raises OSError.
        """
        if self.logs is None:
            return None
        self.logs.mkdir(parents=True, exist_ok=True)
        path = self.logs / f"{name}.log"
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_name(f"{name}.log.1"))
        return path

    def _log(self, name: str) -> contextlib.AbstractContextManager[IO[bytes] | None]:
        path = self.log_of(name)
        return path.open("ab") if path else contextlib.nullcontext()


def _environment() -> dict[str, str]:
    """Return what a command needs to find our packages and files in whatever folder it runs."""
    paths = {
        name: str(Path(value).absolute()) for name in PATHS if (value := os.environ.get(name))
    }
    found = {"PYTHONPATH": str(ROOT), "SCRAPY_SETTINGS_MODULE": "crawler.settings"}
    return {**os.environ, **paths, **found}


def _sweep(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a process guard's group: an orphaned crawl, a crawl's own child.

    Its id can't have been reused yet: the kernel assigns ids in sequence.
    """
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS raises it for zombies
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        process.stdin.close()
