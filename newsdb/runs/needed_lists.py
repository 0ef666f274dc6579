"""Which list pages a run can do without, because the outlet's feeds have been enough."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlite_utils import Database

#: A list that has named nothing for so long that a feed had not named before adds nothing.
ADDS_NOTHING = timedelta(days=7)
#: It is read all the same when it was last read longer ago than this: feeds may stop unnoticed.
LONGEST_UNREAD = timedelta(minutes=60)
#: A feed answered well if it did so within this time.
RECENT = timedelta(hours=3)


def unneeded(
    db: Database, outlet: str, *, feeds: Collection[str], lists: Collection[str], at: datetime
) -> set[str]:
    """Return those of the outlet's ``lists`` (URLs) that need not be read now.

    All of its ``feeds`` must have answered lately, and the outlet must have been crawled for as
    long as a list must have added nothing.
    """
    if not feeds or not lists:
        return set()
    first = db.conn.execute(
        "SELECT min(started_at) FROM runs WHERE spider = ?", (outlet,)
    ).fetchone()[0]
    if first is None or at - datetime.fromisoformat(first) < ADDS_NOTHING:
        return set()
    found = {
        url: (status, datetime.fromisoformat(read), changed and datetime.fromisoformat(changed))
        for url, status, read, changed in db.conn.execute(
            "SELECT url, status, read_at, changed_at FROM feeds WHERE outlet = ?", (outlet,)
        )
    }
    for feed in feeds:
        status, read, _ = found.get(feed, (0, at, None))
        if status not in {200, 304} or at - read > RECENT:
            return set()
    return {
        url
        for url in lists
        if url in found
        and found[url][0] in {200, 304}
        and at - found[url][1] <= LONGEST_UNREAD
        and (found[url][2] is None or at - found[url][2] > ADDS_NOTHING)
    }
