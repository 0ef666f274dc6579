"""What the watch list thought of an article, and why: written beside it, nothing is dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

Decision = Literal["relevant", "review", "other"]
ReasonField = Literal["title", "subtitle", "body"]


class Reason(NamedTuple):
    """One match that counted: ``start`` and ``end`` are offsets in the stored text of ``field``.

    ``weight`` is the share of the score that rests on this match, negative where it spoke
    against the article.
    """

    concept: str
    term: str  # as printed
    field: ReasonField
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A decision with its score, the version of the watch list that made it, and its reasons."""

    decision: Decision
    score: float
    watchlist: str
    why: str  # the reasons in a line that a person can read
    reasons: tuple[Reason, ...] = ()


def write(db: Database, article_id: int, verdict: Verdict) -> None:
    """Write the verdict on an article over an earlier one; runs in the caller's transaction."""
    write_many(db, [(article_id, verdict)])


def write_many(db: Database, verdicts: Iterable[tuple[int, Verdict]]) -> None:
    """Write the verdicts on several articles; runs in the caller's transaction."""
    verdicts = list(verdicts)
    db.conn.executemany(
        "UPDATE articles SET decision = ?, score = ?, watchlist = ?, why = ? WHERE id = ?",
        [(v.decision, v.score, v.watchlist, v.why, article_id) for article_id, v in verdicts],
    )
    db.conn.executemany(
        "DELETE FROM reasons WHERE article_id = ?", [(article_id,) for article_id, _ in verdicts]
    )
    db.conn.executemany(
        "INSERT OR IGNORE INTO reasons (article_id, field, start, concept, term, end, weight)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (article_id, r.field, r.start, r.concept, r.term, r.end, r.weight)
            for article_id, verdict in verdicts
            for r in verdict.reasons
        ],
    )
