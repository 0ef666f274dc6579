"""Articles that were taken out for good: they are not asked for, stored or archived again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.database import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database


def is_forgotten(db: Database, *, outlet: str, key: str) -> bool:
    """Tell whether an article may not come back."""
    row = db.conn.execute("SELECT 1 FROM forgotten WHERE outlet = ? AND key = ?", (outlet, key))
    return row.fetchone() is not None


def keys_of(db: Database, outlet: str) -> list[str]:
    """Return the keys of an outlet's articles that may not come back."""
    rows = db.conn.execute("SELECT key FROM forgotten WHERE outlet = ?", (outlet,))
    return [key for (key,) in rows]


def note(db: Database, *, outlet: str, key: str, because: str, by: str, at: datetime) -> None:
    """Note that an article is forgotten; runs inside the caller's transaction."""
    db.conn.execute(
        "INSERT OR REPLACE INTO forgotten (outlet, key, because, forgotten_by, forgotten_at)"
        " VALUES (?, ?, ?, ?, ?)",
        (outlet, key, because, by, stamp(at)),
    )
