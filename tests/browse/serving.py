"""The desk as ``python -m browse`` serves it, and a real Chromium to test it with."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import closing, contextmanager, nullcontext
from typing import TYPE_CHECKING

import pytest

from tests.browse.conftest import configuration
from tests.support.forkserver import ROOT, started

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page

#: The build without windows first: a context costs a third of what it costs the whole browser.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
#: What the whole browser would render or fetch for each window and nobody sees: suggestions below
#: the address bar (half of its CPU time), hints, and what Playwright's own list, which this one
#: replaces, turns off for the sake of tests.
UNSEEN = (
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "SpareRendererForSitePerProcess",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
)
AS_FORM = {"content-type": "application/x-www-form-urlencoded"}
NO_CHROMIUM = pytest.mark.skipif(
    not CHROMIUM, reason="Chromium is not installed: no browser tests"
)


@contextmanager
def served(
    database: Path, folder: Path, *, before: Sequence[str] = (), errors: Path | None = None
) -> Iterator[str]:
    """Serve the desk to PEOPLE, on a port that the system chooses; yield its address.

    ``before`` are the words of a program that runs a module (of ``tests.support.programs``),
    ``errors`` is where standard error goes.
    """
    reading, writing = os.pipe()
    with (
        os.fdopen(reading, encoding="utf-8") as out,
        errors.open("w") if errors else nullcontext(2) as told,
        started(
            [*before, "-m", "browse", str(database), "--port", "0"],
            environment=environment(folder),
            stdout=writing,
            stderr=told,
        ) as process,
    ):
        os.close(writing)
        try:
            yield f"http://127.0.0.1:{port_in(out.readline())}"
        finally:
            process.send(signal.SIGTERM)
            process.wait(30)


def environment(folder: Path) -> dict[str, str]:
    """Write hanil.toml into ``folder`` and return an environment that names it."""
    file = folder / "hanil.toml"
    file.write_text(configuration(), encoding="utf-8")
    file.chmod(0o600)
    return {**os.environ, "HANIL_CONFIG": str(file)}


def port_in(line: str) -> int:
    """Return the port that the desk names when it is open."""
    found = re.search(r"127\.0\.0\.1:(\d+)/", line)
    assert found, "the desk did not start"
    return int(found[1])


class Running:
    """A desk in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port

    def connected(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def status(self, method: str, url: str, body: str | None = None) -> int:
        with closing(self.connected()) as connection:
            connection.request(method, url, body, AS_FORM if body else {})
            return connection.getresponse().status


@contextmanager
def running(
    folder: Path,
    errors: Path,
    *,
    module: Sequence[str] = ("browse",),
    database: Path | None = None,
) -> Iterator[Running]:
    """Run the desk of news.db in ``folder``; ``errors`` is where standard error goes.

    It is started as a user does, for tests of how it ends: ``served`` costs a tenth.
    """
    named = str(database or folder / "news.db")
    temporary = folder / "temporary"  # of a desk that is killed they stay
    temporary.mkdir(exist_ok=True)
    command = [sys.executable, "-m", *module, named, "--port", "0"]
    with (
        errors.open("w") as told,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env={**environment(folder), "TMPDIR": str(temporary)},
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            yield Running(process, port_in(process.stdout.readline()))
        finally:
            process.kill()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open a Chromium until the end of the block."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  0.3 s where nobody asks for it

    features = f"--disable-features={','.join(UNSEEN)}"
    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", features]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


def sign_in(page: Page, address: str, name: str = "ana") -> None:
    """Sign in with what the form sends, which costs a tenth of two pages.

    Everybody's password is the name, three times. Who uses the form itself are the tests of
    searching, signing out and a director's way.
    """
    form: dict[str, str | float | bool] = {"username": name, "password": name * 3}
    answer = page.request.post(f"{address}/-/login", form=form, max_redirects=0)
    assert answer.status == 302, answer.text()
