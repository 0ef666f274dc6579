"""The outbox: one row for each message and recipient, written before anything is sent.

A row names stories, changes and alarms by their ids: texts are read when it is sent, as far as
they may be shown then. What was interrupted is sent again with the same message id.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from newsdb.database import stamp

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlite_utils import Database

MessageKind = Literal["digest", "alert", "alarms", "confirmation", "briefing"]

#: Kinds of which each message is one of its own; of others two that wait become one.
_SINGLE = frozenset({"confirmation", "briefing"})

#: So long a message that waits takes in others: what waits for longer is given up some day, and
#: takes nothing with it that came in just before.
TAKES_IN = timedelta(days=2)

#: How long what was sent, or given up, stays in the table, in days.
KEPT_DAYS = 90

#: The problem of a message whose text could not be made.
UNWRITTEN = "it could not be written; the log says why"


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A message to one recipient; ``key`` tells it from all others of its channel."""

    id: int
    channel: str
    recipient: str
    kind: MessageKind
    key: str
    subscription_id: int | None
    message: Mapping[str, Any]
    tries: int
    created_at: datetime
    next_try_at: datetime | None  # None: as soon as its channel can be used
    problem: str | None = None  # of the last attempt


_COLUMNS = (
    "id, channel, recipient, kind, key, subscription_id, message, tries, created_at, next_try_at,"
    " problem"
)


def put(
    db: Database,
    *,
    channel: str,
    recipients: tuple[str, ...],
    kind: MessageKind,
    key: str,
    subscription_id: int | None,
    message: Mapping[str, Any],
    at: datetime,
) -> None:
    """Queue a message to each recipient; runs in the transaction of what caused it.

    Where one of the same subscription has waited for less than TAKES_IN, and has certainly not
    left, it takes in the new one: after an outage a reader gets one message, not all that were
    missed.
    """
    for recipient in recipients:
        waiting = None
        if kind not in _SINGLE:
            waiting = _waiting(db, channel, recipient, kind, subscription_id, at=at)
        if waiting:
            both = merged(json.loads(waiting[1]), message)
            db.table("outbox").update(waiting[0], {"message": _json(both)})
            continue
        db.table("outbox").insert(
            {
                "channel": channel,
                "recipient": recipient,
                "kind": kind,
                "key": key,
                "subscription_id": subscription_id,
                "message": _json(message),
                "created_at": stamp(at),
            },
            ignore=True,
        )


def _waiting(
    db: Database,
    channel: str,
    recipient: str,
    kind: MessageKind,
    subscription_id: int | None,
    *,
    at: datetime,
) -> tuple[int, str] | None:
    """Return id and message of the last one of a kind that may take in another."""
    row = db.execute(
        "SELECT id, message, created_at FROM outbox WHERE channel = ? AND recipient = ?"
        " AND kind = ? AND subscription_id IS ? AND state = 'queued' AND NOT may_have_left"
        " AND problem IS NOT ? ORDER BY id DESC LIMIT 1",
        [channel, recipient, kind, subscription_id, UNWRITTEN],
    ).fetchone()
    if row is None or abs(at - datetime.fromisoformat(row[2])) >= TAKES_IN:
        return None
    return row[0], row[1]


