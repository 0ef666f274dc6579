"""Times as people in Korea and Japan read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.records import KST

if TYPE_CHECKING:
    from datetime import datetime


def in_kst(moment: datetime | None) -> str:
    """Return an aware time as ``2025-11-25 16:36`` in Korean and Japanese time; None: “never”."""
    return moment.astimezone(KST).strftime("%Y-%m-%d %H:%M") if moment else "never"
