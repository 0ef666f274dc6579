"""A connection for assistants, which changes nothing whatever they ask."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsdb.database import open_to_read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database


@contextmanager
def only_reading(path: Path) -> Iterator[Database]:
    """Open the database so that SQLite refuses to write. Raises UnusableDatabaseError."""
    db = open_to_read(path)
    try:
        db.execute("PRAGMA query_only = ON")
        yield db
    finally:
        db.close()
