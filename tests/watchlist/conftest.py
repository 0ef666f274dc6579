"""Watch lists as fixtures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.watchlist.lists import watch_list
from watchlist import load

if TYPE_CHECKING:
    from watchlist import WatchList


@pytest.fixture(scope="session")
def shipped() -> WatchList:
    return load()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> WatchList:
    return watch_list(tmp_path_factory.mktemp("small"))
