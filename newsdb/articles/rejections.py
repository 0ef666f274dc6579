"""Pages that could not be read as an article, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsdb.articles import discovered
from newsdb.database import stamp, transaction

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why a page is not stored as an article.

    ``reason`` is one of a few fixed phrases that can be counted (``http 404``, ``no body`` ...);
    ``looked_for`` and ``found`` say what was expected and what the page had instead.
    """

    outlet: str
    key: str
    url: str
    reason: str
    looked_for: str | None = None
    found: str | None = None
    seen_at: datetime
    attempts: int = 0  # how often the page has been unreadable before


def save(db: Database, rejection: Rejection, *, at: datetime, run_id: int | None = None) -> None:
    """Store a rejection and put its link aside for a while from ``at``, in one transaction."""
    with transaction(db):
        db.table("rejections").insert(
            {
                "run_id": run_id,
                "outlet": rejection.outlet,
                "key": rejection.key,
                "url": rejection.url,
                "reason": rejection.reason,
                "looked_for": rejection.looked_for,
                "found": rejection.found,
                "seen_at": stamp(rejection.seen_at),
            }
        )
        discovered.note_unreadable(db, outlet=rejection.outlet, key=rejection.key, at=at)
