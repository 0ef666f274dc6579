"""Opening the database: whatever is wrong with it is reported so that a person can act."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from newsdb import database, database_errors
from newsdb.database import limit_caches, open_database, transaction
from newsdb.database_errors import UnavailableDatabaseError, UnusableDatabaseError, may_pass
from newsdb.doctor import private
from newsdb.schema import migration_names, migrations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("migrated_databases")


def test_a_new_file_gets_its_folder_and_tables(tmp_path: Path) -> None:
    db = open_database(tmp_path / "deep" / "news.db")
    assert {"articles", "revisions", "discovered", "runs", "rejections"} <= set(db.table_names())
    assert db.conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert db.conn.execute("PRAGMA foreign_keys").fetchone() == (1,)
    db.close()
    again = open_database(tmp_path / "deep" / "news.db")
    assert again.table("_sqlite_migrations").count == len(migration_names())
    again.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    path.write_text("기사가 아니라 편지입니다. " * 100)
    before = path.read_bytes()
    with pytest.raises(UnusableDatabaseError, match="not an SQLite database"):
        open_database(path)
    assert path.read_bytes() == before


def test_a_file_of_somebody_else_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "customers.db"
    foreign = Database(path)
    foreign.table("customers").insert({"name": "김하나"})
    foreign.close()
    before = path.read_bytes()
    with pytest.raises(UnusableDatabaseError, match="not a database of this project"):
        open_database(path)
    assert path.read_bytes() == before


def test_a_file_of_a_newer_version(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    db = open_database(path)
    db.table("_sqlite_migrations").insert(
        {"migration_set": "hanil", "name": "m999_tomorrow", "applied_at": "2030-01-01"}
    )
    db.close()
    with pytest.raises(UnusableDatabaseError, match=r"newer version.*m999_tomorrow"):
        open_database(path)


def test_an_sqlite_that_can_corrupt_a_shared_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "MINIMUM_SQLITE", (99, 0, 0))
    with pytest.raises(UnusableDatabaseError, match=r"too old, 99\.0\.0 or newer.*pysqlite3"):
        open_database(":memory:")


def test_a_database_in_memory_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    db = open_database(":memory:")
    assert db.table("articles").exists()
    db.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UnusableDatabaseError):
        open_database(tmp_path / "news.db")


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EMFILE, "Too many open files"), True),
        (PermissionError(errno.EACCES, "Permission denied"), False),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), False),
        (OSError(errno.EROFS, "Read-only file system"), False),
        (UnavailableDatabaseError("the disk is full"), True),
        (UnusableDatabaseError("made by a newer version"), False),
        (ValueError("a wrong value"), False),
    ],
)
def test_what_may_pass(error: Exception, passes: bool) -> None:
    assert may_pass(error) is passes


def test_a_folder_in_place_of_the_file_does_not_pass(tmp_path: Path) -> None:
    with pytest.raises(UnusableDatabaseError) as caught:
        open_database(tmp_path)
    assert not may_pass(caught.value)


def test_a_lock_may_pass(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    path.touch()
    with Database(path).conn as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(UnavailableDatabaseError, match="locked"):
            open_database(path, busy_timeout=50)


def test_a_lock_that_stays_is_named(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    first = open_database(path)
    second = open_database(path, busy_timeout=50)
    with (
        transaction(first),
        pytest.raises(Exception, match="locked") as caught,
        transaction(second),
    ):
        pass
    assert "another process" in database_errors.explain(caught.value, path)
    first.close()
    second.close()


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    insert = "INSERT INTO runs (spider, arguments, started_at) VALUES ('x', '{}', ?)"
    with pytest.raises(Exception, match="NOT NULL"), transaction(db):
        db.conn.executemany(insert, [("2025-11-25",), (None,)])
    assert db.table("runs").count == 0
    assert not db.conn.in_transaction
    db.close()


def test_migrations_of_every_release_are_kept() -> None:
    """A released migration is never renamed or dropped: this list only grows."""
    db = Database(memory=True)
    migrations.apply(db)
    assert [each.name for each in migrations.applied(db)] == [
        "m001_found_read_stored",
        "m002_unwelcome",
        "m003_copies_and_stories",
        "m004_relevance",
        "m005_health",
        "m006_policies",
        "m007_search",
        "m008_reviews",
        "m009_triage",
        "m010_event_words",
        "m011_appeared_at",
        "m013_reading_attempts",
        "m014_index_versions",
        "m015_backups_and_room",
        "m016_user_state",
        "m017_archive",
        "m018_forgotten",
        "m019_traits",
        "m020_why_suggested",
        "m021_sessions",
        "m022_access_log",
        "m023_unknown_sites",
        "m024_days_without_time",
        "m025_headline_access",
        "m026_page_keys",
        "m027_uncleaned",
        "m028_press_releases",
        "m030_delivery",
        "m031_recipients",
        "m032_briefings",
        "m033_texts_once",
        "m035_desk_actions",
        "m036_saved_searches",
        "m037_together",
        "m038_crawl_leases",
        "m039_assistants_and_glosses",
        "m040_figures",
        "m041_sites",
        "m042_withheld_from_search",
        "m044_briefings_out",
        "m046_cheaper_reasons",
        "m047_pages",
        "m048_sites_edited",
        "m049_bounced",
        "m050_looks",
        "m052_usual_days",
        "m054_revisions_and_ends",
        "m056_unknown_firsts",
        "m058_desk_reviews",
    ]


@pytest.fixture
def loose_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("loose_umask")
def test_a_new_file_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    with transaction(db):
        db.execute("INSERT INTO tags (name) VALUES ('협력')")
    modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.iterdir()}
    db.close()
    assert modes == {"news.db": 0o600, "news.db-wal": 0o600, "news.db-shm": 0o600}


def test_a_mode_that_somebody_chose_is_left_and_told(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    open_database(path).close()
    path.chmod(0o640)
    open_database(path).close()
    assert path.stat().st_mode & 0o777 == 0o640
    assert private(path).well  # a group is somebody's choice
    path.chmod(0o604)
    found = private(path)
    assert not found.well
    assert found.found == str(path)
    assert found.advice == f"chmod o= {path}"


@pytest.mark.parametrize(
    ("text", "well"),
    [
        ('users.a = { role = "reader", password_hash = "x" }', False),
        ('# users.a = { password_hash = "x" }', True),
        ('contact = "desk@example.kr"', True),
    ],
)
def test_a_configuration_with_passwords_is_for_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, well: bool
) -> None:
    file = tmp_path / "hanil.toml"
    file.write_text(text)
    file.chmod(0o644)
    monkeypatch.setenv("HANIL_CONFIG", str(file))
    open_database(tmp_path / "news.db").close()
    assert private(tmp_path / "news.db").well is well
    file.chmod(0o600)
    assert private(tmp_path / "news.db").well


def test_the_caches_of_a_process_have_one_limit(tmp_path: Path) -> None:
    limit_caches(64)
    try:
        db = open_database(tmp_path / "news.db")
        assert db.conn.execute("PRAGMA soft_heap_limit").fetchone() == (64 * 1024 * 1024,)
        db.close()
    finally:
        limit_caches(0)
