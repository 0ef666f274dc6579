"""Commits that make no checkpoints, and the thread that makes them instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb import checkpoints
from newsdb.checkpoints import Checkpoints
from newsdb.database import open_database, transaction

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_log_is_emptied_beside_a_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "news.db"
    db, beside = open_database(path), Checkpoints(path)
    beside.relieve(db.conn)
    size = path.stat().st_size
    with transaction(db):
        db.execute("CREATE TABLE filler (text BLOB)")
        db.execute("INSERT INTO filler VALUES (zeroblob(8000000))")  # two thousand pages
    assert path.stat().st_size == size
    thread = beside.soon()
    assert thread is not None
    assert beside.soon() is None, "one is enough for a while"
    thread.join(60)
    assert path.stat().st_size > 8_000_000
    with transaction(db):  # the log is begun anew
        db.execute("UPDATE filler SET text = 'x'")
    assert path.with_name("news.db-wal").stat().st_size < 9_000_000
    db.close()
    monkeypatch.setattr(checkpoints, "PAUSE", 0.0)
    path.unlink()
    again = Checkpoints(path).soon()
    assert again is not None
    again.join(60)
    assert not path.exists(), "a file that is gone is not made again"
