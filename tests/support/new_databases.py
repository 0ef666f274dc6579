"""New databases as copies of one that ``open_database`` made: all migrations cost 0.1 s of CPU."""

from __future__ import annotations

import functools
import os
import tempfile
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from newsdb import database
from newsdb.database_file import create_private

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def copied() -> Iterator[None]:
    """Let a file that ``open_database`` creates in this process begin as a copy of an empty one.

    It is opened like a file of this version that was there: migrations find nothing to do. Nobody
    waits for the disk either: no test cuts the power, and what is written outlives a process.
    """
    _template()
    with (
        patch.object(database, "create_private", _copy),
        patch.object(database, "SYNCHRONOUS", "OFF"),
    ):
        yield


def migrated() -> AbstractContextManager[Any]:
    """Let new files go through all migrations, as a user's do, where those are what is tested."""
    return patch.object(database, "create_private", create_private)


def has_new_tables(path: Path) -> bool:
    """Tell whether a file has the tables of a new one, by the number that SQLite gives them."""
    place = slice(40, 44)  # sqlite.org/fileformat.html#schema_cookie
    try:
        with path.open("rb") as file:
            return file.read(place.stop)[place] == _template()[place]
    except OSError:
        return False


def _copy(path: Path) -> None:
    """Make the file, whole from the beginning, since another process may open it."""
    if str(path) == ":memory:" or path.exists() or not os.access(path.parent, os.W_OK):
        create_private(path)  # leaves it as it is, or fails as it does for a user
        return
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-") as file:
        file.write(_template())
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, path)


@functools.cache
def _template() -> bytes:
    with migrated(), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        database.open_database(path).close()
        return path.read_bytes()
