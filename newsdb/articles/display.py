"""Articles as pages, lists and exports show them, with as much text as may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsdb import visibility
from newsdb.articles import revisions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.visibility import Kept

#: How many articles are read in one statement.
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An article in a list, with as much of its text as may be shown."""

    id: int
    outlet: str
    published_at: str | None
    language: str
    title: str
    subtitle: str | None
    section: str | None
    source: str | None
    url: str
    status: str | None
    starred: int
    kept: Kept  # how much of its text may be shown
    attribution: str | None
    text: str
    first_seen_at: str
    unverified: int  # 1: date and text are not from a page of one of our outlets
    story_id: int | None


_LISTED = f"""
    SELECT a.id, o.title AS outlet, a.published_at, a.language, a.title, a.subtitle, a.section,
        a.source, a.url, a.status, a.starred, a.unverified, a.story_id, o.attribution, b.body,
        {visibility.COLUMNS}
    FROM articles a JOIN outlets o ON o.name = a.outlet
    LEFT JOIN article_bodies b ON b.article_id = a.id
"""  # noqa: S608 our own words

_ONE = """
    SELECT a.*, o.title AS outlet_title, o.kept AS may_keep, o.kept_days, o.attribution, b.*
    FROM articles a JOIN outlets o ON o.name = a.outlet
    JOIN article_bodies b ON b.article_id = a.id WHERE a.id = ?
"""


def listed(db: Database, article_ids: Sequence[int], *, at: datetime) -> list[Listed]:
    """Return the articles with these ids, in the order of the ids; missing ones are left out."""
    found: dict[int, Listed] = {}
    for start in range(0, len(article_ids), _BATCH):
        part = article_ids[start : start + _BATCH]
        where = f"WHERE a.id IN ({', '.join('?' * len(part))})"
        for row in db.query(f"{_LISTED} {where}", list(part)):
            text = visibility.cut(row, at=at).pop("body")
            found[row["id"]] = Listed(**row, text=text)
    return [found[each] for each in article_ids if each in found]


def newest(db: Database, number: int, *, at: datetime) -> list[Listed]:
    """Return the articles published last, the newest first."""
    ids = db.table("articles").rows_where(select="id", order_by="published_at DESC", limit=number)
    return listed(db, [row["id"] for row in ids], at=at)


def read(db: Database, article_id: int, *, at: datetime) -> dict[str, Any] | None:
    """Return what an article's page shows; None when there is no such article.

    ``article`` has the columns of ``articles`` and ``article_bodies``, ``kept`` being how much of
    it may be shown; ``authors``, ``sightings`` and ``versions`` are rows of their tables,
    ``story`` is the row of its story.
    """
    article = next((visibility.cut(row, at=at) for row in db.query(_ONE, [article_id])), None)
    if article is None:
        return None
    return {
        "article": article,
        "authors": _rows_of(db, "authors", article_id, order_by="position"),
        "sightings": _rows_of(db, "sightings", article_id, order_by="first_seen_at"),
        "versions": _rows_of(
            db, "revisions", article_id, order_by="number", select="id, number, seen_at"
        ),
        "story": next(db.table("stories").rows_where("id = ?", [article["story_id"]]), None),
    }


def _rows_of(
    db: Database, table: str, article_id: int, *, order_by: str, select: str = "*"
) -> list[dict[str, Any]]:
    rows = db.table(table).rows_where(
        "article_id = ?", [article_id], order_by=order_by, select=select
    )
    return list(rows)


def read_version(db: Database, revision_id: int, *, at: datetime) -> dict[str, Any] | None:
    """Return a version of an article, as ``revisions.read`` yields it; None if it doesn't exist.

    Adds ``article_id`` and ``purged_at`` of its article.
    """
    for row in db.table("revisions").rows_where(
        "id = ?", [revision_id], select="article_id, number"
    ):
        for version in revisions.read(db, row["article_id"], at=at):
            if version["number"] == row["number"]:
                article = db.table("articles").get(row["article_id"])
                return {**version, "article_id": article["id"], "purged_at": article["purged_at"]}
    return None


def counts(db: Database) -> dict[str, int]:
    """Return the numbers of articles, outlets with articles, and rejections."""
    return next(
        db.query(
            "SELECT (SELECT count(*) FROM articles) AS articles,"
            " (SELECT count(DISTINCT outlet) FROM articles) AS outlets,"
            " (SELECT count(*) FROM rejections) AS rejections"
        )
    )
