"""The ledger of what outlets changed after publication; our own new readings are not in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsdb import visibility
from newsdb.articles.changes import Piece, diff
from newsdb.database import as_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.records import Language

#: A longer text than this is no edit that a person looks through character by character.
_LONGEST = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One change of one article: what kind, when it was seen, the words before and after.

    The words are None where the outlet's terms do not let them be kept.
    """

    id: int
    outlet: str
    outlet_title: str
    article_id: int
    url: str
    title: str
    language: Language
    seen_at: str
    kind: str
    field: str
    before: str | None
    after: str | None

    @property
    def pieces(self) -> list[Piece]:
        """How the words before become those after, character by character."""
        before, after = self.before or "", self.after or ""
        if self.field == "article":  # times at which it went and came back
            return []
        if max(len(before), len(after)) > _LONGEST:
            sides = (Piece("removed", before), Piece("added", after))
            return [piece for piece in sides if piece.text]
        return diff(before, after)


def ledger(
    db: Database,
    *,
    outlet: str | None = None,
    kind: str | None = None,
    at: datetime,
    since: str | None = None,
    until: str | None = None,
    before_id: int | None = None,
    most: int | None = None,
    among: Sequence[int] | None = None,
) -> Sequence[Correction]:
    """Return what outlets changed, the newest first, as far as may be shown at ``at``.

    ``since`` and ``until`` are days (``2026-03-01``), both included, on which the change was
    seen; ``before_id`` goes on where a page ended; ``among`` are ids of changes.
    """
    rows = db.query(
        "SELECT c.id, a.outlet, o.title AS outlet_title, a.id AS article_id, a.url, a.title,"  # noqa: S608 our own words
        " a.language, r.seen_at, c.kind, c.field, c.words_before AS before,"
        f" c.words_after AS after, {visibility.COLUMNS}"
        " FROM changes c JOIN revisions r ON r.article_id = c.article_id AND r.number = c.number"
        " JOIN articles a ON a.id = c.article_id JOIN outlets o ON o.name = a.outlet"
        " WHERE r.origin = 'outlet' AND (:outlet IS NULL OR a.outlet = :outlet)"
        " AND (:kind IS NULL OR c.kind = :kind)"
        " AND (:since IS NULL OR r.seen_at >= :since)"
        " AND (:until IS NULL OR substr(r.seen_at, 1, 10) <= :until)"
        " AND (:before_id IS NULL OR c.id < :before_id)"
        " AND (:among IS NULL OR c.id IN (SELECT value FROM json_each(:among)))"
        " ORDER BY c.id DESC LIMIT :most",
        {
            "outlet": outlet,
            "kind": kind,
            "since": since,
            "until": until,
            "before_id": before_id,
            "most": -1 if most is None else most,
            "among": None if among is None else as_json(among),
        },
    )
    return [_shown(row, at) for row in rows]


def _shown(row: dict[str, Any], at: datetime) -> Correction:
    """Return a row without the words that may not be shown any more; titles always may."""
    terms = (row.pop(name) for name in ("kept", "may_keep", "kept_days", "first_seen_at"))
    if visibility.level(*terms, at=at) != "full" and row["field"] not in {"title", "article"}:
        row |= {"before": None, "after": None}
    return Correction(**row)
