"""How long a newcomer takes to add a paper: at the desk by its address, and with its own design.

``python -m benchmarks.newcomer`` serves an invented paper and a desk on this machine, and works
the desk in Chromium at the pace of the keystroke-level model (Card, Moran and Newell, 1980): 0.28
s a key, 1.1 s to point, 0.4 s to take the other device, 1.35 s to think before each step. What has
to be read is read at 200 words a minute; of the terms that is what they say about copying. The
site answers after 0.3 s, and is asked as politely as any.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette_auth_passwords.utils import hash_password
from playwright.sync_api import sync_playwright

from benchmarks.invented_paper import pages
from benchmarks.served_desk import served_desk
from newsdb.configuration import ROOT
from newsdb.database import open_database
from newsdb.sites import sites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

KEY, POINT, HOME, THINK = 0.28, 1.1, 0.4, 1.35
WORDS_A_SECOND = 200 / 60
#: Three articles side by side with the site: headline, time, byline, two lines of each text.
COMPARED = 3 * 40
#: Words of a page of terms that are read: those about copying.
TERMS = 150
ANSWER = 0.3
NAME, PASSWORD = "newcomer", "kiln-of-the-old-harbour"


@dataclass
class Clock:
    """Steps, each with its seconds by the clock and those of them that the desk or site took."""

    steps: list[tuple[str, float, float]] = field(default_factory=list)
    asked: list[tuple[float, str]] = field(default_factory=list)

    def print(self, heading: str) -> None:
        """Print the steps and their sum."""
        total = sum(seconds for _, seconds, _ in self.steps)
        waited = sum(each for _, _, each in self.steps)
        sys.stdout.write(f"\n{heading}: {len(self.steps)} steps, {total:.0f} s")
        sys.stdout.write(f", of which {waited:.0f} s waited\n")
        for name, seconds, waiting in self.steps:
            sys.stdout.write(f"  {seconds:6.1f} s  {waiting:5.1f} waited  {name}\n")


class Person:
    """Works a page as the model says a person does."""

    def __init__(self, page: Page, clock: Clock) -> None:
        self.page, self.clock = page, clock

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Think, then do something; the time counts."""
        began = time.monotonic()
        time.sleep(THINK)
        self.waited = 0.0
        yield
        self.clock.steps.append((name, time.monotonic() - began, self.waited))

    def press(self, selector: str) -> None:
        """Point at something and click."""
        time.sleep(POINT)
        self.page.locator(selector).first.click()

    def type(self, selector: str, text: str) -> None:
        """Click into a field, take the keyboard and type."""
        self.press(selector)
        time.sleep(HOME)
        self.page.keyboard.type(text, delay=KEY * 1000)

    def read(self, words: int) -> None:
        """Read so many words."""
        time.sleep(words / WORDS_A_SECOND)

    def wait_for(self, selector: str) -> None:
        """Wait until something is there; that is no time of the person's."""
        began = time.monotonic()
        self.page.locator(selector).first.wait_for(timeout=240_000)
        self.waited += time.monotonic() - began


@contextmanager
def paper(clock: Clock) -> Iterator[str]:
    """Serve the paper; yield its home page."""
    served: dict[str, tuple[str, bytes]] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            clock.asked.append((time.monotonic(), self.path))
            time.sleep(ANSWER)
            kind, body = served.get(self.path, ("text/plain", b""))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 its name upstream
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    home = f"http://127.0.0.1:{server.server_address[1]}/"
    served.update(pages(home))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield home
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def desk(folder: Path) -> Iterator[str]:
    """Serve a desk of an empty database, which may ask this machine; yield its address."""
    hashed = hash_password(PASSWORD, iterations=1000)
    file = folder / "hanil.toml"
    file.write_text(
        'contact = "tests@hanil.test"\nprivate_addresses_allowed = ["127.0.0.1"]\n'
        f'users.{NAME} = {{ role = "analyst", password_hash = "{hashed}" }}\n',
        encoding="utf-8",
    )
    file.chmod(0o600)
    open_database(folder / "news.db").close()
    with served_desk(folder / "news.db", file) as address:
        yield address


def add_by_address(page: Page, address: str, home: str, clock: Clock) -> None:
    """Add the paper at the desk, from the morning's page on."""
    person = Person(page, clock)
    with person.step("from the morning's page to Sources, to Add a site"):
        person.press("nav a[href='/-/sources']")
        person.press("main a[href='/-/sites']")
        person.wait_for("#url")
    with person.step("type the address, look"):
        person.type("#url", home)
        page.keyboard.press("Enter")
        person.wait_for("input[name=kept]")
    with person.step("compare three articles with the site"):
        person.read(COMPARED)
    with person.step("read the terms"):
        person.press("a[href$='/terms']")
        person.read(TERMS)
        page.go_back()
        person.wait_for("input[name=kept]")
    with person.step("say what they let us keep, add"):
        person.press("input[name=kept][value=excerpt]")
        person.press("form .btn.main >> nth=-1")
        person.wait_for("p[role=status]")


def add_with_a_design(folder: Path, home: str, clock: Clock) -> None:
    """Write a spider file from two pages at a terminal, compare, correct one selector."""
    words = [
        "sites",
        "design",
        "namhae",
        *(f"{home}news/{n}" for n in (1, 2)),
        "--kept",
        "excerpt",
    ]
    environment = {**os.environ, "HANIL_CONFIG": str(folder / "hanil.toml")}

    def step(name: str, seconds: float, command: list[str] | None = None) -> str:
        began = time.monotonic()
        done = None
        if command:
            done = subprocess.run(
                [sys.executable, "-m", "scrapy", *command, "-s", f"DATABASE={folder / 'news.db'}"],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
        waited = time.monotonic() - began
        clock.steps.append((name, THINK + seconds + waited, waited))
        return done.stdout + done.stderr if done else ""

    typed = len(" ".join(["hanil", *words]))
    step("copy the addresses of two articles from the browser", 4 * (POINT + KEY) + 2 * HOME)
    said = step(f"type the command, {typed} characters", typed * KEY, words)
    step("compare what is printed with both pages", 2 * COMPARED / 3 / WORDS_A_SECOND)
    step("open the file, change a selector, save", 30 + 20 * KEY)
    step("have both pages read again", 40 * KEY, [*words[:2], "--help"])
    step("compare again", 2 * COMPARED / 3 / WORDS_A_SECOND)
    sys.stdout.write(f"\n{said}\n")


def main() -> None:
    """Do both, and print the steps."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.parse_args()
    clock, design = Clock(), Clock()
    with (
        tempfile.TemporaryDirectory(prefix="hanil-newcomer-") as name,
        paper(clock) as home,
        desk(Path(name)) as address,
        sync_playwright() as playwright,
    ):
        flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        chromium = next(
            filter(os.path.exists, ("/usr/bin/chromium", "/usr/bin/google-chrome")), None
        )
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page(viewport={"width": 1280, "height": 844}, locale="en-US")
        page.goto(f"{address}/-/login")
        page.fill("input[name=username]", NAME)
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        add_by_address(page, address, home, clock)
        db = open_database(Path(name) / "news.db")
        (site,) = sites.listing(db)
        db.close()
        browser.close()
        clock.print(f"A site by its address ({site.title})")
        for when, path in clock.asked:
            sys.stdout.write(f"    asked {when - clock.asked[0][0]:5.1f} s  {path}\n")
        with contextlib.suppress(KeyboardInterrupt):
            add_with_a_design(Path(name), home, design)
        design.print("A paper with a design of its own")


if __name__ == "__main__":
    main()
