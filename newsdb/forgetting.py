"""Taking an article out everywhere, at a court's, a publisher's or a person's request."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from newsdb.articles import forgotten
from newsdb.articles.policies import sentences_shown
from newsdb.briefings import redacting, watching
from newsdb.database import guards_aside, transaction
from newsdb.delivery import subscriptions
from newsdb.glosses import cache as glosses
from newsdb.sites import given
from newsdb.stories import stories
from newsdb.stories.relinking import regroup

if TYPE_CHECKING:
    import sqlite3  # the same names
    from collections.abc import Iterable
    from pathlib import Path

    from sqlite_utils import Database
else:
    from newsdb.sqlite_library import sqlite3

#: Columns by which rows of other tables belong to an article.
_OWNED_BY = ("article_id", "other_id")
#: Rows that stay without it: words that somebody proposed.
_STAY = frozenset({"watchlist_proposals"})
#: Tables of the search index, which is told by itself.
_INDEX = "articles_fts"


class Forgotten(NamedTuple):
    """What was taken out, and the addresses of copies elsewhere, which were not.

    ``briefings`` are the issues that cite it and the places in them: editors' own words stay.
    """

    articles: int
    captures: int
    copies: tuple[str, ...]
    briefings: tuple[tuple[int, int], ...] = ()


def find(db: Database, url: str) -> list[tuple[str, str]]:
    """Return (outlet, key) of the articles that an address is known of."""
    return list(
        db.conn.execute(
            "SELECT outlet, key FROM articles WHERE url = :url OR id IN"
            " (SELECT article_id FROM sightings WHERE url = :url)"
            " UNION SELECT outlet, key FROM discovered WHERE url = :url",
            {"url": url},
        ).fetchall()
    )


def forget(
    db: Database, outlet: str, key: str, *, because: str, by: str, at: datetime
) -> Forgotten:
    """Take an article out of every table and keep it out; what is deleted is overwritten.

    Its captures are taken out of the index, and out of the archive's files at the next sweep.
    Stories that it was in are worked out anew.
    """
    db.conn.execute("PRAGMA secure_delete = ON")
    with transaction(db):
        forgotten.note(db, outlet=outlet, key=key, because=because, by=by, at=at)
        captures = db.conn.execute(
            "DELETE FROM captures WHERE outlet = ? AND key = ?", (outlet, key)
        ).rowcount
        row = db.conn.execute(
            "SELECT id, story_id, url FROM articles WHERE outlet = ? AND key = ?", (outlet, key)
        ).fetchone()
        copies: tuple[str, ...] = ()
        briefings: tuple[tuple[int, int], ...] = ()
        if row:
            article_id, story, url = row
            _drop_glosses(db, article_id)
            briefings = redacting.take_out(db, article_id, at=at)
            copies, more = _take_out(db, article_id, story, url)
            captures += more
        db.conn.execute("DELETE FROM discovered WHERE outlet = ? AND key = ?", (outlet, key))
        db.conn.execute("DELETE FROM rejections WHERE outlet = ? AND key = ?", (outlet, key))
        given.forget(db, outlet, key, row[2] if row else None)
        subscriptions.lower_positions(db)
        watching.lower_position(db)
    # Words of deleted rows stay in the index's segments until these are put together.
    db.conn.execute(f"INSERT INTO {_INDEX} ({_INDEX}) VALUES ('optimize')")  # noqa: S608 our own
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Forgotten(1 if row else 0, captures, copies, briefings)


def _take_out(db: Database, article_id: int, story: int, url: str) -> tuple[tuple[str, ...], int]:
    """Delete an article's rows; return where its story goes on, and how many captures it had."""
    db.conn.execute("PRAGMA defer_foreign_keys = ON")
    others = db.conn.execute(
        "SELECT id, url FROM articles WHERE story_id = ? AND id <> ?", (story, article_id)
    ).fetchall()
    own = stories.part(db, [article_id]) if others else story  # its reviews stay with the others
    addresses = [
        row[0]
        for row in db.conn.execute("SELECT url FROM sightings WHERE article_id = ?", (article_id,))
    ]
    captures: int = db.conn.execute(
        "SELECT count(*) FROM captures WHERE article_id = ?", (article_id,)
    ).fetchone()[0]
    db.conn.execute("UPDATE articles SET copy_of = NULL WHERE copy_of = ?", (article_id,))
    for table, column in _owned(db):
        if table in _STAY:
            sql = f"UPDATE [{table}] SET {column} = NULL WHERE {column} = ?"  # noqa: S608 ours
        else:
            sql = f"DELETE FROM [{table}] WHERE {column} = ?"  # noqa: S608
        db.conn.execute(sql, (article_id,))
    _silence_reviews(db, article_id, own, [url, *addresses])
    db.conn.execute(f"DELETE FROM {_INDEX} WHERE rowid = ?", (article_id,))  # noqa: S608
    db.conn.execute("UPDATE articles SET story_id = NULL WHERE id = ?", (article_id,))
    db.conn.execute("DELETE FROM stories WHERE id = ?", (own,))
    db.conn.execute("DELETE FROM articles WHERE id = ?", (article_id,))
    if others:
        regroup(db, [each for each, _ in others])
        stories.refresh(db, story)
    return tuple(sorted(address for _, address in others)), captures


