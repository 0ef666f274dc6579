"""What an outlet's terms let us keep: enforced when an article is stored, and by the purge.

A purge deletes the text: body, captions, the texts of all revisions, the search row and the
page's captures. Title, dates, authors, hashes, decision, score and reviews stay, and ``purged_at``
is set. An outlet's policy is stored in ``outlets``, where its spider writes it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb import visibility
from newsdb.database import stamp, transaction
from newsdb.glosses import cache as glosses
from newsdb.row_failures import RowFailures
from newsdb.search import search
from newsdb.text.leads import first_sentence
from newsdb.visibility import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.records import Article, Policy
    from newsdb.visibility import Kept

#: Further tables whose rows hold an article's text, and the column with the article's id.
_ELSEWHERE = (("captures", "article_id"),)

#: Articles purged in one transaction: few, so that a crawl doesn't wait long to write.
BATCH = 200


class Overdue(NamedTuple):
    """An article of which more is stored than its outlet's policy allows."""

    article_id: int
    outlet: str
    kept: Kept  # how much may stay


def allowed(article: Article, policy: Policy) -> Article:
    """Return ``article`` with as much of its text as the policy allows."""
    if policy.kept == "full":
        return article
    return replace(
        article,
        body=visibility.body_of(article.body, policy.kept),
        subtitle=visibility.subtitle_of(article.subtitle, policy.kept),
        captions=(),
    )


def enforce(db: Database, article_id: int, *, at: datetime) -> None:
    """Cut a just stored article to its outlet's policy; runs inside the caller's transaction.

    The hash that shows whether the text has changed is that of the whole text, and stays.
    """
    for limits in map(_Limits._make, db.conn.execute(_LIMITED_ONE, (article_id,)).fetchall()):
        for overdue in _overdue(limits, at, just_stored=True):
            cut(db, overdue, at=at)


def overdue(db: Database, at: datetime, *, failures: RowFailures | None = None) -> list[Overdue]:
    """Return the articles of which more is stored than allowed at ``at``, the oldest first."""
    failures = failures or RowFailures()
    found: list[Overdue] = []
    for limits in map(_Limits._make, db.conn.execute(_LIMITED).fetchall()):
        with failures.aside(db, f"article {limits.article_id}"):
            found += _overdue(limits, at)
    return found


def purge(
    db: Database,
    at: datetime,
    *,
    progress: Callable[[int], object] = lambda _: None,
    failures: RowFailures | None = None,
) -> list[Overdue]:
    """Cut the articles overdue at ``at`` and return them; deleted text is overwritten on disk."""
    failures = failures or RowFailures()
    done: list[Overdue] = []
    found = overdue(db, at, failures=failures)
    db.conn.execute("PRAGMA secure_delete = ON")
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        with transaction(db):
            for each in batch:
                with failures.aside(db, f"article {each.article_id}"):
                    cut(db, each, at=at)
                    search.index(db, each.article_id)  # it can still be found by its title
                    done.append(each)
        progress(len(batch))
    alone = _cut_briefings(db, at, failures)
    withheld = _withhold(db, at, failures)
    if done or alone or withheld:  # the write-ahead log still holds the old pages and their texts
        db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return done


def _withhold(db: Database, at: datetime, failures: RowFailures) -> int:
    """Take out of the search what only a licence keeps any longer, and put back what it may have.

    Returns how many articles were indexed again.
    """
    known = {row[0] for row in db.conn.execute("SELECT article_id FROM withheld_from_search")}
    hidden = set()
    for limits in map(_Limits._make, db.conn.execute(_LIMITED).fetchall()):
        try:
            hides = (
                limits.has_text
                and limits.level(at) != limits.kept
                and visibility.is_licensed(limits.licence_until, at=at)
            )
        except (ValueError, TypeError):  # a time that can't be read, of which `overdue` has told
            hides = limits.article_id in known
        if hides:
            hidden.add(limits.article_id)
    changed = sorted(known ^ hidden)
    for start in range(0, len(changed), BATCH):
        with transaction(db):
            for article_id in changed[start : start + BATCH]:
                with failures.aside(db, f"article {article_id}"):
                    if article_id in hidden:
                        db.conn.execute(
                            "INSERT INTO withheld_from_search VALUES (?, ?)",
                            (article_id, stamp(at)),
                        )
                    else:
                        db.conn.execute(
                            "DELETE FROM withheld_from_search WHERE article_id = ?", (article_id,)
                        )
                    search.index(db, article_id)
    return len(changed)


class _Limits(NamedTuple):
    """An article with its outlet's policy, as ``_LIMITED`` selects it."""

    article_id: int
    outlet: str
    kept: Kept
    first_seen_at: str
    may_keep: Kept
    kept_days: int | None
    has_text: bool
    licence_until: str | None

    def level(self, at: datetime) -> Kept:
        """Return how much of it may be shown."""
        return visibility.level(
            self.kept, self.may_keep, self.kept_days, self.first_seen_at, at=at
        )


#: The articles of outlets whose policy limits anything; ``_LIMITED_ONE`` selects one of them.
_LIMITED = """
    SELECT a.id, a.outlet, a.kept, a.first_seen_at, o.kept, o.kept_days, b.body <> '',
        o.licence_until
    FROM articles a JOIN outlets o ON o.name = a.outlet
    JOIN article_bodies b ON b.article_id = a.id
    WHERE (o.kept <> 'full' OR o.kept_days IS NOT NULL)"""
_LIMITED_ONE = f"{_LIMITED} AND a.id = ?"
_LIMITED += " ORDER BY a.first_seen_at"


