"""What holds for all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import new_databases

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["tests.support.cpu_time"]


@pytest.fixture(scope="session", autouse=True)
def _copied_databases() -> Iterator[None]:
    with new_databases.copied():
        yield


@pytest.fixture
def migrated_databases() -> Iterator[None]:
    """New databases go through all migrations, as a user's do."""
    with new_databases.migrated():
        yield
