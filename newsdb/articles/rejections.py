"""Pages that could not be read as an article, each with its reason."""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 pydantic asks for it
from typing import TYPE_CHECKING

from newsdb.articles import attempts, discovered
from newsdb.database import stamp, transaction
from newsdb.records import KILLED, PRIVATE_ADDRESS, TOO_LONG
from newsdb.text.controls import printable

if TYPE_CHECKING:
    from sqlite_utils import Database

#: Characters that are kept of each text of a rejection; of a traceback the end tells most.
_LONGEST = 8_000
_LONGEST_TRACEBACK = 4_000

#: What SQLite can't keep as text, or a terminal would obey.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


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


def traceback_of(error: BaseException) -> str:
    """Return the traceback of what went wrong, as long as a rejection keeps it."""
    return "".join(traceback.format_exception(error))[-_LONGEST_TRACEBACK:]


def save(db: Database, rejection: Rejection, *, at: datetime, run_id: int | None = None) -> None:
    """Store a rejection and put its link aside for a while from ``at``, in one transaction.

    A page whose reading never ends is given up after ``attempts.MOST`` times, one at a private
    address at once.
    """
    page = {"outlet": _storable(rejection.outlet), "key": _storable(rejection.key)}
    with transaction(db):
        db.table("rejections").insert(
            {
                "run_id": run_id,
                **page,
                "url": printable(_storable(rejection.url)),
                "reason": rejection.reason,
                "looked_for": printable(_storable(rejection.looked_for or "")) or None,
                "found": printable(_storable(rejection.found or "")) or None,
                "seen_at": stamp(rejection.seen_at),
            }
        )
        give_up = rejection.reason in {KILLED, PRIVATE_ADDRESS}
        if rejection.reason == TOO_LONG:
            give_up = attempts.note_too_long(db, **page, run_id=run_id) >= attempts.MOST
        if give_up or rejection.reason != TOO_LONG:
            attempts.end(db, **page)
        discovered.note_unreadable(db, **page, at=at, give_up=give_up)


def _storable(text: str) -> str:
    """Return ``text`` as SQLite can keep it: no half characters, no control characters."""
    return _UNSTORABLE.sub("\ufffd", text[:_LONGEST])
