"""Links found in listings, and the state of each: found, done, unreadable, given up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from newsdb.articles import attempts
from newsdb.articles.forgotten import is_forgotten
from newsdb.database import stamp, transaction
from newsdb.records import FoundBy, Precision, dated, read_dated
from newsdb.text.folding import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

#: Pauses before an unreadable page is tried again; after the last one it is given up.
PAUSES = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 72, 168))


#: More changed entries than this, and than half of a listing's, are not edits of articles.
FEW_CHANGES = 3

#: Kinds of listings whose entries change when their article does.
CHANGE_TELLERS = frozenset({"feed", "sitemap"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An article's address as a listing gave it, with what the listing says about it."""

    outlet: str
    key: str
    url: str
    title: str | None = None
    published_at: datetime | None = None
    published_precision: Precision = "minute"
    found_by: FoundBy = "url"
    found_in: str | None = None
    modified_at: datetime | None = None  # as the listing says
    attempts: int = 0  # how often it has been unreadable
    begun: int = 0  # how many readings of it have never ended: see ``attempts``


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A feed, list, search or sitemap as fetched, with the validators for the next request.

    ``entries`` are all that it has; of these ``unreadable`` can't be read and ``unmatched`` lead
    to addresses of no known form.
    """

    url: str
    outlet: str
    kind: FoundBy
    status: int = 200
    etag: str | None = None
    last_modified: str | None = None
    entries: int = 0
    unreadable: int = 0
    unmatched: int = 0


class Remembered(NamedTuple):
    """The links of one listing, sorted by whether they were known.

    ``changed`` are those of ``known`` whose entry shows that the article was edited; ``left_out``
    counts those that would have been new beyond the limit.
    """

    new: list[Link]
    known: list[Link]
    changed: list[Link]
    left_out: int = 0


def validators(db: Database, listing: str) -> tuple[str | None, str | None]:
    """Return the ETag and Last-Modified of the listing's last response."""
    row = db.conn.execute(
        "SELECT etag, last_modified FROM feeds WHERE url = ?", (listing,)
    ).fetchone()
    return (row[0], row[1]) if row else (None, None)