def _drop_glosses(db: Database, article_id: int) -> None:
    """Take away what was glossed of an article's versions, which no row of theirs names.

    Read as bytes: what is no UTF-8 has no gloss, and must not keep the rest from being taken out.
    """
    rows = db.conn.execute(
        "SELECT CAST(title AS BLOB), x'' FROM articles WHERE id = :id"
        " UNION SELECT x'', CAST(body AS BLOB) FROM article_bodies WHERE article_id = :id"
        " UNION SELECT CAST(title AS BLOB), CAST(coalesce(body, '') AS BLOB) FROM revisions"
        " WHERE article_id = :id",
        {"id": article_id},
    ).fetchall()
    for row in rows:
        title, body = (each.decode("utf-8", "replace") for each in row)
        for text in filter(None, {title, *sentences_shown(body)}):
            glosses.drop(db, text)


def _owned(db: Database) -> list[tuple[str, str]]:
    """Return tables and columns that name articles: also those of later migrations."""
    found = []
    for (table,) in db.conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchall():
        columns = {row[1] for row in db.conn.execute(f"PRAGMA table_info([{table}])")}
        found += [(table, column) for column in _OWNED_BY if column in columns]
    return found


def _silence_reviews(db: Database, article_id: int, story: int, urls: list[str]) -> None:
    """Delete what was decided of an article alone, and its address in the history of others.

    The history is append-only for everybody else, so its guards are put aside meanwhile.
    """
    with guards_aside(db, "review_events"):
        for subject, number in (("story", story), ("article", article_id)):
            db.conn.execute(
                "UPDATE review_events SET undone = NULL WHERE subject = ? AND subject_id = ?",
                (subject, number),
            )
            for table in ("review_events", "review_tags", "reviews"):
                db.conn.execute(
                    f"DELETE FROM {table} WHERE subject = ? AND subject_id = ?",  # noqa: S608
                    (subject, number),
                )
        db.conn.executemany(
            "UPDATE review_events SET url = NULL WHERE url = ?", [(url,) for url in urls]
        )


class Entry(NamedTuple):
    """What may not come back, at whose request, and when and by whom it was taken out."""

    outlet: str
    key: str
    because: str
    by: str
    at: datetime


def read(path: Path) -> list[Entry]:
    """Return what is forgotten in a database that is left as it is; raises DatabaseError.

    One of before anything could be forgotten has nothing.
    """
    if not path.exists():
        return []
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        if not connection.execute(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'forgotten'"
        ).fetchone():
            return []
        rows = connection.execute(
            "SELECT outlet, key, because, forgotten_by, forgotten_at FROM forgotten ORDER BY 5"
        ).fetchall()
    return [_entry(*row) for row in rows]


def note_all(db: Database, entries: Iterable[Entry]) -> None:
    """Note what is forgotten elsewhere, too; runs inside the caller's transaction."""
    for each in entries:
        forgotten.note(
            db, outlet=each.outlet, key=each.key, because=each.because, by=each.by, at=each.at
        )


def note_links(db: Database, links: Iterable[tuple[str, str]], *, outlet: str, key: str) -> None:
    """Note that links, by outlet and key, lead to a forgotten article."""
    db.conn.executemany(
        "INSERT OR IGNORE INTO forgotten (outlet, key, because, forgotten_by, forgotten_at)"
        " SELECT ?, ?, because, forgotten_by, forgotten_at FROM forgotten"
        " WHERE outlet = ? AND key = ?",
        [(*link, outlet, key) for link in links],
    )


def note_in_archive(db: Database, file: str) -> None:
    """Note that a file of the archive holds what is forgotten, for the next sweep."""
    db.conn.execute("INSERT OR IGNORE INTO archive_sweeps (file) VALUES (?)", (file,))


def left(db: Database) -> list[Entry]:
    """Return what is forgotten and has rows all the same: it came from elsewhere."""
    pages = " UNION ".join(
        f"SELECT outlet, key FROM {table}"  # noqa: S608 our own names
        for table in ("articles", "captures", "discovered", "rejections", "given_addresses")
    )
    rows = db.conn.execute(
        "SELECT outlet, key, because, forgotten_by, forgotten_at FROM forgotten"  # noqa: S608
        f" WHERE (outlet, key) IN ({pages})"
    ).fetchall()
    return [_entry(*row) for row in rows]


def _entry(outlet: str, key: str, because: str, by: str, at: str) -> Entry:
    return Entry(outlet, key, because, by, datetime.fromisoformat(at))


def forget_again(db: Database, entries: Iterable[Entry]) -> int:
    """Take out what was forgotten elsewhere or before; return how many articles it was."""
    return sum(
        forget(db, each.outlet, each.key, because=each.because, by=each.by, at=each.at).articles
        for each in entries
    )
