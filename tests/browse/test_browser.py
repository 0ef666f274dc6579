"""The pages in a real Chromium, at desktop and phone width, light and dark."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.browse.conftest import configuration
from tests.support.crawls import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: no browser tests"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def address(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the desk as ``python -m browse`` does, on a port that the system chooses."""
    file = tmp_path_factory.mktemp("people") / "hanil.toml"
    file.write_text(configuration(), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "browse", str(news), "--port", str(port)]
    environment = {**os.environ, "HANIL_CONFIG": str(file)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert "Ctrl-C" in server.stdout.readline()
        _wait_until_open(port)
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def _wait_until_open(port: int) -> None:
    """Return when the port answers; the line is printed a moment before it does."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the desk did not open its port")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


def sign_in(page: Page, address: str, name: str = "ana") -> None:
    """Sign in as a person does; everybody's password is the name, three times."""
    page.goto(f"{address}/-/login")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(name * 3)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_fit_and_stay_at_home(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    sign_in(page, address)
    paths = (
        "/",
        "/news/articles",
        "/news/articles?_search=중소기업의&_lang=ko",
        "/news/articles/1",
        "/news/articles/4",
        "/news/last_runs",
        "/-/login?_lang=ja",
    )
    for path in paths:
        answer = page.goto(address + path)
        assert answer is not None
        assert answer.status == 200
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wider) <= 0, f"{path} scrolls sideways at {width}"
    assert page.title() != "caught"
    assert errors == []
    assert [url for url in asked if not url.startswith(address)] == []
    context.close()


def test_searching_as_a_person_does(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/news/articles")
    assert page.url == f"{address}/-/login"
    sign_in(page, address, "rina")
    page.goto(f"{address}/news/articles")
    page.locator("#_search").fill("한일")
    page.locator("#_search").press("Enter")
    page.wait_for_load_state()
    assert {"한일", "韓日", "日韓"} <= set(page.locator("mark").all_inner_texts())
    assert page.locator("#_search").input_value() == "한일"
    page.get_by_role("link", name="日本語").click()
    page.wait_for_load_state()
    assert page.inner_text(".searched") == "「한일」の検索結果"
    context.close()


def test_scripts_do_not_see_the_cookie(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, address)
    assert "ds_actor" not in page.evaluate("document.cookie")
    assert [each["httpOnly"] for each in context.cookies() if each["name"] == "ds_actor"] == [True]
    context.close()
