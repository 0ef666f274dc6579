"""Which alarms have been told: each once when it opened, and once when it closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from newsdb.database import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlite_utils import Database


def told_since(db: Database, since: datetime, until: datetime) -> bool:
    """Return whether anything was told within a span of time."""
    row = db.execute(
        "SELECT 1 FROM told_alarms WHERE told_at > ? AND told_at <= ? LIMIT 1",
        [stamp(since), stamp(until)],
    ).fetchone()
    return row is not None


def to_tell_opened(db: Database, *, reopened_after: datetime) -> list[int]:
    """Return the open alarms that were not told.

    One that was told of the same outlet, kind and subject since ``reopened_after`` keeps them
    back: it comes and goes.
    """
    rows = db.execute(
        "SELECT id FROM alarms a WHERE closed_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM told_alarms WHERE alarm_id = a.id AND what = 'opened')"
        " AND NOT EXISTS (SELECT 1 FROM alarms b JOIN told_alarms t ON t.alarm_id = b.id"
        " AND t.what = 'opened' WHERE b.outlet = a.outlet AND b.kind = a.kind"
        " AND b.subject = a.subject AND t.told_at > ?) ORDER BY id",
        [stamp(reopened_after)],
    )
    return [row[0] for row in rows]


def to_tell_closed(db: Database) -> list[int]:
    """Return the closed alarms of which only the opening was told."""
    rows = db.execute(
        "SELECT a.id FROM told_alarms t JOIN alarms a ON a.id = t.alarm_id"
        " WHERE t.what = 'opened' AND a.closed_at IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM told_alarms WHERE alarm_id = a.id AND what = 'closed') ORDER BY a.id"
    )
    return [row[0] for row in rows]


def note(
    db: Database, ids: Iterable[int], what: Literal["opened", "closed"], *, at: datetime
) -> None:
    """Write down that alarms were told; in the transaction that queues the message."""
    db.conn.executemany(
        "INSERT OR IGNORE INTO told_alarms (alarm_id, what, told_at) VALUES (?, ?, ?)",
        [(each, what, stamp(at)) for each in ids],
    )
