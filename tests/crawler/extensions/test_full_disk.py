"""A disk that is really full in the middle of a crawl with its archive."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from crawler.archive import folder, warc
from newsdb.database import open_database
from tests.crawls.test_faults import crawl, path, three_articles
from tests.support.crawls import ROOT, rows, value
from tests.support.mounts import can_mount, small_disk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(not can_mount(), reason="mounts are not allowed here")
def test_a_disk_that_fills_up_costs_what_is_not_stored_yet(tmp_path: Path) -> None:
    data = tmp_path / "data"
    database = data / "news.db"
    open_database(database).close()
    with three_articles() as site, small_disk(data, size=16_000_000) as disk:

        def run() -> subprocess.CompletedProcess[str]:
            command = [*disk.words, sys.executable, "-m", "scrapy", *crawl(site, database)]
            return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

        def looked_at(name: str) -> Path:
            ignored = shutil.ignore_patterns(".filler")
            return shutil.copytree(disk.seen, tmp_path / name, ignore=ignored) / "news.db"

        site.on_request = lambda asked: disk.leave(0) if asked == path(2) else None
        full = run()
        assert full.returncode == 1, full.stderr
        assert "the disk is full: make room and run again" in full.stderr
        assert "fnnews failed: it ended early: database_unusable" in full.stderr
        assert "Traceback" not in full.stderr
        copy = looked_at("full")
        assert value(copy, "PRAGMA integrity_check") == "ok"
        site.on_request = lambda _: None
        disk.make_room()
        done = run()
        assert done.returncode == 0, done.stderr
        copy = looked_at("with-room")
    assert value(copy, "SELECT count(*) FROM articles") == 3
    archive = copy.with_name("archive")
    assert not list(archive.rglob("*.open"))
    assert all(list(warc.pages(file)) for file in folder.files(archive))
    for file, start, length, url in rows(copy, "SELECT file, start, length, url FROM captures"):
        assert warc.read(archive / file, start, length).url == url
    outcomes = rows(copy, "SELECT outcome, reason FROM runs ORDER BY id")
    assert outcomes == [("failure", "database_unusable"), ("success", "finished")]
