"""Putting a backup in the database's place: the old one or the new one is there, never neither."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import ExitStack, contextmanager, suppress
from stat import S_IMODE
from typing import TYPE_CHECKING, NamedTuple

from newsdb.backup import container
from newsdb.backup.container import BackupError, Manifest
from newsdb.backup.locks import holder_of
from newsdb.database import now, open_database
from newsdb.database_errors import UnusableDatabaseError
from newsdb.records import KST

if TYPE_CHECKING:
    import sqlite3  # the same names
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sqlite_utils import Database
else:
    from newsdb.sqlite_library import sqlite3


class Restored(NamedTuple):
    """What a restored database holds, and where the one before it was put."""

    manifest: Manifest
    articles: int
    decisions: int
    aside: Path | None
    configuration: tuple[Path, ...]  # files that were written beside the present ones
    not_written: tuple[str, ...] = ()  # files that could not be, each with why


def restore(
    backup: Path,
    database: Path,
    *,
    places: Mapping[str, Path] | None = None,
    prepare: Callable[[Database], object] = lambda _: None,
) -> Restored:
    """Put the database in ``backup`` in the place of ``database``, migrated to this version.

    ``places`` says where each configuration file of the backup belongs. One that is missing
    there is written, one that differs is left alone and the backup's is laid beside it; what
    can't be written is named in the result. ``prepare`` gets the backup's database before it is
    exchanged, to carry over what may not be lost of the present one. Raises BackupError, with the
    present database as it was.
    """
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        with _nobody_at_work(database):
            fresh = database.with_name(f".{database.name}.restoring")
            _remove(fresh)
            try:
                manifest, extras = container.unpack(backup, fresh)
                articles, decisions = _check(fresh, backup, prepare)
                aside = _exchange(fresh, database)
            finally:
                _remove(fresh)
    except OSError as error:
        raise BackupError(
            f"{backup} can't be restored: {error.strerror or error}; {database} is as it was"
        ) from error
    # The backup is in the database's place by now, whatever becomes of the configuration.
    written, not_written = _lay_out(extras, places or {})
    return Restored(manifest, articles, decisions, aside, written, not_written)


def _check(fresh: Path, backup: Path, prepare: Callable[[Database], object]) -> tuple[int, int]:
    """Migrate the unpacked database, see that it is sound, prepare it, count what it holds."""
    try:
        db = open_database(fresh)
    except UnusableDatabaseError as error:
        raise BackupError(f"{backup} can't be restored: {error}") from error
    try:
        damage = [row[0] for row in db.conn.execute("PRAGMA quick_check(5)")]
        if damage != ["ok"]:
            raise BackupError(f"{backup} holds a damaged database: {'; '.join(damage)}")
        prepare(db)
        counts: tuple[int, int] = db.conn.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM review_events)"
        ).fetchone()
        # What follows is a rename of one file, so all must be in it.
        db.conn.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise BackupError(f"{backup} holds a damaged database: {error}") from error
    finally:
        db.close()
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    return counts


def _exchange(fresh: Path, database: Path) -> Path | None:
    """Rename ``fresh`` to ``database`` and return the name that the old one has got.

    A log of the old one that stayed would be read into the new one, so it is folded in before.
    """
    if not database.exists():
        for left in _companions(database):
            left.unlink(missing_ok=True)
        _give_to_owner_of(database.parent, fresh)
        fresh.replace(database)
        return None
    _let_the_same_read(database, fresh)
    aside = _free_name(database)
    try:
        old = sqlite3.connect(str(database), isolation_level=None)
        try:
            old.execute("PRAGMA busy_timeout = 1000")
            old.execute("PRAGMA locking_mode = EXCLUSIVE")
            old.execute("PRAGMA journal_mode = DELETE")
            old.execute("BEGIN EXCLUSIVE")
            _second_name(database, aside)
            fresh.replace(database)
        finally:
            old.close()
    except sqlite3.Error as error:
        if "locked" in str(error):
            raise BackupError(
                f"{database} is in use: end the desk, the scheduler and every crawl first"
            ) from None
        _put_aside_damaged(fresh, database, aside)
    return aside


def _put_aside_damaged(fresh: Path, database: Path, aside: Path) -> None:
    """Exchange a database that SQLite can't open: its log goes with it, unread."""
    _second_name(database, aside)
    for left in _companions(database):
        if left.exists():
            left.replace(aside.with_name(left.name.replace(database.name, aside.name, 1)))
    fresh.replace(database)


