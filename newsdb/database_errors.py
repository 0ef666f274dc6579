"""What SQLite's errors mean: for a person, for a retry, for the other rows."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from newsdb.database_file import holders
from newsdb.invocation import as_typed

if TYPE_CHECKING:
    import sqlite3  # the same names
    from pathlib import Path
else:
    from newsdb.sqlite_library import sqlite3

#: What SQLite raises when a file can't be read or written; ``explain`` says what it means.
DatabaseError: type[Exception] = sqlite3.Error

#: What ends by itself or once somebody has made room; a retry may succeed, as it stands.
_PASSING_ERRNOS = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EIO,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
        errno.EAGAIN,
        errno.EBUSY,
        errno.ESTALE,
    }
)
_PASSING_CODES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_PROTOCOL,
    }
)


class UnusableDatabaseError(Exception):
    """The database can't be used; the message says why and what to do."""


class UnavailableDatabaseError(UnusableDatabaseError):
    """It can't be used now but may be later, as it stands: a full disk, a lock, open files."""


def message_of(error: Exception) -> str:
    """Return what an error says, without the stored text that Python's module for SQLite quotes.

    It quotes all of a text that is no UTF-8, into logs that outlive what has to be forgotten.
    """
    return str(error).split(" with text ", 1)[0]


def explain(error: Exception, path: str | Path) -> str:
    """Return what an SQLite error means for the person who runs the crawl."""
    text = message_of(error)
    for sign, meaning in (
        ("not a database", "it is not an SQLite database: name another file with DATABASE"),
        (
            "malformed",
            "it is damaged: scrapy doctor says by how much, scrapy restore puts a backup in place",
        ),
        ("locked", "another process has held it locked for too long: try again when it is done"),
        ("readonly", "it can't be written: check the file's and its folder's permissions"),
        ("unable to open", "it can't be opened: check that the folder exists and may be written"),
        ("full", "the disk is full: make room and run again, nothing that was stored is lost"),
        ("disk I/O", "the disk refused to read or write: check the disk and its free space"),
    ):
        if sign in text:
            by = f"; open in {', '.join(holders(path))}" if sign == "locked" else ""
            return f"{path}: {as_typed(meaning)} ({text}){by}."
    return f"{path}: {text}."


def may_pass(error: Exception) -> bool:
    """Tell whether a start that failed may succeed later, with nothing configured otherwise."""
    if isinstance(error, OSError):
        return error.errno in _PASSING_ERRNOS
    if isinstance(error, sqlite3.Error):
        # The low byte is the kind, what stands above it says more about it.
        return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _PASSING_CODES
    return isinstance(error, UnavailableDatabaseError)


def unusable(error: Exception, path: Path, message: str) -> UnusableDatabaseError:
    """Return the error to raise where a database can't be used, by whether that may pass."""
    # SQLite says that it can't open a file also where there are no inodes or descriptors left.
    may_be_opened = path.is_file() and all(
        os.access(each, os.W_OK) for each in (path, path.parent)
    )
    passing = may_pass(error) or ("unable to open" in str(error) and may_be_opened)
    return (UnavailableDatabaseError if passing else UnusableDatabaseError)(message)


def is_about_file(error: Exception) -> bool:
    """Tell whether an error is about the database; else it is about what was to be written."""
    about_values = (
        sqlite3.IntegrityError,
        sqlite3.DataError,
        sqlite3.InterfaceError,
        sqlite3.ProgrammingError,
    )
    return isinstance(error, sqlite3.Error) and not isinstance(error, about_values)


def is_about_row(error: Exception) -> bool:
    """Tell whether another row may do better: no lock, no disk, no damage of the file.

    What a row holds may fail in SQLite (broken JSON in ``json_each``) or in Python's module (a
    text that is no UTF-8), which gives no code.
    """
    return not is_about_file(error) or is_of_statement(error) or "decode" in message_of(error)


def is_of_statement(error: Exception) -> bool:
    """Tell whether SQLite found fault with a statement itself: no lock, no disk, no damage."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, DatabaseError) and code in (1, 25)  # SQLITE_ERROR, SQLITE_RANGE
