"""Everything that a team does together in a real Chromium, by mouse and by keyboard alone.

All languages at both widths, with pictures: ``python -m tests.browse.pages.walks --to DIR``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browse.pages.walks import Keys, Mouse, Walk, desk
from tests.browse.serving import NO_CHROMIUM, chromium
from tests.support.plugins.thorough import THOROUGH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [NO_CHROMIUM, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("walks")
    with desk(folder) as where:
        yield where


@pytest.mark.skipif(not THOROUGH, reason="before a release: what keys reach, a mouse presses")
def test_all_of_it_by_mouse(browser: Browser, address: str) -> None:
    walk = Walk(browser, address, Mouse(), "ko", 1280)
    walk.go()
    assert (walk.errors, walk.elsewhere, walk.barriers) == ([], [], [])


def test_all_of_it_by_keyboard_alone(browser: Browser, address: str) -> None:
    walk = Walk(browser, address, Keys(), "ja", 390, scheme="dark")
    walk.go()
    assert (walk.errors, walk.elsewhere, walk.barriers) == ([], [], [])
