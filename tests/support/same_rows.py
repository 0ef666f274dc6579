"""Whether two databases say the same: every row of every table, ids and times aside."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from newsdb.database import open_database

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

#: What one of two ways of crawling has of its own, and the search index's own tables.
OWN = (
    "crawl_leases",
    "crawl_bundles",
    "crawl_writer",
    "_sqlite_migrations",
    "sqlite_",
    "installation",
)
INDEX = "articles_fts"

#: Columns of a moment, a duration, or a row: links between rows are compared by ``LINKS``.
ASIDE = frozenset(
    {*("id", "rowid", "copy_of", "next_try", "seconds", "at", "since"), "opened_by_run"}
)
ASIDE_ENDINGS = ("_id", "_at", "_since")

#: Moments that a page says, which are the same whenever it is read.
SAID = frozenset({"published_at", "modified_at"})

#: Which articles each relation is between, by what tells an article from all others.
LINKS = {
    "links": "SELECT a.outlet, a.key, b.outlet, b.key, l.kind FROM links l"
    " JOIN articles a ON a.id = min(l.article_id, l.other_id)"
    " JOIN articles b ON b.id = max(l.article_id, l.other_id)",
    "stories": "SELECT a.outlet, a.key, min(b.outlet || ' ' || b.key), count(*) FROM articles a"
    " JOIN articles b ON b.story_id = a.story_id GROUP BY a.id",
    "runs": "SELECT spider, outcome, reason, (SELECT count(*) FROM articles a"
    " WHERE a.run_id = r.id) FROM runs r",
    "authors": "SELECT a.outlet, a.key, w.position, w.name FROM authors w"
    " JOIN articles a ON a.id = w.article_id",
    "sightings": "SELECT a.outlet, a.key, s.url, s.found_in FROM sightings s"
    " JOIN articles a ON a.id = s.article_id",
    "search": "SELECT term, doc, cnt FROM temp.term",
    "texts": "SELECT a.outlet, a.key, b.body FROM article_bodies b"
    " JOIN articles a ON a.id = b.article_id",
}


def differences(one: Path, other: Path) -> dict[str, Any]:
    """Return by table the rows that only one of two databases has."""
    first, second = said(one), said(other)
    none: Counter[tuple[Any, ...]] = Counter()
    return {
        name: (
            first.get(name, none) - second.get(name, none),
            second.get(name, none) - first.get(name, none),
        )
        for name in sorted({*first, *second})
        if first.get(name, none) != second.get(name, none)
    }


def said(path: Path) -> dict[str, Counter[tuple[Any, ...]]]:
    """Return the rows of all tables, without what may differ, and the relations of articles."""
    db = open_database(path)
    try:
        db.conn.execute(
            "CREATE VIRTUAL TABLE temp.term USING fts5vocab(main, 'articles_fts', row)"
        )
        found = {name: _rows(db, name) for name in db.table_names() if _counts(name)}
        found |= {
            f"relation {name}": Counter(map(tuple, db.conn.execute(sql)))
            for name, sql in LINKS.items()
        }
    finally:
        db.close()
    return found


def _counts(table: str) -> bool:
    return not table.startswith(OWN) and not table.startswith(INDEX)


def _rows(db: Database, table: str) -> Counter[tuple[Any, ...]]:
    names = [
        column.name
        for column in db.table(table).columns
        if column.name in SAID or not (column.name in ASIDE or column.name.endswith(ASIDE_ENDINGS))
    ]
    if not names:
        return Counter()
    columns = ", ".join(f'"{name}"' for name in names)
    return Counter(map(tuple, db.conn.execute(f'SELECT {columns} FROM "{table}"')))  # noqa: S608
