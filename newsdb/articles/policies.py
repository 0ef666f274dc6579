"""What an outlet's terms let us keep: enforced when an article is stored, and by the purge.

A purge takes the text: body, captions, the texts of all revisions, the search row and the captures
of the page. Title, dates, authors, hashes, decision, score and reviews stay, and ``purged_at``
says so. What an outlet's policy is stands in ``outlets``, where its spider writes it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from newsdb.database import stamp, transaction
from newsdb.search import search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.records import Article, Policy

Kept = Literal["full", "excerpt", "headline", "nothing"]

#: From most to least; what is kept of an article only ever goes down this list.
LEVELS: tuple[Kept, ...] = ("full", "excerpt", "headline", "nothing")

#: An excerpt is no longer than this, in characters: what a search engine shows of a page.
LONGEST_EXCERPT = 200

#: Tables that other rooms add, whose rows hold an article's words, and the column that names it.
_ELSEWHERE = (("captures", "article_id"),)

#: So many articles are purged in one transaction: a crawl that waits to write is not kept long.
BATCH = 200


class Overdue(NamedTuple):
    """An article of which more is stored than its outlet's policy allows."""

    article_id: int
    outlet: str
    kept: Kept  # what may stay


def excerpt(text: str) -> str:
    """Return the beginning of a text: whole sentences where there is room for one."""
    first = text.split("\n\n", 1)[0]
    if len(first) <= LONGEST_EXCERPT:
        return first
    cut = first[: LONGEST_EXCERPT - 1]
    end = max(cut.rfind(mark) for mark in (". ", "다. ", "。", "! ", "? "))
    return first[: end + 1].strip() if end > LONGEST_EXCERPT // 3 else f"{cut.rstrip()}…"


def allowed(article: Article, policy: Policy) -> Article:
    """Return ``article`` with as much of its text as the policy lets out of the house."""
    if policy.kept == "full":
        return article
    body = excerpt(article.body) if policy.kept == "excerpt" else ""
    subtitle = article.subtitle if policy.kept == "excerpt" else None
    return replace(article, body=body, subtitle=subtitle, captions=())


def enforce(db: Database, article_id: int, *, at: datetime) -> None:
    """Cut what was just stored to its outlet's policy; runs inside the caller's transaction.

    The hash that tells whether the text has changed is that of the whole text, and stays.
    """
    for overdue in _overdue(db, at, article_id=article_id):
        cut(db, overdue, at=at)


def overdue(db: Database, at: datetime) -> list[Overdue]:
    """Return the articles of which more is stored than may be at ``at``, the oldest first."""
    return list(_overdue(db, at))


def purge(
    db: Database, at: datetime, *, progress: Callable[[int], object] = lambda _: None
) -> list[Overdue]:
    """Cut all that is overdue at ``at`` and return it; what is deleted is overwritten on disk."""
    found = overdue(db, at)
    db.conn.execute("PRAGMA secure_delete = ON")
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        with transaction(db):
            for each in batch:
                cut(db, each, at=at)
                search.index(db, each.article_id)  # by its title it is still found
        progress(len(batch))
    if found:  # the write-ahead log holds older pages, with the texts on them
        db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return found


#: The articles of outlets whose policy limits anything, and one of them.
_LIMITED = """
    SELECT a.id, a.outlet, a.kept, a.first_seen_at, o.kept, o.kept_days, b.body <> ''
    FROM articles a JOIN outlets o ON o.name = a.outlet
    JOIN article_bodies b ON b.article_id = a.id
    WHERE (o.kept <> 'full' OR o.kept_days IS NOT NULL)"""
_LIMITED_ONE = f"{_LIMITED} AND a.id = ?"
_LIMITED += " ORDER BY a.first_seen_at"


def _overdue(db: Database, at: datetime, *, article_id: int | None = None) -> Iterator[Overdue]:
    query, parameters = (_LIMITED, ()) if article_id is None else (_LIMITED_ONE, (article_id,))
    rows = db.conn.execute(query, parameters).fetchall()
    for identity, outlet, kept, seen, may_keep, days, has_text in rows:
        expired = days is not None and seen < (stamp(at - timedelta(days=days)) or "")
        level: Kept = "nothing" if expired else may_keep
        stricter = LEVELS.index(level) > LEVELS.index(kept)
        # A text that came back with a newer version is as overdue as one that never went.
        came_back = has_text and level in {"headline", "nothing"}
        just_stored = article_id is not None and level == "excerpt"
        if stricter or came_back or just_stored:
            yield Overdue(identity, outlet, level)


def cut(db: Database, article: Overdue, *, at: datetime) -> None:
    """Cut one article's texts to what may stay; runs inside the caller's transaction."""
    identity, kept = article.article_id, article.kept
    for table, key in (("article_bodies", "article_id"), ("revisions", "id")):
        rows = db.conn.execute(
            f"SELECT {key}, body FROM {table} WHERE article_id = ?",  # noqa: S608 our own names
            (identity,),
        ).fetchall()
        db.conn.executemany(
            f"UPDATE {table} SET body = ? WHERE {key} = ?",  # noqa: S608
            [(excerpt(body) if kept == "excerpt" else "", row) for row, body in rows],
        )
    db.conn.execute("UPDATE article_bodies SET captions = '[]' WHERE article_id = ?", (identity,))
    if kept != "excerpt":
        db.conn.execute("UPDATE articles SET subtitle = NULL WHERE id = ?", (identity,))
        db.conn.execute("UPDATE revisions SET subtitle = NULL WHERE article_id = ?", (identity,))
    db.conn.execute(
        "UPDATE articles SET kept = ?, purged_at = coalesce(?, purged_at) WHERE id = ?",
        (kept, stamp(at) if kept == "nothing" else None, identity),
    )
    if "before" in _columns(db, "changes"):  # words that an edit took out or put in
        db.conn.execute(
            "UPDATE changes SET before = NULL, after = NULL"
            " WHERE article_id = ? AND field IN ('subtitle', 'body', 'captions')",
            (identity,),
        )
    for table, column in _ELSEWHERE:  # of a page there is no half
        if column in _columns(db, table):
            db.conn.execute(
                f"DELETE FROM {table} WHERE {column} = ?",  # noqa: S608 our own names
                (identity,),
            )


def _columns(db: Database, table: str) -> set[str]:
    """Return the names of a table's columns; none when there is no such table."""
    return {row[1] for row in db.conn.execute(f"PRAGMA table_info({table})")}
