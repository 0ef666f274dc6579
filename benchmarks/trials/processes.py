"""The project's processes, as trials start them: crawls, the scheduler, the desk."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from datasette_auth_passwords.utils import hash_password

from benchmarks.desk import PASSWORD, Person
from scheduling.jobs import NIGHTLY, load_spiders
from tests.support.crawls import ROOT, Finished, scrapy
from tests.support.waiting import is_alive, until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.support.loopback import Site

KILL_AFTER = str(Path(__file__).with_name("kill_after.py"))
KILL_AT = str(ROOT / "tests" / "support" / "programs" / "kill_at.py")

#: Seconds after which something that should have happened hasn't.
PATIENCE = 180.0


def crawl_words(site: Site, database: Path, outlet: str = "fnnews") -> tuple[str, ...]:
    """Return the words of a crawl of a site on this machine, after ``scrapy``."""
    return (
        "crawl",
        outlet,
        *site.settings,
        "-s",
        f"DATABASE={database}",
        "-s",
        "RETRY_BACKOFF=0.1",
    )


def run(*words: str, launcher: Sequence[str] = ("-m", "scrapy")) -> Finished:
    """Run a command of scrapy in a process of its own and wait for it."""
    return scrapy(*words, launcher=tuple(launcher), timeout=PATIENCE)


def cold(words: Sequence[str], before: Sequence[str] = (), **environment: str) -> Finished:
    """Run Python with ``words`` behind the words ``before`` and wait for it."""
    done = subprocess.run(
        [*before, sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def measured(*words: str) -> float:
    """Run a command of scrapy, which must go well; return its seconds on the clock."""
    started = time.monotonic()
    done = run(*words)
    if done.code:
        raise RuntimeError(f"scrapy {' '.join(words)} failed undisturbed:\n{done.log}")
    return time.monotonic() - started


def configure(folder: Path, site: Site, outlet: str = "fnnews") -> Path:
    """Write a configuration with one job, a crawl that is due since this morning."""
    database = folder / "news.db"
    words = shlex.join(crawl_words(site, database, outlet))
    others = [f'outlets.{name}.schedule = "off"' for name in load_spiders()]
    others += [f'jobs.{name}.schedule = "off"' for name, _, _ in NIGHTLY]
    file = folder / "hanil.toml"
    lines = (
        f"database = {json.dumps(str(database))}",
        "scheduler.grace = 1",
        *others,
        "[jobs.daily]",
        'schedule = "0 0 * * *"',
        f"command = {json.dumps(words, ensure_ascii=False)}",
    )
    file.write_text("\n".join(lines), encoding="utf-8")
    file.chmod(0o600)
    return file


@contextmanager
def scheduler(configuration: Path, log: Path, before: Sequence[str] = ()) -> Iterator[int]:
    """Run the scheduler until the block ends; yield its PID. Its log is appended to ``log``."""
    with (
        log.open("a") as told,
        subprocess.Popen(
            [*before, sys.executable, "scheduler.py"],
            cwd=ROOT,
            env={**os.environ, "HANIL_CONFIG": str(configuration)},
            stderr=told,
        ) as process,
    ):
        try:
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def once(configuration: Path) -> Finished:
    """Make the runs that are overdue."""
    return cold(["scheduler.py", "--once"], HANIL_CONFIG=str(configuration))


def children(pid: int) -> list[int]:
    """Return the living children of a process."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*"):
        with suppress(OSError):
            found += map(int, (task / "children").read_text().split())
    return [each for each in found if is_alive(each)]


def crawl_pid(folder: Path, outlet: str = "fnnews") -> int | None:
    """Return the process that took the lock of a crawl last."""
    with suppress(OSError, ValueError):
        return int((folder / f".{outlet}.lock").read_text())
    return None


def nobody_crawls(folder: Path, outlet: str = "fnnews") -> None:
    """Wait until the crawl of a killed scheduler is gone."""
    pid = crawl_pid(folder, outlet)
    until(lambda: pid is None or not is_alive(pid), seconds=60)


@contextmanager
def desk(
    database: Path, *, before: Sequence[str] = (), configuration: Path | None = None
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Serve a database to r0 until the block ends; yield the process and its port.

    Standard error is the file desk.log beside the configuration.
    """
    file = configuration or database.with_name("hanil.toml")
    hashed = hash_password(PASSWORD, iterations=1000)
    file.write_text(f'users.r0 = {{ role = "analyst", password_hash = "{hashed}" }}\n')
    file.chmod(0o600)
    with (
        file.with_name("desk.log").open("a") as told,
        subprocess.Popen(
            [*before, sys.executable, "-m", "browse", str(database), "--port", "0"],
            cwd=ROOT,
            env={**os.environ, "HANIL_CONFIG": str(file)},
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            found = re.search(r"127\.0\.0\.1:(\d+)/", process.stdout.readline())
            yield process, int(found[1]) if found else 0
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()


class Reviewer:
    """Decides on one story after the other, and knows which decisions were acknowledged."""

    def __init__(self, port: int) -> None:
        self.person = Person(port, "r0")
        self.versions: dict[int, int] = {}

    def decide(self, story: int, status: str) -> int:
        """Decide on a story; return the HTTP status. What the connection raises is raised."""
        version = self.versions.get(story, 0)
        body = {"do": "decide", "status": status, "stories": [{"id": story, "version": version}]}
        code, answer = self.person.post("/-/review/do", body)
        if code in {200, 409}:
            self.versions[story] = answer["results"][0]["version"]
        return code
