"""Stored times and addresses as pages show them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from newsdb.database import now
from newsdb.records import KST


def clock(stored: str | None) -> str:
    """Return a stored time as a person reads it: ``2025-11-25 16:36``."""
    if not stored:
        return ""
    return datetime.fromisoformat(stored).strftime("%Y-%m-%d %H:%M")


def moment(stored: str | None) -> str:
    """Return a stored time without its year where that is the present one: ``11-25 16:36``."""
    shown = clock(stored)
    return shown[5:] if shown[:4] == f"{now().astimezone(KST):%Y}" else shown


def is_web_address(stored: Any) -> bool:
    """Tell whether an address from a page may be a link; javascript: and the like may not."""
    return isinstance(stored, str) and stored.lower().startswith(("https://", "http://"))
