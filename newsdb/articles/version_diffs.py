"""The newest versions of an article, each with how it differs from the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsdb import visibility
from newsdb.articles import revisions
from newsdb.articles.changes import Piece, diff

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

#: So many versions are compared: an article that is edited all day long has a hundred.
MOST = 12
#: Of what both versions have, so many characters are kept beside each difference.
AROUND = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of an article; ``diff`` is empty if the text that may be shown is the same.

    ``kinds`` are those of ``changes.Kind``, each once; ``title_before`` is set if that changed.
    """

    id: int
    number: int
    seen_at: str
    title: str
    title_before: str | None
    kinds: tuple[str, ...]
    diff: tuple[Piece, ...]


def newest(db: Database, article_id: int, *, at: datetime) -> list[Version]:
    """Return the MOST newest versions, the newest first, as far as they may be shown at ``at``.

    The first version of an article differs from none.
    """
    kept = visibility.levels(db, [article_id], at=at).get(article_id, "nothing")
    rows = list(
        db.query(
            "SELECT id, number, seen_at, title FROM revisions WHERE article_id = ?"
            " ORDER BY number DESC LIMIT ?",
            [article_id, MOST + 1],
        )
    )
    texts = revisions.bodies(db, article_id)
    kinds = _kinds(db, article_id)
    found = []
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        pieces: tuple[Piece, ...] = ()
        if before:
            old, new = (visibility.body_of(texts[each["number"]], kept) for each in (before, row))
            pieces = shortened(diff(old, new)) if old != new else ()
        found.append(
            Version(
                id=row["id"],
                number=row["number"],
                seen_at=row["seen_at"],
                title=row["title"],
                title_before=before["title"]
                if before and before["title"] != row["title"]
                else None,
                kinds=kinds.get(row["number"], ()),
                diff=pieces,
            )
        )
    return found[:MOST]


def shortened(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Return a diff whose unchanged parts are cut to what stands beside the differences."""
    last = len(pieces) - 1
    return tuple(
        Piece("same", _around(each.text, at > 0, at < last)) if each.change == "same" else each
        for at, each in enumerate(pieces)
    )


def _around(text: str, behind: bool, before: bool) -> str:
    if len(text) <= AROUND * (behind + before) + 3:
        return text
    head = text[:AROUND] if behind else ""
    tail = text[-AROUND:] if before else ""
    return f"{head} … {tail}"


def _kinds(db: Database, article_id: int) -> dict[int, tuple[str, ...]]:
    found: dict[int, dict[str, Any]] = {}
    for number, kind in db.conn.execute(
        "SELECT number, kind FROM changes WHERE article_id = ? ORDER BY id", (article_id,)
    ):
        found.setdefault(number, {})[kind] = None
    return {number: tuple(kinds) for number, kinds in found.items()}
