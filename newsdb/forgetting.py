"""Taking an article out everywhere, at a court's, a publisher's or a person's request."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from newsdb.articles import forgotten
from newsdb.articles.policies import sentences_shown
from newsdb.briefings import redacting, watching
from newsdb.database import as_json, guards_aside, transaction
from newsdb.delivery import subscriptions
from newsdb.glosses import cache as glosses
from newsdb.sites import given
from newsdb.stories import stories, undoing
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


class _Stored(NamedTuple):
    """The article that an address or a link leads to."""

    id: int
    story: int
    outlet: str
    key: str
    url: str


def find(db: Database, url: str) -> list[tuple[str, str]]:
    """Return (outlet, key) of the articles that an address is known of.

    Of a link under another key than its article's these are the article's.
    """
    rows = db.conn.execute(
        "SELECT outlet, key FROM articles WHERE url = :url OR id IN"
        " (SELECT article_id FROM sightings WHERE url = :url)"
        " UNION SELECT outlet, key FROM discovered WHERE url = :url",
        {"url": url},
    ).fetchall()
    found: dict[tuple[str, str], None] = {}
    for outlet, key in rows:
        stored = _stored(db, outlet, key)
        found[(stored.outlet, stored.key) if stored else (outlet, key)] = None
    return list(found)


def forget(
    db: Database, outlet: str, key: str, *, because: str, by: str, at: datetime
) -> Forgotten:
    """Take an article out of every table and keep it out; what is deleted is overwritten.

    ``key`` is its own or that of a link to it; every other key and address that it was found
    under goes with it. Its captures are taken out of the index, and out of the archive's files at
    the next sweep. Stories that it was in are worked out anew.
    """
    db.conn.execute("PRAGMA secure_delete = ON")
    with transaction(db):
        stored = _stored(db, outlet, key)
        addresses = _addresses(db, stored) if stored else set()
        pages = {(outlet, key)} | (_pages(db, stored, addresses) if stored else set())
        for page in pages:
            forgotten.note(db, outlet=page[0], key=page[1], because=because, by=by, at=at)
            addresses |= _links_of(db, page)
        captures = _drop_captures(db, stored, pages, addresses)
        copies: tuple[str, ...] = ()
        briefings: tuple[tuple[int, int], ...] = ()
        if stored:
            _drop_glosses(db, stored.id)
            briefings = redacting.take_out(db, stored.id, at=at)
            copies = _take_out(db, stored)
        _drop_pages(db, pages, addresses)
        subscriptions.lower_positions(db)
        watching.lower_position(db)
    # Words of deleted rows stay in the index's segments until these are put together.
    db.conn.execute(f"INSERT INTO {_INDEX} ({_INDEX}) VALUES ('optimize')")  # noqa: S608 our own
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Forgotten(1 if stored else 0, captures, copies, briefings)


def _stored(db: Database, outlet: str, key: str) -> _Stored | None:
    """Return the article that has a key, else that which the link of this key led to."""
    row = db.conn.execute(
        "SELECT id, story_id, outlet, key, url FROM articles WHERE outlet = :outlet AND id ="
        " coalesce((SELECT id FROM articles WHERE outlet = :outlet AND key = :key),"
        " (SELECT max(r.article_id) FROM revisits r JOIN articles a ON a.id = r.article_id"
        "  WHERE r.link_key = :key AND a.outlet = :outlet),"
        " (SELECT max(article_id) FROM captures WHERE outlet = :outlet AND key = :key))",
        {"outlet": outlet, "key": key},
    ).fetchone()
    return _Stored(*row) if row else None


def _addresses(db: Database, stored: _Stored) -> set[str]:
    """Return every address that an article was seen at."""
    rows = db.conn.execute("SELECT url FROM sightings WHERE article_id = ?", (stored.id,))
    return {stored.url, *(url for (url,) in rows)}


def _pages(db: Database, stored: _Stored, addresses: Iterable[str]) -> set[tuple[str, str]]:
    """Return (outlet, key) of an article and of the links to it, but of no other article."""
    rows = db.conn.execute(
        "SELECT :outlet, :key"
        " UNION SELECT :outlet, link_key FROM revisits"
        "  WHERE article_id = :id AND link_key IS NOT NULL"
        " UNION SELECT outlet, key FROM captures WHERE article_id = :id"
        " UNION SELECT outlet, key FROM discovered"
        "  WHERE url IN (SELECT value FROM json_each(:urls))"
        " EXCEPT SELECT outlet, key FROM articles WHERE id <> :id",
        {
            "id": stored.id,
            "outlet": stored.outlet,
            "key": stored.key,
            "urls": as_json(addresses),
        },
    )
    return {(outlet, key) for outlet, key in rows}


def _links_of(db: Database, page: tuple[str, str]) -> set[str]:
    """Return the address of a link, as the listing gave it."""
    rows = db.conn.execute("SELECT url FROM discovered WHERE outlet = ? AND key = ?", page)
    return {url for (url,) in rows}


def _drop_captures(
    db: Database,
    stored: _Stored | None,
    pages: Iterable[tuple[str, str]],
    addresses: Iterable[str],
) -> int:
    """Delete the captures of an article, but none of another; return how many there were."""
    identity = stored.id if stored else None
    number: int = db.conn.execute(
        "DELETE FROM captures WHERE article_id = ?", (identity,)
    ).rowcount
    number += sum(
        db.conn.execute(
            "DELETE FROM captures WHERE outlet = ? AND key = ? AND article_id IS NULL", page
        ).rowcount
        for page in pages
    )
    number += db.conn.execute(
        "DELETE FROM captures WHERE url IN (SELECT value FROM json_each(?))"
        " AND kind <> 'listing' AND article_id IS NULL",
        (as_json(addresses),),
    ).rowcount
    return number


def _drop_pages(db: Database, pages: Iterable[tuple[str, str]], addresses: Iterable[str]) -> None:
    """Delete what is kept of an article's links, what failed at them, and who asked for them."""
    for page, url in product(pages, [None, *addresses]):
        given.forget(db, *page, url)
    for page in pages:
        for table in ("discovered", "rejections", "reading_attempts"):
            db.conn.execute(f"DELETE FROM {table} WHERE outlet = ? AND key = ?", page)  # noqa: S608
    db.conn.executemany("DELETE FROM rejections WHERE url = ?", [(url,) for url in addresses])


