"""Stored articles on which another watch list is tried, and the stories that they make up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlite_utils import Database

    from newsdb.articles.verdicts import Decision
    from newsdb.records import Language

#: Articles read at once: each batch is a short read transaction.
BATCH = 200
_MARKS = 500


class Tried(NamedTuple):
    """An article whose text is kept in full; ``watchlist`` judged it last."""

    id: int
    story: int | None
    title: str
    subtitle: str | None
    language: Language
    body: str
    decision: Decision | None
    watchlist: str | None


class Shown(NamedTuple):
    """A story as a list of changes shows it; ``status`` is what people decided."""

    id: int
    title: str
    language: str
    outlet: str
    at: str
    status: str | None


def count(db: Database) -> int:
    """Return the number of stored articles."""
    return int(db.conn.execute("SELECT count(*) FROM articles").fetchone()[0])


def newest(db: Database, most: int) -> Iterator[list[Tried]]:
    """Yield the newest articles in batches, at most ``most`` of those whose text is kept."""
    last, left = 2**62, most
    while left > 0:
        rows = db.conn.execute(
            "SELECT a.id, a.story_id, a.title, a.subtitle, a.language, b.body, a.decision,"
            " a.watchlist FROM articles a JOIN article_bodies b ON b.article_id = a.id"
            " WHERE a.id < ? AND a.kept = 'full' AND b.body <> '' ORDER BY a.id DESC LIMIT ?",
            (last, min(BATCH, left)),
        ).fetchall()
        if not rows:
            return
        yield [Tried(*row) for row in rows]
        last, left = rows[-1][0], left - len(rows)


def decisions(db: Database, stories: Collection[int]) -> dict[int, dict[int, str | None]]:
    """Return the stored decisions on the articles of stories: by story, then by article."""
    found: dict[int, dict[int, str | None]] = {story: {} for story in stories}
    for part in _parts(stories):
        marks = ", ".join("?" * len(part))
        for story, article, decision in db.conn.execute(
            f"SELECT story_id, id, decision FROM articles WHERE story_id IN ({marks})",  # noqa: S608
            part,
        ):
            found[story][article] = decision
    return found


def shown(db: Database, stories: Collection[int]) -> dict[int, Shown]:
    """Return stories as they are listed, by id."""
    found = {}
    for part in _parts(stories):
        marks = ", ".join("?" * len(part))
        for row in db.conn.execute(
            "SELECT s.id, a.title, a.language, o.title, a.appeared_at, s.status FROM stories s"  # noqa: S608
            " JOIN articles a ON a.id = s.origin_id JOIN outlets o ON o.name = a.outlet"
            f" WHERE s.id IN ({marks})",
            part,
        ):
            found[row[0]] = Shown(*row)
    return found


def _parts(ids: Collection[int]) -> Iterator[list[int]]:
    listed = sorted(ids)
    for start in range(0, len(listed), _MARKS):
        yield listed[start : start + _MARKS]
