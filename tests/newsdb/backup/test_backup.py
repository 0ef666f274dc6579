"""Backups: what was acknowledged is in them, what is restored is whole."""

from __future__ import annotations

import argparse
import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from commands import backup
from newsdb.backup import container
from newsdb.backup.container import BackupError
from newsdb.backup.copying import back_up, found
from newsdb.backup.restoring import restore
from newsdb.backup.retention import kept
from newsdb.database import open_database, transaction
from newsdb.health.installation import INSTALLATION, look_after_installation
from newsdb.health.room import growth
from newsdb.records import KST
from newsdb.runs import backups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

ROOT = Path(__file__).resolve().parents[3]
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=KST)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    db = open_database(path)
    add_runs(db, 1)
    db.close()
    return path


def add_runs(db: Database, number: int) -> None:
    for _ in range(number):
        db.conn.execute(
            "INSERT INTO runs (spider, arguments, started_at) VALUES ('fnnews', '{}', ?)",
            (NOON.isoformat(),),
        )


def count_runs(path: Path) -> int:
    db = open_database(path)
    try:
        assert [row[0] for row in db.conn.execute("PRAGMA integrity_check")] == ["ok"]
        return int(db.conn.execute("SELECT count(*) FROM runs").fetchone()[0])
    finally:
        db.close()


def test_what_stood_in_the_log_only_is_in_the_backup(database: Path, tmp_path: Path) -> None:
    writer = open_database(database)
    add_runs(writer, 2)
    assert database.with_name("news.db-wal").stat().st_size
    made = back_up(database, tmp_path / "backups", extras={"hanil.toml": ROOT / "hanil.toml"})
    add_runs(writer, 1)  # after it
    writer.close()
    restored = restore(made.file, tmp_path / "new" / "news.db")
    assert count_runs(tmp_path / "new" / "news.db") == 3
    assert restored.aside is None
    assert restored.manifest.extras == ("hanil.toml",)
    assert not restored.manifest.secret
    assert made.file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "new" / "news.db").stat().st_mode & 0o777 == 0o600


def test_who_could_read_the_database_can_read_the_restored_one(
    database: Path, tmp_path: Path
) -> None:
    made = back_up(database, tmp_path / "backups")
    database.chmod(0o640)  # a group reads it on purpose
    restore(made.file, database)
    assert database.stat().st_mode & 0o777 == 0o640


