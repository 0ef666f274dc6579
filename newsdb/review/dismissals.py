"""Suggestions of what was learnt from decisions that somebody does not want to see again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.database import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database


def dismiss(db: Database, kind: str, term: str, language: str, *, by: str, at: datetime) -> bool:
    """Note that a suggestion is not wanted; return whether there is such a one."""
    cursor = db.execute(
        "INSERT OR IGNORE INTO dismissed_suggestions"
        " (kind, term, language, dismissed_by, dismissed_at)"
        " SELECT kind, term, language, ?, ? FROM suggestions"
        " WHERE kind = ? AND term = ? AND language = ?",
        [by, stamp(at), kind, term, language],
    )
    return bool(cursor.rowcount)


def withdraw(db: Database, kind: str, term: str, language: str) -> None:
    """Take back that a suggestion was dismissed."""
    db.execute(
        "DELETE FROM dismissed_suggestions WHERE kind = ? AND term = ? AND language = ?",
        [kind, term, language],
    )
