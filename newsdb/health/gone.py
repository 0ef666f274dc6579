"""Alarms that nothing can close any more: of outlets and listings that are read no longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsdb.database import stamp
from newsdb.health import alarms
from newsdb.health.alarms import Recovery

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlite_utils import Database

    from newsdb.health.alarms import Kept

#: Kinds of alarms whose subject is a listing's address.
_OF_LISTINGS = frozenset({"feed", "entries", "addresses"})

#: A listing that so many crawls of its outlet, over so long, left out is not in its spider now.
LEFT_OUT, LEFT_OUT_FOR = 20, timedelta(days=7)

#: Sites without a spider are read when somebody asks: after so long nobody does.
SITE_UNREAD = timedelta(days=30)
_SITE = "site:"


def look(
    db: Database, *, at: datetime, off: Collection[str], known: Collection[str] | None
) -> Iterator[Recovery]:
    """Yield the end, with its reason, of each open alarm whose cause no run will look at again.

    ``off`` are outlets that are switched off, ``known`` the names of all spiders; None: not known.
    """
    names = {row[0] for row in db.conn.execute("SELECT name FROM outlets")}
    for each in alarms.open_ones(db):
        if each.outlet in off:
            because = "switched off"
        elif each.outlet.startswith(_SITE):
            if each.outlet in names and at - _last_read(db, each) <= SITE_UNREAD:
                continue
            because = "this site is not read any more"
        elif known is not None and each.outlet in names - set(known):
            because = "there is no spider of this name any more"
        elif each.kind in _OF_LISTINGS and is_left_out(db, each.outlet, each.subject):
            because = "this listing is not read any more"
        else:
            continue
        yield Recovery(outlet=each.outlet, kind=each.kind, subject=each.subject, because=because)


def is_left_out(db: Database, outlet: str, url: str) -> bool:
    """Tell whether the crawls of an outlet do not read a listing any more.

    Crawls count in which no listing failed without an answer: such a one may be this one.
    """
    row = db.conn.execute(
        "SELECT read_at FROM feeds WHERE url = ? AND outlet = ?", (url, outlet)
    ).fetchone()
    if row is None:
        return True
    since = datetime.fromisoformat(row[0])
    crawls = db.conn.execute(
        "SELECT max(started_at), count(*) FROM (SELECT started_at FROM runs"
        " WHERE spider = ? AND listings > 0 AND started_at > ? AND NOT EXISTS ("
        "  SELECT 1 FROM run_faults f WHERE f.run_id = runs.id AND f.what = 'listing'"
        "  AND f.reason NOT LIKE 'http %')"  # an answer is noted with the listing
        " ORDER BY started_at DESC LIMIT ?)",
        (outlet, stamp(since), LEFT_OUT),
    ).fetchone()
    newest, number = crawls
    return number >= LEFT_OUT and datetime.fromisoformat(newest) - since > LEFT_OUT_FOR


def _last_read(db: Database, alarm: Kept) -> datetime:
    """Return when an alarm's site was read last, at the latest when the alarm was opened."""
    (newest,) = db.conn.execute(
        "SELECT max(r.started_at) FROM run_fields f JOIN runs r ON r.id = f.run_id"
        " WHERE f.outlet = ?",
        (alarm.outlet,),
    ).fetchone()
    return max(alarm.opened_at, datetime.fromisoformat(newest) if newest else alarm.opened_at)
