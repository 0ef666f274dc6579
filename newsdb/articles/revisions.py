"""The versions of an article's texts and what changed between them; append-only.

A text is stored once: ``body`` is NULL where it is that of the next version, and that of the
newest version is in ``article_bodies``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from newsdb import visibility
from newsdb.articles import discovered
from newsdb.articles.changes import Change, Version, diff
from newsdb.database import now, stamp, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlite_utils import Database

#: Who changed an article: the outlet its page, or we the way in which it is read.
Origin = Literal["outlet", "reading"]

#: Reasons of a rejection that mean the page no longer exists.
GONE = frozenset({"http 404", "http 410", "gone"})


def add(
    db: Database,
    article_id: int,
    number: int,
    words: Version,
    *,
    seen: str | None,
    modified_at: str | None,
    text_hash: str,
    changes: Iterable[Change] = (),
    origin: Origin = "outlet",
) -> None:
    """Append a revision with what it changed; runs inside the caller's transaction.

    ``article_bodies`` still holds the text of the version before, which is kept with that version
    if the new one has another. ``origin`` says who changed it: the outlet its page, or we the way
    in which it is read.
    """
    if number > 1:
        db.conn.execute(
            "UPDATE revisions SET body = b.body FROM article_bodies b"
            " WHERE revisions.article_id = :article AND number = :before"
            " AND revisions.body IS NULL AND b.article_id = :article AND b.body <> :body",
            {"article": article_id, "before": number - 1, "body": words.body},
        )
    db.conn.execute(
        "INSERT INTO revisions (article_id, number, seen_at, title, subtitle,"
        " modified_at, text_hash, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article_id,
            number,
            seen,
            words.title,
            words.subtitle,
            modified_at,
            text_hash,
            origin,
        ),
    )
    db.conn.executemany(
        "INSERT INTO changes (article_id, number, kind, field, words_before, words_after)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [(article_id, number, *change) for change in changes],
    )


def newest(db: Database, article_id: int) -> Version:
    """Return the words of an article's newest revision."""
    row = db.conn.execute(
        "SELECT r.title, r.subtitle, coalesce(r.body, b.body) FROM revisions r"
        " JOIN article_bodies b ON b.article_id = r.article_id"
        " WHERE r.article_id = ? ORDER BY r.number DESC LIMIT 1",
        (article_id,),
    ).fetchone()
    return Version(*row)


def bodies(db: Database, article_id: int) -> dict[int, str]:
    """Return the text of each version of an article by the version's number."""
    (text,) = db.conn.execute(
        "SELECT max(body) FROM article_bodies WHERE article_id = ?", (article_id,)
    ).fetchone()
    found: dict[int, str] = {}
    for number, own in db.conn.execute(
        "SELECT number, body FROM revisions WHERE article_id = ? ORDER BY number DESC",
        (article_id,),
    ):
        text = text if own is None else own
        found[number] = text or ""
    return found


def note_removed(db: Database, *, outlet: str, key: str, at: datetime) -> bool:
    """Record that an article is no longer at its source; return whether this was recorded now.

    Nothing is deleted: the last revision is repeated with the change ``removed at source``.
    False if it was recorded before, or if no such article is stored.
    """
    with transaction(db):
        row = db.conn.execute(
            "SELECT a.id, a.revision, r.title, r.subtitle, b.body, r.modified_at, r.text_hash,"
            " a.removed_at FROM articles a"
            " JOIN revisions r ON r.article_id = a.id AND r.number = a.revision"
            " JOIN article_bodies b ON b.article_id = a.id"
            " WHERE a.outlet = ? AND a.key = ?",
            (outlet, key),
        ).fetchone()
        if row is None:
            return False
        discovered.note_done(db, outlet=outlet, keys=[key])
        if row[7] is not None:
            return False
        article_id, number, title, subtitle, body, modified_at, text_hash, _ = row
        seen = stamp(at)
        add(
            db,
            article_id,
            number + 1,
            Version(title, subtitle, body),
            seen=seen,
            modified_at=modified_at,
            text_hash=text_hash,
            changes=[Change("removed at source", "article", None, seen)],
        )
        db.conn.execute(
            "UPDATE articles SET revision = ?, removed_at = ? WHERE id = ?",
            (number + 1, seen, article_id),
        )
    return True


def is_stored(db: Database, *, outlet: str, key: str) -> bool:
    """Return whether an article with this key is stored."""
    sql = "SELECT 1 FROM articles WHERE outlet = ? AND key = ?"
    return db.conn.execute(sql, (outlet, key)).fetchone() is not None


def read(db: Database, article_id: int, *, at: datetime | None = None) -> Iterator[dict[str, Any]]:
    """Yield an article's revisions, the oldest first, with their changes and a diff of the body.

    ``diff`` is the list of ``changes.Piece`` that turns the previous body into this one. Texts are
    cut to what may be shown at ``at`` (default: now); ``kept`` says how much that is.
    """
    kept = visibility.levels(db, [article_id], at=at or now()).get(article_id, "nothing")
    changes = list(
        db.query(
            "SELECT number, kind, field, words_before AS before, words_after AS after"
            " FROM changes WHERE article_id = ?"
            " ORDER BY id",
            [article_id],
        )
    )
    rows = list(
        db.query(
            "SELECT id, number, seen_at, title, subtitle, body, modified_at FROM revisions"
            " WHERE article_id = ? ORDER BY number",
            [article_id],
        )
    )
    texts = bodies(db, article_id)
    before: str | None = None
    for row in rows:
        row["body"] = texts[row["number"]]
        row["subtitle"] = visibility.subtitle_of(row["subtitle"], kept)
        row["body"] = visibility.body_of(row["body"], kept)
        yield {
            **row,
            "kept": kept,
            "changes": [
                visibility.cut_change(each, kept)
                for each in changes
                if each["number"] == row["number"]
            ],
            "diff": diff(before, row["body"]) if before is not None else [],
        }
        before = row["body"]
