"""The pages in a real Chromium, at desktop and phone width, light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browse.serving import NO_CHROMIUM, chromium, served, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [NO_CHROMIUM, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def address(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(news, tmp_path_factory.mktemp("people")) as where:
        yield where


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


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
    assert page.url == f"{address}/-/login?next=/news/articles"
    page.get_by_label("Name").fill("rina")
    page.get_by_label("Password").fill("rinarinarina")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/news/articles")
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