def _let_the_same_read(old: Path, fresh: Path) -> None:
    """Let those read the new file who may read the old one: a group may on purpose.

    Where it can't have that group, no group reads it: this one's members are others.
    """
    mode = S_IMODE(old.stat().st_mode)
    fresh.chmod(mode if _give_to_owner_of(old, fresh) else mode & ~0o070)


def _give_to_owner_of(other: Path, file: Path) -> bool:
    """Give a file to the owner and group of another; return whether the group has it.

    Who restores as root and left the file to root would keep the desk from opening it. A link is
    not followed: whoever owns the folder may have put one there, to a file that is root's.
    """
    status = other.stat()
    for owner in (status.st_uid, -1):  # only root may give files away
        with suppress(PermissionError):
            os.chown(file, owner, status.st_gid, follow_symlinks=False)
            return True
    return False


def _second_name(file: Path, name: Path) -> None:
    """Give a file one more name; copy it where the file system can't."""
    try:
        os.link(file, name)
    except OSError:
        shutil.copy2(file, name)


def _free_name(database: Path) -> Path:
    stem = f"{database.name}.before-{now().astimezone(KST):%Y%m%d-%H%M%S}"
    names = (database.with_name(f"{stem}{f'-{number}' if number else ''}") for number in range(99))
    return next(name for name in names if not name.exists())


def _companions(database: Path) -> list[Path]:
    return [
        database.with_name(f"{database.name}{suffix}") for suffix in ("-wal", "-shm", "-journal")
    ]


def _remove(file: Path) -> None:
    for each in (file, *_companions(file)):
        each.unlink(missing_ok=True)


@contextmanager
def _nobody_at_work(database: Path) -> Iterator[None]:
    """Hold the locks of scheduler and crawls while the block runs.

    Raises BackupError when a process holds one of them, or has the database open.
    """
    if database.exists() and (holder := holder_of(database)):
        raise BackupError(
            f"{database} is open in another process (pid {holder}): end the desk, the scheduler"
            " and every crawl first"
        )
    with ExitStack() as held:
        names = {each.name for each in database.parent.glob(".*.lock")} | {".scheduler.lock"}
        for name in sorted(names):
            lock = database.with_name(name)
            is_new = not lock.exists()
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            held.callback(os.close, descriptor)
            if is_new:
                _give_to_owner_of(lock.parent, lock)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pid = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
                what = name.strip(".").removesuffix(".lock")
                raise BackupError(
                    f"{database} is in use by “{what}” (pid {pid}): end it first"
                ) from None
        yield


def _lay_out(
    extras: Mapping[str, bytes], places: Mapping[str, Path]
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write the configuration of a backup where there is none; beside it where it differs.

    Returns the files that were written, and those that could not be, each with why: the folder of
    a container's configuration is often read-only.
    """
    written: list[Path] = []
    not_written: list[str] = []
    for name, content in extras.items():
        if (place := places.get(name)) is None:
            continue
        try:
            if place.exists():
                if place.read_bytes() == content:
                    continue
                place = place.with_name(f"{place.name}.from-backup")
            _write(place, content)
        except OSError as error:
            not_written.append(f"{place}: {error.strerror or error}")
        else:
            written.append(place)
    return tuple(written), tuple(not_written)


def _write(place: Path, content: bytes) -> None:
    """Write a file of its owner's, whole or not at all: half a configuration would be obeyed."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f".{place.name}.restoring")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        _give_to_owner_of(place.parent, part)
        part.write_bytes(content)
        part.replace(place)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
