"""Writing an article's rows: the article, its text, authors, revisions and sightings."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb.articles import discovered, revisions
from newsdb.articles.changes import Change, Field, Version, between
from newsdb.database import as_json, stamp
from newsdb.records import HEADLINE, INGESTED, dated

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.articles.revisions import Origin
    from newsdb.records import Article


class Saved(StrEnum):
    """The outcome of storing an article."""

    NEW = "new"
    SAME = "same"
    REVISED = "revised"


class Written(NamedTuple):
    """The row an article was written to, and the outcome."""

    saved: Saved
    article_id: int
    revision: int  # its newest number


def write(
    db: Database,
    article: Article,
    *,
    seen_at: datetime,
    run_id: int | None = None,
    seen_url: str | None = None,
    found_in: str | None = None,
    link_key: str | None = None,
    skeleton: int | None = None,
) -> Written:
    """Write ``article`` and mark its link as done; runs inside the caller's transaction.

    ``seen_url`` is the address it was read at, ``found_in`` the listing that linked to it,
    ``link_key`` the key under which the link was found when that differs from the article's,
    ``skeleton`` its signature's hash, which shows changes of an article whose text is not kept.
    """
    text_hash = hash_text(article)
    seen = stamp(seen_at)
    row = db.conn.execute(
        "SELECT a.id, a.revision, r.text_hash, a.removed_at, a.layout, a.access FROM articles a "
        "JOIN revisions r ON r.article_id = a.id AND r.number = a.revision "
        "WHERE a.outlet = ? AND a.key = ?",
        (article.outlet, article.key),
    ).fetchone()
    changed: list[Change] = []
    origin: Origin = "outlet"
    if row is None:
        saved, number = Saved.NEW, 1
        article_id = _insert(db, article, seen, run_id)
    else:
        article_id, number, known_hash, removed_at, known_layout, known_access = row
        if known_access == HEADLINE and article.access != HEADLINE and removed_at is None:
            origin = "reading"  # the text was there before, only we could not read it
        if known_hash != text_hash:
            changed = _changes(db, article_id, article, skeleton)
        if removed_at is not None:
            changed.append(Change("restored", "article", removed_at, seen))
        if known_layout == INGESTED and article.layout != INGESTED:
            changed.append(Change("confirmed", "article", None, seen))
        saved = Saved.REVISED if changed else Saved.SAME
    if saved is Saved.SAME:
        db.conn.execute("UPDATE articles SET last_seen_at = ? WHERE id = ?", (seen, article_id))
    else:
        if saved is Saved.REVISED:
            number += 1
            _update(db, article_id, article, number, seen)
        revisions.add(
            db,
            article_id,
            number,
            words_of(article),
            seen=seen,
            modified_at=dated(article.modified_at, article.modified_precision),
            text_hash=text_hash,
            changes=changed,
            origin=origin,
        )
        _write_parts(db, article_id, article)
    db.conn.execute(
        "INSERT OR IGNORE INTO sightings (article_id, url, found_by, found_in, first_seen_at)"
        " VALUES (?, ?, ?, ?, ?)",
        (article_id, seen_url or article.url, article.found_by, found_in or "", seen),
    )
    if article.layout != INGESTED:  # what somebody brought spares no page its reading
        keys = [article.key, link_key or article.key]
        discovered.note_done(db, outlet=article.outlet, keys=keys)
    return Written(saved, article_id, number)


def was_read(db: Database, *, outlet: str, key: str) -> bool:
    """Return whether an article is stored as a crawl read it, not as a line of a file says."""
    row = db.conn.execute(
        "SELECT layout IS NOT ? FROM articles WHERE outlet = ? AND key = ?",
        (INGESTED, outlet, key),
    ).fetchone()
    return bool(row and row[0])


def is_less(db: Database, article: Article) -> bool:
    """Return whether a page shows less of an article than is stored, and nothing new.

    That is so when a wall went up after a while, when a further page can't be fetched today, or
    when the longer text of a feed that has moved on is stored. Where only an excerpt is kept,
    how much a page shows can be compared, the words can't.
    """
    row = db.conn.execute(
        "SELECT a.access, a.kept, b.body, json_extract(b.field_sources, '$.body')"
        " FROM articles a JOIN article_bodies b ON b.article_id = a.id"
        " WHERE a.outlet = ? AND a.key = ?",
        (article.outlet, article.key),
    ).fetchone()
    if row is None:
        return False
    access, kept, body, source = row
    if article.access == HEADLINE:
        return bool(access != HEADLINE)
    if kept != "full":
        return bool(access == "free" and article.access != "free")
    is_shorter = len(article.body) < len(body)
    if _is_from_feed(source) and not _is_from_feed(article.field_sources.get("body")):
        return is_shorter
    # A title edited since is read with the whole text on the next visit.
    return article.access != "free" and is_shorter and body.startswith(article.body)


def _is_from_feed(source: str | None) -> bool:
    return source is not None and source.startswith("feed")


def note_seen(
    db: Database, article: Article, *, seen_at: datetime, link_key: str | None = None
) -> None:
    """Note that a stored article's page was read and told nothing; its link is done.

    Runs inside the caller's transaction.
    """
    db.conn.execute(
        "UPDATE articles SET last_seen_at = ? WHERE outlet = ? AND key = ?",
        (stamp(seen_at), article.outlet, article.key),
    )
    keys = [article.key, link_key or article.key]
    discovered.note_done(db, outlet=article.outlet, keys=keys)


def write_reading(
    db: Database, article_id: int, article: Article, changes: list[Change], *, at: datetime
) -> Written:
    """Write how today's rules read a stored article's page; runs inside the caller's transaction.

    It is a revision of ours, not the outlet's: when the article was seen, and whether it is still
    at its source, stay as they were. ``changes`` are of the kind ``reading``.
    """
    (number,) = db.conn.execute(
        "SELECT revision + 1 FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    seen, removed = db.conn.execute(
        "SELECT last_seen_at, removed_at FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    _update(db, article_id, article, number, seen)
    db.conn.execute("UPDATE articles SET removed_at = ? WHERE id = ?", (removed, article_id))
    revisions.add(
        db,
        article_id,
        number,
        words_of(article),
        seen=stamp(at),
        modified_at=dated(article.modified_at, article.modified_precision),
        text_hash=hash_text(article),
        changes=changes,
        origin="reading",
    )
    _write_parts(db, article_id, article)
    return Written(Saved.REVISED, article_id, number)


def compare(db: Database, article_id: int, article: Article) -> list[Change]:
    """Return in what a reading of an article differs from the one that is stored."""
    row = db.conn.execute(
        "SELECT a.title, a.subtitle, b.body, a.published_at FROM articles a"
        " JOIN article_bodies b ON b.article_id = a.id WHERE a.id = ?",
        (article_id,),
    ).fetchone()
    authors = db.conn.execute(
        "SELECT name, role, email FROM authors WHERE article_id = ? ORDER BY position",
        (article_id,),
    ).fetchall()
    title, subtitle, body, published_at = row
    pairs: tuple[tuple[Field, str | None, str | None], ...] = (
        ("title", title, article.title),
        ("subtitle", subtitle, article.subtitle),
        ("body", body, article.body),
        ("published_at", published_at, dated(article.published_at, article.published_precision)),
        (
            "authors",
            ", ".join(_signed(*each) for each in authors) or None,
            ", ".join(_signed(each.name, each.role, each.email) for each in article.authors)
            or None,
        ),
    )
    return [
        Change("reading", field, before, after)
        for field, before, after in pairs
        if before != after
    ]


def is_whole(db: Database, article_id: int) -> bool:
    """Tell whether an article is stored with its whole text."""
    row = db.conn.execute(
        "SELECT 1 FROM articles WHERE id = ? AND kept = 'full'", (article_id,)
    ).fetchone()
    return row is not None


def _signed(name: str, role: str | None, email: str | None) -> str:
    return " ".join(part for part in (name, role, f"<{email}>" if email else None) if part)


def _changes(
    db: Database, article_id: int, article: Article, skeleton: int | None
) -> list[Change]:
    """Return the changes since the newest revision, in as much detail as the kept text allows."""
    before, after = revisions.newest(db, article_id), words_of(article)
    kept, known = db.conn.execute(
        "SELECT a.kept, s.skeleton FROM articles a"
        " LEFT JOIN signatures s ON s.article_id = a.id WHERE a.id = ?",
        (article_id,),
    ).fetchone()
    if kept == "full":
        return between(before, after)
    changed = between(Version(before.title, None, ""), Version(after.title, None, ""))
    if skeleton is None or known is None or skeleton != known:
        changed.append(Change("wording", "body", None, None))
    return changed


def highest_id(db: Database) -> int:
    """Return the id of the article stored last, 0 when there is none."""
    return int(db.conn.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()[0])


def words_of(article: Article) -> Version:
    """Return the texts of an article whose changes make a new revision."""
    return Version(article.title, article.subtitle, article.body)


def hash_text(article: Article) -> str:
    """Return a hash of an article's texts that is equal only when they are identical."""
    return hash_words(words_of(article))


