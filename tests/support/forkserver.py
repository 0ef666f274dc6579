"""Commands that tests run, forked from a process that has imported everything.

Importing Scrapy, Datasette and the project takes two seconds of CPU time, most commands a tenth
of one. Each test process starts such a process (``tests.support.programs.forks``) at its first
use. A process that a signal or a full disk must end as it ends for users is started by
``subprocess``.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


ROOT = Path(__file__).resolve().parents[2]


class Forked:
    """A running process; ``wait`` waits for its end, as that of ``subprocess.Popen`` does."""

    def __init__(self, words: Sequence[str], connection: socket.socket) -> None:
        self._words = words
        self._lines = connection.makefile("r", encoding="utf-8")
        self._connection = connection
        self.pid = int(self._lines.readline())
        self.returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code; raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            self._connection.settimeout(timeout)
            try:
                self.returncode = int(self._lines.readline())
            except TimeoutError:
                raise subprocess.TimeoutExpired(self._words, timeout or 0) from None
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
        connection.connect(_address())
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


@functools.cache
def _address() -> str:
    """Start the server of this test process; it ends when its standard input does."""
    address = str(Path(tempfile.mkdtemp(prefix="forks")) / "socket")
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.support.programs.forks", address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert server.stdout is not None
    assert server.stdout.readline() == b"ready\n"
    atexit.register(server.communicate)  # closes its standard input and waits for it
    return address
