"""A site that is redesigned between two crawls: each capture is read by the design of its day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.archive import folder, warc
from newsdb.database import open_database, stamp
from tests.crawls.test_faults import ALL, crawl, feed, key, path, three_articles
from tests.support import designs
from tests.support.crawls import rows, scrapy
from tests.support.loopback import Answer

if TYPE_CHECKING:
    from pathlib import Path

#: A day on which the design was in use that the first crawl meets.
THEN = datetime(2025, 1, 15, 3, 0, tzinfo=UTC)


def record(number: int) -> designs.Record:
    return {
        "title": f"한일 금형 기업 {number}곳, 인천서 공동 시험장 열어",
        "subtitle": "두 나라 조합이 비용을 나눈다",
        "body": (
            f"한국과 일본의 금형 기업 {number}곳이 인천에 공동 시험장을 열었다.\n\n"
            "시험장은 두 나라 조합이 비용을 반씩 내어 지었고 해마다 300종을 시험한다.\n\n"
            "조합은 내년 봄까지 오사카에도 같은 시험장을 짓기로 하고 땅을 찾고 있다."
        ),
        "authors": [{"name": "한보리", "role": "기자", "email": "bori.han@fnnews.com"}],
        "dateline": "인천",
        "source": "파이낸셜뉴스",
        "published_at": "2025-01-15T10:00:00+09:00",
        "modified_at": "2025-01-15T11:00:00+09:00",
    }


def _date_back(database: Path) -> None:
    """Let what was captured so far have been captured THEN."""
    archive = database.with_name("archive")
    db = open_database(database)
    db.conn.execute("DELETE FROM captures")
    for file in list(folder.files(archive)):
        pages = list(warc.pages(file))
        file.unlink()
        again = warc.WarcFile(file)
        for page in pages:
            dated = warc.Page(
                url=page.url, status=page.status, headers=page.headers, body=page.body,
                fetched_at=THEN, about=page.about,
            )  # fmt: skip
            at = again.add(dated)
            db.conn.execute(
                "INSERT INTO captures (kind, outlet, key, url, status, fetched_at, file, start,"
                " length, digest, article_id) VALUES ('page', 'fnnews', ?, ?, 200, ?, ?, ?, ?, ?,"
                " (SELECT id FROM articles WHERE key = ?))",
                (
                    key(1), page.url, stamp(THEN), file.relative_to(archive).as_posix(),
                    at.start, at.length, at.digest, key(1),
                ),
            )  # fmt: skip
        again.close()
    db.close()


def test_each_capture_is_read_by_the_design_of_its_day(tmp_path: Path) -> None:
    database, new = tmp_path / "news.db", tmp_path / "new.db"
    environment = {"HANIL_DATABASE": str(database)}
    with three_articles() as site:
        site.answers[ALL] = feed([1])
        site.answers[path(1)] = Answer(designs.view_hd(record(1)).encode())
        assert scrapy(*crawl(site, database)).code == 0
        _date_back(database)
        site.answers[ALL] = feed([1, 2])
        site.answers[path(2)] = Answer(designs.article_view(record(2)).encode())
        assert scrapy(*crawl(site, database)).code == 0
    done = scrapy("rebuild", new, "--no-backup", environment=environment)
    assert done.code == 0, done.log
    read = "SELECT key, layout, title FROM articles ORDER BY key"
    assert rows(new, read) == [
        (key(1), "view_hd", record(1)["title"]),
        (key(2), "article-view", record(2)["title"]),
    ]
    for _, body in rows(new, "SELECT article_id, body FROM article_bodies ORDER BY article_id"):
        assert body.startswith("한국과 일본의 금형 기업")
        assert body.endswith("땅을 찾고 있다.")
    elsewhere = {"HANIL_DATABASE": str(new)}  # in the same folder as the archive
    done = scrapy("reread", "--dry-run", environment=elsewhere)
    assert "would change: 0 titles, 0 subtitles, 0 times, 0 authors, 0 texts" in done.out
    db = open_database(new)
    db.conn.execute("UPDATE articles SET title = '잘못 읽은 제목' WHERE key = ?", [key(1)])
    db.close()
    done = scrapy("reread", "--dry-run", environment=elsewhere)
    assert "would change: 1 titles, 0 subtitles, 0 times, 0 authors, 0 texts" in done.out
    assert record(1)["title"] in done.out
