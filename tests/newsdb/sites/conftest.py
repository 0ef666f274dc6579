"""A database of one's own for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsdb.database import open_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "news.db")
    yield database
    database.close()
