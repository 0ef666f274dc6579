"""The folder of the archive: a folder an outlet, in it one a day, in it a file a run."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.archive import warc
from crawler.archive.warc import OPEN, SUFFIX
from newsdb.articles import captures
from newsdb.database import transaction
from newsdb.records import KST
from newsdb.row_failures import RowFailures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlite_utils import Database

logger = logging.getLogger(__name__)

#: Beside the database, unless the setting ARCHIVE_FOLDER names another place.
NAME = "archive"

#: What the name of a file ends with while a sweep writes it.
_PARTIAL = ".partial"


def place(database: str | Path, configured: str | None = None) -> Path:
    """Return the archive's folder of a database."""
    return Path(configured) if configured else Path(database).parent / NAME


def new_file(folder: Path, name: str, *, at: datetime) -> Path:
    """Return a path that no file has: NAME/DAY/NAME-TIME-PROCESS.warc.gz."""
    moment = at.astimezone(KST)
    day = folder / name / f"{moment:%Y-%m-%d}"
    stem = f"{name}-{moment:%Y%m%d%H%M%S}-{os.getpid()}"
    number = 0
    while True:
        path = day / f"{stem}{f'-{number}' if number else ''}{SUFFIX}"
        if not path.exists() and not path.with_name(f"{path.name}{OPEN}").exists():
            return path
        number += 1


def recover(db: Database, folder: Path, name: str) -> int:
    """Close the files of a spider whose process was killed; return how many there were.

    Only who holds the spider's lock may call it.
    """
    left = sorted((folder / name).rglob(f"*{SUFFIX}{OPEN}"))
    for path in left:
        size = warc.recover(path)
        file = path.relative_to(folder).as_posix().removesuffix(OPEN)
        lost = captures.drop_beyond(db, file, size)
        logger.warning(
            "%s was left open by a run that was killed: cut back to its last whole record%s",
            file,
            f", {lost} captures lost" if lost else "",
        )
    return len(left)


def files(folder: Path) -> Iterator[Path]:
    """Yield the finished files of an archive, the oldest first."""
    found = (path for path in folder.rglob(f"*{SUFFIX}") if path.is_file())
    yield from sorted(found, key=lambda path: (path.parent.name, path.name))


def sweep(db: Database, folder: Path, *, failures: RowFailures | None = None) -> int:
    """Take out of the files what no capture points to any more; return how many were changed.

    A file without any capture is removed. One whose run is not over is left for the next time,
    and so is one that can't be read, written or removed, or at which the process was killed.
    """
    failures = failures or RowFailures()
    changed = 0
    for file in captures.to_sweep(db):
        path = folder / file
        if path.with_name(f"{path.name}{OPEN}").exists():
            continue
        with failures.aside(db, str(path)):
            if path.exists():
                _remove_broken_off(db, folder, file)
                keep = captures.spans(db, file)
                if keep and not _rewrite(db, folder, file, keep):
                    continue
            # Noted only when it is gone: until then it still holds what was taken out.
            path.unlink(missing_ok=True)
            captures.note_swept(db, file)
            _remove_if_empty(path.parent)
            changed += 1
    return changed


def open_ones(db: Database, folder: Path) -> list[Path]:
    """Return the files that a sweep leaves for the next time because their runs are not over."""
    waiting = (folder / file for file in captures.to_sweep(db))
    return [path for path in waiting if path.with_name(f"{path.name}{OPEN}").exists()]


def _remove_broken_off(db: Database, folder: Path, file: str) -> None:
    """Remove what sweeps of a file wrote in its place before they failed: no capture is in it.

    While the file itself is there, which goes last, all that is in them is in it too.
    """
    path = folder / file
    begin = f"{path.name.removesuffix(SUFFIX)}."
    with transaction(db):  # another sweep of the file names its copy in one
        for each in path.parent.iterdir():
            number = each.name.removesuffix(_PARTIAL).removesuffix(SUFFIX).removeprefix(begin)
            is_of_it = each.name.startswith(begin) and number.isdecimal()
            if is_of_it and not captures.names(db, each.relative_to(folder).as_posix()):
                each.unlink(missing_ok=True)


def _rewrite(db: Database, folder: Path, file: str, keep: list[tuple[int, int]]) -> bool:
    """Write a file anew under another name; the caller removes the old one.

    Returns whether it did: not where what is to be kept has changed meanwhile.
    """
    stem = file.removesuffix(SUFFIX)
    part = folder / f"{stem}.{os.getpid()}{SUFFIX}{_PARTIAL}"
    starts = warc.without(folder / file, part, keep)
    with transaction(db):
        if captures.spans(db, file) != keep:
            part.unlink()
            return False
        number = 1
        while (folder / f"{stem}.{number}{SUFFIX}").exists():
            number += 1
        new = f"{stem}.{number}{SUFFIX}"
        part.rename(folder / new)
        captures.move(db, file, new, starts)
    return True


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