def _overdue(limits: _Limits, at: datetime, *, just_stored: bool = False) -> Iterator[Overdue]:
    if visibility.is_licensed(limits.licence_until, at=at):
        return
    level = limits.level(at)
    stricter = LEVELS.index(level) > LEVELS.index(limits.kept)
    # A text that came back with a newer version is as overdue as one not yet cut.
    came_back = limits.has_text and level in {"headline", "nothing"}
    if stricter or came_back or (just_stored and level == "excerpt"):
        yield Overdue(limits.article_id, limits.outlet, level)


def sentences_shown(body: str) -> set[str]:
    """Return the first sentences that readers may have seen of a text, and that were glossed.

    That of an excerpt is another one where the sentence is longer than an excerpt.
    """
    return {first_sentence(body), first_sentence(visibility.excerpt(body))}


def cut(db: Database, article: Overdue, *, at: datetime) -> None:
    """Cut one article's texts to what may stay; runs inside the caller's transaction.

    They are read as bytes: one that is no UTF-8 may stay no longer than another.
    """
    identity, kept = article.article_id, article.kept
    for table, key in (("article_bodies", "article_id"), ("revisions", "id")):
        rows = [
            (row, body.decode("utf-8", "replace"))
            for row, body in db.conn.execute(
                f"SELECT {key}, CAST(body AS BLOB) FROM {table} WHERE article_id = ?"  # noqa: S608
                " AND body IS NOT NULL",  # else it is that of a later version
                (identity,),
            )
        ]
        for _, body in rows:
            stays = first_sentence(visibility.body_of(body, kept))
            for sentence in sentences_shown(body) - {stays}:
                glosses.drop(db, sentence)
        db.conn.executemany(
            f"UPDATE {table} SET body = ? WHERE {key} = ?",  # noqa: S608
            [(visibility.body_of(body, kept), row) for row, body in rows],
        )
    db.conn.execute("UPDATE article_bodies SET captions = '[]' WHERE article_id = ?", (identity,))
    if kept != "excerpt":
        db.conn.execute("UPDATE articles SET subtitle = NULL WHERE id = ?", (identity,))
        db.conn.execute("UPDATE revisions SET subtitle = NULL WHERE article_id = ?", (identity,))
    db.conn.execute(
        "UPDATE articles SET kept = ?, purged_at = coalesce(?, purged_at) WHERE id = ?",
        (kept, stamp(at) if kept == "nothing" else None, identity),
    )
    db.conn.execute(  # words that an edit removed or added
        "UPDATE changes SET words_before = NULL, words_after = NULL"
        " WHERE article_id = ? AND field IN ('subtitle', 'body', 'captions')",
        (identity,),
    )
    _cut_in_briefings(db, identity, kept)
    for table, column in _ELSEWHERE:  # of a page there is no half
        if column in _columns(db, table):
            db.conn.execute(
                f"DELETE FROM {table} WHERE {column} = ?",  # noqa: S608 our own names
                (identity,),
            )


def _cut_in_briefings(db: Database, article_id: int, kept: Kept) -> None:
    """Cut what issued briefings have of an article; the issue says so when it is rendered.

    Rows are replaced, since nothing may change one.
    """
    rows = db.conn.execute(
        "SELECT number, place, cited, kind, words FROM briefing_texts WHERE article_id = ?",
        (article_id,),
    ).fetchall()
    db.conn.execute("DELETE FROM briefing_texts WHERE article_id = ?", (article_id,))
    db.conn.executemany(
        "INSERT INTO briefing_texts (number, place, cited, article_id, kind, words)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (number, place, cited, article_id, kind, may_stay)
            for number, place, cited, kind, words in rows
            if (may_stay := visibility.body_of(words, kept))
        ],
    )


#: Words of outlets in issues, with the terms of today, or of the issue where the outlet is gone.
_IN_BRIEFINGS = """
    SELECT t.number, t.place, t.cited, t.kind, t.article_id, t.words, c.kept, c.first_seen_at,
        CASE WHEN o.name IS NULL THEN c.may_keep ELSE o.kept END,
        CASE WHEN o.name IS NULL THEN c.kept_days ELSE o.kept_days END,
        CASE WHEN o.name IS NULL THEN c.licence_until ELSE o.licence_until END
    FROM briefing_texts t JOIN briefing_citations c
        ON c.number = t.number AND c.place = t.place AND c.cited = t.cited
    LEFT JOIN outlets o ON o.name = c.outlet"""


def _cut_briefings(db: Database, at: datetime, failures: RowFailures) -> int:
    """Cut what issues have of articles that are gone or were cut before; return how much it was.

    Issues that came out of a backup have the texts of its day.
    """
    cut_ones = 0
    with transaction(db):
        for row in db.conn.execute(_IN_BRIEFINGS).fetchall():
            with failures.aside(db, f"briefing {row[0]}, article {row[4]}"):
                cut_ones += _cut_briefing(db, row, at)
    return cut_ones


def _cut_briefing(db: Database, row: tuple[Any, ...], at: datetime) -> bool:
    """Cut what an issue has of an article; return whether there was anything to cut."""
    *key, article_id, words, kept, seen, may_keep, days, licence_until = row
    if visibility.is_licensed(licence_until, at=at):
        return False
    level = visibility.level(kept, may_keep, days, seen, at=at)
    may_stay = visibility.body_of(words, level)
    if may_stay == words:
        return False
    db.conn.execute(
        "DELETE FROM briefing_texts WHERE (number, place, cited, kind) = (?, ?, ?, ?)", key
    )
    if may_stay:
        db.conn.execute(
            "INSERT INTO briefing_texts (number, place, cited, kind, article_id, words)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (*key, article_id, may_stay),
        )
    return True


def _columns(db: Database, table: str) -> set[str]:
    """Return the names of a table's columns; empty when there is no such table."""
    return {row[1] for row in db.conn.execute(f"PRAGMA table_info({table})")}
