"""What was taken out leaves the archive's files, wherever a sweep is killed or fails."""

from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.archive import folder, warc
from crawler.archive.capture_file import CaptureFile
from newsdb.articles import captures
from newsdb.database import open_database
from newsdb.records import KST
from newsdb.row_failures import RowFailures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlite_utils import Database

NOON = datetime(2026, 3, 2, 12, tzinfo=KST)


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    file = CaptureFile(db, tmp_path / "archive", "a")
    for key in "123":
        page = warc.Page(
            url=f"https://a.example/{key}",
            status=200,
            headers=(),
            body=f"page-{key} ".encode() * 50,
            fetched_at=NOON,
            about={},
        )
        file.add("page", "a", key, page)
    file.close()
    yield db
    db.close()


def take_out(db: Database, key: str) -> None:
    db.conn.execute("DELETE FROM captures WHERE key = ?", (key,))


def held(archive: Path) -> list[str]:
    """Return the pages that any file of the archive holds, whatever its name ends with."""
    texts = [gzip.decompress(each.read_bytes()) for each in archive.rglob("*") if each.is_file()]
    return [key for key in "123" if any(f"page-{key}".encode() in text for text in texts)]


def indexed(db: Database, archive: Path) -> list[str]:
    """Return the pages that the index finds in the archive."""
    rows = db.conn.execute("SELECT file, start, length FROM captures ORDER BY key")
    return [warc.read(archive / file, *span).url[-1] for file, *span in rows]


def dying(*_: object, **__: object) -> None:
    raise Killed


def dying_after(usual: Callable[..., object]) -> Callable[..., None]:
    def die(*args: object, **keywords: object) -> None:
        usual(*args, **keywords)
        raise Killed

    return die


def failing(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


UNLINK, RENAME, MOVE, WITHOUT, SWEPT = (
    Path.unlink,
    Path.rename,
    captures.move,
    warc.without,
    captures.note_swept,
)
FAULTS: list[tuple[object, str, Callable[..., object]]] = [
    (warc, "without", dying_after(WITHOUT)),  # the copy has no name yet
    (Path, "rename", dying),
    (Path, "rename", dying_after(RENAME)),
    (captures, "move", dying),
    (captures, "move", dying_after(MOVE)),
    (Path, "unlink", dying),
    (Path, "unlink", failing),
    (Path, "unlink", dying_after(UNLINK)),
    (captures, "note_swept", dying),
]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("also", ["", "2", "23"])
def test_a_sweep_after_one_that_failed_takes_it_out(
    db: Database,
    tmp_path: Path,
    fault: tuple[object, str, Callable[..., object]],
    also: str,
) -> None:
    archive = tmp_path / "archive"
    take_out(db, "1")
    failures = RowFailures()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(*fault)
        try:
            folder.sweep(db, archive, failures=failures)
        except Killed:
            pass
        else:
            assert "Permission denied" in failures.lines[0]
    for key in also:
        take_out(db, key)
    folder.sweep(db, archive)
    left = [key for key in "23" if key not in also]
    assert held(archive) == indexed(db, archive) == left
    assert captures.to_sweep(db) == []
    assert len(list(folder.files(archive))) == bool(left)
    assert folder.sweep(db, archive) == 0


def test_what_is_taken_out_while_a_file_is_written_waits_for_the_next_sweep(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "archive"
    take_out(db, "1")

    def meanwhile(*args: object) -> dict[int, int]:
        take_out(db, "2")
        return WITHOUT(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(warc, "without", meanwhile)
    assert folder.sweep(db, archive) == 0
    monkeypatch.setattr(warc, "without", WITHOUT)
    assert held(archive) == ["1", "2", "3"]
    assert folder.sweep(db, archive) == 1
    assert held(archive) == indexed(db, archive) == ["3"]


def test_what_a_sweep_has_not_written_is_left(db: Database, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    take_out(db, "1")
    folder.sweep(db, archive)
    (file,) = folder.files(archive)
    others = [file.with_name(f"{file.name}.txt"), file.with_name("b.1.warc.gz")]
    for other in others:
        other.write_bytes(b"")
    take_out(db, "2")
    folder.sweep(db, archive)
    assert all(other.exists() for other in others)
    assert indexed(db, archive) == ["3"]