def _take_out(db: Database, stored: _Stored) -> tuple[str, ...]:
    """Delete an article's rows; return where its story goes on."""
    article_id, story = stored.id, stored.story
    db.conn.execute("PRAGMA defer_foreign_keys = ON")
    others = db.conn.execute(
        "SELECT id, url FROM articles WHERE story_id = ? AND id <> ?", (story, article_id)
    ).fetchall()
    stories.hand_on(db, article_id)
    own = stories.part(db, [article_id]) if others else story  # its reviews stay with the others
    addresses = _addresses(db, stored)
    db.conn.execute("UPDATE articles SET copy_of = NULL WHERE copy_of = ?", (article_id,))
    for table, column in _owned(db):
        if table in _STAY:
            sql = f"UPDATE [{table}] SET {column} = NULL WHERE {column} = ?"  # noqa: S608 ours
        else:
            sql = f"DELETE FROM [{table}] WHERE {column} = ?"  # noqa: S608
        db.conn.execute(sql, (article_id,))
    undoing.forget(db, article_id, own)
    # Examples and words of it; both are worked out anew when decisions are learnt from again.
    db.conn.execute("DELETE FROM learnt_chances WHERE story_id = ?", (story,))
    db.conn.execute(
        "DELETE FROM suggestions WHERE :id IN (SELECT value FROM json_each(gained)"
        " UNION ALL SELECT value FROM json_each(lost))",
        {"id": article_id},
    )
    _silence_reviews(db, article_id, own, addresses)
    db.conn.execute(f"DELETE FROM {_INDEX} WHERE rowid = ?", (article_id,))  # noqa: S608
    db.conn.execute("UPDATE articles SET story_id = NULL WHERE id = ?", (article_id,))
    db.conn.execute("DELETE FROM stories WHERE id = ?", (own,))
    db.conn.execute("DELETE FROM articles WHERE id = ?", (article_id,))
    if others:
        regroup(db, [each for each, _ in others])
        stories.refresh(db, story)
    return tuple(sorted(address for _, address in others))


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


def _silence_reviews(db: Database, article_id: int, story: int, urls: Iterable[str]) -> None:
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
