"""The watch list's verdict on an article, and why: stored with it; no article is dropped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from newsdb.database import as_json, transaction
from newsdb.row_failures import RowFailures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlite_utils import Database

    from newsdb.records import Language

Decision = Literal["relevant", "review", "other"]
ReasonField = Literal["title", "subtitle", "body"]

#: Articles written in one transaction: few, so that a crawl doesn't wait long to write.
BATCH = 500


class Reason(NamedTuple):
    """One match that counted: ``start`` and ``end`` are offsets in the stored text of ``field``.

    ``weight`` is the share of the score that rests on this match, negative where it counts
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
    why: str  # the reasons in one readable line
    reasons: tuple[Reason, ...] = ()


def write(db: Database, article_id: int, verdict: Verdict) -> None:
    """Write the verdict on an article, replacing an earlier one; in the caller's transaction."""
    write_many(db, [(article_id, verdict)])


def write_many(db: Database, verdicts: Iterable[tuple[int, Verdict]]) -> None:
    """Write the verdicts on several articles; in the caller's transaction."""
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


class StoredArticle(NamedTuple):
    """An article as it is stored; ``body`` is None if the whole text is no longer kept."""

    id: int
    revision: int
    title: str
    subtitle: str | None
    language: Language
    decision: Decision | None
    body: str | None


def count(db: Database) -> int:
    """Return the number of stored articles."""
    return db.table("articles").count


def never_judged(db: Database) -> int:
    """Return how many articles whose text is kept in full have no decision."""
    return _count_kept(db, "a.decision IS NULL")


def judged_by_another(db: Database, watchlist: str) -> int:
    """Return how many were not judged by a version of the watch list, or never."""
    return _count_kept(db, "a.watchlist IS NOT ?", watchlist)


def _count_kept(db: Database, condition: str, *parameters: str) -> int:
    (number,) = db.conn.execute(
        "SELECT count(*) FROM articles a JOIN article_bodies b ON b.article_id = a.id"  # noqa: S608 our own
        f" WHERE a.kept = 'full' AND b.body <> '' AND {condition}",
        parameters,
    ).fetchone()
    return int(number)


def stored(
    db: Database, *, unless_judged_by: str | None = None, failures: RowFailures | None = None
) -> Iterator[StoredArticle]:
    """Yield all articles, the oldest first; each batch is a short read transaction.

    With ``unless_judged_by``, a version of the watch list, only those kept in full that it has
    not judged. An article that can't be read is left out.
    """
    failures = failures or RowFailures()
    whole = "b.body <> ''"
    if "kept" in {column.name for column in db.table("articles").columns}:
        whole += " AND a.kept = 'full'"
    batch = (
        "SELECT a.id FROM articles a LEFT JOIN article_bodies b ON b.article_id = a.id"  # noqa: S608 ours
        " WHERE a.id > :last"
        f" {f'AND {whole} AND a.watchlist IS NOT :judge' if unless_judged_by else ''}"
        " ORDER BY a.id LIMIT :number"
    )
    query = (
        "SELECT a.id, a.revision, a.title, a.subtitle, a.language, a.decision,"  # noqa: S608 ours
        f" CASE WHEN {whole} THEN b.body END"
        " FROM json_each(:ids) JOIN articles a ON a.id = value"
        " LEFT JOIN article_bodies b ON b.article_id = a.id ORDER BY a.id"
    )
    last = 0
    while rows := db.conn.execute(
        batch, {"last": last, "number": BATCH, "judge": unless_judged_by}
    ).fetchall():
        found: list[StoredArticle] = []

        def read(ids: Sequence[int], into: list[StoredArticle] = found) -> None:
            these = db.conn.execute(query, {"ids": as_json(ids)}).fetchall()
            into += (StoredArticle(*row) for row in these)

        failures.together(db, [row[0] for row in rows], read, named=_named)
        yield from found
        last = rows[-1][0]


def _named(article_id: int) -> str:
    return f"article {article_id}"


def write_unless_edited(
    db: Database,
    decided: Sequence[tuple[StoredArticle, Verdict]],
    *,
    failures: RowFailures | None = None,
) -> None:
    """Write the verdicts, except on articles that have been edited since they were read."""
    if not decided:
        return
    failures = failures or RowFailures()
    first, last = decided[0][0].id, decided[-1][0].id
    with transaction(db):
        present = dict(
            db.conn.execute(
                "SELECT id, revision FROM articles WHERE id BETWEEN ? AND ?", (first, last)
            )
        )
        failures.together(
            db,
            [
                (article.id, verdict)
                for article, verdict in decided
                if present.get(article.id) == article.revision
            ],
            partial(write_many, db),
            named=lambda each: _named(each[0]),
        )
