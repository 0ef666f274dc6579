"""Pages that workers fetched are in the archive beside the database, and can be read again."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from cluster.writer import Writer
from crawler.archive import folder, warc
from crawler.archive.messages import LARGEST, from_message, to_message
from crawler.archive.warc import Page
from crawler.extensions.archive import Archive
from crawler.spiders.fnnews import FnnewsSpider
from crawler.storage import spooled
from newsdb.database_errors import UnusableDatabaseError
from tests.cluster.spooled_crawls import crawl_spooled
from tests.support.crawls import REPLICA, rows, scrapy, value
from tests.support.loopback import serving
from tests.support.told_crawls import article, bundle, bundles_of, leased

if TYPE_CHECKING:
    from newsdb.crawls.events import PageCaptured

AT = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
PAGE = Page(
    url="https://dawn.example/news/1",
    status=200,
    headers=(("Content-Type", "text/html"),),
    body="<p>울산의 밸브</p>".encode(),
    fetched_at=AT,
    about={"spider": "dawn"},
)


def captured(page: Page = PAGE) -> PageCaptured:
    return to_message("page", "dawn", "1", page)


def test_what_workers_fetched_can_be_made_again_from_the_archive(tmp_path: Path) -> None:
    database, archive = tmp_path / "news.db", tmp_path / "archive"
    with serving(REPLICA) as site:
        pages = [path for path in site.answers if "/news/" in path or "newsView" in path][:3]
        given = tmp_path / "urls.txt"
        given.write_text("".join(f"https://www.fnnews.com{path}\n" for path in pages))
        words = (*site.settings, "-a", f"urls={given}")
        crawl_spooled(database, tmp_path / "spool", ["fnnews"], *words, archive=archive)
    stored = "SELECT outlet, key, title, body, decision FROM articles JOIN article_bodies"
    stored += " ON article_id = id ORDER BY key"
    assert len(rows(database, stored)) == len(pages) == 3
    assert value(database, "SELECT count(*) FROM captures WHERE article_id IS NOT NULL") == 3
    assert not list(archive.rglob("*.open"))
    again = tmp_path / "again.db"
    done = scrapy("rebuild", again, "--no-backup", "-s", f"DATABASE={database}")
    assert done.code == 0, done.log
    assert rows(again, stored) == rows(database, stored)


def test_a_page_that_a_writer_wrote_before_it_was_killed_is_kept(tmp_path: Path) -> None:
    database, archive = tmp_path / "news.db", tmp_path / "archive"
    assert leased(database)
    told = bundles_of()
    first = Writer(database, archive=archive, clock=lambda: AT)
    for body in [*told[:3], bundle(3, [captured(), article("1")])]:
        assert first.handle(body) == []
    first.db.close()  # it is killed: its file stays open
    for each in first.archiving.files.values():
        assert each.file
        each.file.file.close()
    assert list(archive.rglob("*.open"))
    second = Writer(database, archive=archive, clock=lambda: AT)
    other = replace(captured(), key="2", url="https://dawn.example/news/2")
    for body in [bundle(4, [other, article("2")]), *told[5:]]:
        assert second.handle(body) == []
    second.close()
    assert not list(archive.rglob("*.open"))
    urls = {page.url for file in folder.files(archive) for page in warc.pages(file)}
    assert urls == {PAGE.url, other.url}
    for file, start in rows(database, "SELECT file, start FROM captures"):
        assert warc.read_at(archive / file, start).body == PAGE.body
    assert value(database, "SELECT count(*) FROM captures WHERE article_id IS NOT NULL") == 2


@pytest.mark.parametrize(
    "part",
    [
        {"url": "https://dawn.example/\r\nWARC-Type: warcinfo"},
        {"headers": (("X", "a\nb"),)},
        {"body": "no base64!"},
        {"about": "[]"},
        {"about": "{"},
        {"part": 0},
    ],
)
def test_what_can_be_no_capture_costs_only_itself(
    part: dict[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    database, archive = tmp_path / "news.db", tmp_path / "archive"
    assert leased(database)
    writer = Writer(database, archive=archive, clock=lambda: AT)
    poisoned = replace(captured(), **part)  # type: ignore[arg-type]
    told = bundles_of()
    letters = writer.handle(*told[:3], bundle(3, [poisoned, article("1")]))
    assert len(letters) == 1
    assert value(database, "SELECT count(*) FROM articles") == 1
    assert not list(archive.rglob("*.gz*"))
    writer.close()


def test_a_crawl_that_lost_pages_does_not_close_the_alarm_about_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    database = tmp_path / "news.db"
    assert leased(database)
    writer = Writer(database, archive=tmp_path / "archive", clock=lambda: AT)
    told = bundles_of()
    assert writer.handle(*told[:3], bundle(3, [captured()])) == []
    (capture_file,) = writer.archiving.files.values()
    assert capture_file.file
    with Path("/dev/full").open("wb", buffering=0) as full, monkeypatch.context() as patched:
        patched.setattr(capture_file.file, "file", full)
        assert writer.handle(bundle(4, [replace(captured(), key=key) for key in "23"])) == []
    for body in told[5:]:
        assert writer.handle(body) == []
    writer.close()
    (said,) = rows(database, "SELECT diagnosis, closed_at FROM alarms WHERE kind = 'archive'")
    assert said[0].startswith("pages were not archived; the first: https://dawn.example/")
    assert said[1] is None


def test_a_page_is_the_same_after_its_way() -> None:
    assert from_message(captured()) == PAGE
    with pytest.raises(ValueError, match="too many"):
        captured(replace(PAGE, body=bytes(LARGEST + 1)))


def test_without_an_archive_nothing_is_kept(tmp_path: Path) -> None:
    assert leased(tmp_path / "news.db")
    writer = Writer(tmp_path / "news.db", clock=lambda: AT)
    assert writer.handle(*bundles_of()[:3], bundle(3, [captured()])) == []
    writer.close()
    assert not list(tmp_path.rglob("*.gz*"))


@pytest.mark.parametrize("is_running", [True, False])
def test_nothing_is_kept_of_a_crawl_that_could_not_begin(tmp_path: Path, is_running: bool) -> None:
    settings = {
        "ARCHIVE_ENABLED": True,
        "CRAWL_STORAGE": spooled.SPOOLED,
        spooled.FOLDER: str(tmp_path),  # without its state
        "DATABASE": str(tmp_path / "none.db"),
    }
    crawler = get_crawler(FnnewsSpider, settings)
    crawler.stats = MemoryStatsCollector(crawler)
    archive = Archive.from_crawler(crawler)
    if is_running:
        crawler.stats.set_value("hanil/already_running", True)
    with nullcontext() if is_running else pytest.raises(UnusableDatabaseError):
        archive.spider_opened(FnnewsSpider())
    archive.keep("page", "dawn", "1", PAGE)
    assert crawler.stats.get_value("archive/failed") is None
    assert [each.name for each in tmp_path.iterdir()] == []
