"""Links that listings gave, and how far each has got: found, done, unreadable, given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, cast

from newsdb.database import stamp, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.records import FoundBy

#: Pauses before an unreadable page is tried again; after the last one it rests.
PAUSES = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 72, 168))


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An article's address as a listing gave it, with what the listing says of it."""

    key: str
    url: str
    title: str | None = None
    published_at: datetime | None = None
    found_by: FoundBy = "url"
    found_in: str | None = None


class Answer(NamedTuple):
    """What a listing answered, and the validators for asking it again."""

    status: int
    etag: str | None = None
    last_modified: str | None = None


class Remembered(NamedTuple):
    """The links of one listing, sorted by whether they were known."""

    new: list[Link]
    known: list[Link]


def validators(db: Database, url: str) -> tuple[str | None, str | None]:
    """Return the ETag and Last-Modified that the listing at ``url`` gave last."""
    row = db.conn.execute("SELECT etag, last_modified FROM feeds WHERE url = ?", (url,)).fetchone()
    return (row[0], row[1]) if row else (None, None)


def remember(
    db: Database,
    *,
    outlet: str,
    listing: str,
    kind: FoundBy,
    answer: Answer,
    links: Iterable[Link],
    at: datetime,
) -> Remembered:
    """Save a listing's links and its validators in one transaction.

    Together, because a kill between the two followed by a 304 would lose the links for good.
    """
    new: list[Link] = []
    known: list[Link] = []
    when = stamp(at)
    with transaction(db):
        for link in links:
            cursor = db.conn.execute(
                "INSERT OR IGNORE INTO discovered (outlet, key, url, title, published_at,"
                " found_by, found_in, found_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'found')",
                (
                    outlet,
                    link.key,
                    link.url,
                    link.title,
                    stamp(link.published_at),
                    link.found_by,
                    link.found_in,
                    when,
                ),
            )
            (new if cursor.rowcount else known).append(link)
        db.conn.execute(
            "INSERT INTO feeds (url, outlet, kind, etag, last_modified, status, links, read_at,"
            " changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (url) DO UPDATE SET etag = excluded.etag,"
            " last_modified = excluded.last_modified, status = excluded.status,"
            " links = excluded.links, read_at = excluded.read_at,"
            " changed_at = coalesce(excluded.changed_at, changed_at)",
            (
                listing,
                outlet,
                kind,
                answer.etag,
                answer.last_modified,
                answer.status,
                len(new) + len(known),
                when,
                when if new else None,
            ),
        )
    return Remembered(new, known)


def note_unchanged(db: Database, listing: str, *, status: int, at: datetime) -> None:
    """Note that a listing answered without content (304), or with an error: it keeps its rest."""
    db.conn.execute(
        "UPDATE feeds SET status = ?, read_at = ? WHERE url = ?", (status, stamp(at), listing)
    )


def to_do(db: Database, outlet: str, *, at: datetime) -> list[Link]:
    """Return the links still to be read: found and never tried, or due for another try."""
    rows = db.conn.execute(
        "SELECT key, url, title, found_by, found_in FROM discovered WHERE outlet = ?"
        " AND (state = 'found' OR (state = 'unreadable' AND next_try <= ?)) ORDER BY found_at",
        (outlet, stamp(at)),
    )
    return [
        Link(key=key, url=url, title=title, found_by=cast("FoundBy", found_by), found_in=found_in)
        for key, url, title, found_by, found_in in rows
    ]


def note_unreadable(db: Database, *, outlet: str, key: str, at: datetime) -> None:
    """Put a link aside for a growing pause; runs inside the caller's transaction."""
    row = db.conn.execute(
        "SELECT attempts FROM discovered WHERE outlet = ? AND key = ?", (outlet, key)
    ).fetchone()
    if row is None:
        return
    attempts = row[0] + 1
    rest = attempts > len(PAUSES)
    db.conn.execute(
        "UPDATE discovered SET state = ?, attempts = ?, next_try = ? WHERE outlet = ? AND key = ?",
        (
            "given_up" if rest else "unreadable",
            attempts,
            None if rest else stamp(at + PAUSES[attempts - 1]),
            outlet,
            key,
        ),
    )
