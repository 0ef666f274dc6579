"""One pass of delivery: queue what is due, send what is queued, raise alarms about channels."""

from __future__ import annotations

import fcntl
import os
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from browse.aliases import names
from delivery import alarm_messages, digests, heartbeat, planning, sending
from delivery.outgoing import Outgoing, RefusedError
from delivery.rendering import LARGEST_HTML, Reader, Rendered, digest_message
from newsdb.briefings import watching
from newsdb.delivery import channel_states, outbox, subscriptions
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlite_utils import Database

    from delivery.channels import Channel
    from newsdb.configuration import Configuration
    from newsdb.delivery.outbox import Queued

#: How many stories a message at once shows; the others are counted.
MOST_AT_ONCE = 10


@dataclass(slots=True)
class Passed:
    """What a pass did: subscriptions served, and messages by what became of them."""

    served: int = 0
    messages: Counter[str] = field(default_factory=Counter)


@contextmanager
def only_sender(database: Path) -> Iterator[bool]:
    """Hold a database's lock for sending; yields False when another process holds it.

    The kernel releases it however its holder ends. Raises OSError.
    """
    path = database.with_name(".deliver.lock")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(descriptor)


def deliver(
    db: Database,
    configuration: Configuration,
    channels: Mapping[str, Channel],
    *,
    at: datetime,
) -> Passed:
    """Make a pass; only the process that holds the lock of ``only_sender`` may do this.

    Raises ConfigurationError, last of all, for a heartbeat's address that can't be used.
    """
    watching.look_after(db, at=at)
    passed = Passed(served=planning.plan(db, channels, at=at, names=names))
    if told := configuration.alarms:
        alarm_messages.plan(db, told.channel, channels[told.channel], at=at)
    try:
        passed.messages = sending.work_off(
            db, channels, at=at, write=lambda row: write(db, configuration, row, at=at)
        )
    finally:
        for each in channels.values():
            each.close()
    try:
        if url := heartbeat.address_of(configuration):
            heartbeat.beat(db, url, at=at)
    finally:
        _look_after(db, channels, at=at)
    return passed


def _look_after(db: Database, channels: Mapping[str, Channel], *, at: datetime) -> None:
    """Keep the alarms about delivery, and the outbox small."""
    states = [channel_states.read(db, name) for name in (*channels, heartbeat.NAME)]
    alarm_messages.look_after_channels(db, states, at=at)
    alarm_messages.look_after_messages(db, channels, at=at)
    outbox.prune(db, at=at)


def write(db: Database, configuration: Configuration, row: Queued, *, at: datetime) -> Outgoing:
    """Return the message that a row of the outbox stands for, with what may be shown now.

    Raises RefusedError for one whose subscription is gone.
    """
    said = row.message
    if row.kind == "alarms":
        assert configuration.alarms is not None
        language = configuration.alarms.language
        made = alarm_messages.message(db, said["opened"], said["closed"], language=language, at=at)
        return _outgoing(row, made, language=language, thread=None, list_name=None)
    subscription = subscriptions.numbered(db, row.subscription_id) if row.subscription_id else None
    if subscription is None:
        raise RefusedError("its subscription is gone")
    until = datetime.fromisoformat(said["until"])
    digest = digests.read(
        db,
        said["stories"],
        since=datetime.fromisoformat(said["since"]),
        until=until,
        at=at,
        followed=said["followed"],
        changes=said["changes"],
        most=MOST_AT_ONCE if row.kind == "alert" else None,
    )
    # A page of an intranet has no reader who could answer, and nothing cuts it off.
    is_mail = bool(row.recipient)
    reader = Reader(
        subscription.language, configuration.desk, subscription.name if is_mail else ""
    )
    year, week, _ = until.astimezone(KST).isocalendar()
    return _outgoing(
        row,
        digest_message(digest, reader, kind=row.kind, largest=LARGEST_HTML if is_mail else None),
        language=subscription.language,
        thread=f"{row.kind}-{subscription.id}-{year}-w{week:02}",
        list_name=subscription.name,
    )


def _outgoing(
    row: Queued, made: Rendered, *, language: str, thread: str | None, list_name: str | None
) -> Outgoing:
    return Outgoing(
        name=row.key,
        recipient=row.recipient,
        subject=made.subject,
        text=made.text,
        html=made.html,
        language=language,
        at=row.created_at,
        thread=thread,
        list_name=list_name,
    )
