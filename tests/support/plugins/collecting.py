"""Collecting nine thousand tests for two thirds of the cost: a plugin of pytest."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from tests.support.plugins.garbage import search_seldom

if TYPE_CHECKING:
    from collections.abc import Generator


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for garbage neither while everything is imported nor, later, in what was.

    All that is made here stays until the end, so that each search (six of 18 CPU seconds in each
    worker) would find nothing. What tests make is searched.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        search_seldom()
        gc.enable()
