"""Kinds of pages in a real Chromium: nothing serious for axe, no target too small for a finger.

Overview, sites, watch list, suggestions and users are looked at by ``pages/test_walks.py``; all
pages, in each size, scheme and language, by ``python -m benchmarks.looks``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest

from browse import desk_changes
from newsdb.database import open_database
from newsdb.stories import stories
from tests.browse.pages.looking import Watch
from tests.browse.review_news import make
from tests.browse.serving import NO_CHROMIUM, chromium, served, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [NO_CHROMIUM, pytest.mark.xdist_group("browser")]

#: Who looks, how wide, in which scheme and language, at what.
LOOKS: tuple[tuple[str, int, Literal["light", "dark"], str, tuple[str, ...]], ...] = (
    (
        "rina",
        1280,
        "light",
        "en-US",
        ("/", "/-/story/1", "/-/article/1", "/news/outlets", "/-/concepts"),
    ),
    (
        "ana",
        390,
        "dark",
        "ko-KR",
        ("/", "/-/review?since=7d&colour=red", "/-/sources"),
    ),
    (
        "ana",
        1280,
        "dark",
        "ja-JP",
        ("/-/review?status=any", "/-/story/1", "/-/search?q=%E6%97%A5", "/-/places/japan"),
    ),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("axe")
    make(folder / "news.db")
    db = open_database(folder / "news.db")
    stories.merge(db, [1, 2], by="ana")
    desk_changes.comment(db, 1, "같은 건인가요?", person="ana")
    desk_changes.assign(db, [1], "ana", colleagues=["ana"], person="ana")
    db.close()
    with served(folder / "news.db", folder) as where:
        yield where


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}-{look[2]}")
def test_nothing_serious_on_any_page(
    browser: Browser, address: str, look: tuple[str, int, Literal["light", "dark"], str, Any]
) -> None:
    name, width, scheme, language, paths = look
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme=scheme,
        locale=language,
        bypass_csp=True,  # axe is put into the page as a script
    )
    page = context.new_page()
    sign_in(page, address, name)
    watch = Watch(page, address)
    found = []
    for path in paths:
        page.goto(f"{address}{path}{'&' if '?' in path else '?'}_lang={language[:2]}")
        found += [f"{path}: {fault}" for fault in watch.faults()]
    assert found == []
    context.close()
