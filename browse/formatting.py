"""Stored times and addresses as pages show them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from newsdb.database import now
from newsdb.records import KST

if TYPE_CHECKING:
    from browse.messages import Translate

_DAY_ALONE = len("2025-11-25")


def clock(stored: str | None) -> str:
    """Return a stored time for reading: ``2025-11-25 16:36``; empty if there is none.

    A day of which no time is known stays a day.
    """
    if not stored:
        return ""
    if len(stored) == _DAY_ALONE:
        return stored
    return datetime.fromisoformat(stored).strftime("%Y-%m-%d %H:%M")


def zoned(stored: str | None) -> str:
    """Return a stored time with its zone, for texts that leave the desk; a day has none."""
    shown = clock(stored)
    return f"{shown} KST/JST" if len(shown) > _DAY_ALONE else shown


def moment(stored: str | None) -> str:
    """Return a stored time, without its year if that is the current one: ``11-25 16:36``."""
    shown = clock(stored)
    return shown[5:] if shown[:4] == f"{now().astimezone(KST):%Y}" else shown


#: From here on, in hours, days say more.
_MANY_HOURS = 72


def duration(minutes: int, t: Translate, *, exact: bool = False) -> str:
    """Return a time that passed, as a list shows it: ``11 h``; an exact one has its minutes."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return t("minutes", count=rest)
    if exact and rest:
        return t("hours_minutes", hours=hours, minutes=rest)
    if hours >= _MANY_HOURS and not exact:
        return t("days", count=hours // 24)
    return t("hours", count=hours)


#: What browsers and systems are called, by what they say of themselves; the first that fits.
_BROWSERS = {
    "Edg": "Edge",
    "Whale": "Whale",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}
_LONGEST_BROWSER = 60  # characters of one that is not known


def browser_name(said: str | None) -> str:
    """Return what people call the browser that a user agent names: ``Firefox · Windows``."""
    if not said:
        return "?"
    known = [
        next((name for sign, name in names.items() if sign in said), "")
        for names in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, known)) or said[:_LONGEST_BROWSER]


def is_web_address(stored: Any) -> bool:
    """Return whether an address from a page may be a link; javascript: and the like may not."""
    return isinstance(stored, str) and stored.lower().startswith(("https://", "http://"))