def remember(
    db: Database,
    listing: Listing | None,
    links: Iterable[Link],
    *,
    at: datetime,
    most_new: int | None = None,
) -> Remembered:
    """Save a listing's links and its validators in one transaction.

    At most ``most_new`` are added; if there are more, the validators are not saved, so that the
    next run gets the listing again and goes on.

    Together, because a kill between the two followed by a 304 would lose the links for good.
    Without a listing (addresses that a person gave) only the links are saved. What was forgotten
    is as if nobody had named it.
    """
    new: list[Link] = []
    known: list[Link] = []
    left_out = 0
    with transaction(db):
        for link in links:
            if is_forgotten(db, outlet=link.outlet, key=link.key):
                continue
            if most_new is not None and len(new) >= most_new and not _is_known(db, link):
                left_out += 1
                continue
            cursor = db.conn.execute(
                "INSERT OR IGNORE INTO discovered (outlet, key, url, title, published_at,"
                " modified_at, found_by, found_in, found_at, state)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'found')",
                (
                    link.outlet,
                    link.key,
                    link.url,
                    link.title,
                    dated(link.published_at, link.published_precision),
                    stamp(link.modified_at),
                    link.found_by,
                    link.found_in,
                    stamp(at),
                ),
            )
            (new if cursor.rowcount else known).append(link)
        changed = [link for link in known if _note_entry(db, link)]
        if len(changed) > max(FEW_CHANGES, len(known) // 2):
            changed = []  # the feed itself changed: it redates or rephrases its entries
        db.conn.executemany(
            "UPDATE discovered SET state = 'found', attempts = 0 WHERE outlet = ? AND key = ?",
            [(link.outlet, link.key) for link in changed],
        )
        if listing:
            if left_out:
                listing = replace(listing, etag=None, last_modified=None)
            _note(db, listing, links=len(new) + len(known), at=at, changed=bool(new))
    return Remembered(new, known, changed, left_out)


def _is_known(db: Database, link: Link) -> bool:
    row = db.conn.execute(
        "SELECT 1 FROM discovered WHERE outlet = ? AND key = ?", (link.outlet, link.key)
    ).fetchone()
    return row is not None


def _note_entry(db: Database, link: Link) -> bool:
    """Update a link from its listing entry; return whether a page already read has changed.

    Only the listing that named it first counts: another one words the title differently. Runs in
    the transaction that saves the listing's validators, so that a crash loses nothing.
    """
    if link.found_by not in CHANGE_TELLERS:
        return False
    row = db.conn.execute(
        "SELECT title, published_at, modified_at, state FROM discovered"
        " WHERE outlet = ? AND key = ? AND found_in = ?",
        (link.outlet, link.key, link.found_in),
    ).fetchone()
    if row is None or row[3] != "done":
        return False
    title, published_at, modified_at, _ = row
    new_title = link.title or title
    published = dated(link.published_at, link.published_precision) or published_at
    modified = stamp(link.modified_at) or modified_at
    if (
        skeleton(new_title or "") == skeleton(title or "")
        and published == published_at
        and modified == modified_at
    ):
        return False
    db.conn.execute(
        "UPDATE discovered SET title = ?, published_at = ?, modified_at = ?"
        " WHERE outlet = ? AND key = ?",
        (new_title, published, modified, link.outlet, link.key),
    )
    return True


def _note(db: Database, listing: Listing, *, links: int, at: datetime, changed: bool) -> None:
    db.conn.execute(
        "INSERT INTO feeds (url, outlet, kind, etag, last_modified, status, links, entries,"
        " unreadable, unmatched, read_at, changed_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET outlet = excluded.outlet, etag = excluded.etag,"
        " last_modified = excluded.last_modified, status = excluded.status,"
        " links = excluded.links, entries = excluded.entries,"
        " unreadable = excluded.unreadable, unmatched = excluded.unmatched,"
        " read_at = excluded.read_at,"
        " changed_at = coalesce(excluded.changed_at, changed_at)",
        (
            listing.url,
            listing.outlet,
            listing.kind,
            listing.etag,
            listing.last_modified,
            listing.status,
            links,
            listing.entries,
            listing.unreadable,
            listing.unmatched,
            stamp(at),
            stamp(at) if changed else None,
        ),
    )


def note_answer(db: Database, listing: Listing, *, at: datetime) -> None:
    """Record a response without links (304, an error) for a listing; its validators stay."""
    with transaction(db):
        cursor = db.conn.execute(
            "UPDATE feeds SET status = ?, read_at = ? WHERE url = ?",
            (listing.status, stamp(at), listing.url),
        )
        if not cursor.rowcount:
            _note(db, listing, links=0, at=at, changed=False)


def known(db: Database, outlet: str, *, most: int) -> list[tuple[str, str]]:
    """Return outlet and key of the newest links of an outlet, or of its listings."""
    return list(
        db.conn.execute(
            "SELECT outlet, key FROM discovered WHERE (outlet = :outlet"
            " OR found_in IN (SELECT url FROM feeds WHERE outlet = :outlet))"
            " ORDER BY found_at DESC LIMIT :most",
            {"outlet": outlet, "most": most},
        )
    )


def to_do(
    db: Database, *, at: datetime, outlet: str | None = None, found_in: str | None = None
) -> list[Link]:
    """Return the links of an outlet, or of a listing, that are still to be read.

    These are the ones found and never read, which a killed run leaves behind, and the unreadable
    ones whose pause is over. What may have killed a run comes last, so that it costs little.
    """
    rows = db.conn.execute(
        "SELECT outlet, key, url, title, published_at, found_by, found_in, attempts,"
        " (SELECT count(*) FROM reading_attempts r"
        " WHERE r.outlet = d.outlet AND r.key = d.key) AS begun"
        " FROM discovered d"
        " WHERE (outlet = :outlet OR found_in = :found_in)"
        " AND (state = 'found' OR (state = 'unreadable' AND next_try <= :at))"
        " ORDER BY begun, found_at",
        {"outlet": outlet, "found_in": found_in, "at": stamp(at)},
    )
    return [_link_of(row) for row in rows]


def _link_of(row: tuple[Any, ...]) -> Link:
    published_at, precision = read_dated(row[4])
    return Link(
        outlet=row[0],
        key=row[1],
        url=row[2],
        title=row[3],
        published_at=published_at,
        published_precision=precision,
        found_by=cast("FoundBy", row[5]),
        found_in=row[6],
        attempts=row[7],
        begun=row[8],
    )


def note_done(db: Database, *, outlet: str, keys: Iterable[str]) -> None:
    """Note that pages have been read to the end; runs inside the caller's transaction."""
    for key in set(keys):
        db.conn.execute(
            "UPDATE discovered SET state = 'done', next_try = NULL WHERE outlet = ? AND key = ?",
            (outlet, key),
        )
        attempts.end(db, outlet=outlet, key=key)


def note_unreadable(
    db: Database, *, outlet: str, key: str, at: datetime, give_up: bool = False
) -> None:
    """Put a link aside for a growing pause, or for good; runs inside the caller's transaction."""
    row = db.conn.execute(
        "SELECT attempts FROM discovered WHERE outlet = ? AND key = ?", (outlet, key)
    ).fetchone()
    if row is None:
        return
    attempts = row[0] + 1
    rest = give_up or attempts > len(PAUSES)
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
