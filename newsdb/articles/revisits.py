"""Visiting an article again after growing pauses, and the validators that make this cheap."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb.articles import discovered
from newsdb.articles.discovered import Link
from newsdb.database import stamp, transaction
from newsdb.records import HEADLINE, read_dated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

#: Pauses between the visits of an article that matters; there are no visits after the last.
PAUSES = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 72, 168))

#: Visits due longer ago than this are dropped: nothing was crawled for weeks.
OVERDUE = timedelta(days=14)

#: The most visits in one crawl; the others wait for the next one.
MOST_VISITS = 100


class Validators(NamedTuple):
    """The validators of a response, for asking whether the page has changed since."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a conditional request; empty when the page gave no validator."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}


def note(
    db: Database,
    article_id: int,
    validators: Validators,
    *,
    at: datetime,
    link_key: str | None = None,
) -> None:
    """Store a page's validators, and plan the first visit if the article is new.

    ``link_key`` is the key under which its link was found if the article has another, as when the
    page named its canonical address. Runs inside the caller's transaction.
    """
    db.conn.execute(
        "INSERT INTO revisits (article_id, visits, next_at, etag, last_modified, link_key)"
        " VALUES (?, 0, ?, ?, ?, ?) ON CONFLICT (article_id) DO UPDATE SET"
        " etag = excluded.etag, last_modified = excluded.last_modified,"
        " link_key = coalesce(excluded.link_key, link_key)",
        (article_id, stamp(at + PAUSES[0]), *validators, link_key),
    )


def take_due(db: Database, *, outlet: str, at: datetime) -> list[Link]:
    """Return an outlet's articles due for a visit, and plan the next visit.

    These are the relevant ones, those for review, and those of which only the headline could be
    read. Planned at once, so that a page that fails is not requested in every crawl.
    """
    with transaction(db):
        rows = db.conn.execute(
            "SELECT r.article_id, r.visits, a.key, a.url, coalesce(d.found_by, a.found_by),"
            " d.found_in, d.title, d.published_at, d.modified_at FROM revisits r"
            " JOIN articles a ON a.id = r.article_id"
            " LEFT JOIN discovered d"
            "  ON d.outlet = a.outlet AND d.key = coalesce(r.link_key, a.key)"
            " WHERE r.next_at BETWEEN ? AND ? AND a.outlet = ? AND a.removed_at IS NULL"
            " AND (a.decision IN ('relevant', 'review') OR a.access = ?)"
            " ORDER BY r.next_at LIMIT ?",
            (stamp(at - OVERDUE), stamp(at), outlet, HEADLINE, MOST_VISITS),
        ).fetchall()
        db.conn.executemany(
            "UPDATE revisits SET visits = ?, next_at = ? WHERE article_id = ?",
            [(visits + 1, _next(visits + 1, at), article) for article, visits, *_ in rows],
        )
    return [_link_of(outlet, tuple(row)) for _, _, *row in rows]


def put_back(db: Database, pages: Iterable[tuple[str, str]], *, at: datetime) -> None:
    """Let visits be due again that were taken and not made; in the caller's transaction.

    ``pages`` are (outlet, key). One that was made after all is made once more.
    """
    db.conn.executemany(
        "UPDATE revisits SET visits = max(visits - 1, 0), next_at = ? WHERE article_id ="
        " (SELECT id FROM articles WHERE outlet = ? AND key = ?)",
        [(stamp(at), outlet, key) for outlet, key in pages],
    )


def _link_of(outlet: str, row: tuple[Any, ...]) -> Link:
    """Return the link to an article with what its listing says: a page may not say it itself."""
    key, url, found_by, found_in, title, published, modified = row
    published_at, precision = read_dated(published)
    return Link(
        outlet=outlet,
        key=key,
        url=url,
        title=title,
        published_at=published_at,
        published_precision=precision,
        found_by=found_by,
        found_in=found_in,
        modified_at=read_dated(modified)[0],
    )


def validators(db: Database, *, outlet: str, key: str) -> Validators:
    """Return the validators of a stored article's last response; empty if it isn't stored."""
    row = db.conn.execute(
        "SELECT r.etag, r.last_modified FROM revisits r JOIN articles a ON a.id = r.article_id"
        " WHERE a.outlet = ? AND a.key = ?",
        (outlet, key),
    ).fetchone()
    return Validators(*row) if row else Validators()


def note_unchanged(db: Database, *, outlet: str, key: str, at: datetime) -> None:
    """Record that an article's page has not changed (304)."""
    with transaction(db):
        db.conn.execute(
            "UPDATE articles SET last_seen_at = ? WHERE outlet = ? AND key = ?",
            (stamp(at), outlet, key),
        )
        discovered.note_done(db, outlet=outlet, keys=[key])


def _next(visits: int, at: datetime) -> str | None:
    return stamp(at + PAUSES[visits]) if visits < len(PAUSES) else None
