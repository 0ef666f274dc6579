"""What commands on stored articles share: options, and opening an existing database."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from newsdb.database import open_database, open_to_read
from newsdb.database_errors import DatabaseError, UnusableDatabaseError, explain, may_pass
from newsdb.invocation import typed
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.settings import BaseSettings
    from sqlite_utils import Database


def add_since_option(parser: argparse.ArgumentParser, what: str) -> None:
    """Add the option --since to a command; ``what`` begins its help."""
    parser.add_argument("--since", metavar="DATE", help=f"{what} (2026-03-01, Korean time)")


def since_of(opts: argparse.Namespace) -> datetime | None:
    """Return the start of the day (KST) that --since names, if given; raises UsageError."""
    if not opts.since:
        return None
    try:
        day = date.fromisoformat(opts.since)
    except ValueError:
        raise UsageError(f"--since {opts.since}: not a date like 2026-03-01") from None
    return datetime(day.year, day.month, day.day, tzinfo=KST)


#: No table has so many rows. SQLite's own numbers end at 2 ** 63, where it raises an error.
MOST_ROWS = 10**15


def whole_number(text: str) -> int:
    """Return what an option says that numbers rows, or counts them: the ``type`` of such a one."""
    number = int(text)
    if abs(number) > MOST_ROWS:
        raise argparse.ArgumentTypeError(f"there are not so many: {text}")
    return number


def no_database(path: Path) -> str:
    """Return the message for a database that doesn't exist."""
    return (
        f"There is no database at {path}: make one with “{typed('demo')}” (data/demo.db; a"
        " replica, no network) or a crawl, or name another with -s DATABASE=FILE or"
        " HANIL_DATABASE=FILE."
    )


@contextmanager
def existing_database(settings: BaseSettings, *, to_read: bool = False) -> Iterator[Database]:
    """Open the database for the duration of the block; raises UsageError when there is none.

    ``to_read`` is for a block that only reads: its file need not be writable.
    """
    path = Path(settings["DATABASE"])
    if not path.is_file():
        raise UsageError(no_database(path), print_help=False)
    try:
        db = open_to_read(path) if to_read else open_database(path)
    except UnusableDatabaseError as error:
        raise UsageError(str(error), print_help=False) from None
    try:
        yield db
    finally:
        db.close()


@contextmanager
def faults_explained(settings: BaseSettings) -> Iterator[None]:
    """End the command with a message where the database, or a file, fails in the block.

    Exit code 75 for what may pass (a lock, a full disk), so that whoever started it tries again;
    else 1.
    """
    try:
        yield
    except BrokenPipeError:  # the reader of what is printed has seen enough
        raise
    except (DatabaseError, OSError) as error:
        said = explain(error, settings["DATABASE"])
        if isinstance(error, OSError) and error.filename:
            said = f"{error.filename}: {error.strerror}"
        sys.stderr.write(f"{said}\n")
        sys.exit(os.EX_TEMPFAIL if may_pass(error) else 1)
