"""Which list pages a run can do without, because the outlet's feeds have been enough."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlite_utils import Database

#: A list that has named nothing for so long that a feed had not named before adds nothing.
ADDS_NOTHING = timedelta(days=7)
#: It is read all the same when it was last read longer ago than this: feeds may stop unnoticed.
LONGEST_UNREAD = timedelta(minutes=60)
#: A feed answered well if it did so within this time.
RECENT = timedelta(hours=3)


class Listed(NamedTuple):
    """A listing as it was last answered; ``changed_at`` is when it last named something new."""

    url: str
    status: int
    read_at: datetime
    changed_at: datetime | None
    etag: str | None = None
    last_modified: str | None = None


def first_run(db: Database, outlet: str) -> datetime | None:
    """Return when an outlet was crawled first."""
    (first,) = db.conn.execute(
        "SELECT min(started_at) FROM runs WHERE spider = ?", (outlet,)
    ).fetchone()
    return datetime.fromisoformat(first) if first else None


def listed(db: Database, outlet: str) -> list[Listed]:
    """Return an outlet's listings."""
    return [
        Listed(
            url,
            status,
            datetime.fromisoformat(read),
            datetime.fromisoformat(changed) if changed else None,
            etag,
            last_modified,
        )
        for url, status, read, changed, etag, last_modified in db.conn.execute(
            "SELECT url, status, read_at, changed_at, etag, last_modified FROM feeds"
            " WHERE outlet = ?",
            (outlet,),
        )
    ]


def unneeded(
    db: Database, outlet: str, *, feeds: Collection[str], lists: Collection[str], at: datetime
) -> set[str]:
    """Return those of the outlet's ``lists`` (URLs) that need not be read now."""
    if not feeds or not lists:
        return set()
    known = listed(db, outlet)
    return unneeded_among(known, first_run(db, outlet), feeds=feeds, lists=lists, at=at)


def unneeded_among(
    known: Iterable[Listed],
    first: datetime | None,
    *,
    feeds: Collection[str],
    lists: Collection[str],
    at: datetime,
) -> set[str]:
    """Return those of ``lists`` that need not be read, by what is known of an outlet.

    All of its ``feeds`` must have answered lately, and the outlet must have been crawled for as
    long as a list must have added nothing (``first``).
    """
    if not feeds or not lists or first is None or at - first < ADDS_NOTHING:
        return set()
    found = {each.url: each for each in known}
    for feed in feeds:
        answered = found.get(feed)
        if answered is None or answered.status not in {200, 304} or at - answered.read_at > RECENT:
            return set()
    return {
        url
        for url in lists
        if url in found
        and found[url].status in {200, 304}
        and at - found[url].read_at <= LONGEST_UNREAD
        and ((changed := found[url].changed_at) is None or at - changed > ADDS_NOTHING)
    }
