"""How each channel fares: its last success, since when it fails, and when it is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsdb.database import stamp

if TYPE_CHECKING:
    from sqlite_utils import Database

#: Pauses before a failing channel is tried again; the last one is repeated.
PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 180))


@dataclass(frozen=True, slots=True)
class ChannelState:
    """What is known of a channel; ``failing_since`` is None while it works."""

    channel: str
    succeeded_at: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0  # in a row
    next_try_at: datetime | None = None
    problem: str | None = None

    def is_pausing(self, at: datetime) -> bool:
        """Return whether it is too early to try; a pause longer than any is a wrong clock's."""
        return self.next_try_at is not None and at < self.next_try_at <= at + PAUSES[-1]


def read(db: Database, channel: str) -> ChannelState:
    """Return a channel's state."""
    for row in db.query("SELECT * FROM channel_states WHERE channel = ?", [channel]):
        times = {
            name: datetime.fromisoformat(row[name]) if row[name] else None
            for name in ("succeeded_at", "failing_since", "next_try_at")
        }
        return ChannelState(**{**row, **times})
    return ChannelState(channel)


def note_success(db: Database, channel: str, *, at: datetime) -> None:
    """Write down that a channel took a message."""
    db.table("channel_states").upsert(
        {
            "channel": channel,
            "succeeded_at": stamp(at),
            "failing_since": None,
            "failures": 0,
            "next_try_at": None,
            "problem": None,
        },
        pk="channel",
    )


def note_failure(
    db: Database, channel: str, problem: str, *, at: datetime, wait: float | None = None
) -> ChannelState:
    """Write down that a channel can't be used now, and when it is tried again; return that.

    ``wait`` are the seconds that the other side asks for, if those are more than the pause.
    """
    before = read(db, channel)
    pause = PAUSES[min(before.failures, len(PAUSES) - 1)]
    pause = min(max(pause, timedelta(seconds=wait or 0)), PAUSES[-1])
    db.table("channel_states").upsert(
        {
            "channel": channel,
            "failing_since": stamp(before.failing_since or at),
            "failures": before.failures + 1,
            "next_try_at": stamp(at + pause),
            "problem": problem,
        },
        pk="channel",
    )
    return read(db, channel)
