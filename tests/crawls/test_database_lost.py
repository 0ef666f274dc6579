"""A database that goes away, or that somebody holds, ends the run as a failure that says so."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from newsdb.database import open_database
from newsdb.database_file import holders, identity
from tests.crawls.test_faults import crawl, path, three_articles
from tests.support.crawls import scrapy, value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.loopback import Site


@pytest.fixture
def site() -> Iterator[Site]:
    with three_articles() as site:
        yield site


@pytest.mark.parametrize("put_another", [False, True])
def test_a_database_deleted_in_mid_crawl(site: Site, tmp_path: Path, put_another: bool) -> None:
    database = tmp_path / "news.db"

    def delete(asked: str) -> None:
        if asked == path(2):
            database.unlink()
            if put_another:
                database.write_bytes(b"")

    site.on_request = delete
    done = scrapy(*crawl(site, database))
    assert done.code == 1, done.log
    assert f"{database} was deleted or replaced while this run used it" in done.log
    assert "fnnews failed: it ended early: database_gone" in done.log
    site.on_request = lambda _: None
    database.unlink(missing_ok=True)
    assert scrapy(*crawl(site, database)).code == 0
    assert value(database, "SELECT count(*) FROM articles") == 3


def test_who_holds_a_file_is_named(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    open_database(database).close()
    assert holders(database) == []
    with (
        database.open("rb") as file,
        subprocess.Popen(["/bin/sleep", "60"], stdin=file) as sleeper,
    ):
        assert holders(database) == [f"{sleeper.pid} (/bin/sleep 60)"]
        sleeper.kill()
    assert identity(tmp_path / "none.db") is None
