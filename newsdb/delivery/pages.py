"""Which articles the pages in folders quote, and which of these may be quoted no longer."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from newsdb import visibility

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.visibility import Kept


class Quoted(NamedTuple):
    """An article that a page quotes, and how much of it might be shown when it was written."""

    outlet: str
    key: str
    kept: Kept


class Fallen(NamedTuple):
    """An article of a page of which less may be shown now; ``kept`` None: it is forgotten."""

    outlet: str
    key: str
    kept: Kept | None


def quoted(db: Database, article_ids: Iterable[int], *, at: datetime) -> dict[int, Quoted]:
    """Return what a page has to note of articles that it is about to quote."""
    levels = visibility.levels(db, article_ids, at=at)
    marks = ", ".join("?" * len(levels))
    sql = f"SELECT id, outlet, key FROM articles WHERE id IN ({marks})"  # noqa: S608 our own
    rows = db.execute(sql, [*levels])
    return {key: Quoted(outlet, name, levels[key]) for key, outlet, name in rows.fetchall()}


def note(db: Database, channel: str, page: str, articles: Iterable[Quoted]) -> None:
    """Note what a page quotes, before it is written."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO page_articles (channel, page, outlet, key, kept)"
        " VALUES (?, ?, ?, ?, ?)",
        [(channel, page, *each) for each in articles],
    )


def elsewhere(db: Database, channel: str, folder: str) -> list[str]:
    """Return the pages of a channel that are not noted as lying in its folder."""
    rows = db.execute(
        "SELECT DISTINCT page FROM page_articles WHERE channel = :channel"
        " AND substr(page, 1, length(:folder) + 1) <> :folder || '/'",
        {"channel": channel, "folder": folder},
    )
    return [page for (page,) in rows.fetchall()]


def note_place(db: Database, channel: str, page: str, path: str) -> None:
    """Note where a page lies, so that it is found when its channel is there no more."""
    db.execute(
        "UPDATE OR REPLACE page_articles SET page = ? WHERE channel = ? AND page = ?",
        [path, channel, page],
    )


def fallen(db: Database, *, at: datetime) -> dict[tuple[str, str], list[Fallen]]:
    """Return by channel and page the articles of which less may be shown than when it was written.

    A page is named as it was noted: by its path, or by its name in the channel's folder.
    """
    found: dict[tuple[str, str], list[Fallen]] = defaultdict(list)
    rows = db.query(
        "SELECT p.channel, p.page, p.outlet, p.key, p.kept AS was, a.id,"  # noqa: S608 our own
        f" {visibility.COLUMNS}"
        " FROM page_articles p LEFT JOIN articles a ON a.outlet = p.outlet AND a.key = p.key"
        " LEFT JOIN outlets o ON o.name = a.outlet",
    )
    for row in rows:
        page = row.pop("channel"), row.pop("page")
        was, there = row.pop("was"), row.pop("id")
        now = visibility.cut(row, at=at)["kept"] if there else None
        if now is None or visibility.LEVELS.index(now) > visibility.LEVELS.index(was):
            found[page].append(Fallen(row["outlet"], row["key"], now))
    return found


def note_cut(db: Database, channel: str, page: str, article: Fallen) -> None:
    """Note that a page now quotes no more of an article than may be shown."""
    where = "channel = ? AND page = ? AND outlet = ? AND key = ?"
    place = [channel, page, article.outlet, article.key]
    if article.kept is None:
        db.execute(f"DELETE FROM page_articles WHERE {where}", place)  # noqa: S608 our own
    else:
        db.execute(f"UPDATE page_articles SET kept = ? WHERE {where}", [article.kept, *place])  # noqa: S608


def note_gone(db: Database, channel: str, page: str) -> None:
    """Note that a page is not there any more."""
    db.execute("DELETE FROM page_articles WHERE channel = ? AND page = ?", [channel, page])
