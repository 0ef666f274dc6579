"""What is counted when a database is made again; the whole of it is in tests/crawls."""

from __future__ import annotations

import dataclasses
import logging
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy.utils.project import get_project_settings

from commands.rebuild import _Builder, _Waiting
from crawler.archive.warc import Page, Position
from crawler.items import RawArticle, Reading
from newsdb.articles import forgotten, outlets
from newsdb.articles.discovered import Link
from newsdb.database import open_database
from newsdb.records import KST, Outlet

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

OUTLET = Outlet(
    name="site:a.example", title="가나", country=None, language=None, home="https://a.example/"
)


def article(key: str, next_page: str | None) -> RawArticle:
    url = f"https://a.example/{key}"
    return RawArticle(
        outlet=OUTLET,
        key=key,
        url=url,
        seen_url=url,
        seen_at=datetime(2026, 3, 12, tzinfo=KST),
        found_by="url",
        layout="generic",
        next_page=next_page,
        readings={
            "title": [Reading((f"공동 부품 {key}",), "meta og:title")],
            "body": [Reading((f"{key}개 회사가 부산에서 부품을 함께 만든다.",), "text")],
        },
    )


class Reader:
    """Reads one article, whatever the page."""

    def __init__(self, raw: RawArticle) -> None:
        self.raw = raw

    def read(self, _: Page) -> RawArticle:
        return self.raw


def test_a_forgotten_article_is_kept_out_by_every_key_that_leads_to_it(tmp_path: Path) -> None:
    """Its own key was noted; its link, and so its further page in the archive, has another."""
    builder = _Builder(get_project_settings(), tmp_path)
    raw = article("12", "https://a.example/12?page=2")
    raw = dataclasses.replace(raw, link_key="feed-12")
    builder.reader = Reader(raw)  # type: ignore[assignment]
    db = open_database(tmp_path / "new.db")
    forgotten.note(db, outlet=OUTLET.name, key="12", because="file 5", by="ada", at=raw.seen_at)
    link = {"outlet": OUTLET.name, "key": "feed-12", "url": raw.url, "title": "공동 부품"}
    further = {"outlet": OUTLET.name, "key": "feed-12", "number": 2}
    for about in ({"link": link, "outlet": dataclasses.asdict(OUTLET)}, {"further": further}):
        page = Page(
            url=raw.url, status=200, headers=(), body=b"", fetched_at=raw.seen_at, about=about
        )
        position = Position(raw.url, raw.seen_at, 0, 100)
        builder._take(db, tmp_path / "a.warc.gz", position, page)
    builder._end_waiting(db)
    for table in ("articles", "discovered", "captures", "rejections"):
        assert db.table(table).count == 0, table
    assert [row["file"] for row in db.query("SELECT file FROM archive_sweeps")] == ["a.warc.gz"]
    assert [row["key"] for row in db.query("SELECT key FROM forgotten")] == ["12", "feed-12"]
    assert builder.counts == {"captures": 2, "captures of what was forgotten": 2}
    db.close()


def test_articles_of_which_the_archive_has_only_the_first_page_are_counted(
    tmp_path: Path,
) -> None:
    builder = _Builder(get_project_settings(), tmp_path)
    db = open_database(tmp_path / "new.db")
    outlets.save(db, OUTLET)
    builder._store(db, article("12", "https://a.example/12?page=2"))
    builder._store(db, article("13", None))
    db.close()
    assert builder.counts == {"articles new": 2, "articles in part": 1}


def test_an_article_of_several_pages_that_cannot_be_stored_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A test's report with half a character can't leave its process. For all loggers: other tests
    # have given some a level of their own.
    monkeypatch.setattr(logging.root.manager, "disable", logging.CRITICAL)
    builder = _Builder(get_project_settings(), tmp_path)
    db = open_database(tmp_path / "new.db")
    outlets.save(db, OUTLET)
    for key in ("12\ud800", "13"):
        raw = article(key, f"https://a.example/{key}?page=2")
        link = Link(outlet=OUTLET.name, key=key, url=raw.url)
        builder.waiting[OUTLET.name, key] = _Waiting(raw, link, 1, raw.seen_at)
    builder._end_waiting(db)
    assert [row["key"] for row in db.query("SELECT key FROM articles")] == ["13"]
    assert not builder.waiting
    assert len(builder.problems) == 1
    assert "https://a.example/12" in builder.problems[0]
    db.close()


def test_values_that_the_tables_refuse_cost_only_their_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.root.manager, "disable", logging.CRITICAL)
    builder = _Builder(get_project_settings(), tmp_path)
    db = open_database(tmp_path / "new.db")
    outlets.save(db, OUTLET)
    db.execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON articles WHEN new.key = '12'"
        " BEGIN SELECT RAISE(ABORT, 'refused'); END"
    )
    for key in ("12", "13"):
        raw = article(key, f"https://a.example/{key}?page=2")
        link = Link(outlet=OUTLET.name, key=key, url=raw.url)
        builder.waiting[OUTLET.name, key] = _Waiting(raw, link, 1, raw.seen_at)
    builder._end_waiting(db)
    assert [row["key"] for row in db.query("SELECT key FROM articles")] == ["13"]
    assert [each.split(": ")[0] for each in builder.problems] == ["https://a.example/12"]
    db.close()
