"""A damaged file: the doctor names what is damaged, and every row on a sound page is saved."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from newsdb.backup import write_ahead_log
from newsdb.backup.btree import PageError, record, varint
from newsdb.backup.damage import look_at_file
from newsdb.backup.salvage import salvage, survey
from newsdb.database import open_database, transaction
from newsdb.database_errors import DatabaseError, UnusableDatabaseError
from newsdb.search import search
from tests.browse.review_news import make
from tests.support.crawls import scrapy

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with rows in most tables, several pages deep."""
    path = tmp_path_factory.mktemp("sound") / "news.db"
    make(path)
    db = open_database(path)
    with transaction(db):
        for number in range(1200):
            run = db.conn.execute(
                "INSERT INTO runs (spider, arguments, started_at) VALUES (?, '{}', ?)",
                (f"spider-{number}", f"2026-11-{number % 28 + 1:02}"),
            ).lastrowid
            db.conn.execute(
                "INSERT INTO run_faults VALUES (?, 'page', ?, ?)",
                (run, f"reason {number}", number),
            )
    db.close()
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "news.db"))


def rows_of(path: Path) -> dict[str, Counter[Any]]:
    """Return every row of every table but the search index, by table."""
    db = open_database(path)
    with closing(db):
        names = [name for name in db.table_names() if not name.startswith(("articles_fts", "sql"))]
        return {
            name: Counter(tuple(row) for row in db.conn.execute(f"SELECT * FROM [{name}]"))  # noqa: S608
            for name in names
        }


def root(path: Path, name: str) -> int:
    db = open_database(path)
    with closing(db):
        sql = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        return int(db.conn.execute(sql, (name,)).fetchone()[0])


def zero(path: Path, *pages: int) -> None:
    content = bytearray(path.read_bytes())
    for page in pages:
        content[(page - 1) * 4096 : page * 4096] = bytes(4096)
    path.write_bytes(content)


def found(path: Path) -> dict[str, str]:
    return {each.what: each.found for each in look_at_file(path) if not each.well}


def test_what_is_sound_comes_out_as_it_is(path: Path, tmp_path: Path) -> None:
    saved = salvage(path, tmp_path / "new.db")
    assert rows_of(tmp_path / "new.db") == rows_of(path)
    assert not any(each.lost_pages or each.refused or each.found_again for each in saved)
    assert (tmp_path / "new.db").stat().st_mode & 0o777 == 0o600
    db, new = open_database(path), open_database(tmp_path / "new.db")
    with closing(db), closing(new):
        assert search.find(db, "한일", limit=50) == search.find(new, "한일", limit=50) != []
        schema = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
        assert new.conn.execute(schema).fetchall() == db.conn.execute(schema).fetchall()


