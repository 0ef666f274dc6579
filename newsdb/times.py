"""Times as people in Korea and Japan read them, and those that a wrong clock wrote."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from newsdb.records import KST

if TYPE_CHECKING:
    from datetime import datetime

#: A stored time so far ahead is that of a clock that was wrong; less is a zone, or a step back.
WRONG_CLOCK = timedelta(hours=25)


def latest_credible(at: datetime) -> datetime:
    """Return the latest time that a clock which is right may have stored by ``at``."""
    return at + WRONG_CLOCK


def in_kst(moment: datetime | None) -> str:
    """Return an aware time as ``2025-11-25 16:36`` in Korean and Japanese time; None: “never”."""
    return moment.astimezone(KST).strftime("%Y-%m-%d %H:%M") if moment else "never"
