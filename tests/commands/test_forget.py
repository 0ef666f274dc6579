"""``scrapy forget`` tells what it has done, and what it could not do, whatever fails."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from commands import forget, purge
from crawler.archive import folder, warc
from crawler.archive.capture_file import CaptureFile
from newsdb import forgetting
from newsdb.articles import captures
from newsdb.database import open_database
from newsdb.delivery import pages
from newsdb.sqlite_library import sqlite3
from newsdb.stories import stories
from tests.commands.test_poisoned_rows import SEEN, configuration, database, run
from tests.support.crawls import rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.commands import ScrapyCommand
    from sqlite_utils import Database

    from newsdb.forgetting import Forgotten

__all__ = ["configuration"]


def refused(*_: object, **__: object) -> None:
    raise PermissionError(errno.EACCES, "Permission denied")


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def locked(*_: object, **__: object) -> None:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    raise error


#: What fails, how, and what is said of it.
FAULTS: list[tuple[object, str, Callable[..., None], str]] = [
    (Path, "unlink", refused, "Permission denied"),
    (warc, "without", full, "No space left on device"),
    (captures, "to_sweep", locked, "locked"),
    (captures, "note_swept", locked, "locked"),
    (folder, "sweep", refused, "Permission denied"),
]


@pytest.fixture
def path(configuration: Path) -> Path:
    """Return a database of one story in three articles, with their pages."""
    path = configuration.with_name("news.db")
    db = database(path)
    file = CaptureFile(db, path.parent / "archive", "a")
    for key in "123":
        url = f"https://a.example/{key}"
        page = warc.Page(
            url=url, status=200, headers=(), body=key.encode(), fetched_at=SEEN, about={}
        )
        file.add("page", "a", key, page)
        captures.belong_to(db, int(key), outlet="a", keys=(key,))
    file.close()
    stories.merge(db, [1, 2, 3], by="ana")
    db.close()
    return path


def forget_it(path: Path, *, as_json: bool = False) -> ScrapyCommand:
    options = {"because": "a court", "by": "ana", "json": as_json}
    return run(forget, path, options, "https://a.example/2")


def purge_it(path: Path) -> ScrapyCommand:
    return run(purge, path, {"dry_run": False, "json": False})


def archived(path: Path) -> list[str]:
    files = folder.files(path.parent / "archive")
    return [page.url[-1] for file in files for page in warc.pages(file)]


def test_all_is_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert forget_it(path).exitcode == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.splitlines() == [
        "a 2: taken out, with 1 captures",
        "a copy stays: https://a.example/1",
        "a copy stays: https://a.example/3",
        "Backups made before still hold it: scrapy backup --list names them",
    ]
    assert archived(path) == ["1", "3"]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("as_json", [False, True])
def test_copies_are_named_though_the_archive_can_not_be_swept(
    path: Path,
    capsys: pytest.CaptureFixture[str],
    fault: tuple[object, str, Callable[..., None], str],
    as_json: bool,
) -> None:
    where, what, how, why = fault
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(where, what, how)
        assert forget_it(path, as_json=as_json).exitcode == 1
    said = capsys.readouterr()
    assert why in said.err
    assert "is still in the archive: " in said.err
    assert "scrapy purge takes it out there" in said.err
    copies = ["https://a.example/1", "https://a.example/3"]
    if as_json:
        told = json.loads(said.out)
        assert (told["forgotten"], told["copies_left"]) == (["a 2"], copies)
        assert len(told["still_in_archive"]) == 1
    else:
        assert [f"a copy stays: {url}" for url in copies] == said.out.splitlines()[1:3]
    assert rows(path, "SELECT key FROM articles ORDER BY key") == [("1",), ("3",)]
    assert purge_it(path).exitcode == 0
    assert archived(path) == ["1", "3"]


def test_a_file_whose_crawl_is_not_over_is_named(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (file,) = folder.files(path.parent / "archive")
    file.rename(f"{file}.open")
    assert forget_it(path, as_json=True).exitcode == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["still_in_archive"] == [f"{file}: its crawl is not over"]
    assert f"{file}: its crawl is not over; scrapy purge takes it out there" in said.err
    Path(f"{file}.open").rename(file)
    assert purge_it(path).exitcode == 0
    assert archived(path) == ["1", "3"]


def test_a_page_that_is_not_reached_is_named(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = open_database(path)
    pages.note(db, "web", "/nowhere/1.html", [pages.Quoted("a", "2", "full")])
    db.close()
    assert forget_it(path, as_json=True).exitcode == 1
    said = capsys.readouterr()
    (told,) = json.loads(said.out)["still_in_pages"]
    assert told == "/nowhere/1.html of the channel web: its folder is not there"
    assert f"It may still be in a page: {told}" in said.err


def test_what_is_taken_out_before_the_database_fails_is_told(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    db = open_database(path)
    db.execute("UPDATE articles SET url = 'https://a.example/2' WHERE id = 3")
    db.close()
    usual = forgetting.forget
    done: list[str] = []

    def once(db: Database, outlet: str, key: str, **others: Any) -> Forgotten:
        if done:
            locked()
        done.append(key)
        return usual(db, outlet, key, **others)

    monkeypatch.setattr("commands.forget.forgetting.forget", once)
    assert forget_it(path).exitcode == 1
    said = capsys.readouterr()
    assert said.out.startswith("a 2: taken out, with 1 captures\na copy stays: ")
    assert "locked" in said.err
    assert "it could not be looked through; scrapy purge takes it out there" in said.err
