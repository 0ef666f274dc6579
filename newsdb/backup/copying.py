"""Making a backup beside crawls and a desk that go on writing, and dropping those of old."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from newsdb.backup import container
from newsdb.backup.container import PARTIAL, SUFFIX, BackupError, Manifest
from newsdb.backup.retention import kept
from newsdb.database import now, open_database
from newsdb.database_errors import DatabaseError, explain
from newsdb.database_file import create_private
from newsdb.records import KST
from newsdb.runs import backups

if TYPE_CHECKING:
    import sqlite3  # the same names
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlite_utils import Database
else:
    from newsdb.sqlite_library import sqlite3

_TIME = "%Y%m%d-%H%M%S"


class Backup(NamedTuple):
    """A backup that was made, and the older ones that were dropped for it."""

    file: Path
    size: int
    manifest: Manifest
    dropped: tuple[Path, ...]


def back_up(
    database: Path,
    folder: Path,
    *,
    extras: Mapping[str, Path] | None = None,
    secret: Path | None = None,
    daily: int = 7,
    weekly: int = 5,
    monthly: int = 12,
) -> Backup:
    """Copy ``database`` into a new file in ``folder``, read it back, and drop what is too old.

    ``extras`` are configuration files by the name they get, ``secret`` the desk's key if it is to
    go along. Everything that was committed before the call is in the copy. Raises BackupError;
    then nothing is dropped, and the attempt is in the table ``backups``.
    """
    started = now()
    db = open_database(database)
    try:
        try:
            with _only_backup(folder):
                made = _make(
                    db,
                    database,
                    folder,
                    started=started,
                    extras=dict(extras or {}),
                    secret=secret,
                )
                dropped = _drop_old(
                    folder, database.stem, daily, weekly, monthly, just_made=made[0]
                )
        except OSError as error:
            raise BackupError(f"No backup in {folder}: {error.strerror or error}") from error
        except DatabaseError as error:
            raise BackupError(f"No backup: {explain(error, database)}") from error
    except BackupError as error:
        with suppress(DatabaseError):
            backups.note_failure(db, started=started, finished=now(), problem=str(error))
        raise
    else:
        file, manifest = made
        size = file.stat().st_size
        backups.note_success(
            db,
            started=started,
            finished=now(),
            file=file,
            size=size,
            articles=manifest.articles,
        )
        return Backup(file, size, manifest, dropped)
    finally:
        # Not as other commands do, which empty the log: whoever writes beside a backup would wait
        # while a busy disk cuts the file.
        db.conn.close()


def found(folder: Path, stem: str) -> dict[datetime, Path]:
    """Return the backups of a database in a folder, by the time in their names."""
    times: dict[datetime, Path] = {}
    for file in folder.glob(f"*{SUFFIX}"):
        name = file.name.removesuffix(SUFFIX)
        if not name.startswith(f"{stem}-"):
            continue
        with suppress(ValueError):
            at = datetime.strptime(name.removeprefix(f"{stem}-"), _TIME).replace(tzinfo=KST)
            times[at] = file
    return times


def _make(
    db: Database,
    database: Path,
    folder: Path,
    *,
    started: datetime,
    extras: dict[str, Path],
    secret: Path | None,
) -> tuple[Path, Manifest]:
    name = f"{database.stem}-{started.astimezone(KST):{_TIME}}"
    copy, packed = folder / f"{name}.db{PARTIAL}", folder / f"{name}{SUFFIX}{PARTIAL}"
    size, free = database.stat().st_size, shutil.disk_usage(folder).free
    if free < size:
        raise BackupError(
            f"No backup: a copy of {database} needs {size / 1e9:.1f} GB for a while, and {folder}"
            f" has {free / 1e9:.1f} GB left: make room, or say --to another disk"
        )
    try:
        for each in (copy, packed):  # texts of outlets, and the hashes of passwords
            create_private(each)
        _copy(db, copy)
        if secret and secret.is_file():
            extras[secret.name] = secret
        present = {each: file for each, file in extras.items() if file.is_file()}
        manifest = _describe(copy, started, present, secret)
        container.write(packed, manifest, present, copy)
        whole = folder / f"{name}{SUFFIX}"
        packed.rename(whole)
        _sync(folder)
    finally:
        for each in (copy, packed):
            each.unlink(missing_ok=True)
    return whole, manifest


def _copy(db: Database, to: Path) -> None:
    """Copy the database in one step of SQLite's online backup.

    Smaller steps begin anew at every commit of somebody else, and so never end.
    """
    target = sqlite3.connect(str(to))
    try:
        target.execute("PRAGMA synchronous = OFF")  # a copy that is torn is made again
        db.conn.backup(target, pages=-1)
        # Nobody else has the copy, so it can be looked at where the system keeps it: a third of
        # the time, as no page is copied once more.
        target.execute(f"PRAGMA mmap_size = {1 << 40}")
        damage = [row[0] for row in target.execute("PRAGMA quick_check(5)")]
    finally:
        target.close()
    if damage != ["ok"]:
        raise BackupError(
            f"No backup: the database is damaged ({'; '.join(map(str, damage))}). scrapy doctor"
            " says what that touches; older backups are left as they are."
        )


def _describe(
    copy: Path, made_at: datetime, extras: Mapping[str, Path], secret: Path | None
) -> Manifest:
    db = sqlite3.connect(str(copy))
    try:
        articles, newest, decisions = db.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT max(first_seen_at) FROM articles),"
            " (SELECT count(*) FROM review_events)"
        ).fetchone()
        names = [
            row[0]
            for row in db.execute(
                "SELECT name FROM _sqlite_migrations WHERE migration_set = 'hanil' ORDER BY name"
            )
        ]
    finally:
        db.close()
    return Manifest(
        made_at=made_at,
        articles=articles,
        decisions=decisions,
        newest_article=newest,
        size=copy.stat().st_size,
        migrations=tuple(names),
        extras=tuple(extras),
        secret=secret is not None and secret.name in extras,
    )


def _drop_old(
    folder: Path, stem: str, daily: int, weekly: int, monthly: int, *, just_made: Path
) -> tuple[Path, ...]:
    there = found(folder, stem)
    stay = kept(there, daily=daily, weekly=weekly, monthly=monthly)
    # One that a clock made while it was ahead is newer by its name.
    old = (file for at, file in sorted(there.items()) if at not in stay)
    dropped = tuple(file for file in old if file != just_made)
    for file in dropped:
        file.unlink(missing_ok=True)
    return dropped


@contextmanager
def _only_backup(folder: Path) -> Iterator[None]:
    """Let one process at a time write backups into a folder; clear up after one that was killed.

    Raises BackupError, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / ".backup.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"Another backup is being written to {folder}") from None
        for left in folder.glob(f"*{PARTIAL}*"):
            left.unlink(missing_ok=True)
        yield
    finally:
        os.close(descriptor)


def _sync(folder: Path) -> None:
    """Have the disk confirm a folder's new names."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
