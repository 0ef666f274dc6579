"""Dropping the second copies of texts that were stored before a text was stored once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.database import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

#: Articles looked at in one transaction: few, so that a crawl doesn't wait long to write.
BATCH = 200

#: A version's text is dropped where the next one that has a text has the same; of the newest, the
#: article has it. What a version is read as stays the same with each row, in whatever order.
_DROP = """
    UPDATE revisions SET body = NULL
    WHERE article_id BETWEEN ? AND ? AND body IS NOT NULL AND body = coalesce(
        (SELECT next.body FROM revisions next WHERE next.article_id = revisions.article_id
            AND next.number > revisions.number AND next.body IS NOT NULL
            ORDER BY next.number LIMIT 1),
        (SELECT b.body FROM article_bodies b WHERE b.article_id = revisions.article_id))"""


def doubled(db: Database) -> int:
    """Return how many articles of before have not been looked at."""
    (number,) = db.conn.execute(
        "SELECT count(*) FROM articles JOIN doubled_texts ON id BETWEEN first AND last"
    ).fetchone()
    return int(number)


def drop(db: Database, *, progress: Callable[[int], object] = lambda _: None) -> int:
    """Drop second copies in short transactions, the oldest first; return how many there were.

    If interrupted, the rest is left for the next time. ``progress`` is called with the number of
    articles handled since its last call. The room is used for what is stored next.
    """
    # Otherwise a copy would stay on a free page, which no purge of the article would overwrite.
    db.conn.execute("PRAGMA secure_delete = ON")
    dropped = 0
    while rows := db.conn.execute(
        "SELECT id FROM articles JOIN doubled_texts ON id BETWEEN first AND last"
        " ORDER BY id LIMIT ?",
        (BATCH,),
    ).fetchall():
        first, last = rows[0][0], rows[-1][0]
        with transaction(db):
            dropped += db.conn.execute(_DROP, (first, last)).rowcount
            db.conn.execute("UPDATE doubled_texts SET first = ?", (last + 1,))
        progress(len(rows))
    with transaction(db):
        db.conn.execute("DELETE FROM doubled_texts")
    return dropped
