"""What listings lose: entries that can't be read, and links to addresses of no known form."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from newsdb.health import alarms, gone
from newsdb.health.alarms import Alarm, Recovery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

#: From so many links on, and this share of a listing, an unknown form of address is an alarm; a
#: few are advertisements or pages of another kind. Below the second share it has passed.
LEAST_UNMATCHED = 3
SHARE_UNMATCHED, SHARE_PASSED = 0.2, 0.1

#: Where a person has accepted a loss as normal, so many times as much is none.
GROWN = 1.5


def look(db: Database, outlet: str) -> Iterator[Alarm | Recovery]:
    """Yield the alarms and recoveries that the last contents of an outlet's listings show.

    Any entry that can't be read is an alarm: it may be the first of those behind it.
    """
    for url, links, entries, unreadable, unmatched, read_at in db.conn.execute(
        "SELECT url, links, entries, unreadable, unmatched, read_at FROM feeds"
        " WHERE outlet = ? AND kind != 'search' AND status = 200",
        (outlet,),
    ).fetchall():
        if gone.is_left_out(db, outlet, url):  # what it held the last time holds no longer
            continue
        all_of_them = max(entries + unreadable, 1)
        many = unmatched >= LEAST_UNMATCHED and unmatched >= SHARE_UNMATCHED * all_of_them
        for kind, number, is_amiss, has_passed, what in (
            ("entries", unreadable, unreadable > 0, not unreadable, "can't be read"),
            (
                "addresses",
                unmatched,
                many,
                unmatched < SHARE_PASSED * all_of_them,
                "lead to addresses of no form that the outlet's articles have",
            ),
        ):
            said = f"{number} of {all_of_them} entries {what}; {links} links were found"
            share = number / all_of_them
            if is_amiss and share > GROWN * _accepted(db, outlet, kind, url):
                yield Alarm(
                    outlet=outlet,
                    kind=kind,
                    subject=url,
                    since=datetime.fromisoformat(read_at),
                    diagnosis=said,
                    evidence={"share": round(share, 4), "number": number},
                )
            elif has_passed and _is_open(db, outlet, kind, url):
                yield Recovery(outlet=outlet, kind=kind, subject=url, because=said)


def _accepted(db: Database, outlet: str, kind: str, url: str) -> float:
    """Return the largest share that a person has accepted."""
    shares = [
        float(each.evidence.get("share", 0))
        for each in alarms.all_of(db, outlet, kind)
        if each.accepted and each.subject == url
    ]
    return max(shares, default=0.0)


def _is_open(db: Database, outlet: str, kind: str, url: str) -> bool:
    return any(each.kind == kind and each.subject == url for each in alarms.open_ones(db, outlet))
