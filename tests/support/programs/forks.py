"""A process that has imported everything and forks one for each command that a test runs.

``python -m tests.support.programs.forks SOCKET`` serves ``tests.support.forkserver`` until its
standard input ends. It imports at the first request: it is started with each run. Settings and
configuration are not imported before the fork, so that a command reads its own environment.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import shutil
import signal
import socket
import sys
import tempfile
import traceback
import warnings
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from tests.support.plugins.garbage import search_seldom

#: What a command needs, with all modules in it; but not the settings, nor what would install a
#: reactor.
ROOMS = (
    "scrapy.core.downloader.handlers.http11",  # first, as in tests/conftest.py
    "browse.app",
    "celery.apps.worker",
    "celery.bin.worker",
    "celery.concurrency.thread",
    "celery.worker.consumer",
    "cluster",
    "commands",
    "commands.common",
    "crawler.extensions",
    "crawler.middlewares",
    "crawler.spiders",
    "delivery",
    "kombu.transport.redis",
    "pipelines",
    "scheduling",
    "scrapy.commands",
    "scrapy.core.downloader",
    "scrapy.downloadermiddlewares",
    "scrapy.dupefilters",
    "scrapy.extensions",
    "scrapy.pqueues",
    "scrapy.robotstxt",
    "scrapy.spidermiddlewares",
    "scrapy.squeues",
    "tests.support.faulty",
    "tests.support.loopback",
    "tests.support.programs.warm",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.auto",
    "uvicorn.server",
)


class _Running(NamedTuple):
    """A command, and whoever waits for its end."""

    process: int
    connection: socket.socket


def serve(address: str) -> None:
    """Fork a process for every request until the standard input ends."""
    running: list[_Running] = []
    ended, note_end = socket.socketpair()
    note_end.setblocking(False)
    signal.set_wakeup_fd(note_end.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)  # else it would wake nobody
    with socket.socket(socket.AF_UNIX) as server, ExitStack() as prepared:
        server.bind(address)
        server.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            ready, _, _ = select.select([server, sys.stdin, ended], [], [])
            if sys.stdin in ready:
                # Whoever started it may have been killed, and so may what it has forked.
                shutil.rmtree(Path(address).parent, ignore_errors=True)
                return
            if ended in ready:
                ended.recv(4096)
                running = [each for each in running if not _has_ended(each)]
            if server not in ready:
                continue
            connection, _ = server.accept()
            if "tests.support.programs.warm" not in sys.modules:
                _import()
                prepared.enter_context(sys.modules["tests.support.programs.warm"].warm())
                gc.collect()
                search_seldom()  # no fork searches, and so copies, what all of them have
            with suppress(OSError, ValueError):  # whoever asked has gone
                running.append(_forked(connection, str(Path(address).parent)))
                connection.sendall(f"{running[-1].process}\n".encode())


def _import() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some of Scrapy's modules are deprecated
        for room in ROOMS:
            package = importlib.import_module(room)
            for module in pkgutil.iter_modules(getattr(package, "__path__", ())):
                if not module.name.startswith("__"):
                    importlib.import_module(f"{room}.{module.name}")
    assert "crawler.settings" not in sys.modules, "a command reads its own configuration"
    assert "twisted.internet.reactor" not in sys.modules, "a reactor can't be forked"


def _forked(connection: socket.socket, folder: str) -> _Running:
    """Fork the requested process.

    Its temporary files are in the server's folder: of one that is killed they would stay.
    """
    _, streams, _, _ = socket.recv_fds(connection, 1, 3)
    with connection.makefile("r", encoding="utf-8") as lines:
        asked = json.loads(lines.readline())
    if not (process := os.fork()):
        asked["environment"].setdefault("TMPDIR", folder)
        _become(streams, **asked)
    for stream in streams:
        os.close(stream)
    return _Running(process, connection)


def _has_ended(running: _Running) -> bool:
    """Tell whether a process has ended; if so, report how, and the CPU seconds it has taken."""
    process, status, used = os.wait4(running.process, os.WNOHANG)
    if not process:
        return False
    seconds = used.ru_utime + used.ru_stime
    with running.connection, suppress(OSError):  # whoever waited has gone
        running.connection.sendall(f"{os.waitstatus_to_exitcode(status)} {seconds}\n".encode())
    return True


def _become(
    streams: list[int], words: list[str], directory: str, environment: dict[str, str]
) -> NoReturn:
    """Run the module or file that ``words`` name, as Python would."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(3, 256)
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # as the environment says
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
