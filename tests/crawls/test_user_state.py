"""What people made is in the one database: an older desk's is brought over, and cp has it all."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import urllib.request
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from browse import user_state
from browse.news import write
from browse.permissions import People
from newsdb.articles import outlets
from newsdb.database import open_database, stamp
from newsdb.records import Outlet
from newsdb.review.user_state import Visit, note_visit
from tests.browse.conftest import START, ask, desk_of
from tests.browse.serving import served

if TYPE_CHECKING:
    from pathlib import Path

    from datasette.app import Datasette

OLD_TABLES = """
    CREATE TABLE hanil_visits (
        person TEXT PRIMARY KEY, previous_at TEXT NOT NULL, seen_at TEXT NOT NULL);
    CREATE TABLE hanil_filters (id INTEGER PRIMARY KEY, name TEXT NOT NULL, filters TEXT NOT NULL,
        person TEXT NOT NULL, shared INTEGER NOT NULL, UNIQUE (person, name));
    INSERT INTO hanil_visits VALUES
        ('ana', '2026-11-18T09:00:00+09:00', '2026-11-19T09:00:00+09:00');
    INSERT INTO hanil_filters (name, filters, person, shared) VALUES
        ('일본 쪽', 'country=JP', 'ana', 0), ('물류', 'tag=물류', 'ada', 1);
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    db = open_database(path)
    for name in ("jetro", "times"):
        outlet = Outlet(name=name, title=name, country=None, language=None, home="https://a.kr/")
        outlets.save(db, outlet)
    db.close()
    return path


def test_what_an_older_desk_kept_apart_is_brought_over_once(path: Path) -> None:
    with closing(sqlite3.connect(path.with_name("internal.db"))) as internal:
        internal.executescript(OLD_TABLES)

    async def go(drop: str | None) -> tuple[Any, Any, Any]:
        async with desk_of(path) as desk:
            await desk.invoke_startup()
            if drop:
                await user_state.drop_filter(desk, "ana", 1)
            names = await desk.get_internal_database().table_names()
            filters = await user_state.filters_of(desk, "ana")
            return filters, await user_state.last_visit(desk, "ana"), names

    filters, seen, names = asyncio.run(go(None))
    assert {each["name"]: bool(each["own"]) for each in filters} == {
        "일본 쪽": True,
        "물류": False,
    }
    assert seen == "2026-11-19T09:00:00+09:00"
    assert not {name for name in names if name.startswith("hanil_")}
    filters, _, _ = asyncio.run(go("ana's"))
    assert [each["name"] for each in filters] == ["물류"]
    assert asyncio.run(go(None))[0] == filters, "what was dropped does not come back"


@pytest.mark.parametrize("table", ["visits", "saved_filters", "desk_actions", "story_reads"])
def test_nobody_reads_what_others_keep_for_themselves(path: Path, table: str) -> None:
    (answer,) = ask(path, "ana", f"/news/{table}.json")
    assert answer.status_code == 403


def test_after_the_desk_has_ended_the_file_has_everything(path: Path, tmp_path: Path) -> None:
    with served(path, tmp_path) as address:
        keeper = open_database(path)  # as a crawl that goes on
        urllib.request.urlopen(f"{address}/-/login").close()  # noqa: S310
        keeper.conn.execute("UPDATE outlets SET title = 'decided' WHERE name = 'jetro'")
        assert path.with_name("news.db-wal").stat().st_size
    assert not path.with_name("news.db-wal").stat().st_size
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    keeper.close()
    with closing(sqlite3.connect(copy)) as db:
        told = db.execute("SELECT title FROM outlets WHERE name = 'jetro'").fetchone()
    assert told == ("decided",)


def test_what_a_command_wrote_is_in_the_file_while_the_desk_is_open(
    path: Path, tmp_path: Path
) -> None:
    async def go() -> None:
        async with desk_of(path, People(open=True)) as desk:
            await _decide(desk)
            db = open_database(path)
            db.conn.execute("UPDATE outlets SET title = 'by a command' WHERE name = 'times'")
            db.close()
            shutil.copy(path, tmp_path / "copy.db")

    asyncio.run(go())
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db:
        rows = db.execute("SELECT title FROM outlets WHERE name = 'times'").fetchone()
        visits = db.execute("SELECT person, seen_at FROM visits").fetchall()
    assert rows == ("by a command",)
    assert visits == [("minseo", stamp(START))]


async def _decide(desk: Datasette) -> None:
    await desk.invoke_startup()
    moment = str(stamp(START))
    await write(desk, lambda db: note_visit(db, "minseo", Visit(moment, moment)))
