"""An article among its likes: signed, linked with its copies, put into their story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb import links, stories
from newsdb.articles import Saved
from newsdb.database import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.articles import Written
    from newsdb.signatures import Signature


def link(db: Database, written: Written, signature: Signature | None, *, at: datetime) -> None:
    """Link an article that was written with what it is a copy of.

    Runs inside the caller's transaction, after ``articles.write``. Links of an earlier revision
    stay: who copied that one copied this article.
    """
    signed = db.conn.execute(
        "SELECT version FROM signatures WHERE article_id = ?", (written.article_id,)
    ).fetchone()
    if signature and (written.saved is not Saved.SAME or signed != (signature.version,)):
        links.write_signature(db, written.article_id, signature)
        found = links.find(db, signature, but=written.article_id)
        links.write(db, written.article_id, found, at=stamp(at) or "")
    elif written.saved is not Saved.NEW:
        return
    stories.join(db, written.article_id)
