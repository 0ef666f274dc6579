"""A clock for APScheduler and ours that a test sets; everything else is real."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING
from unittest.mock import patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def clock(now: Callable[[], datetime]) -> Iterator[None]:
    """Make APScheduler use the time of ``now``."""

    class Shown(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return now().astimezone(tz)

    with patch("apscheduler.schedulers.base.datetime", Shown):
        yield
