"""Taking control characters out of articles that were stored before they were kept out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newsdb.articles import revisions
from newsdb.articles.articles import hash_words
from newsdb.articles.changes import Version
from newsdb.database import transaction
from newsdb.row_failures import RowFailures
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

#: Articles looked at in one transaction: few, so that a crawl doesn't wait long to write.
BATCH = 100

#: The columns that name an article and, of an article's rows, the row.
_KEYS = {
    "articles": ("id", "id"),
    "article_bodies": ("article_id", "article_id"),
    "authors": ("article_id", "position"),
    "changes": ("article_id", "id"),
}
#: The columns that hold what an outlet wrote, as text and as JSON.
_TEXTS = {
    "articles": ("title", "subtitle", "section", "dateline", "source"),
    "article_bodies": ("body",),
    "authors": ("name", "role", "email"),
    "changes": ("words_before", "words_after"),
}
_JSON = {"articles": ("title_tags", "keywords"), "article_bodies": ("captions", "attachments")}


def uncleaned(db: Database) -> int:
    """Return how many articles of before have not been looked at."""
    (number,) = db.conn.execute(
        "SELECT count(*) FROM articles JOIN uncleaned ON id BETWEEN first AND last"
    ).fetchone()
    return int(number)


def clean(
    db: Database,
    *,
    progress: Callable[[int], object] = lambda _: None,
    failures: RowFailures | None = None,
) -> int:
    """Clean every article of before, in short transactions; return how many had to be changed.

    If interrupted, the rest is left for the next time, and so is what fails. What was judged and
    indexed by a text that was changed is to be judged and indexed again. ``progress`` is called
    with the number of articles handled since its last call.
    """
    failures = failures or RowFailures()
    changed = last = 0
    while rows := db.conn.execute(
        "SELECT DISTINCT id FROM articles JOIN uncleaned ON id BETWEEN first AND last"
        " WHERE id > ? ORDER BY id LIMIT ?",
        (last, BATCH),
    ).fetchall():
        ids = [row[0] for row in rows]
        with transaction(db):
            left = set(ids)
            for article_id in ids:
                with failures.aside(db, f"article {article_id}"):
                    changed += _clean_article(db, article_id)
                    left.remove(article_id)
            _note_cleaned(db, last, ids[-1], left)
        last = ids[-1]
        progress(len(ids))
    with transaction(db):
        names_left = bool(db.conn.execute("SELECT count(*) FROM uncleaned").fetchone()[0])
        if names_left:
            with failures.aside(db, "titles of outlets and links"):
                _clean_names(db)
                names_left = False
        db.conn.execute(
            "DELETE FROM uncleaned WHERE first > last OR last > ? OR last = 0", (last,)
        )
        if names_left:  # of no article: so that the next time looks at the names again
            db.conn.execute("INSERT INTO uncleaned VALUES (0, 0)")
    return changed


def _note_cleaned(db: Database, after: int, upto: int, left: set[int]) -> None:
    """Take the articles of a batch out of those that have not been looked at, but for some."""
    db.conn.execute("DELETE FROM uncleaned WHERE last > ? AND last < ?", (after, upto))
    db.conn.execute(
        "UPDATE uncleaned SET first = ? WHERE first <= ? AND last >= ?", (upto + 1, upto, upto)
    )
    db.conn.executemany("INSERT INTO uncleaned VALUES (?, ?)", [(each, each) for each in left])


def _clean_article(db: Database, article_id: int) -> bool:
    """Clean the rows of one article; return whether there was anything to take out."""
    found = _clean_revisions(db, article_id)
    for tables, cleaned in ((_TEXTS, without_controls), (_JSON, _cleaned_json)):
        for table, columns in tables.items():
            for column in columns:
                found |= _clean_column(db, article_id, table, column, cleaned)
    if found:
        db.conn.execute("UPDATE articles SET watchlist = NULL WHERE id = ?", (article_id,))
        db.conn.execute("DELETE FROM index_versions WHERE article_id = ?", (article_id,))
    return found


def _clean_column(
    db: Database, article_id: int, table: str, column: str, cleaned: Callable[[str], str]
) -> bool:
    """Clean a column of an article's rows in a table; return whether that changed any."""
    article, row = _KEYS[table]
    unclean = [
        (clean, article_id, number)
        for number, text in db.conn.execute(
            f"SELECT {row}, {column} FROM {table}"  # noqa: S608 our own names
            f" WHERE {article} = ? AND {column} IS NOT NULL",
            (article_id,),
        )
        if (clean := cleaned(text)) != text
    ]
    db.conn.executemany(
        f"UPDATE {table} SET {column} = ? WHERE {article} = ? AND {row} = ?",  # noqa: S608
        unclean,
    )
    return bool(unclean)


def _clean_revisions(db: Database, article_id: int) -> bool:
    """Clean an article's revisions; the hash of a whole text becomes that of the clean one.

    Otherwise the next visit would take the page, read without them, for one that was edited.
    """
    found = False
    texts = revisions.bodies(db, article_id)
    for row, number, title, subtitle, body, text_hash in db.conn.execute(
        "SELECT id, number, title, subtitle, body, text_hash FROM revisions WHERE article_id = ?",
        (article_id,),
    ).fetchall():
        words = Version(title, subtitle, texts[number])
        clean = Version(
            without_controls(title),
            subtitle and without_controls(subtitle),
            without_controls(texts[number]),
        )
        if clean != words:
            found = True
            whole = text_hash == hash_words(words)
            db.conn.execute(
                "UPDATE revisions SET title = ?, subtitle = ?, body = ?, text_hash = ?"
                " WHERE id = ?",
                (
                    clean.title,
                    clean.subtitle,
                    body and clean.body,  # NULL stays: it is cleaned where it stands
                    hash_words(clean) if whole else text_hash,
                    row,
                ),
            )
    return found


def _clean_names(db: Database) -> None:
    """Clean the names of outlets, and the titles of links; not many have anything in them."""
    for table, key in (("outlets", "name"), ("discovered", "outlet, key")):
        marks = " AND ".join(f"{each} = ?" for each in key.split(", "))
        unclean = [
            (cleaned, *names)
            for title, *names in db.conn.execute(  # bytes: what is no UTF-8 is cleaned, too
                f"SELECT CAST(title AS BLOB), {key} FROM {table}"  # noqa: S608
                " WHERE title IS NOT NULL"
            )
            if (cleaned := without_controls(title.decode("utf-8", "replace"))).encode() != title
        ]
        db.conn.executemany(f"UPDATE {table} SET title = ? WHERE {marks}", unclean)  # noqa: S608


def _cleaned_json(text: str) -> str:
    known = json.loads(text)
    clean = _without(known)
    return json.dumps(clean, ensure_ascii=False) if clean != known else text


def _without(value: Any) -> Any:
    """Return a value of JSON without control characters in its strings."""
    if isinstance(value, str):
        return without_controls(value)
    if isinstance(value, list):
        return [_without(each) for each in value]
    if isinstance(value, dict):
        return {_without(name): _without(each) for name, each in value.items()}
    return value
