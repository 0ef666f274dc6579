"""The pages in a real Chromium, at desktop and phone width, light and dark."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest

from tests.browse.serving import NO_CHROMIUM, chromium, served, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

pytestmark = [NO_CHROMIUM, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def address(stored_news: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("people")
    with served(Path(shutil.copy(stored_news, folder)), folder) as where:
        yield where


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


#: Each page is loaded once and then looked at so: its scripts ask for neither width nor scheme.
LOOKS = (
    (1280, "light"),
    (1280, "dark"),
    (390, "dark"),
    (390, "light"),
)


def test_pages_fit_and_stay_at_home(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    sign_in(page, address, "ada")
    paths = (
        "/",
        "/news/articles",
        "/news/articles?_search=중소기업의&_lang=ko",
        "/news/articles/1",
        "/news/articles/4",
        "/news/last_runs",
        "/-/account?_lang=ko",
        "/-/access-log?_lang=ja",
        "/-/login?_lang=ja",
    )
    for path in paths:
        answer = page.goto(address + path)
        assert answer is not None
        assert answer.status == 200
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert page.evaluate(WIDER) <= 0, f"{path} scrolls sideways at {width} ({scheme})"
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
    page.goto(f"{address}/-/account")
    assert "ds_actor" not in page.evaluate("document.cookie")
    assert [each["httpOnly"] for each in context.cookies() if each["name"] == "ds_actor"] == [True]
    context.close()


def test_no_page_breaks_its_own_policy(browser: Browser, address: str) -> None:
    """Scripts, styles and handlers of Datasette's pages and of ours do what they are for."""
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    sign_in(page, address, "ada")
    for path in (
        "/-/review",
        "/-/story/1",
        "/-/briefings",
        "/-/search",
        "/-/article/1",
        "/-/sources",
        "/-/sources/fnnews",
        "/news",
        "/news/-/query?sql=select+1",
        "/news/access_log",
        "/news/articles_a_day",
        "/-/permissions",
        "/-/allowed?action=view-instance",
        "/-/api",
        "/-/patterns",
        "/news/articles?_size=2",
    ):
        assert page.goto(address + path) is not None
        page.wait_for_load_state("networkidle")
        assert errors == [], path
    assert page.locator("html").evaluate("() => window.datasetteVersion")  # an inline script ran
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=caught=1>')")
    page.evaluate("document.body.append(document.createElement('script').text = 'caught=1')")
    page.wait_for_timeout(300)
    assert page.evaluate("typeof caught") == "undefined"
    assert any("Content Security Policy" in each for each in errors)
    context.close()


def test_signing_out_everywhere_as_a_person_does(browser: Browser, address: str) -> None:
    here, there = (browser.new_context(locale="ja-JP") for _ in range(2))
    for context in (here, there):
        sign_in_in_japanese(context.new_page(), address)
    page = here.pages[0]
    page.goto(f"{address}/-/account")
    page.get_by_role("button", name="すべてのブラウザーでサインアウト").click()
    page.wait_for_url(f"{address}/-/login")
    other = there.pages[0]
    other.goto(f"{address}/-/briefings")
    assert other.url == f"{address}/-/login?next=/-/briefings"
    for context in (here, there):
        context.close()


def sign_in_in_japanese(page: Page, address: str) -> None:
    page.goto(f"{address}/-/login")
    page.get_by_label("ユーザー名").fill("rina")
    page.get_by_label("パスワード").fill("rinarinarina")
    page.get_by_role("button", name="サインイン").click()
    page.wait_for_url(f"{address}/")


def test_a_directors_way_to_the_source(browser: Browser, address: str) -> None:
    """From what was found to the article, its outlet, a run, and the data, all of it readable."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, locale="ja-JP"
    )
    sign_in_in_japanese(page := context.new_page(), address)
    page.locator("ul.nav a[href='/-/search']").tap()
    page.wait_for_url("**/-/search")
    days = page.locator(".facet a[href*='since=']").evaluate_all(
        "all => all.map(each => each.href)"
    )
    assert days == sorted(days, reverse=True)
    assert page.locator(".hit .score").count() == page.locator(".hit").count() > 0
    page.locator(".hit a[href='/-/article/1']").tap()
    page.wait_for_url("**/-/article/1")
    assert "この記事の取得と読み取り" in page.inner_text("main")
    assert not page.locator("main button").count()  # nothing to decide
    page.locator("main header a[href='/-/sources/fnnews']").tap()
    page.wait_for_url("**/-/sources/fnnews")
    page.locator("main a[href^='/-/run/']").first.tap()
    page.wait_for_url("**/-/run/*")
    page.locator("footer a[href='/news']").tap()
    page.wait_for_url(f"{address}/news")
    page.locator("a[href='/news/articles']").first.tap()
    page.wait_for_url("**/news/articles")
    for name in ("JSON", "CSV"):
        href = page.locator(f".export-links a:text-is('{name}')").first.get_attribute("href")
        assert page.request.get(urljoin(address, str(href))).ok
    context.close()
