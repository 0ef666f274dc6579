"""A desk whose log is on a full disk goes on; one that can't write any more says so and ends."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from browse.lossy_output import LossyOutput
from browse.news import NAME
from newsdb.database import now, open_database
from newsdb.runs import heartbeat
from tests.browse.conftest import desk_of
from tests.browse.serving import AS_FORM, running
from tests.support.waiting import until

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

    from sqlite_utils import Database

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
WRONG = urlencode({"username": "ana", "password": "wrong"})


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A database whose scheduler is alive."""
    path = tmp_path / "news.db"
    db = open_database(path)
    heartbeat.write(heartbeat.place(path), pid=4711, at=now(), started_at=now())
    yield db
    db.close()


@needs_full
def test_a_failed_write_is_survived_with_the_log_on_a_full_disk(
    db: Database, tmp_path: Path
) -> None:
    with running(tmp_path, FULL) as desk:
        assert desk.status("GET", "/-/health") == 200
        db.conn.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON access_log"
            " BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
        assert desk.status("POST", "/-/login", WRONG) == 500
        db.conn.execute("DROP TRIGGER refuse")
        assert desk.status("POST", "/-/login", WRONG) == 200
        failures = "SELECT count(*) FROM access_log WHERE kind = 'failed'"
        assert db.conn.execute(failures).fetchone() == (1,)
        assert desk.status("GET", "/-/health") == 200
        desk.process.send_signal(signal.SIGTERM)
        assert desk.process.wait(30) == -signal.SIGTERM


def test_the_desk_ends_when_its_writer_dies(db: Database, tmp_path: Path) -> None:
    sign, errors = tmp_path / "die", tmp_path / "stderr"
    module = ("tests.browse.plugins.dying_writer", str(sign))
    with running(tmp_path, errors, module=module) as desk:
        assert desk.status("POST", "/-/login", WRONG) == 200
        sign.touch()
        with closing(desk.connected()) as connection:  # its request would wait for ever
            connection.request("POST", "/-/login", WRONG, AS_FORM)
            assert desk.process.wait(60) == os.EX_TEMPFAIL
    told = errors.read_text(encoding="utf-8")
    assert "the writer was told to die" in told
    assert "The desk ends, since its thread that writes has died" in told


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("name", [NAME, "__INTERNAL__"])
def test_a_monitor_is_told_of_a_dead_writer(name: str, db: Database, tmp_path: Path) -> None:
    def die(_: Any) -> None:
        raise SystemExit

    async def go() -> list[Any]:
        async with desk_of(tmp_path / "news.db", threads=True) as desk:
            well = await desk.client.get("/-/health")
            database = desk.get_internal_database() if name != NAME else desk.get_database(name)
            await database.execute_write_fn(die, block=False)
            thread: threading.Thread = database._write_thread
            await asyncio.to_thread(until, lambda: not thread.is_alive())
            return [well, await desk.client.get("/-/health")]

    well, ill = asyncio.run(go())
    assert well.status_code == 200
    assert ill.status_code == 503
    assert ill.json() == {
        "status": "failing",
        "because": f"the desk's thread that writes has died ({name}): start it again",
    }


def test_output_keeps_nothing_back(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as file:
        out = LossyOutput(file.fileno())
        assert out.write("한일 中小 \udc80\n") == len("한일 中小 \udc80\n")
        assert (tmp_path / "log").read_text(encoding="utf-8") == "한일 中小 \\udc80\n"
