"""One pass of delivery: queue what is due, send what is queued, raise alarms about channels."""

from __future__ import annotations

import fcntl
import os
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from delivery import alarm_messages, folders, heartbeat, planning, sending
from delivery.writing import write
from newsdb.briefings import watching
from newsdb.delivery import channel_states, outbox
from watchlist.search_names import names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlite_utils import Database

    from delivery.channels import Channel
    from newsdb.configuration.model import Configuration
    from newsdb.delivery.links import Links


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
    links: Links | None = None,
) -> Passed:
    """Make a pass; only the process that holds the lock of ``only_sender`` may do this.

    Without ``links`` mails can be ended by an answer only.
    Raises ConfigurationError, last of all, for a heartbeat's address that can't be used.
    """
    watching.look_after(db, at=at)
    passed = Passed(served=planning.plan(db, channels, at=at, names=names))
    if told := configuration.alarms:
        alarm_messages.plan(db, told.channel, channels[told.channel], at=at)
    try:
        passed.messages = sending.work_off(
            db,
            channels,
            at=at,
            write=lambda row: write(db, configuration, row, at=at, links=links),
        )
    finally:
        for each in channels.values():
            each.close()
    folders.obey(db, configuration, at=at)
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
    alarm_messages.look_after_unknown(db, channels, at=at)
    alarm_messages.look_after_addresses(db, at=at)
    outbox.prune(db, at=at)
