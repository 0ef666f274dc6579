"""Judges what is stored again: what another watch list would change, and changing it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import watchlist
from newsdb import verdicts
from newsdb.database import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlite_utils import Database

    from newsdb.records import Language
    from newsdb.verdicts import Decision, Verdict
    from watchlist import WatchList

#: So many articles are written in one transaction: a crawl that waits to write is not kept long.
_BATCH = 500


class Stored(NamedTuple):
    """An article as it is stored; ``body`` is None where its text is no longer kept whole."""

    id: int
    revision: int
    title: str
    subtitle: str | None
    language: Language
    decision: Decision | None
    body: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """An article that would be decided otherwise; ``before`` is None where it never was."""

    id: int
    title: str
    before: Decision | None
    verdict: Verdict


@dataclass(slots=True)
class Outcome:
    """What judging again came to."""

    judged: int = 0
    gone: int = 0  # their text is not kept, or not whole
    changes: list[Change] = field(default_factory=list)

    def gained(self, decision: Decision) -> list[Change]:
        """Return the articles that would newly be ``decision``, the strongest first."""
        changes = [each for each in self.changes if each.verdict.decision == decision]
        return sorted(changes, key=lambda each: -each.verdict.score)

    def lost(self, decision: Decision) -> list[Change]:
        """Return the articles that would no longer be ``decision``, the weakest first."""
        changes = [each for each in self.changes if each.before == decision]
        return sorted(changes, key=lambda each: each.verdict.score)


def rejudge(
    db: Database,
    watch: WatchList,
    *,
    apply: bool = False,
    progress: Callable[[int], object] = lambda _: None,
) -> Outcome:
    """Judge every stored article whose text is kept whole, and write the verdicts with ``apply``.

    ``progress`` is told how many articles were looked at since it was told last.
    """
    outcome = Outcome()
    articles = stored(db)
    while batch := list(islice(articles, _BATCH)):
        decided: list[tuple[Stored, Verdict]] = []
        for article in batch:
            if article.body is None:
                outcome.gone += 1
                continue
            verdict = watchlist.judge(
                watch,
                title=article.title,
                subtitle=article.subtitle,
                body=article.body,
                language=article.language,
            )
            decided.append((article, verdict))
            if verdict.decision != article.decision:
                change = Change(article.id, article.title, article.decision, verdict)
                outcome.changes.append(change)
        outcome.judged += len(decided)
        if apply:
            _write(db, decided)
        progress(len(batch))
    return outcome


def count(db: Database) -> int:
    """Return how many articles are stored."""
    (number,) = db.conn.execute("SELECT count(*) FROM articles").fetchone()
    return int(number)


def stored(db: Database) -> Iterator[Stored]:
    """Yield all articles, the oldest first; each batch is a short read of its own."""
    whole = "b.body <> ''"
    if "kept" in {column.name for column in db.table("articles").columns}:
        whole += " AND a.kept = 'full'"
    query = (
        "SELECT a.id, a.revision, a.title, a.subtitle, a.language, a.decision,"  # noqa: S608 ours
        f" CASE WHEN {whole} THEN b.body END"
        " FROM articles a LEFT JOIN article_bodies b ON b.article_id = a.id"
        " WHERE a.id > ? ORDER BY a.id LIMIT ?"
    )
    last = 0
    while rows := db.conn.execute(query, (last, _BATCH)).fetchall():
        yield from (Stored(*row) for row in rows)
        last = rows[-1][0]


def _write(db: Database, decided: list[tuple[Stored, Verdict]]) -> None:
    """Write the verdicts, but for articles that have been edited since they were read."""
    if not decided:
        return
    first, last = decided[0][0].id, decided[-1][0].id
    with transaction(db):
        present = dict(
            db.conn.execute(
                "SELECT id, revision FROM articles WHERE id BETWEEN ? AND ?", (first, last)
            )
        )
        verdicts.write_many(
            db,
            [
                (article.id, verdict)
                for article, verdict in decided
                if present.get(article.id) == article.revision
            ],
        )
