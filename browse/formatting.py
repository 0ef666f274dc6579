"""Stored times and addresses as pages show them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from newsdb.database import now
from newsdb.records import KST


def clock(stored: str | None) -> str:
    """Return a stored time for reading: ``2025-11-25 16:36``; empty if there is none."""
    if not stored:
        return ""
    return datetime.fromisoformat(stored).strftime("%Y-%m-%d %H:%M")


def moment(stored: str | None) -> str:
    """Return a stored time, without its year if that is the current one: ``11-25 16:36``."""
    shown = clock(stored)
    return shown[5:] if shown[:4] == f"{now().astimezone(KST):%Y}" else shown


def is_web_address(stored: Any) -> bool:
    """Return whether an address from a page may be a link; javascript: and the like may not."""
    return isinstance(stored, str) and stored.lower().startswith(("https://", "http://"))
