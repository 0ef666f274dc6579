"""Alarms about the installation rather than an outlet: its backups, its disk, its writer."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from newsdb.backup import container
from newsdb.backup.container import BackupError
from newsdb.health import alarms, room
from newsdb.health.alarms import Alarm, Recovery
from newsdb.runs import backlog, backups
from newsdb.times import in_kst

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

#: What alarms of no outlet stand under.
INSTALLATION = "installation"

#: A nightly job that failed once is tried again the next night.
LONGEST_WITHOUT = timedelta(days=2)

#: Somebody has to order a disk.
DAYS_BEFORE_FULL = 30
#: Less free space than this is an alarm whatever the rate, in bytes.
LEAST_FREE = 500 * 1024 * 1024


def look_after_installation(db: Database, *, at: datetime) -> list[Alarm]:
    """Keep the alarms about backups and room; return the new ones."""
    found = [*_backups(db, at), *_room(db, at), *_writer(db, at)]
    return alarms.keep(db, found, at=at)


def _backups(db: Database, at: datetime) -> Iterator[Alarm | Recovery]:
    (first,) = db.conn.execute("SELECT min(started_at) FROM runs").fetchone()
    newest = backups.newest(db)
    since = newest.at if newest else datetime.fromisoformat(first) if first else at
    diagnosis = None
    if at - since > LONGEST_WITHOUT:
        diagnosis = (
            f"no backup has succeeded since {in_kst(since)}"
            if newest
            else "there is no backup yet"
        )
        if problem := backups.last_problem(db):
            diagnosis += f"; the last attempt said: {problem}"
    elif newest:
        try:
            container.read_manifest(newest.file)
        except (BackupError, OSError) as error:
            diagnosis = f"the newest backup does not open: {error}"
    if diagnosis:
        yield Alarm(outlet=INSTALLATION, kind="backup", since=since, diagnosis=diagnosis)
    elif newest:
        yield Recovery(outlet=INSTALLATION, kind="backup", because="a backup succeeded")


def _writer(db: Database, at: datetime) -> Iterator[Alarm | Recovery]:
    """Look at the writer of crawls on other machines, where there are any."""
    state = backlog.read(db)
    if state is None:
        return
    why = state.problem(at)
    if why and backlog.crawls_under_way(db):
        yield Alarm(
            outlet=INSTALLATION,
            kind="writer",
            since=state.seen_at,
            diagnosis=why,
            evidence={"waiting": state.waiting, "behind_seconds": state.behind_seconds},
        )
    else:
        yield Recovery(outlet=INSTALLATION, kind="writer", because="the writer has caught up")


def _room(db: Database, at: datetime) -> Iterator[Alarm | Recovery]:
    path = Path(db.conn.execute("PRAGMA database_list").fetchone()[2] or "")
    if not path.is_file():
        return  # in memory
    present = room.measure(path)
    room.note(db, present, at=at)
    present = room.forecast(db, present, at=at)
    left = present.days_left
    if present.free < LEAST_FREE or (left is not None and left < DAYS_BEFORE_FULL):
        yield Alarm(
            outlet=INSTALLATION,
            kind="room",
            since=at,
            diagnosis=present.describe(at.date()),
            evidence={"free": present.free, "bytes_a_day": round(present.rate or 0)},
        )
    else:
        yield Recovery(outlet=INSTALLATION, kind="room", because="there is room again")