def merged(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    """Return one message for two of a kind: lists are joined, ``since`` is the earlier one's.

    A story of the earlier message, which nobody has read, is not one that was told before.
    """
    both = {**earlier, **later}
    for name, value in earlier.items():
        if isinstance(value, list):
            both[name] = list(dict.fromkeys([*value, *later[name]]))
    if "since" in earlier:
        both["since"] = earlier["since"]
        unread = set(earlier["stories"]) - set(earlier["followed"])
        both["followed"] = [each for each in both["followed"] if each not in unread]
    return both


def recover(db: Database, *, chats: Collection[str] = ()) -> int:
    """Settle what a killed sender was about to send; return how many messages that are.

    They are queued again, with their message ids; those to ``chats``, where nothing tells a second
    one from the first, are marked as unknown. Only the process that holds the sender's lock may
    call this.
    """
    unsure = db.execute(
        "UPDATE outbox SET state = 'unknown', problem = 'the sender was ended meanwhile'"
        " WHERE state = 'sending' AND channel IN (SELECT value FROM json_each(?))",
        [json.dumps(list(chats))],
    ).rowcount
    again = db.execute(
        "UPDATE outbox SET state = 'queued', may_have_left = 1 WHERE state = 'sending'"
    ).rowcount
    return int(unsure + again)


def pending(db: Database) -> list[Queued]:
    """Return what is to be sent, the oldest first."""
    rows = db.query(f"SELECT {_COLUMNS} FROM outbox WHERE state = 'queued' ORDER BY id")  # noqa: S608 our own
    return [_read(row) for row in rows]


def begin(db: Database, row: Queued) -> None:
    """Write down that a message is about to be sent."""
    db.execute(
        "UPDATE outbox SET state = 'sending', tries = tries + 1 WHERE id = ?",
        [row.id],
    )


def note_sent(db: Database, row: Queued, *, at: datetime) -> None:
    """Write down that a message was taken over by the recipient's side."""
    db.execute(
        "UPDATE outbox SET state = 'sent', sent_at = ?, problem = NULL WHERE id = ?",
        [stamp(at), row.id],
    )


def postpone(
    db: Database,
    row: Queued,
    problem: str,
    *,
    may_have_left: bool = False,
    until: datetime | None = None,
) -> None:
    """Put a message back: it is tried again later, not before ``until``."""
    db.execute(
        "UPDATE outbox SET state = 'queued', problem = ?, next_try_at = ?,"
        " may_have_left = max(may_have_left, ?) WHERE id = ?",
        [problem, stamp(until), may_have_left, row.id],
    )


def give_up(db: Database, row: Queued, problem: str, *, dropped: bool = False) -> None:
    """Write down that a message will not be sent; ``dropped``: nobody wants it any more."""
    db.execute(
        "UPDATE outbox SET state = ?, problem = ? WHERE id = ?",
        ["dropped" if dropped else "failed", problem, row.id],
    )


def note_unknown(db: Database, row: Queued, problem: str) -> None:
    """Write down that a message may have arrived: it is not sent again by itself."""
    db.execute("UPDATE outbox SET state = 'unknown', problem = ? WHERE id = ?", [problem, row.id])


def unknown(db: Database, channel: str) -> tuple[int, datetime | None]:
    """Return how many of a channel's messages may have arrived, and when the first was queued."""
    number, first = db.execute(
        "SELECT count(*), min(created_at) FROM outbox WHERE channel = ? AND state = 'unknown'",
        [channel],
    ).fetchone()
    return number, datetime.fromisoformat(first) if first else None


def settle(db: Database, channel: str, *, again: bool) -> int:
    """Settle a channel's unknown messages: send them again, or count them as sent; how many."""
    state, may_have_left = ("queued", 1) if again else ("sent", 0)
    return db.execute(
        "UPDATE outbox SET state = ?, may_have_left = ?, problem = NULL, next_try_at = NULL"
        " WHERE channel = ? AND state = 'unknown'",
        [state, may_have_left, channel],
    ).rowcount


def confirmations(db: Database, address: str, *, since: datetime) -> int:
    """Return how often an address was asked to confirm."""
    (number,) = db.execute(
        "SELECT count(*) FROM outbox WHERE kind = 'confirmation'"
        " AND recipient = ? COLLATE NOCASE AND created_at > ?",
        [address, stamp(since)],
    ).fetchone()
    return int(number)


def unwritten(db: Database, channel: str, *, since: datetime) -> tuple[int, datetime | None]:
    """Return how many of a channel's messages can't be written, and since when the first waits.

    Those that were given up count as far as they were queued after ``since``.
    """
    number, first = db.execute(
        "SELECT count(*), min(created_at) FROM outbox WHERE channel = ? AND problem = ?"
        " AND (state = 'queued' OR state = 'failed' AND created_at > ?)",
        [channel, UNWRITTEN, stamp(since)],
    ).fetchone()
    return number, datetime.fromisoformat(first) if first else None


def counts(db: Database, channel: str) -> dict[str, int]:
    """Return how many messages of a channel are in each state."""
    rows = db.execute(
        "SELECT state, count(*) FROM outbox WHERE channel = ? GROUP BY state", [channel]
    )
    return dict(rows.fetchall())


def states(db: Database, kind: MessageKind, key: str) -> list[tuple[str, str, int]]:
    """Return channel, state and number of recipients of a message, ordered by channel."""
    return db.execute(
        "SELECT channel, state, count(*) FROM outbox WHERE kind = ? AND key = ?"
        " GROUP BY channel, state ORDER BY channel, state",
        [kind, key],
    ).fetchall()


def prune(db: Database, *, at: datetime) -> int:
    """Delete what was sent, or given up, long ago; return how many rows."""
    before = stamp(at - timedelta(days=KEPT_DAYS))
    return db.execute(
        "DELETE FROM outbox WHERE state NOT IN ('queued', 'sending') AND created_at < ?",
        [before],
    ).rowcount


def _json(message: Mapping[str, Any]) -> str:
    return json.dumps(dict(message), ensure_ascii=False)


def _read(row: dict[str, Any]) -> Queued:
    row["message"] = json.loads(row["message"])
    row["created_at"] = datetime.fromisoformat(row["created_at"])
    moment = row["next_try_at"]
    row["next_try_at"] = datetime.fromisoformat(moment) if moment else None
    return Queued(**row)
