"""A process that has imported everything and forks one for each command that a test runs.

Importing Scrapy, SQLite's tools and the project takes a second of CPU time, a crawl of a few pages
less than half of one. ``python -m tests.support.forkserver SOCKET`` serves until its standard
input ends; ``run`` starts one for the test process at its first use. Settings and configuration
are not imported before the fork, so that a command reads its own environment.
"""

from __future__ import annotations

import atexit
import functools
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from tests.support import new_databases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: What a command needs, with all modules in it; but not the settings, nor what would install a
#: reactor.
ROOMS = (
    "commands",
    "commands.common",
    "crawler.extensions",
    "crawler.middlewares",
    "crawler.spiders",
    "delivery",
    "pipelines",
    "scrapy.commands",
    "scrapy.core.downloader",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.downloadermiddlewares",
    "scrapy.dupefilters",
    "scrapy.extensions",
    "scrapy.pqueues",
    "scrapy.robotstxt",
    "scrapy.spidermiddlewares",
    "scrapy.squeues",
    "tests.support.loopback",
    "tests.support.faulty",
)


def run(
    words: Sequence[str], *, directory: Path, environment: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run ``python WORDS`` in a process of its own and wait for it, as ``subprocess.run`` does."""
    with (
        tempfile.NamedTemporaryFile("r", encoding="utf-8") as out,
        tempfile.NamedTemporaryFile("r", encoding="utf-8") as log,
        socket.socket(socket.AF_UNIX) as connection,
    ):
        connection.settimeout(timeout)
        connection.connect(_address())
        asked = {
            "words": list(words),
            "directory": str(directory),
            "environment": dict(environment),
            "out": out.name,
            "log": log.name,
        }
        with connection.makefile("rw", encoding="utf-8") as lines:
            lines.write(json.dumps(asked) + "\n")
            lines.flush()
            process = int(lines.readline())
            try:
                code = int(lines.readline())
            except TimeoutError:
                os.kill(process, signal.SIGKILL)
                raise subprocess.TimeoutExpired(list(words), timeout) from None
        return subprocess.CompletedProcess(list(words), code, out.read(), log.read())


@functools.cache
def _address() -> str:
    """Start the server of this test process; it ends when its standard input does."""
    address = str(Path(tempfile.mkdtemp(prefix="forks")) / "socket")
    server = subprocess.Popen(
        [sys.executable, "-m", __name__, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    assert server.stdout.readline() == b"ready\n"
    atexit.register(server.communicate)  # closes its standard input and waits for it
    return address


def serve(address: str) -> None:
    """Fork a process for every request until the standard input ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some of Scrapy's modules are deprecated
        for room in ROOMS:
            package = importlib.import_module(room)
            for module in pkgutil.iter_modules(getattr(package, "__path__", ())):
                importlib.import_module(f"{room}.{module.name}")
    assert "crawler.settings" not in sys.modules, "a command reads its own configuration"
    assert "twisted.internet.reactor" not in sys.modules, "a reactor can't be forked"
    with new_databases.copied(), socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            ready, _, _ = select.select([server, sys.stdin], [], [])
            if sys.stdin in ready:
                return
            connection, _ = server.accept()
            _reap()
            if not os.fork():
                server.close()
                _mind(connection)
            connection.close()


def _reap() -> None:
    """Take note of children that have ended, so that their CPU time counts as the tests'."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _mind(connection: socket.socket) -> NoReturn:
    """Fork the requested process; report first its PID, then how it ended."""
    with connection.makefile("rw", encoding="utf-8") as lines:
        asked = json.loads(lines.readline())
        if not (process := os.fork()):
            _become(**asked)
        with suppress(BrokenPipeError):
            lines.write(f"{process}\n")
            lines.flush()
            _, status = os.waitpid(process, 0)
            lines.write(f"{os.waitstatus_to_exitcode(status)}\n")
            lines.flush()
    os._exit(0)


def _become(
    words: list[str], directory: str, environment: dict[str, str], out: str, log: str
) -> NoReturn:
    """Run the module or file that ``words`` name, as Python would."""
    for file, stream in ((os.devnull, 0), (out, 1), (log, 2)):
        os.dup2(os.open(file, os.O_RDWR), stream)
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    code: Any = 0
    try:
        if words[0] == "-m":
            sys.argv = words[1:]
            runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = words
            runpy.run_path(words[0], run_name="__main__")
    except SystemExit as end:
        code = end.code or 0
        if not isinstance(code, int):
            sys.stderr.write(f"{code}\n")
            code = 1
    except BaseException:
        traceback.print_exc()
        code = 1
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
