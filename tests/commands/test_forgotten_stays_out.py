"""What was forgotten does not come back with a restored or a rebuilt database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from commands import rebuild, restore
from crawler.archive import folder, warc
from newsdb import forgetting
from newsdb.backup.copying import back_up
from newsdb.database import open_database
from tests.commands.test_archived_pages import NOON, archived
from tests.commands.test_poisoned_rows import configuration, run
from tests.newsdb.test_forgetting import leftovers

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

__all__ = ["configuration"]

OUTLET = "site:news.a.example"
KEY = "articles/2"
#: What stands in the article that is forgotten, and in no other: its headline, text and address.
WORDS = ("공동 부품 2", "조합 2곳", "articles/2")
REBUILD: dict[str, object] = {"backup": None, "no_backup": False, "json": True}


@pytest.fixture
def path(configuration: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A database that was made from an archive of three articles."""
    path = configuration.with_name("news.db")
    archived(path.parent / "archive", 3)
    first = path.with_name("first.db")
    assert run(rebuild, path, {**REBUILD, "no_backup": True}, str(first)).exitcode == 0
    capsys.readouterr()
    first.rename(path)
    return path


def forget(path: Path) -> None:
    """Forget the second article, and leave it in the archive, as a copy on another disk does."""
    db = open_database(path)
    forgetting.forget(db, OUTLET, KEY, because="court order 5", by="ada", at=NOON)
    db.execute("DELETE FROM archive_sweeps")
    db.close()


def keys(db: Database) -> list[str]:
    return [row[0] for row in db.execute("SELECT key FROM articles ORDER BY 1")]


def assert_forgotten(db: Database) -> None:
    assert keys(db) == ["articles/1", "articles/3"]
    assert leftovers(db, WORDS) == []
    assert not db.execute(
        "SELECT 1 FROM articles_fts WHERE rowid NOT IN (SELECT id FROM articles)"
    ).fetchall()
    [entry] = db.execute("SELECT * FROM forgotten").fetchall()
    assert entry == (OUTLET, KEY, "court order 5", "ada", NOON.isoformat())


def test_a_restored_database(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = back_up(path, path.parent / "backups")
    forget(path)
    assert run(restore, path, {"json": True}, str(made.file)).exitcode == 0
    assert json.loads(capsys.readouterr().out)["forgotten_since"] == 1
    db = open_database(path)
    assert_forgotten(db)
    assert db.execute("SELECT count(*) FROM captures").fetchone()[0] == 2
    db.close()
    assert WORDS[0].encode() not in path.read_bytes()
    # What was forgotten before the backup is no news.
    made = back_up(path, path.parent / "backups")
    assert run(restore, path, {"json": False}, str(made.file)).exitcode == 0
    assert "Forgotten since" not in capsys.readouterr().out


def test_a_present_database_that_cannot_be_read_is_told(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = back_up(path, path.parent / "backups")
    path.write_bytes(b"no database" * 500)
    assert run(restore, path, {"json": True}, str(made.file)).exitcode == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["forgotten_since"] is None
    assert "what was forgotten since the backup is back" in said.err


@pytest.mark.parametrize("when", ["before the backup", "since", "without one", "then lost"])
def test_a_rebuilt_database(path: Path, capsys: pytest.CaptureFixture[str], when: str) -> None:
    if when == "since":
        back_up(path, path.parent / "backups")
    forget(path)
    if when in {"before the backup", "then lost"}:
        back_up(path, path.parent / "backups")
    if when == "then lost":
        path.unlink()
    new = path.with_name("new.db")
    options = {**REBUILD, "no_backup": when == "without one"}
    assert run(rebuild, path, options, str(new)).exitcode == 0
    counts = json.loads(capsys.readouterr().out)
    assert counts["captures of what was forgotten"] == 1
    db = open_database(new)
    assert_forgotten(db)
    assert folder.sweep(db, path.parent / "archive") == 1
    db.close()
    left = [
        page.url for file in folder.files(path.parent / "archive") for page in warc.pages(file)
    ]
    assert [url[-1] for url in left] == ["1", "3"]
