"""A reviewer's filters, files and faults in a real Chromium, in Korean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browse.pages.looking import Watch
from tests.browse.review_news import make
from tests.browse.serving import NO_CHROMIUM, chromium, served, sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = [NO_CHROMIUM, pytest.mark.xdist_group("browser")]


def test_a_reviewers_filters_files_and_faults(tmp_path: Path) -> None:
    make(tmp_path / "news.db")
    with served(tmp_path / "news.db", tmp_path) as address, chromium() as browser:
        page = browser.new_page()
        sign_in(page, address)
        page.goto(f"{address}/-/review?_lang=ko")
        watch = Watch(page, address)
        narrow(page)
        save_what_the_form_shows(page, address)
        be_told_of_what_is_no_filter(page, address)
        take_files(page, address)
        assert watch.noted == []
        lose_ones_way(page, address)


def narrow(page: Page) -> None:
    """Each of the usual spans is one press, said as a filter that a press takes away."""
    for asked, said in (
        ("since=7d", "최근 7일"),
        ("since=week", "이번 주"),
        ("new=1", "지난 방문"),
    ):
        page.locator(f"#filters .chip:not(.on)[href*='{asked}']").click()
        page.wait_for_url(f"**{asked}*")
        applied = page.locator(f"#filters .chip.on:has-text('{said}')")
        applied.click()
        page.wait_for_url(lambda url, asked=asked: asked not in url)  # type: ignore[misc]


def save_what_the_form_shows(page: Page, address: str) -> None:
    """A filter is saved with what was chosen and not yet applied."""
    page.goto(f"{address}/-/review?since=week")
    page.locator("a[href='#all-filters']").click()
    page.locator("#all-filters select[name=language]").select_option("ja")
    page.locator("#all-filters input[name=until]").fill("2026-12-03")
    page.locator("input[name=filter_name]").fill("일본 소식")
    page.locator("button[value=save_filter]").click()
    saved = page.locator(".chip:text-is('일본 소식')")
    saved.wait_for()
    kept = saved.get_attribute("href") or ""
    assert all(each in kept for each in ("since=week", "language=ja", "until=2026-12-03"))


def be_told_of_what_is_no_filter(page: Page, address: str) -> None:
    """A misspelt filter is named, with a link to what was probably meant."""
    page.goto(f"{address}/-/review?untill=2026-12-03")
    fault = page.locator(".fault[role=alert]")
    assert "untill=2026-12-03" in fault.inner_text()
    fault.locator("a").click()
    page.wait_for_url("**/-/review?until=2026-12-03")
    assert page.locator(".fault[role=alert]").count() == 0


def take_files(page: Page, address: str) -> None:
    """The queue's stories are files of what its filters show."""
    page.goto(f"{address}/-/review?outlet=jetro")
    for kind in ("csv", "xlsx", "jsonl"):
        with page.expect_download() as download:
            page.locator(f"a[href='/-/export/stories.{kind}?outlet=jetro']").click()
        assert download.value.suggested_filename == f"stories.{kind}"


def lose_ones_way(page: Page, address: str) -> None:
    """What is not there is said in one language, with the navigation above."""
    answer = page.goto(f"{address}/nowhere")
    assert answer is not None
    assert answer.status == 404
    said = page.inner_text("main")
    assert re.search("[가-힣]", said)
    assert not re.search("[ぁ-んァ-ン]|not found", said, re.IGNORECASE)
    assert page.locator("ul.nav a").count() >= 7
