"""What is wrong with a database file, in sentences: before anybody opens it and makes it worse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from newsdb.backup import salvage, write_ahead_log
from newsdb.backup.btree import MAGIC
from newsdb.backup.locks import holder_of
from newsdb.database_errors import UnusableDatabaseError

if TYPE_CHECKING:
    import sqlite3  # the same names
    from collections.abc import Iterator
    from pathlib import Path
else:
    from newsdb.sqlite_library import sqlite3

_SALVAGE = (
    "end the desk and all crawls, keep a copy of the file with its -wal, then scrapy restore the"
    " newest backup; scrapy doctor --salvage NEW.db brings out what was written since"
)
_INDEX = re.compile(
    r"(?:missing from index|entries in index|entry in index|inverted index for FTS5 table) (\S+)"
)


class Finding(NamedTuple):
    """One check: whether all is well, what was looked at, what was found, what to do."""

    well: bool
    what: str
    found: str
    advice: str = ""


def look_at_file(path: Path) -> Iterator[Finding]:
    """Yield what is wrong with a database file and its write-ahead log; reads only.

    Raises UnusableDatabaseError when it is no database at all, and OSError.
    """
    with path.open("rb") as file:
        head = file.read(100)
    size = path.stat().st_size
    if not size:
        yield Finding(False, "file", "it is empty", _SALVAGE)
        return
    if not head.startswith(MAGIC):
        yield Finding(
            False, "file", "its first page is damaged, or it is no SQLite database", _SALVAGE
        )
    elif cut := _cut_off(head, size):
        yield Finding(False, "file", cut, _SALVAGE)
    damage = _integrity(path)
    log = path.with_name(f"{path.name}-wal")
    found = write_ahead_log.read(log)
    # Of one that is being written the last frame may be half there.
    if found.fault and not holder_of(path):
        yield Finding(
            False,
            "write-ahead log",
            f"{found.fault}; the {found.transactions} transactions before are read, those behind"
            " are lost",
            "look at what was decided last; it may be missing",
        )
    if damage == ["ok"]:
        yield Finding(True, "integrity", "ok")
        return
    if found.pages and _integrity(path, without_log=True) == ["ok"]:
        yield Finding(
            False,
            "write-ahead log",
            "it belongs to another database: without it the file is sound",
            f"end the desk and all crawls, rename {log.name}, and run scrapy doctor again",
        )
        return
    yield from _damaged(path, damage)


def log_is_foreign(path: Path) -> bool:
    """Tell whether a file is sound without its write-ahead log, and is not with it."""
    return _integrity(path) != ["ok"] and _integrity(path, without_log=True) == ["ok"]


def _damaged(path: Path, messages: list[str]) -> Iterator[Finding]:
    """Yield a finding for each table and index that a damage touches.

    Raises UnusableDatabaseError when there is no trace of any.
    """
    indexes = dict.fromkeys(name for each in messages for name in _INDEX.findall(each))
    surveyed = salvage.survey(path)
    if not any(tree.root for tree in surveyed.trees):
        raise UnusableDatabaseError(
            f"{path}: it is not an SQLite database, or nothing of one is left: restore a backup,"
            " or name another file with DATABASE."
        )
    if not surveyed.schema_is_sound:
        yield Finding(
            False, "schema", "the pages that say which tables there are are damaged", _SALVAGE
        )
    for tree in surveyed.damaged:
        if tree.kind == "index":
            indexes[tree.name] = None
        else:
            yield Finding(False, f"table {tree.name}", tree.describe(), _SALVAGE)
    for name in indexes:
        yield Finding(
            False,
            f"index {name}",
            "it does not fit its table; no row is lost by that",
            _SALVAGE,
        )
    if not surveyed.damaged and not indexes:
        yield Finding(False, "integrity", "; ".join(messages[:5]), _SALVAGE)


def _cut_off(head: bytes, size: int) -> str | None:
    """Return how much of a file is missing that its header says it has."""
    page = int.from_bytes(head[16:18])
    page = 65536 if page == 1 else page
    pages = int.from_bytes(head[28:32])
    is_told = head[24:28] == head[92:96]  # the number of pages holds for this version of the file
    if is_told and page and size < pages * page:
        return f"it is cut off: {size // page} of {pages} pages are there"
    return None


def _integrity(path: Path, *, without_log: bool = False) -> list[str]:
    """Return what SQLite's own check says, ``["ok"]`` when all is well."""
    mode = "immutable=1" if without_log else "mode=ro"
    try:
        db = sqlite3.connect(f"file:{quote(str(path.absolute()))}?{mode}", uri=True)
    except sqlite3.Error as error:
        return [str(error)]
    try:
        return [str(row[0]) for row in db.execute("PRAGMA integrity_check(100)")]
    except sqlite3.Error as error:
        return [str(error)]
    finally:
        db.close()
