"""Stories as they were before a person merged or split them, their numbers too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from newsdb.database import now, stamp
from newsdb.stories.stories import refresh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database


def newest_decision(db: Database) -> int:
    """Return the id of the newest decision on what belongs together; 0 if there is none."""
    (newest,) = db.conn.execute("SELECT coalesce(max(id), 0) FROM story_decisions").fetchone()
    return int(newest)


def take_decisions_back(
    db: Database, above: int, up_to: int, *, otherwise: Literal["together", "apart"], by: str
) -> None:
    """Decide each pair as it was before the decisions with ids in ``(above, up_to]``.

    Of a pair that nobody had decided on before, ``otherwise`` says what it was. The history is
    only added to.
    """
    at = stamp(now())
    db.conn.execute(
        "INSERT INTO story_decisions (kind, article_id, other_id, decided_by, decided_at)"
        " SELECT coalesce((SELECT kind FROM story_decisions b WHERE b.id <= :above"
        "  AND b.article_id = d.article_id AND b.other_id = d.other_id"
        "  ORDER BY b.id DESC LIMIT 1), :otherwise), d.article_id, d.other_id, :by, :at"
        " FROM story_decisions d WHERE d.id > :above AND d.id <= :up_to",
        {"above": above, "up_to": up_to, "otherwise": otherwise, "by": by, "at": at},
    )


def part_again(db: Database, story: int, articles: Sequence[int]) -> None:
    """Give a story that was merged into another its number and articles back.

    Runs inside the caller's transaction; the caller refreshes the story that they were in.
    """
    # With its review, which was kept: the trigger that follows reviews has nothing to follow.
    db.conn.execute(
        "INSERT INTO stories (id, origin_id, origin_by, members, first_at, last_at, status,"
        " starred, reviewed_at) SELECT :story, a.id, 'earliest', 1, a.appeared_at, a.appeared_at,"
        " r.status, coalesce(r.starred, 0), r.changed_at FROM articles a"
        " LEFT JOIN reviews r ON r.subject = 'story' AND r.subject_id = :story"
        " WHERE a.id = :first",
        {"story": story, "first": articles[0]},
    )
    for article in articles:
        move(db, article, story)
    refresh(db, story)


def move(db: Database, article_id: int, story: int) -> None:
    """Move an article into a story; the caller refreshes both."""
    db.conn.execute("UPDATE articles SET story_id = ? WHERE id = ?", (story, article_id))
