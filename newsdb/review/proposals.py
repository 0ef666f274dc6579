"""Words that reviewers propose for the watch list, each with the article it is from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newsdb.database import stamp
from newsdb.review.reviews import RefusedError

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

LONGEST = 60  # characters; a name of the watch list, not a sentence


class ProposalError(RefusedError):
    """A term can't be proposed."""


def propose(
    db: Database, term: str, *, concept: str | None, article_id: int, by: str, at: datetime
) -> bool:
    """Store a proposal; return whether it is new. Runs inside the caller's transaction.

    ``concept`` is the watch list's concept of which the term would be a name.
    Raises ProposalError.
    """
    plain = " ".join(term.split())
    if not 2 <= len(plain) <= LONGEST:
        raise ProposalError(
            f"a term has 2 to {LONGEST} characters", key="term_length", most=LONGEST
        )
    row = db.conn.execute("SELECT language FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        raise ProposalError(f"there is no article {article_id}", key="article_gone")
    cursor = db.conn.execute(
        "INSERT OR IGNORE INTO watchlist_proposals (term, concept, language, article_id,"
        " proposed_by, proposed_at) VALUES (?, ?, ?, ?, ?, ?)",
        (plain, concept or None, language_of(plain, row[0]), article_id, by, stamp(at)),
    )
    return bool(cursor.rowcount)


def withdraw(db: Database, term: str, *, concept: str | None, by: str) -> bool:
    """Remove a person's own proposal; return whether it was there."""
    cursor = db.conn.execute(
        "DELETE FROM watchlist_proposals WHERE term = ? AND concept IS ? AND proposed_by = ?",
        (" ".join(term.split()), concept or None, by),
    )
    return bool(cursor.rowcount)


def language_of(term: str, article: str) -> str:
    """Return the language of the articles in which to look for a term.

    That of its script if the script shows it, else ``article``, the article's language.
    """
    if re.search("[가-힣]", term):
        return "ko"
    if re.search("[ぁ-ゖァ-ヺ]", term):
        return "ja"
    if term.isascii():
        return "en"
    return article


def listing(db: Database) -> list[dict[str, Any]]:
    """Return all proposals, the oldest first, each with its article's title and address."""
    return list(
        db.query(
            "SELECT p.*, a.title, a.url FROM watchlist_proposals p"
            " LEFT JOIN articles a ON a.id = p.article_id ORDER BY p.id"
        )
    )
