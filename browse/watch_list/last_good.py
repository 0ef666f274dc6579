"""What the desk does while the watch list's file has faults: it says so, and uses the last good.

Commands and crawls refuse such a file: what they write would be judged by a list that nobody sees.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from browse.watch_list import caches
from browse.watch_list.checking import check_file
from newsdb import configuration
from newsdb.configuration import ConfigurationError
from newsdb.database import open_to_read
from newsdb.database_errors import UnusableDatabaseError
from newsdb.watch_list import versions
from watchlist.in_use import use_instead
from watchlist.loading import WatchListError, load, load_text

if TYPE_CHECKING:
    from pathlib import Path

    from datasette.app import Datasette
    from sqlite_utils import Database

    from browse.watch_list.checking import Fault
    from newsdb.watch_list.versions import Version
    from watchlist import WatchList

#: Versions that are tried: each takes 0.3 s of CPU time.
MOST_TRIED = 20


class LastGood(NamedTuple):
    """The newest version without a fault; without one the shipped list, and no ``version``."""

    watch: WatchList
    text: str
    version: Version | None


@dataclass(frozen=True, slots=True)
class Broken:
    """A file with faults, and the version that is used instead; None: the shipped list."""

    path: Path
    faults: tuple[Fault, ...]
    version: Version | None


def find(db: Database, path: Path) -> LastGood:
    """Return the last good version of a list; ``path`` is its file, which is not read."""
    for each in versions.listing(db, most=MOST_TRIED):
        kept = versions.numbered(db, each.id)
        if kept is None or not kept[1].strip():
            continue
        try:
            return LastGood(load_text(kept[1], path), kept[1], each)
        except WatchListError:
            continue
    return LastGood(load(), "", None)


def use_for(database: Path) -> None:
    """Let this process use the last good version that a database has kept."""

    def instead(path: Path) -> WatchList:
        try:
            db = open_to_read(database)
        except UnusableDatabaseError:
            return load()
        try:
            return find(db, path).watch
        finally:
            db.close()

    use_instead(instead)


#: What was seen of the file last, by desk: when it was written, and what is wrong with it.
_SEEN: WeakKeyDictionary[Any, tuple[object, Broken | None]] = WeakKeyDictionary()


async def broken(desk: Datasette, database: Path) -> Broken | None:
    """Return what is wrong with the list; None if nothing is, or there is none of one's own.

    A file that is as it was is not read again, so that each page can ask. One that has changed is
    used from then on.
    """
    try:
        path = configuration.load().watchlist
    except ConfigurationError:
        return None  # which is said where it is needed
    if path is None:
        return None
    written = _written(path)
    if desk not in _SEEN or _SEEN[desk][0] != written:
        if desk in _SEEN:
            caches.forget()
        _SEEN[desk] = written, await asyncio.to_thread(_look, database, path)
    return _SEEN[desk][1]


def _look(database: Path, path: Path) -> Broken | None:
    faults = check_file(path).faults
    if not faults:
        return None
    db = open_to_read(database)
    try:
        return Broken(path, faults, find(db, path).version)
    finally:
        db.close()


def _written(path: Path) -> object:
    try:
        found = path.stat()
    except OSError as error:
        return (str(path), error.errno)
    return (str(path), found.st_mtime_ns, found.st_size, found.st_ino)
