"""Commands that tests run, forked from a process that has imported everything.

Importing Scrapy, Datasette and the project takes two seconds of CPU time, most commands a tenth
of one. One such process (``tests.support.programs.forks``) serves a run with all its workers:
pytest's controller starts it, hands its address on (``tests.support.plugins.forkserver``) and ends
it. A process that a signal or a full disk must end as it ends for users is started by
``subprocess``.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


ROOT = Path(__file__).resolve().parents[2]


@dataclass
class _State:
    """The server that another process started, or one's own; what was asked of it."""

    address: str = ""
    server: int | None = None
    running: set[int] = field(default_factory=set)
    ended: float = 0.0


_state = _State()


class Forked:
    """A running process; ``wait`` waits for its end, as that of ``subprocess.Popen`` does."""

    def __init__(self, words: Sequence[str], connection: socket.socket) -> None:
        self._words = words
        self._lines = connection.makefile("r", encoding="utf-8")
        self._connection = connection
        self.pid = int(self._lines.readline())
        self.returncode: int | None = None
        _state.running.add(self.pid)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code; raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            self._connection.settimeout(timeout)
            try:
                code, seconds = self._lines.readline().split()
            except TimeoutError:
                raise subprocess.TimeoutExpired(self._words, timeout or 0) from None
            self.returncode = int(code)
            _state.running.discard(self.pid)
            _state.ended += float(seconds)
        return self.returncode

    def send(self, sign: signal.Signals) -> None:
        """Send a signal, if it hasn't been waited for."""
        if self.returncode is None:
            os.kill(self.pid, sign)


@contextmanager
def started(
    words: Sequence[str],
    *,
    environment: Mapping[str, str],
    directory: Path = ROOT,
    stdin: IO[str] | None = None,
    stdout: IO[str] | int,
    stderr: IO[str] | int,
) -> Iterator[Forked]:
    """Start ``python WORDS`` in a process of its own; kill it after the block if it still runs."""
    with (
        Path(os.devnull).open(encoding="utf-8") as nothing,
        socket.socket(socket.AF_UNIX) as connection,
    ):
        connection.connect(address())
        streams = [each if isinstance(each, int) else each.fileno() for each in (stdout, stderr)]
        socket.send_fds(connection, [b"."], [(stdin or nothing).fileno(), *streams])
        asked = {
            "words": list(words),
            "directory": str(directory),
            "environment": dict(environment),
        }
        connection.sendall((json.dumps(asked) + "\n").encode())
        process = Forked(words, connection)
        try:
            yield process
        finally:
            process.send(signal.SIGKILL)
            process.wait()


def run(
    words: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    directory: Path = ROOT,
    timeout: float = 60,
    typed: str = "",
) -> subprocess.CompletedProcess[str]:
    """Run ``python WORDS`` in a process of its own and wait for it, as ``subprocess.run`` does.

    ``typed`` is its standard input; without an environment it has that of the tests. Raises
    subprocess.TimeoutExpired.
    """
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as given,
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8") as log,
    ):
        given.write(typed)
        given.seek(0)
        with started(
            words,
            environment=os.environ if environment is None else environment,
            directory=directory,
            stdin=given,
            stdout=out,
            stderr=log,
        ) as process:
            code = process.wait(timeout)
        for each in (out, log):
            each.seek(0)
        return subprocess.CompletedProcess(list(words), code, out.read(), log.read())


def use(address: str) -> None:
    """Ask the server at this address instead of one of one's own."""
    _state.address = address


def address() -> str:
    """Return the address of the server of this run, which is started if there is none."""
    return _state.address or _started()


def ended() -> float:
    """Return the CPU seconds of the processes that this one has asked for and that have ended."""
    return _state.ended


def running() -> frozenset[int]:
    """Return the PIDs of those that still run."""
    return frozenset(_state.running)


def server() -> int | None:
    """Return the PID of the server if this process has started it."""
    return _state.server


@functools.cache
def _started() -> str:
    """Start a server; it ends when its standard input does, at the latest with this process."""
    address = str(Path(tempfile.mkdtemp(prefix="forks")) / "socket")
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.support.programs.forks", address],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    _state.server = server.pid
    assert server.stdout is not None
    assert server.stdout.readline() == b"ready\n"
    atexit.register(_end, server, Path(address).parent)
    return address


def _end(server: subprocess.Popen[bytes], folder: Path) -> None:
    server.communicate()  # closes its standard input and waits for it
    shutil.rmtree(folder, ignore_errors=True)
