"""The file is the watch list; each text that it had is a version, whoever wrote it."""

from __future__ import annotations

import errno
import os
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from newsdb.database import open_database
from newsdb.records import KST
from newsdb.watch_list import versions
from newsdb.watch_list.versions import ChangedMeanwhileError, FileError, digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

AT = datetime(2026, 11, 28, 9, 0, tzinfo=KST)
FIRST = '[topic.mold]\nko = ["금형"]\n'
SECOND = '[topic.mold]\nko = ["금형", "사출"]\nja = ["金型"]\n'


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "news.db")
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "watchlist.toml"


def save(db: Database, file: Path, text: str, seen: str, *, person: str = "ana") -> bool:
    return versions.save(db, file, text, seen=digest(seen), person=person, at=AT, note="x")


def listed(db: Database) -> list[tuple[int, str | None]]:
    return [(each.id, each.person) for each in versions.listing(db, most=99)]


def test_a_hand_edit_becomes_a_version_once(db: Database, file: Path) -> None:
    assert versions.notice(db, file, at=AT) == ""  # no file, and no version of it
    assert listed(db) == []
    file.write_bytes(b"\xef\xbb\xbf" + FIRST.replace("\n", "\r\n").encode())
    for _ in range(2):
        assert versions.notice(db, file, at=AT) == FIRST
    assert listed(db) == [(1, None)]
    file.unlink()
    assert versions.notice(db, file, at=AT) == ""
    assert listed(db) == [(2, None), (1, None)]


def test_saving_replaces_the_file_and_keeps_its_mode(db: Database, file: Path) -> None:
    file.write_text(FIRST, encoding="utf-8")
    file.chmod(0o640)
    link = file.with_name("link.toml")
    link.symlink_to(file)
    assert save(db, link, SECOND, FIRST)
    assert not save(db, link, SECOND, SECOND)
    assert (file.read_text("utf-8"), file.stat().st_mode & 0o777) == (SECOND, 0o640)
    assert link.is_symlink()
    assert listed(db) == [(2, "ana"), (1, None)]
    assert not list(file.parent.glob(".watchlist*"))


def test_who_did_not_see_the_last_change_overwrites_nothing(db: Database, file: Path) -> None:
    save(db, file, FIRST, "")
    file.write_text(SECOND, encoding="utf-8")  # by hand, while an editor was open
    with pytest.raises(ChangedMeanwhileError) as error:
        save(db, file, "[rule.x]\n", FIRST)
    assert error.value.text == file.read_text("utf-8") == SECOND
    assert listed(db) == [(2, None), (1, "ana")]


def test_a_version_shows_what_it_changed_and_can_come_back(db: Database, file: Path) -> None:
    save(db, file, FIRST, "")
    save(db, file, SECOND, FIRST)
    found = versions.numbered(db, 2)
    assert found is not None
    version, text, before = found
    assert (version.person, version.note, text, before) == ("ana", "x", SECOND, FIRST)
    assert list(versions.differences(before, text)) == [
        (" ", "[topic.mold]"),
        ("-", 'ko = ["금형"]'),
        ("+", 'ko = ["금형", "사출"]'),
        ("+", 'ja = ["金型"]'),
    ]
    assert versions.numbered(db, 9) is None
    versions.save(db, file, FIRST, seen=digest(SECOND), person="rina", at=AT, restores=1)
    assert versions.listing(db, most=1)[0].restores == 1
    assert file.read_text("utf-8") == FIRST


def test_what_is_no_text_or_too_large_stays_as_it_is(db: Database, file: Path) -> None:
    for raw, said in ((b"a\n\xff", "line 2"), (b"#" * (versions.LARGEST + 1), "larger")):
        file.write_bytes(raw)
        with pytest.raises(FileError, match=said):
            save(db, file, FIRST, "")
        assert file.read_bytes() == raw
    with pytest.raises(FileError, match="can't be read"):
        versions.read_file(file.parent)
    file.unlink()
    with pytest.raises(FileError):
        save(db, file, "#" * (versions.LARGEST + 1), "")
    assert not file.exists()


def test_what_a_restored_version_takes_the_place_of_stays_beside_it(
    db: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(FIRST, encoding="utf-8")
    save(db, file, SECOND, FIRST)

    def restore(seen: str) -> None:
        versions.save(db, file, FIRST, seen=digest(seen), person="rina", at=AT, restores=1)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ChangedMeanwhileError):  # it was legible when the page was shown
        restore("")
    for raw in (b"\xff", b"\xfe"):
        file.write_bytes(raw)
        file.chmod(0o600)
        with pytest.raises(ChangedMeanwhileError):
            restore(SECOND)
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(FileError, match="No space"):
                restore("")
        assert file.read_bytes() == raw
        restore("")
        assert (file.read_text("utf-8"), file.stat().st_mode & 0o777) == (FIRST, 0o600)
    aside = sorted(each.read_bytes() for each in file.parent.glob("*.unreadable*"))
    assert aside == [b"\xfe", b"\xff"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, db: Database) -> None:
    assert versions.why_not_writable(tmp_path / "x.toml") is None
    assert "no folder" in str(versions.why_not_writable(tmp_path / "no" / "x.toml"))
    with pytest.raises(FileError, match="can't be written"):
        save(db, tmp_path / "no" / "x.toml", FIRST, "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_others_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "can't be written" in str(versions.why_not_writable(tmp_path / "x.toml"))
    tmp_path.chmod(0o700)
