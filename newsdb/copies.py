"""An article among its likes: signed, linked with its copies, put into their story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb import links, stories, suggestions
from newsdb.articles import Saved
from newsdb.database import stamp
from newsdb.resemblance import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.articles import Written
    from newsdb.signatures import Signature


def link(db: Database, written: Written, signature: Signature | None, *, at: datetime) -> None:
    """Link an article that was written with what it is a copy of.

    Runs inside the caller's transaction, after ``articles.write``. Links of an earlier revision
    stay: who copied that one copied this article.
    """
    article_id = written.article_id
    signed = db.conn.execute(
        "SELECT version FROM signatures WHERE article_id = ?", (article_id,)
    ).fetchone()
    known = written.saved is Saved.SAME and (not signature or signed == (signature.version,))
    if known or (written.saved is Saved.REVISED and signature is None):
        return
    found: list[links.Copy] = []
    if signature:
        links.write_signature(db, article_id, signature)
        found = links.find(db, signature, but=article_id)
        links.write(db, article_id, found, at=stamp(at) or "")
    if found or written.saved is not Saved.NEW:
        stories.join(db, article_id)
    else:
        stories.alone(db, article_id)
    if signature:
        relate(db, article_id, signature, found, at=at)


def relate(
    db: Database,
    article_id: int,
    signature: Signature,
    found: Sequence[links.Copy],
    *,
    at: datetime,
) -> None:
    """Suggest other reports of an article's event; a copy's are those of what it is a copy of."""
    if not any(copy.found.kind in HIDDEN for copy in found):
        linked = [copy.article_id for copy in found]
        suggestions.suggest(db, article_id, signature, but=linked, at=stamp(at) or "")
