"""The user's watch list, version by version: who changed it, when, and what it said.

The file that hanil.toml names is what counts: crawls, commands and the desk read nothing else. It
is replaced as a whole, so that none of them reads half of it. Each text that it had is a row here;
one that was edited by hand becomes a row when it is noticed: by the desk, or by the next crawl.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from newsdb.database import stamp, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlite_utils import Database

#: Larger lists are edited by hand, and not kept here: a form would send three times as much.
LARGEST = 400_000  # bytes
#: Beyond so many versions the oldest go.
MOST = 1000
LONGEST_NOTE = 200


class FileError(Exception):
    """The file can't be read as a text, or can't be written; the message says why."""


class ChangedMeanwhileError(Exception):
    """The file is not what the editor saw; ``text`` is what it is now."""

    def __init__(self, text: str) -> None:
        super().__init__("the watch list was changed meanwhile")
        self.text = text


class Version(NamedTuple):
    """A version without its text; ``person`` is None where the file was edited by hand."""

    id: int
    at: str
    person: str | None
    note: str
    restores: int | None


_COLUMNS = "id, at, person, note, restores"


def digest(text: str) -> str:
    """Return what tells a text from another."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_file(path: Path) -> str:
    """Return the text of a list's file, empty where there is none; raises FileError."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise FileError(f"{path} can't be read: {error.strerror}") from error
    if len(raw) > LARGEST:
        raise FileError(f"{path} is larger than {LARGEST // 1000} kB: edit it by hand")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FileError(f"{path}, line {line}: it is not UTF-8 text") from error


def why_not_writable(path: Path) -> str | None:
    """Return why a list's file can't be replaced by this process; None if it can."""
    folder = path.resolve().parent
    if not folder.is_dir():
        return f"there is no folder {folder}"
    if not os.access(folder, os.W_OK):
        return f"the folder {folder} can't be written by the desk"
    return None


def notice(db: Database, path: Path, *, at: datetime) -> str:
    """Return the file's text; one that is not the newest version's becomes a version.

    In the caller's transaction. Raises FileError.
    """
    text = read_file(path)
    if is_noticed(db, text):
        return text
    _add(db, text, person=None, note="", restores=None, at=at)
    return text


def notice_if_edited(db: Database, path: Path, *, at: datetime) -> None:
    """Keep the text of a list that was edited by hand; what can't be read is left to judging."""
    with suppress(FileError):
        if not is_noticed(db, read_file(path)):  # nearly always it is: then nobody waits
            with transaction(db):
                notice(db, path, at=at)


def is_noticed(db: Database, text: str) -> bool:
    """Tell whether a file's text is the newest version's; no file before the first is nothing."""
    row = db.conn.execute(
        "SELECT digest FROM watch_list_versions ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return row[0] == digest(text) if row else not text


def save(
    db: Database,
    path: Path,
    text: str,
    *,
    seen: str,
    person: str,
    at: datetime,
    note: str = "",
    restores: int | None = None,
) -> bool:
    """Replace the file by ``text`` and keep that as a version; False if it was the same already.

    ``seen`` is the digest of the text that the editor began with. In the caller's transaction: if
    that fails afterwards, the file is noticed as edited by hand. A file that can't be read stays
    beside a version that takes its place (``restores``). Raises ChangedMeanwhileError and
    FileError, with nothing written.
    """
    aside: Path | None = None
    try:
        present = notice(db, path, at=at)
    except FileError:
        if restores is None:
            raise
        present, aside = "", _free_name(path)
    if digest(present) != seen:
        raise ChangedMeanwhileError(present)
    if text == present and aside is None:
        return False
    if len(text.encode()) > LARGEST:
        raise FileError(f"a list of more than {LARGEST // 1000} kB is edited by hand")
    _add(db, text, person=person, note=note[:LONGEST_NOTE], restores=restores, at=at)
    with _kept_beside(path, aside):
        replace_file(path, text)
    return True


def listing(db: Database, *, most: int, before: int | None = None) -> list[Version]:
    """Return versions, the newest first; ``before`` is a number from which older ones begin."""
    rows = db.conn.execute(
        f"SELECT {_COLUMNS} FROM watch_list_versions WHERE id < ? ORDER BY id DESC LIMIT ?",  # noqa: S608
        (before or 2**62, most),
    )
    return [Version(*row) for row in rows]


def numbered(db: Database, number: int) -> tuple[Version, str, str] | None:
    """Return a version, its text and the text of the version before it; None: there is none."""
    row = db.conn.execute(
        f"SELECT text, {_COLUMNS} FROM watch_list_versions WHERE id = ?",  # noqa: S608
        (number,),
    ).fetchone()
    if row is None:
        return None
    before = db.conn.execute(
        "SELECT text FROM watch_list_versions WHERE id < ? ORDER BY id DESC LIMIT 1", (number,)
    ).fetchone()
    return Version(*row[1:]), row[0], before[0] if before else ""


class Line(NamedTuple):
    """A line of a difference: "+", "-", " ", or "…" where unchanged lines are left out."""

    sign: str
    text: str


def differences(before: str, after: str) -> Iterator[Line]:
    """Yield the lines in which two texts differ, each with two unchanged ones around it."""
    import difflib  # noqa: PLC0415 crawls notice versions, and compare none

    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    for number, line in enumerate(lines):
        if number < 2:  # the names of the files
            continue
        if not line.startswith("@@"):
            yield Line(line[0], line[1:])
        elif number > 2:
            yield Line("…", "")


def replace_file(path: Path, text: str) -> None:
    """Put a text in a file's place at once, its permissions kept; raises FileError.

    Readers see the old file or the new one. A link stays one: what it names is replaced.
    """
    target = path.resolve()
    try:
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
        with tempfile.NamedTemporaryFile(
            "wb", dir=target.parent, prefix=f".{target.name}.", delete=False
        ) as file:
            made = Path(file.name)
            try:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
                made.chmod(mode)
                made.replace(target)
            except BaseException:
                made.unlink(missing_ok=True)
                raise
    except (OSError, UnicodeEncodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise FileError(f"{path} can't be written: {said}") from error


def _free_name(path: Path) -> Path:
    """Return a name beside a file that none has: an earlier one may be the only copy of a list."""
    target = path.resolve()
    names = (f"{target.name}.unreadable{f'-{number}' if number else ''}" for number in count())
    return next(each for name in names if not (each := target.with_name(name)).exists())


@contextmanager
def _kept_beside(path: Path, name: Path | None) -> Iterator[None]:
    """Give a file the other ``name``, if any, before the block puts another in its place.

    A second name, so that there is always a file, with its permissions; what can't have one is
    moved. Undone when the block fails. Raises FileError.
    """
    if name is None:
        yield
        return
    target = path.resolve()
    try:
        try:
            os.link(target, name)
        except OSError:
            target.replace(name)
    except OSError as error:
        raise FileError(f"{path} can't be moved: {error.strerror}") from error
    try:
        yield
    except BaseException:
        with suppress(OSError):
            if target.exists():
                name.unlink()
            else:
                name.replace(target)
        raise


def _add(
    db: Database, text: str, *, person: str | None, note: str, restores: int | None, at: datetime
) -> None:
    db.conn.execute(
        "INSERT INTO watch_list_versions (at, person, text, digest, note, restores)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (stamp(at), person, text, digest(text), note, restores),
    )
    db.conn.execute(
        "DELETE FROM watch_list_versions"
        " WHERE id <= (SELECT max(id) FROM watch_list_versions) - ?",
        (MOST,),
    )
