"""Compares two stored articles: what they share by the present rules, and what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsdb.similarity import events
from newsdb.similarity.copy_rules import WINDOW, compare
from newsdb.stories import suggestions
from newsdb.stories.relinking import read_signed

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

    from newsdb.records import Article
    from newsdb.similarity.signatures import Signature


def find_article(db: Database, name: str) -> int | None:
    """Return the article with this id, or ever seen at this address; None if there is none."""
    if name.isascii() and name.isdigit() and len(name) < 19:
        row = db.conn.execute("SELECT id FROM articles WHERE id = ?", (int(name),)).fetchone()
    else:
        row = db.conn.execute(
            "SELECT id FROM articles WHERE url = :url UNION ALL"
            " SELECT article_id FROM sightings WHERE url = :url LIMIT 1",
            {"url": name},
        ).fetchone()
    return row[0] if row else None


def article_of(db: Database, outlet: str, key: str) -> int | None:
    """Return the article with this outlet's key; None when it is not stored."""
    sql = "SELECT id FROM articles WHERE outlet = ? AND key = ?"
    row = db.conn.execute(sql, (outlet, key)).fetchone()
    return row[0] if row else None


def compare_stored(
    db: Database, one: int, other: int, signer: Callable[[Article, int], Signature]
) -> dict[str, Any]:
    """Return why two articles are linked or not.

    Texts are signed again by ``signer``, so that the answer follows the present rules; if a text
    is missing (purged) there is a ``problem`` instead of the figures.
    """
    texts = [read_signed(db, each) for each in (one, other)]
    stored = {
        "articles": [_shown(db, each) for each in (one, other)],
        "linked": next(
            db.query(
                "SELECT kind, score, jaccard, covered, numbers, found_at FROM links"
                " WHERE (article_id, other_id) IN (VALUES (:one, :other), (:other, :one))",
                {"one": one, "other": other},
            ),
            None,
        ),
        "stories": [
            db.conn.execute("SELECT story_id FROM articles WHERE id = ?", (each,)).fetchone()[0]
            for each in (one, other)
        ],
        "decisions": list(
            db.query(
                "SELECT kind, decided_by, decided_at FROM story_decisions"
                " WHERE article_id = :one AND other_id = :other ORDER BY id",
                dict(zip(("one", "other"), sorted((one, other)), strict=True)),
            )
        ),
    }
    if texts[0] is None or texts[1] is None:
        return {**stored, "problem": "the text of one of them is no longer kept"}
    mine, theirs = signer(texts[0], one), signer(texts[1], other)
    resemblance = compare(mine, theirs)
    dated = mine.day and theirs.day
    return {
        **resemblance._asdict(),
        "same_sentences": len({*mine.sentences} & {*theirs.sentences}),
        "days_apart": abs(mine.day - theirs.day) if dated else None,
        "window": WINDOW,
        "event": round(suggestions.likeness_of(db, {one: mine, other: theirs}), 3),
        "event_shares": events.reasons(mine.words, theirs.words),
        "event_suggested": events.SUGGESTED,
        "event_days": events.DAYS,
        **stored,
    }


def _shown(db: Database, article_id: int) -> dict[str, Any]:
    return next(
        db.query(
            "SELECT id, outlet, url, title, appeared_at AS at FROM articles WHERE id = ?",
            [article_id],
        )
    )
