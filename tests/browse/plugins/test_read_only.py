"""A database on a read-only file system: search, stories and the desk still read it."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from newsdb.database import open_database, read_only_mode
from tests.browse.serving import AS_FORM, served
from tests.support import forkserver
from tests.support.mounts import can_mount

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

pytestmark = pytest.mark.skipif(not can_mount(), reason="mounts are not allowed here")


@pytest.fixture
def database(news: Path, tmp_path: Path) -> Path:
    """A copy of the articles in a folder of its own, with nothing beside it."""
    path = tmp_path / "data" / "news.db"
    path.parent.mkdir()
    shutil.copy(news, path)
    return path


def on_read_only_disk(database: Path) -> tuple[str, ...]:
    """Return the words before a module that finds the database's folder read-only."""
    return ("-m", "tests.support.programs.on_read_only_disk", str(database.parent))


def command(database: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a scrapy command that finds the database's folder read-only."""
    words = ("-m", "scrapy", *words, "-s", f"DATABASE={database}")
    return forkserver.run([*on_read_only_disk(database), *words], timeout=300)


def titles(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line)["title"] for line in done.stdout.splitlines()]


def test_search_and_stories_read(database: Path) -> None:
    assert titles(command(database, "search", "도쿄", "--json"))
    assert len(titles(command(database, "stories", "--all", "--json"))) == 4
    compared = command(database, "compare", "1", "2")
    assert compared.returncode == 0, compared.stderr
    assert list(database.parent.iterdir()) == [database]


def test_what_another_process_has_just_written_is_read(database: Path) -> None:
    """As in a container that sees the folder read-only while a crawl writes it outside."""
    with closing(open_database(database)) as db:
        db.conn.execute("UPDATE articles SET title = '새 제목' WHERE id = 2")
        assert database.with_name("news.db-wal").stat().st_size
        found = titles(command(database, "stories", "--all", "--json"))
        assert "새 제목" in found


def test_a_log_that_can_not_be_read_is_said(database: Path) -> None:
    with closing(open_database(database)) as db:
        db.conn.execute("UPDATE articles SET title = '새 제목' WHERE id = 2")
        alone = database.parent / "alone"
        alone.mkdir()
        for name in ("news.db", "news.db-wal"):
            shutil.copy(database.with_name(name), alone)
    done = command(alone / "news.db", "search", "도쿄")
    assert done.returncode == 2
    assert "news.db-wal holds what is not yet in it" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_older_database_can_not_be_brought_up_to_date(database: Path) -> None:
    with closing(open_database(database)) as db:
        db.conn.execute(
            "DELETE FROM _sqlite_migrations WHERE id IN (SELECT max(id) FROM _sqlite_migrations)"
        )
    done = command(database, "search", "도쿄")
    assert done.returncode == 2
    assert "made by an older version" in done.stderr


def test_the_desk_lets_people_in_and_shows_but_decides_nothing(
    database: Path, tmp_path: Path
) -> None:
    errors = tmp_path / "stderr"
    before = on_read_only_disk(database)
    with served(database, tmp_path, before=before, errors=errors) as address:
        port = int(address.rpartition(":")[2])
        with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            form = urlencode({"username": "ana", "password": "anaanaana"})
            connection.request("POST", "/-/login", form, AS_FORM)
            answer = connection.getresponse()
            assert answer.status == 302
            cookies = [value for name, value in answer.getheaders() if name == "set-cookie"]
            answer.read()
            cookie = {"cookie": "; ".join(each.split(";")[0] for each in cookies)}
            for url, shown in (
                ("/", "Start the review"),
                ("/-/article/1", "도쿄에서 만났다"),
                ("/-/story/1", "도쿄에서 만났다"),
                ("/-/review", "부품 협력"),
                ("/-/account", ""),
            ):
                connection.request("GET", url, headers=cookie)
                answer = connection.getresponse()
                page = answer.read().decode()
                assert answer.status == 200, url
                assert shown in page, url
        with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            star = {"do": "star", "starred": True, "stories": [{"id": 1, "version": 0}]}
            headers = {
                **cookie, "content-type": "application/json", "sec-fetch-site": "same-origin",
            }  # fmt: skip
            connection.request("POST", "/-/review/do", json.dumps(star), headers)
            answer = connection.getresponse()
            assert answer.status == 403
            assert "can only be read here" in json.loads(answer.read())["error"]
    assert "it is shown as it is now, nothing can be decided" in errors.read_text()
    assert list(database.parent.iterdir()) == [database]


def test_a_folder_that_can_be_written_is_read_as_ever(database: Path) -> None:
    assert read_only_mode(database) is None