def test_pages_zeroed_at_twenty_places(path: Path, tmp_path: Path) -> None:
    whole = rows_of(path)
    chance = random.Random(20)  # noqa: S311
    pages = chance.sample(range(2, path.stat().st_size // 4096 + 1), 20)
    sound = path.read_bytes()
    for page in pages:
        path.write_bytes(sound)
        zero(path, page)
        told = found(path)
        assert told or _is_unused(path), f"page {page}: nothing said"
        new = tmp_path / f"{page}.db"
        saved = {each.table: each for each in salvage(path, new)}
        for table, rows in rows_of(new).items():
            if table == "_sqlite_migrations":  # the new file's own: it has just been made
                continue
            assert rows <= whole[table], f"page {page}: {table} has rows that never were"
            lost = whole[table].total() - rows.total()
            assert saved[table].rows == rows.total()
            assert lost == 0 or f"table {table}" in told, f"page {page}: {table} lost {lost}"
            assert lost <= 260, f"page {page}: {table} lost {lost} rows with one page"


def _is_unused(path: Path) -> bool:
    """Tell whether the file is sound in spite of all: a page of the free list."""
    db = open_database(path)
    with closing(db):
        return bool(db.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def test_a_lost_interior_page_costs_no_row(path: Path, tmp_path: Path) -> None:
    whole = rows_of(path)
    zero(path, root(path, "runs"), root(path, "run_faults"))
    told = found(path)
    assert "all of it is zero" in told["table runs"]
    assert "all of it is zero" in told["table run_faults"]
    saved = {each.table: each for each in salvage(path, tmp_path / "new.db")}
    assert rows_of(tmp_path / "new.db")["runs"] == whole["runs"]
    assert saved["runs"].found_again == whole["runs"].total()
    kept = rows_of(tmp_path / "new.db")["run_faults"]
    assert kept <= whole["run_faults"]
    assert whole["run_faults"].total() - kept.total() < 100  # those on the interior page itself


def test_without_its_first_page_the_schema_is_found_on_others(path: Path, tmp_path: Path) -> None:
    whole = rows_of(path)
    zero(path, 1)
    assert "schema" in found(path)
    salvage(path, tmp_path / "new.db")
    assert rows_of(tmp_path / "new.db") == whole


def test_what_was_deleted_does_not_come_back(path: Path, tmp_path: Path) -> None:
    db = open_database(path)
    db.conn.execute("DELETE FROM run_faults")
    db.conn.execute("DELETE FROM runs WHERE id > 1000")
    db.close()
    whole = rows_of(path)
    zero(path, root(path, "runs"))
    salvage(path, tmp_path / "new.db")
    assert rows_of(tmp_path / "new.db")["runs"] <= whole["runs"]


def test_a_file_that_was_cut_off(path: Path, tmp_path: Path) -> None:
    whole = rows_of(path)
    pages = path.stat().st_size // 4096
    path.write_bytes(path.read_bytes()[: pages * 9 // 10 * 4096 + 100])
    assert found(path)["file"] == f"it is cut off: {pages * 9 // 10} of {pages} pages are there"
    salvage(path, tmp_path / "new.db")
    rows = rows_of(tmp_path / "new.db")
    assert all(rows[table] <= whole[table] for table in rows)
    assert sum(map(Counter.total, rows.values())) > sum(map(Counter.total, whole.values())) // 4


@pytest.fixture
def logged(path: Path) -> Path:
    """Return the database with three transactions that stand in its log only."""
    db = open_database(path)
    db.conn.execute("PRAGMA wal_autocheckpoint = 0")
    for number in range(3):
        db.conn.execute("UPDATE outlets SET home = ?", (f"https://{number}.example/",))
    copy = path.with_name("killed.db")
    shutil.copy(path, copy)
    shutil.copy(f"{path}-wal", f"{copy}-wal")
    db.close()
    return copy


def homes(path: Path) -> set[str]:
    db = open_database(path)
    with closing(db):
        return {row[0] for row in db.conn.execute("SELECT home FROM outlets")}


def test_what_stands_in_the_log_only_is_saved(logged: Path, tmp_path: Path) -> None:
    zero(logged, root_of_copy(logged, "runs"))
    salvage(logged, tmp_path / "new.db")
    assert homes(tmp_path / "new.db") == {"https://2.example/"}


def root_of_copy(path: Path, name: str) -> int:
    return next(tree.root for tree in survey(path).trees if tree.name == name)


def test_a_log_that_was_cut_off(logged: Path) -> None:
    log = logged.with_name(f"{logged.name}-wal")
    log.write_bytes(log.read_bytes()[:-10])
    told = found(logged)
    assert "cut off in frame" in told["write-ahead log"]
    assert "2 transactions before are read" in told["write-ahead log"]
    assert homes(logged) == {"https://1.example/"}


def test_a_log_of_another_database(logged: Path, path: Path, tmp_path: Path) -> None:
    open_database(tmp_path / "other.db").close()
    db = open_database(tmp_path / "other.db")
    db.conn.execute("PRAGMA wal_autocheckpoint = 0")
    fill(db)
    shutil.copy(tmp_path / "other.db-wal", f"{path}-wal")
    before = path.read_bytes()
    assert "belongs to another database" in found(path)["write-ahead log"]
    assert path.read_bytes() == before, "looking has changed the file"
    db.close()
    done = scrapy("doctor", path, "--salvage", tmp_path / "new.db")
    assert (done.code, done.log) == (0, "")
    Path(f"{path}-wal").unlink()
    assert rows_of(tmp_path / "new.db") == rows_of(path)


def fill(db: Database) -> None:
    with transaction(db):
        for number in range(2000):
            db.conn.execute(
                "INSERT INTO runs (spider, arguments, started_at) VALUES (?, ?, '')",
                (f"other-{number}", "x" * 300),
            )


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (lambda log: log[:20], "cut off in its header"),
        (lambda log: b"\0" * 32 + log[32:], "does not begin"),
        (lambda log: log[:28] + b"\1\2\3\4" + log[32:], "checksum of its header"),
        (lambda log: log[:60] + b"\1\2\3\4" + log[64:], "frame 1 is damaged"),
    ],
)
def test_what_is_wrong_with_a_log(
    logged: Path, harm: Callable[[bytes], bytes], fault: str
) -> None:
    log = logged.with_name(f"{logged.name}-wal")
    log.write_bytes(harm(log.read_bytes()))
    read = write_ahead_log.read(log)
    assert fault in (read.fault or "")
    assert not read.transactions


def test_an_index_of_another_version_of_the_table(path: Path, tmp_path: Path) -> None:
    whole = rows_of(path)
    number = root(path, "runs_by_spider")
    old = path.read_bytes()
    db = open_database(path)
    db.conn.execute("DELETE FROM run_faults")
    db.conn.execute("DELETE FROM runs WHERE id > 1190")
    db.close()
    content = bytearray(path.read_bytes())
    pages = [number, *children(old, number)]
    for page in pages:
        content[(page - 1) * 4096 : page * 4096] = old[(page - 1) * 4096 : page * 4096]
    path.write_bytes(content)
    told = found(path)
    assert "no row is lost" in told["index runs_by_spider"]
    salvage(path, tmp_path / "new.db")
    rows = rows_of(tmp_path / "new.db")["runs"]
    assert rows <= whole["runs"]
    assert found(tmp_path / "new.db") == {}


def children(content: bytes, page: int) -> list[int]:
    start = (page - 1) * 4096
    count = int.from_bytes(content[start + 3 : start + 5])
    cells = [
        int.from_bytes(content[start + 12 + 2 * n : start + 14 + 2 * n]) for n in range(count)
    ]
    return [
        int.from_bytes(content[start + 8 : start + 12]),
        *(int.from_bytes(content[start + at : start + at + 4]) for at in cells),
    ]


@pytest.mark.parametrize("content", [b"", b"\0" * 9000, "편지 ".encode() * 500])
def test_what_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.db"
    path.write_bytes(content)
    if content:
        with pytest.raises(UnusableDatabaseError, match="not an SQLite database"):
            list(look_at_file(path))
    else:
        assert found(path)["file"] == "it is empty"
    done = scrapy("doctor", path)
    assert done.code == 1
    assert "Traceback" not in done.log
    done = scrapy("doctor", path, "--salvage", tmp_path / "new.db")
    assert done.code == 1
    assert "no table of this project" in done.log
    assert not (tmp_path / "new.db").exists()


def test_the_doctor_names_the_damage_and_saves_what_there_is(path: Path, tmp_path: Path) -> None:
    zero(path, root(path, "article_bodies"))
    done = scrapy("doctor", path)
    assert done.code == 1
    assert "WRONG  table article_bodies:" in done.out
    assert "--salvage" in done.out
    assert "Traceback" not in done.log
    done = scrapy("doctor", path, "--salvage", tmp_path / "new.db")
    assert done.code == 0
    assert "articles: " in done.out
    assert scrapy("doctor", path, "--salvage", tmp_path / "new.db").code == 1
    with pytest.raises(DatabaseError), closing(open_database(path)) as db:
        db.conn.execute("SELECT count(body) FROM article_bodies").fetchone()


@pytest.mark.parametrize(
    ("payload", "values"),
    [
        (bytes([2, 9]), [1]),
        (bytes([4, 0, 1, 17]) + b"\xffab", [None, -1, "ab"]),
        (bytes([3, 7, 18]) + b"\x3f\xf0" + bytes(6) + b"abc", [1.0, b"abc"]),
    ],
)
def test_records(payload: bytes, values: list[Any]) -> None:
    assert record(payload) == values


@pytest.mark.parametrize("payload", [b"", b"\x02", b"\x02\x17a", b"\x02\x0a", b"\x03\x17\x17a"])
def test_what_is_no_record(payload: bytes) -> None:
    with pytest.raises(PageError):
        record(payload)


def test_varints() -> None:
    assert varint(b"\x7f", 0) == (127, 1)
    assert varint(b"\x81\x00", 0) == (128, 2)
    assert varint(b"\xff" * 9, 0) == ((1 << 64) - 1, 9)
