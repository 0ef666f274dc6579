"""Kinds of pages in a real Chromium: nothing serious for axe, no target too small for a finger.

Overview, sites, watch list, suggestions and users are looked at by ``pages/test_walks.py``; all
pages, in each size, scheme and language, by ``python -m benchmarks.looks``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from browse import desk_changes
from newsdb.database import open_database
from newsdb.stories import stories
from tests.browse.pages.contrast import poor_contrast
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


#: Texts on a white page, and whether they are hard to read.
TEXTS = (
    ("<p style='color: #777'>grey</p>", True),
    ("<p style='color: #767676'>a little darker</p>", False),
    ("<div style='background: rgba(0, 0, 0, .5)'><p style='color: #fff'>white</p></div>", True),
    ("<div style='background: rgba(0, 0, 0, .5)'><p>black</p></div>", False),
    ("<div style='opacity: .5'><p style='color: #333'>let through</p></div>", True),
    ("<p style='color: rgba(0, 0, 0, .4)'>black, let through</p>", True),
    ("<p style='color: oklch(70% .1 200)'>blue</p>", True),
    ("<div style='background: #123'><b style='color: #456'>on blue</b></div>", True),
    ("<p style='color: #777'>grey around <b style='color: #000'>black</b></p>", True),
    ("<button disabled style='color: #ccc'>switched off</button>", False),
    ("<p style='background: linear-gradient(#eee, #fff); color: #eee'>on a gradient</p>", False),
    ("<p style='visibility: hidden; color: #eee'>hidden</p>", False),
)


def test_contrast_is_measured_as_axe_measures_it(browser: Browser) -> None:
    page = browser.new_page()
    rows = "".join(f"<div id=t{number}>{html}</div>" for number, (html, _) in enumerate(TEXTS))
    page.set_content(f"<body style='background: #fff; color: #000'>{rows}")
    page.evaluate(Axe().axe_script)
    axes = page.evaluate(
        "axe.run({runOnly: ['color-contrast']}).then(({violations}) => violations"
        ".flatMap(each => each.nodes.map(node => node.html)))"
    )
    assert [html for html, _ in poor_contrast(page)] == axes
    poor = [number for number, (_, is_poor) in enumerate(TEXTS) if is_poor]
    assert len(axes) == len(poor)
    for html, number in zip(axes, poor, strict=True):
        assert html.partition(">")[2].partition("<")[0] in TEXTS[number][0]
    page.close()
