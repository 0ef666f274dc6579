"""Checkpoints of the write-ahead log: its pages go into the file while others go on writing."""

from __future__ import annotations

import threading
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3  # the same names
    from pathlib import Path

    from sqlite_utils import Database
else:
    from newsdb.sqlite_library import sqlite3

#: Seconds between two checkpoints; a desk writes a few megabytes in that time at most.
PAUSE = 10.0

#: Pages of a log (40 MB) that a commit writes into the file itself after all: of bulk work, beside
#: whose commits no other checkpoint gets to the end.
LARGEST_LOG = 10_000

#: How long another process's checkpoint is waited for, and how long between two looks, in seconds.
_LONGEST_WAIT = 10.0
_INTERVAL = 0.001

#: How long others may be kept waiting for an empty log, in milliseconds.
_LONGEST_EMPTYING = 30


def empty_log(db: Database) -> bool:
    """Write what stands in the write-ahead log into the file, and empty the log.

    Returns False when the log was not emptied, as a reader or writer was at work. What stood in
    it before is in the file all the same, unless a reader of an older state was in the way.
    """
    if db.conn.in_transaction:
        return False
    # The long part first, in which others may write. Emptying holds the lock and, if there is
    # something left to write, waits for the disk meanwhile; so it is left to a quieter moment when
    # another process has written something since.
    before, after = _passive(db), _passive(db)
    (_, in_log, in_file) = after
    if after != before or in_file < in_log:
        return False
    # Readers are waited for with the lock held, too.
    db.conn.execute(f"PRAGMA busy_timeout = {_LONGEST_EMPTYING}")
    (busy, _, _) = db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _passive(db: Database) -> tuple[int, int, int]:
    """Make a checkpoint in which nobody waits; return SQLite's (busy, pages in log, in file).

    Another process's checkpoint, which need not write what came since, is waited for.
    """
    deadline = time.monotonic() + _LONGEST_WAIT
    while True:
        made: tuple[int, int, int] = db.conn.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if not made[0] or time.monotonic() > deadline:
            return made
        time.sleep(_INTERVAL)


class Checkpoints:
    """Makes the checkpoints that the commits of a connection don't make.

    By default SQLite has the commit that fills the log (a thousand pages) write it into the file
    and wait for the disk: for a third of a second and more beside a backup, whose pages the disk
    writes as well. A passive checkpoint on another connection blocks nobody.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._next = 0.0  # monotonic
        self._lock = threading.Lock()

    def relieve(self, connection: sqlite3.Connection) -> None:
        """Let commits make no checkpoints below LARGEST_LOG; call ``soon`` after them."""
        connection.execute(f"PRAGMA wal_autocheckpoint = {LARGEST_LOG}")

    def soon(self) -> threading.Thread | None:
        """Make a checkpoint in a thread of its own, unless there was one less than PAUSE ago."""
        with self._lock:
            if time.monotonic() < self._next:
                return None
            self._next = time.monotonic() + PAUSE
        thread = threading.Thread(target=self._make, name="checkpoint", daemon=True)
        thread.start()
        return thread

    def _make(self) -> None:
        with suppress(sqlite3.Error):  # whoever writes next is told what is wrong with the file
            # mode=rw: a file that was deleted meanwhile must not come back empty.
            name = f"{self.path.absolute().as_uri()}?mode=rw"
            with closing(sqlite3.connect(name, uri=True, isolation_level=None)) as connection:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