def hash_words(words: Version) -> str:
    """Return the hash of a version of an article's texts."""
    joined = "\0".join((words.title, words.subtitle or "", words.body or ""))
    return hashlib.blake2b(joined.encode(), digest_size=16).hexdigest()


def _columns(article: Article) -> dict[str, Any]:
    """Return the columns of ``articles`` that come from the article itself."""
    return {
        "url": article.url,
        "title": article.title,
        "title_tags": as_json(article.title_tags),
        "subtitle": article.subtitle,
        "language": article.language,
        "section": article.section,
        "dateline": article.dateline,
        "source": article.source,
        "keywords": as_json(article.keywords),
        "image_url": article.image_url,
        "published_at": dated(article.published_at, article.published_precision),
        "published_conflict": article.published_conflict,
        "modified_at": dated(article.modified_at, article.modified_precision),
        "date_source": article.date_source,
        "access": article.access,
        "layout": article.layout,
    }


def _insert(db: Database, article: Article, seen: str | None, run_id: int | None) -> int:
    values = {
        "outlet": article.outlet,
        "key": article.key,
        **_columns(article),
        "found_by": article.found_by,
        "revision": 1,
        "first_seen_at": seen,
        "last_seen_at": seen,
        "run_id": run_id,
    }
    marks = ", ".join("?" * len(values))
    cursor = db.conn.execute(
        f"INSERT INTO articles ({', '.join(values)}) VALUES ({marks})",  # noqa: S608 our own names
        tuple(values.values()),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _update(
    db: Database, article_id: int, article: Article, number: int, seen: str | None
) -> None:
    values = {**_columns(article), "revision": number, "last_seen_at": seen, "removed_at": None}
    sets = ", ".join(f"{name} = ?" for name in values)
    db.conn.execute(
        f"UPDATE articles SET {sets} WHERE id = ?",  # noqa: S608 our own names
        (*values.values(), article_id),
    )


def _write_parts(db: Database, article_id: int, article: Article) -> None:
    db.conn.execute(
        "INSERT OR REPLACE INTO article_bodies"
        " (article_id, body, captions, attachments, field_sources) VALUES (?, ?, ?, ?, ?)",
        (
            article_id,
            article.body,
            as_json(article.captions),
            as_json(article.attachments),
            as_json(dict(article.field_sources)),
        ),
    )
    db.conn.execute("DELETE FROM authors WHERE article_id = ?", (article_id,))
    db.conn.executemany(
        "INSERT INTO authors (article_id, position, name, role, email)"
        " VALUES (:article_id, :position, :name, :role, :email)",
        [
            {"article_id": article_id, "position": position, **asdict(author)}
            for position, author in enumerate(article.authors, start=1)
        ],
    )
