"""Opening the SQLite file safely: library version, schema version and readable errors."""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from newsdb.checkpoints import empty_log
from newsdb.database_errors import UnusableDatabaseError, explain, unusable
from newsdb.database_file import create_private
from newsdb.records import dated
from newsdb.schema import migration_names, migrations
from newsdb.sqlite_library import Database

if TYPE_CHECKING:
    import sqlite3  # the same names
    from collections.abc import Iterable, Iterator, Set
else:
    from newsdb.sqlite_library import sqlite3

#: Older versions can corrupt a WAL file written by two processes: sqlite.org/wal.html#walreset
MINIMUM_SQLITE = (3, 51, 3)

#: How long a writer waits for another process to finish its transaction, in milliseconds.
BUSY_TIMEOUT = 30_000

#: How long ``prompt_transaction`` waits, and how long between two attempts, in seconds.
LONGEST_WAIT = 10.0
_RETRY_INTERVAL = 0.001

#: The page cache of a connection, in kibibytes. Copies are looked up by some forty random keys
#: per article, for which SQLite's default of 2 MB is too small.
CACHE = 32_768

#: What survives a power cut: everything but, perhaps, the last transactions
#: (sqlite.org/pragma.html#pragma_synchronous).
SYNCHRONOUS = "NORMAL"


def open_database(path: str | Path, *, busy_timeout: int | None = None) -> Database:
    """Open the database at ``path``, creating the file and its tables if they are missing.

    A new file is its owner's alone, and so are the -wal and -shm files, to which SQLite gives the
    same mode. ``busy_timeout`` is how long it waits for another writer, in milliseconds, usually
    BUSY_TIMEOUT. Raises UnusableDatabaseError when SQLite is too old, the file is no database, was
    made by a newer version, or can't be written; UnavailableDatabaseError when that may pass.
    """
    check_sqlite_version()
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        create_private(path)
        connection = sqlite3.connect(str(path), isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise unusable(error, path, f"{path} can't be opened: {error}") from error
    try:
        wait = BUSY_TIMEOUT if busy_timeout is None else int(busy_timeout)
        connection.execute(f"PRAGMA busy_timeout = {wait}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{CACHE}")
        db = _OwnDatabase(connection, execute_plugins=False)
        applied = _applied(db)
        refuse_foreign(db, path, applied)
        refuse_newer(path, applied)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
        if migration_names() - applied:
            with transaction(db):
                migrations.apply(db)
    except sqlite3.Error as error:
        connection.close()
        raise unusable(error, path, explain(error, path)) from error
    except UnusableDatabaseError:
        connection.close()
        raise
    return db


def wait_at_most(db: Database, milliseconds: int) -> None:
    """Set how long a connection waits from now on for another process's transaction."""
    db.conn.execute(f"PRAGMA busy_timeout = {int(milliseconds)}")


def limit_caches(megabytes: int) -> None:
    """Let all connections of this process together keep so much in memory; 0: no limit.

    For a process with many of them: each may keep CACHE. Above the limit SQLite takes pages that
    are no longer needed instead of more memory (sqlite.org/pragma.html#pragma_soft_heap_limit).
    """
    connection = sqlite3.connect(":memory:")
    connection.execute(f"PRAGMA soft_heap_limit = {int(megabytes) * 1024 * 1024}")
    connection.close()


def open_to_read(path: str | Path) -> Database:
    """Open an existing database for who only reads; where it can't be written, as it is.

    Raises UnusableDatabaseError like ``open_database``, and for a file that can be neither
    written nor read as it is: one of an older version, or with a -wal that nobody can read.
    """
    path = Path(path)
    mode = read_only_mode(path)
    if mode is None:
        return open_database(path)
    check_sqlite_version()
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None
        )
    except sqlite3.Error as error:
        raise unusable(error, path, f"{path} can't be opened: {error}") from error
    db = Database(connection, execute_plugins=False)
    try:
        connection.execute(f"PRAGMA cache_size = -{CACHE}")
        applied = _applied(db)
        refuse_foreign(db, path, applied)
        refuse_newer(path, applied)
        if migration_names() - applied:
            raise UnusableDatabaseError(
                f"{path} was made by an older version of this project and can't be written, so"
                " that it can't be brought up to date: copy it to a folder that can."
            )
    except sqlite3.Error as error:
        connection.close()
        raise unusable(error, path, explain(error, path)) from error
    except UnusableDatabaseError:
        connection.close()
        raise
    return db


def read_only_mode(path: Path) -> str | None:
    """Return the ``mode`` of an SQLite URI for a file that can't be written; None if it can be.

    SQLite reads a database in WAL mode without writing in two cases: its -wal and -shm are there,
    or nobody writes it meanwhile (``immutable``) and all that was written is in the file itself.
    Raises UnusableDatabaseError when neither is so: read without its -wal it might be torn.
    """
    if all(os.access(each, os.W_OK) for each in (path, path.parent)):
        return None
    log, shared = (path.with_name(f"{path.name}-{suffix}") for suffix in ("wal", "shm"))
    if not log.exists() or not log.stat().st_size:
        return "ro&immutable=1"
    if shared.exists():
        return "ro"
    raise UnusableDatabaseError(
        f"{path} can't be written, and {log.name} holds what is not yet in it, which can't be"
        " read there: copy both to a folder that can be written, and open it there."
    )