def test_a_restored_database_is_for_no_group_that_could_not_read_the_old_one(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError  # as somebody who is neither root nor in the group

    made = back_up(database, tmp_path / "backups")
    database.chmod(0o640)
    monkeypatch.setattr(os, "chown", refuse)
    restore(made.file, database)
    assert database.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_what_root_restores_into_a_folder_is_its_owner_s(database: Path, tmp_path: Path) -> None:
    made = back_up(database, tmp_path / "backups", extras={"hanil.toml": ROOT / "hanil.toml"})
    folder = tmp_path / "lost"
    folder.mkdir()
    os.chown(folder, 10001, 10002)
    restore(made.file, folder / "news.db", places={"hanil.toml": folder / "hanil.toml"})
    for name in ("news.db", "hanil.toml", ".scheduler.lock"):
        found = (folder / name).stat()
        assert (found.st_uid, found.st_gid) == (10001, 10002)


def test_a_restored_database_is_not_read_together_with_the_log_of_the_old_one(
    database: Path, tmp_path: Path
) -> None:
    made = back_up(database, tmp_path / "backups")
    # A process that was killed leaves its log behind.
    script = (
        "import os, sys; from newsdb.database import open_database;"
        "db = open_database(sys.argv[1]); db.conn.execute('PRAGMA wal_autocheckpoint = 0');"
        '[db.conn.execute("INSERT INTO runs (spider, arguments, started_at)'
        " VALUES ('yna', '{}', '')\") for _ in range(500)]; os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(database)], check=False, cwd=ROOT)
    assert database.with_name("news.db-wal").stat().st_size > 100_000
    restored = restore(made.file, database)
    assert count_runs(database) == 1
    assert restored.aside is not None
    assert count_runs(restored.aside) == 501


def test_a_damaged_database_is_put_aside_as_it_is(database: Path, tmp_path: Path) -> None:
    made = back_up(database, tmp_path / "backups")
    database.write_bytes(b"no database at all" * 1000)
    restored = restore(made.file, database)
    assert count_runs(database) == 1
    assert restored.aside is not None
    assert restored.aside.read_bytes().startswith(b"no database")


def test_restore_refuses_while_another_process_has_the_database_open(
    database: Path, tmp_path: Path
) -> None:
    made = back_up(database, tmp_path / "backups")
    script = (
        "import sys; from newsdb.database import open_database; db = open_database(sys.argv[1]);"
        "print(db.conn.execute('SELECT count(*) FROM runs').fetchone(), flush=True);"
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        before = database.read_bytes()
        with pytest.raises(BackupError, match=rf"open in another process \(pid {holder.pid}\)"):
            restore(made.file, database)
        assert database.read_bytes() == before
        assert holder.stdin is not None
        holder.stdin.close()
    restore(made.file, database)


def test_configuration_is_put_back_but_never_overwritten(database: Path, tmp_path: Path) -> None:
    own = tmp_path / "hanil.toml"
    own.write_text('contact = "desk@example.kr"\n')
    made = back_up(database, tmp_path / "backups", extras={"hanil.toml": own})
    own.write_text('contact = "later@example.kr"\n')
    restored = restore(made.file, database, places={"hanil.toml": own})
    beside = tmp_path / "hanil.toml.from-backup"
    assert restored.configuration == (beside,)
    assert own.read_text() == 'contact = "later@example.kr"\n'
    assert beside.read_text() == 'contact = "desk@example.kr"\n'
    own.unlink()
    assert restore(made.file, database, places={"hanil.toml": own}).configuration == (own,)


@pytest.mark.parametrize("present", ["one that differs", "none"])
def test_configuration_that_cannot_be_written_costs_only_itself(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, present: str
) -> None:
    """As with the folder of a container's configuration, which is read-only."""
    own, watch = tmp_path / "conf" / "hanil.toml", tmp_path / "watchlist.toml"
    own.parent.mkdir()
    own.write_text('contact = "desk@example.kr"\n')
    watch.write_text("terms = []\n")
    files = {"hanil.toml": own, "watchlist.toml": watch}
    made = back_up(database, tmp_path / "backups", extras=files)
    db = open_database(database)
    add_runs(db, 2)
    db.close()
    watch.unlink()
    own.unlink()
    if present != "none":
        own.write_text('contact = "later@example.kr"\n')
    before = sorted(own.parent.iterdir())
    write = Path.write_bytes

    def refuse(path: Path, content: bytes) -> int:
        if path.parent == own.parent:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", refuse)
    restored = restore(made.file, database, places=files)
    assert restored.configuration == (watch,)
    [problem] = restored.not_written
    name = "hanil.toml" if present == "none" else "hanil.toml.from-backup"
    assert problem == f"{own.with_name(name)}: Read-only file system"
    assert sorted(own.parent.iterdir()) == before  # nothing in part
    assert restored.aside is not None
    assert count_runs(restored.aside) == 3
    assert count_runs(database) == 1


@pytest.mark.parametrize("cut", [1, 100, 5000])
def test_a_backup_that_is_cut_off_is_refused(database: Path, tmp_path: Path, cut: int) -> None:
    made = back_up(database, tmp_path / "backups")
    made.file.write_bytes(made.file.read_bytes()[:-cut])
    before = database.read_bytes()
    with pytest.raises(BackupError, match="damaged"):
        container.verify(made.file)
    command = backup.Command()
    command.settings = Settings()
    for file in (made.file, tmp_path / "none.tar.zst"):
        command.run([], argparse.Namespace(check=file, json=False))
        assert command.exitcode == 1
    with pytest.raises(BackupError, match="damaged"):
        restore(made.file, database)
    assert database.read_bytes() == before
    assert not list(tmp_path.glob("*.restoring*"))


def test_a_disk_that_has_something_else_than_was_written(
    database: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    good = back_up(database, tmp_path / "backups").file
    command = backup.Command()
    command.settings = Settings()
    command.run([], argparse.Namespace(check=good, json=False))
    assert (command.exitcode, "is whole" in capsys.readouterr().out) == (0, True)
    fsync = os.fsync

    def flip(descriptor: int) -> None:
        fsync(descriptor)
        if os.fstat(descriptor).st_size > 200:
            os.pwrite(descriptor, b"?", 200)

    monkeypatch.setattr("newsdb.backup.container.os.fsync", flip)
    with pytest.raises(BackupError, match="not what was written"):
        back_up(database, tmp_path / "backups")
    assert list((tmp_path / "backups").glob("*.zst*")) == [good]


@pytest.mark.parametrize("content", [b"", b"letters and nothing else", b"\x28\xb5\x2f\xfd" * 9])
def test_what_is_no_backup_is_said(database: Path, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "letter.tar.zst"
    file.write_bytes(content)
    with pytest.raises(BackupError, match="no backup"):
        restore(file, database)
    with pytest.raises(BackupError, match="There is no backup at"):
        restore(tmp_path / "missing.tar.zst", database)


def test_a_damaged_database_is_not_backed_up_over_good_ones(
    database: Path, tmp_path: Path
) -> None:
    good = back_up(database, tmp_path / "backups").file
    db = open_database(database)
    (page,) = db.conn.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = 'rejections_by_page'"
    ).fetchone()
    (size,) = db.conn.execute("PRAGMA page_size").fetchone()
    db.close()
    content = bytearray(database.read_bytes())
    content[(page - 1) * size : page * size] = bytes(size)
    database.write_bytes(content)
    with pytest.raises(BackupError, match="damaged"):
        back_up(database, tmp_path / "backups", daily=1)
    assert list(found(tmp_path / "backups", "news").values()) == [good]
    db = open_database(database)
    assert "damaged" in (backups.last_problem(db) or "")
    db.close()


def test_old_ones_go_by_days_weeks_and_months() -> None:
    nights = [NOON - timedelta(days=days) for days in range(500)]
    stay = kept(nights, daily=7, weekly=5, monthly=12)
    assert {night for night in nights if night in stay} == stay
    assert set(nights[:7]) <= stay
    days = sorted((NOON - at).days for at in stay)
    assert len(days) == 7 + 3 + 11  # two Sundays, and this month, are among the seven days
    assert days[-1] == 329  # the last of December
    assert kept([NOON - timedelta(days=400)]) == {NOON - timedelta(days=400)}


def test_one_that_was_just_made_stays_beside_one_of_a_clock_ahead(
    database: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    ahead = back_up(database, folder).file
    ahead = ahead.rename(folder / f"news-20991231-000000{container.SUFFIX}")
    made = back_up(database, folder, daily=1, weekly=0, monthly=0)
    assert made.file.exists()
    assert made.dropped == ()
    assert set(found(folder, "news").values()) == {ahead, made.file}


def test_old_ones_are_dropped_and_other_databases_left(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("news-20260101-031000", "news-20260102-031000", "demo-20200101-031000"):
        (folder / f"{name}.tar.zst").write_bytes(b"")
    (folder / "news-20260103-031000.tar.zst.partial").write_bytes(b"")
    made = back_up(database, folder, daily=1, weekly=0, monthly=0)
    assert sorted(each.name for each in made.dropped) == [
        "news-20260101-031000.tar.zst",
        "news-20260102-031000.tar.zst",
    ]
    left = sorted(each.name for each in folder.iterdir() if not each.name.startswith("."))
    assert left == sorted(["demo-20200101-031000.tar.zst", made.file.name])


def test_decisions_go_on_beside_a_backup_and_all_before_it_are_in_it(
    database: Path, tmp_path: Path
) -> None:
    acknowledged = 0
    longest = 0.0
    stop = threading.Event()

    def decide() -> None:
        nonlocal acknowledged, longest
        db = open_database(database)
        while not stop.is_set():
            began = time.perf_counter()
            with transaction(db):
                add_runs(db, 1)
            longest = max(longest, time.perf_counter() - began)
            acknowledged += 1
            time.sleep(0.001)
        db.close()

    db = open_database(database)
    db.conn.execute("CREATE TABLE filler (text TEXT)")
    with transaction(db):
        db.conn.executemany(
            "INSERT INTO filler VALUES (?)",
            [(os.urandom(5000).hex(),) for _ in range(3000)],
        )
    db.close()
    writer = threading.Thread(target=decide)
    writer.start()
    try:
        while acknowledged < 20:
            time.sleep(0.001)
        before = acknowledged
        made = back_up(database, tmp_path / "backups")
        assert acknowledged > before, "the writer stood still"
    finally:
        stop.set()
        writer.join()
    restore(made.file, tmp_path / "new" / "news.db")
    assert before + 1 <= count_runs(tmp_path / "new" / "news.db") <= acknowledged + 1
    assert longest < 2, "a backup kept a decision waiting"  # benchmarks.backup measures it


def test_kill_at_any_moment_leaves_the_old_or_the_new(database: Path, tmp_path: Path) -> None:
    first = back_up(database, tmp_path / "backups").file
    shutil.copy(first, tmp_path / "first.tar.zst")
    chance = random.Random(17)  # noqa: S311 moments, not keys
    for what in ("backup", "restore") * 2:  # more of them: benchmarks/faults.py
        with subprocess.Popen(
            [sys.executable, "-m", "tests.support.programs.kill_restoring", str(tmp_path), what],
            stdout=subprocess.PIPE,
            cwd=ROOT,
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0.0, 0.3))
            process.send_signal(signal.SIGKILL)
        assert count_runs(database) == 1
        assert all(container.verify(file) for file in found(tmp_path / "backups", "news").values())
    back_up(database, tmp_path / "backups")
    assert not list((tmp_path / "backups").glob("*.partial*"))
    restore(tmp_path / "first.tar.zst", database)
    assert not list(tmp_path.glob(".*restoring*"))


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a folder on a small file system of its own; only root may make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)],
        check=False,
        capture_output=True,
    )
    if not made or made.returncode:
        pytest.skip("this machine lets nobody mount a tmpfs")
    yield folder
    subprocess.run([shutil.which("umount") or "umount", str(folder)], check=True)


def test_a_full_disk_costs_the_backup_and_nothing_else(database: Path, full_disk: Path) -> None:
    good = back_up(database, full_disk).file
    db = open_database(database)
    db.conn.execute("CREATE TABLE filler (text TEXT)")
    db.conn.execute("INSERT INTO filler VALUES (?)", (os.urandom(700_000).hex(),))
    db.close()
    (full_disk / "others").write_bytes(bytes(1_000_000))
    with pytest.raises(BackupError, match=r"space left|disk is full|needs"):
        back_up(database, full_disk)
    assert container.verify(good)
    assert not list(full_disk.glob("*.partial*"))
    assert count_runs(database) == 1


class TestAlarms:
    def kinds(self, db: Database, at: datetime) -> dict[str, str]:
        look_after_installation(db, at=at)
        rows = db.conn.execute(
            "SELECT kind, diagnosis FROM alarms WHERE closed_at IS NULL AND outlet = ?",
            (INSTALLATION,),
        )
        return dict(rows.fetchall())

    def test_no_backup_for_two_days(self, database: Path, tmp_path: Path) -> None:
        db = open_database(database)
        assert "backup" not in self.kinds(db, NOON + timedelta(days=1))
        assert self.kinds(db, NOON + timedelta(days=3))["backup"] == "there is no backup yet"
        made = back_up(database, tmp_path / "backups")
        at = made.manifest.made_at
        assert "backup" not in self.kinds(db, at + timedelta(hours=1))
        backups.note_failure(db, started=at, finished=at, problem="the disk was gone")
        assert "the disk was gone" in self.kinds(db, at + timedelta(days=3))["backup"]
        db.close()

    def test_the_newest_does_not_open(self, database: Path, tmp_path: Path) -> None:
        db = open_database(database)
        made = back_up(database, tmp_path / "backups")
        at = made.manifest.made_at + timedelta(hours=1)
        assert "backup" not in self.kinds(db, at)
        made.file.write_bytes(b"\0" * 100)
        assert "does not open" in self.kinds(db, at)["backup"]
        db.close()

    def test_the_disk_fills_up(self, database: Path) -> None:
        db = open_database(database)
        for days in range(-1, 10):
            day = (NOON - timedelta(days=days)).date().isoformat()
            db.conn.execute("INSERT INTO room VALUES (?, 1, ?, 1)", (day, (100 - days) * 10**13))
        assert "full in" in self.kinds(db, NOON + timedelta(days=1))["room"]
        db.conn.execute("UPDATE room SET folder = 1000")
        assert "room" not in self.kinds(db, NOON + timedelta(days=1))
        db.close()


def test_growth_is_the_slope() -> None:
    days = [((NOON + timedelta(days=n)).date(), 1000 + 50 * n) for n in range(10)]
    assert growth(days) == pytest.approx(50)
    assert growth(days[:2]) is None
    assert growth([]) is None
