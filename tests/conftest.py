"""What holds for all tests."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

# Before all others: a class that Scrapy deprecates there looks among all modules for who imports
# it, which costs 1.5 s of CPU time in each worker once those of all tests are there.
import scrapy.core.downloader.handlers.http11  # noqa: F401
from hypothesis import HealthCheck, settings

from tests.support import new_databases

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = [
    "tests.support.plugins.collecting",
    "tests.support.plugins.cpu_time",
    "tests.support.plugins.forkserver",
    "tests.support.plugins.order",
]

# Both go by the clock: on a busy machine they fail a test that is as fast as ever.
settings.register_profile("hanil", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hanil")


@pytest.fixture(scope="session", autouse=True)
def _copied_databases() -> Iterator[None]:
    with new_databases.copied():
        yield


@pytest.fixture
def migrated_databases() -> Iterator[None]:
    """New databases go through all migrations, as a user's do."""
    with new_databases.migrated():
        yield


@pytest.fixture(autouse=True)
def _nothing_is_left_on_the_root_logger() -> Iterator[None]:
    """A handler that a test leaves writes later tests' lines to a stream that is closed."""
    yield
    left = [each for each in logging.root.handlers if type(each) is logging.StreamHandler]
    for each in left:
        logging.root.removeHandler(each)
    assert not left