def check_sqlite_version() -> None:
    """Raise UnusableDatabaseError if SQLite is so old that two writers can corrupt the file."""
    if sqlite3.sqlite_version_info < MINIMUM_SQLITE:
        needed = ".".join(map(str, MINIMUM_SQLITE))
        raise UnusableDatabaseError(
            f"SQLite {sqlite3.sqlite_version} is too old, {needed} or newer is needed: "
            "install pysqlite3 (requirements.lock does so on Linux x86-64) or use a newer Python."
        )


def _applied(db: Database) -> frozenset[str]:
    return frozenset(migration.name for migration in migrations.applied(db))


def refuse_foreign(db: Database, path: Path, applied: Set[str]) -> None:
    """Raise UnusableDatabaseError when the file has tables, but none of them is this project's."""
    if not applied and db.table_names():
        raise UnusableDatabaseError(
            f"{path} is not a database of this project: name another file with DATABASE."
        )


def refuse_newer(path: Path, applied: Set[str]) -> None:
    """Raise UnusableDatabaseError when the file has migrations that this version doesn't know."""
    if unknown := applied - migration_names():
        raise UnusableDatabaseError(
            f"{path} was made by a newer version of this project (unknown here: "
            f"{', '.join(sorted(unknown))}): update the project, or name another file."
        )


def check_writable(path: str | Path) -> None:
    """Open the database, creating it if it is missing, and check that it can be written.

    Raises UnusableDatabaseError, also when another process keeps it locked for longer than
    BUSY_TIMEOUT (UnavailableDatabaseError).
    """
    path = Path(path)
    db = open_database(path)
    try:
        with transaction(db):
            pass
    except sqlite3.Error as error:
        raise unusable(error, path, explain(error, path)) from error
    finally:
        db.close()


class _OwnDatabase(Database):
    """A connection that leaves everything in the one file when it is closed.

    SQLite does so by itself only when the last connection is closed. While a desk is open, what
    a command wrote would stay in the write-ahead log, and not be in a copy of the file.
    """

    def close(self) -> None:
        with suppress(sqlite3.Error):  # closed before, or damaged: whoever used it has been told
            empty_log(self)
        super().close()


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Group writes; takes the write lock at once, so that what is read inside stays valid.

    Inside another transaction the block is a part of that one, which takes back only its own.

    ``BEGIN IMMEDIATE`` rather than sqlite-utils' ``atomic()``, which takes the lock only at the
    first write and can then fail at once with SQLITE_BUSY_SNAPSHOT.
    """
    if db.conn.in_transaction:
        with part_of_transaction(db):
            yield
        return
    db.conn.execute("BEGIN IMMEDIATE")
    with _ending(db):
        yield


@contextmanager
def part_of_transaction(db: Database) -> Iterator[None]:
    """Group writes inside a transaction: an error takes them back, and what was before stays."""
    db.conn.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        if db.conn.in_transaction:  # a full disk ends the whole of it
            db.conn.execute("ROLLBACK TO part")
            db.conn.execute("RELEASE part")
        raise
    db.conn.execute("RELEASE part")


@contextmanager
def prompt_transaction(db: Database) -> Iterator[None]:
    """Group writes like ``transaction``, but get the lock within milliseconds during a crawl.

    SQLite's own busy handler sleeps up to a tenth of a second between two attempts, and a crawl
    that stores one article after another has the lock again by then. Only for short writes that a
    person waits for: polling keeps a processor busy. Raises SQLite's error when the database
    stayed locked for LONGEST_WAIT.
    """
    (usual,) = db.conn.execute("PRAGMA busy_timeout").fetchone()
    deadline = time.monotonic() + LONGEST_WAIT
    db.conn.execute("PRAGMA busy_timeout = 0")
    try:
        while not _begins(db, deadline):
            time.sleep(_RETRY_INTERVAL)
    finally:
        db.conn.execute(f"PRAGMA busy_timeout = {usual}")
    with _ending(db):
        yield


def _begins(db: Database, deadline: float) -> bool:
    try:
        db.conn.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        if "locked" not in str(error) or time.monotonic() > deadline:
            raise
        return False
    return True


@contextmanager
def _ending(db: Database) -> Iterator[None]:
    """Commit what the block wrote, or roll it back if the block fails."""
    try:
        yield
    except BaseException:
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")
        raise
    db.conn.execute("COMMIT")


@contextmanager
def guards_aside(db: Database, table: str) -> Iterator[None]:
    """Let the block change rows that triggers keep as they are; inside a transaction."""
    guards = db.conn.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
    ).fetchall()
    for name, _ in guards:
        db.conn.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in guards:
        db.conn.execute(sql)


def stamp(moment: datetime | None) -> str | None:
    """Return ``moment`` as it is stored: ISO 8601 with +09:00, to the second."""
    return dated(moment)


def now() -> datetime:
    """Return the present time, aware."""
    return datetime.now(UTC)


def as_json(values: Iterable[object] | dict[str, str]) -> str:
    """Return a list or mapping as it is stored, Korean and Japanese legible."""
    return json.dumps(values if isinstance(values, dict) else list(values), ensure_ascii=False)
