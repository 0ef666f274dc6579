"""The desk as ``python -m browse`` serves it, and a real Chromium to test it with."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.browse.conftest import configuration
from tests.support.crawls import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
NO_CHROMIUM = pytest.mark.skipif(
    not CHROMIUM, reason="Chromium is not installed: no browser tests"
)


@contextmanager
def served(
    database: Path, folder: Path, *, before: Sequence[str] = (), errors: Path | None = None
) -> Iterator[str]:
    """Serve the desk to PEOPLE, on a port that the system chooses; yield its address.

    ``before`` are words before the command, ``errors`` is where standard error goes.
    """
    file = folder / "hanil.toml"
    file.write_text(configuration(), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*before, sys.executable, "-m", "browse", str(database), "--port", str(port)]
    environment = {**os.environ, "HANIL_CONFIG": str(file)}
    with (
        errors.open("w") if errors else nullcontext() as told,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=told, text=True
        ) as server,
    ):
        try:
            assert server.stdout is not None
            assert "Ctrl-C" in server.stdout.readline()
            _wait_until_open(port)
            yield f"http://127.0.0.1:{port}"
        finally:  # or a test that fails waits for the server for ever
            server.terminate()


def _wait_until_open(port: int) -> None:
    """Wait until the port answers, which is a moment after the line is printed."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the desk did not open its port")


@contextmanager
def chromium() -> Iterator[Browser]:
    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


def sign_in(page: Page, address: str, name: str = "ana") -> None:
    """Sign in through the form; everybody's password is the name, three times."""
    page.goto(f"{address}/-/login")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(name * 3)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/")
