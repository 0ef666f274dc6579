"""How many characters go to engines in a month: counted before they go, so that a limit holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.records import KST

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database


def used(db: Database, *, at: datetime) -> int:
    """Return the characters of this month, of all engines."""
    (found,) = db.execute(
        "SELECT coalesce(sum(characters), 0) FROM gloss_usage WHERE month = ?", (_month(at),)
    ).fetchone()
    return int(found)


def take(db: Database, engine: str, characters: int, *, limit: int, at: datetime) -> bool:
    """Count characters that are about to be sent; False, and nothing counted, beyond the limit.

    Inside the caller's transaction. What is sent and never answered counts too: it may be billed.
    """
    if used(db, at=at) + characters > limit:
        return False
    db.execute(
        "INSERT INTO gloss_usage (month, engine, requests, characters) VALUES (?, ?, 1, ?)"
        " ON CONFLICT (month, engine) DO UPDATE SET requests = requests + 1,"
        " characters = characters + excluded.characters",
        (_month(at), engine, characters),
    )
    return True


def _month(at: datetime) -> str:
    return at.astimezone(KST).strftime("%Y-%m")
