"""Datasette's pages over our database, through its own client."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import shutil
import socket
import sqlite3
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import datasette
import pytest

from browse.app import build, choose
from browse.formatting import is_web_address
from browse.permissions import People
from newsdb.database import open_database, transaction
from newsdb.database_errors import UnusableDatabaseError
from newsdb.review import reviews
from newsdb.review.reviews import Subject
from tests.browse.conftest import ARTICLES, HOSTILE, START, configuration, desk_of
from tests.support.forkserver import run
from translations.domains import DESK

if TYPE_CHECKING:
    import subprocess


def get(news: Path, *paths: str) -> list[Any]:
    """Return a fresh desk's responses to some GET requests."""

    async def ask() -> list[Any]:
        async with desk_of(news, People(open=True)) as desk:
            return [await desk.client.get(path) for path in paths]

    return asyncio.run(ask())


def test_the_version_that_was_tried() -> None:
    """Alphas break plugins and templates: look at every page before this number changes."""
    assert datasette.__version__ == "1.0a41"


PATHS = (
    "/",
    "/news",
    "/news/articles",
    "/news/articles?_facet=source&outlet=fnnews",
    "/news/articles?language=ja",
    "/news/articles/1",
    "/news/revisions",
    "/news/authors",
    "/news/runs",
    "/news/runs/1",
    "/news/rejections",
    "/news/discovered",
    "/news/feeds",
    "/news/outlets/fnnews",
    "/news/last_runs",
    "/news/why_rejected",
    "/news/field_coverage",
    "/news/articles_a_day",
    "/news/-/query?sql=select+count(*)+from+articles",
    "/news/articles.json?_shape=objects",
    "/desk/desk.css",
)


@pytest.fixture(scope="module")
def pages(stored_news: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One desk's responses, by path."""
    news = Path(shutil.copy(stored_news, tmp_path_factory.mktemp("pages")))
    return dict(zip(PATHS, get(news, *PATHS), strict=True))


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_there(pages: dict[str, Any], path: str) -> None:
    assert pages[path].status_code == 200, pages[path].text[:500]


def test_home_says_what_waits_and_how_collecting_goes(news: Path) -> None:
    (answer,) = get(news, "/")
    page = answer.text
    assert "Start the review" in page
    assert "success" in page
    assert "4 articles of 3 outlets; 1 page not read" in page
    assert "_memory" not in page


def test_home_tells_of_the_last_run_that_ran(news: Path, tmp_path: Path) -> None:
    shutil.copy(news, tmp_path / "news.db")
    db = open_database(tmp_path / "news.db")
    db.execute(
        "INSERT INTO runs (spider, started_at, arguments, outcome)"
        " SELECT 'refused', started_at, arguments, 'not_run' FROM runs LIMIT 1"
    )
    db.close()
    (answer,) = get(tmp_path / "news.db", "/")
    assert "success" in answer.text
    assert "not_run" not in answer.text


def test_table_reads_as_a_list_with_facets(news: Path) -> None:
    asked = ("outlet", "language", "section", "day")
    (plain,) = get(news, "/news/articles")
    assert "data-column=" not in plain.text  # a facet counts the whole table
    for facet in asked:
        assert f'href="/news/articles?_facet={facet}"' in plain.text
    (answer,) = get(news, "/news/articles?" + "&".join(f"_facet={each}" for each in asked))
    for article in ARTICLES[:3]:
        assert escape(article.title) in answer.text
    for facet in asked:
        assert f'data-column="{facet}"' in answer.text
    assert "time unknown" in answer.text


def test_article_page_reads_like_an_article(news: Path) -> None:
    (answer,) = get(news, "/-/article/1")
    for shown in (
        "韓日 중기, 도쿄서 부품 협력 첫 단추[종합]",
        "양국 62개사 참여<br>내년 인천서 두 번째 행사",
        "민서윤 특파원",
        "노재원 기자",
        'datetime="2026-11-20T09:00:00+09:00"',
        'datetime="2026-11-20T11:00:00+09:00"',
        "<p>두 나라 중소기업이 도쿄에서 만났다.</p>",
        "<p>다음 행사는 인천에서 열린다.</p>",
        "교류회 모습. 주최 측 제공",
        'href="https://www.fnnews.com/news/202611200900000001"',
        "datePublished",
        "wrap_view_hd",
        "https://a.example/rss",
        '<article class="reading" lang="ko">',
    ):
        assert shown in answer.text, shown


@pytest.mark.parametrize(
    ("language", "part", "headline"),
    [
        ("en", "part of the text", "headline only"),
        ("ko", "본문 일부", "제목만"),
        ("ja", "本文の一部", "見出しのみ"),
    ],
)
def test_what_a_page_did_not_show_is_said_in_words(
    news: Path, tmp_path: Path, language: str, part: str, headline: str
) -> None:
    path = Path(shutil.copy(news, tmp_path / "news.db"))
    db = open_database(path)
    db.execute("UPDATE articles SET access = 'headline' WHERE id = 1")
    db.conn.commit()
    db.close()
    pages = ("/news/articles", "/-/article/1", "/-/article/3")
    table, first, third = get(path, *(f"{each}?_lang={language}" for each in pages))
    assert part in table.text
    assert headline in table.text
    assert headline in first.text
    assert DESK.message("access_headline_why", language) in first.text
    assert part in third.text


def test_titles_and_texts_are_never_markup(news: Path) -> None:
    pages = ("/-/story/4", "/news/articles", "/news/articles/4", "/-/article/4", "/news/revisions")
    for answer in get(news, *pages):
        assert "<script>document.title" not in answer.text
        assert "<img src=x" not in answer.text
        assert escape(HOSTILE)[:14] in answer.text


def test_csv_holds_the_rows(news: Path) -> None:
    (answer,) = get(news, "/news/articles.csv?_stream=on")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["key"] for row in rows} == {article.key for article in ARTICLES}


def test_no_raw_file_and_no_other_database(news: Path) -> None:
    answers = get(news, "/news.db", "/_memory", "/.json")
    assert [answer.status_code for answer in answers[:2]] == [403, 404]
    assert [each["name"] for each in answers[2].json()["databases"]] == ["news"]


def test_which_database_is_opened(tmp_path: Path) -> None:
    configured, demo = tmp_path / "news.db", tmp_path / "data" / "demo.db"
    with pytest.raises(UnusableDatabaseError, match=r"There is no database at .*make demo"):
        choose(None, configured, root=tmp_path)
    demo.parent.mkdir()
    demo.touch()
    assert choose(None, configured, root=tmp_path) == demo
    configured.touch()
    assert choose(None, configured, root=tmp_path) == configured
    assert choose(demo, configured, root=tmp_path) == demo


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "There is no database"),
        ("편지 " * 500, "not an SQLite database"),
        ("", "is empty"),
    ],
)
def test_what_can_not_be_opened_is_said(tmp_path: Path, content: str | None, message: str) -> None:
    path = tmp_path / "news.db"
    if content is not None:
        path.write_text(content)
    done = desk(str(path))
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def desk(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(["-m", "browse", *arguments], environment={**os.environ, **environment})


def test_a_foreign_database_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "customers.db"
    foreign = sqlite3.connect(path)
    foreign.execute("CREATE TABLE customers (name TEXT)")
    foreign.close()
    before = path.read_bytes()
    done = desk(str(path))
    assert done.returncode == 2
    assert "not a database of this project" in done.stderr
    assert path.read_bytes() == before


def test_the_demo_never_stands_in_for_a_named_file(tmp_path: Path) -> None:
    done = desk(HANIL_DATABASE=str(tmp_path / "typo.db"))
    assert done.returncode == 2
    assert "typo.db" in done.stderr


def test_a_path_that_datasette_would_misread_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a#b.db"
    path.touch()
    with pytest.raises(UnusableDatabaseError, match="must not contain"):
        build(path)
    assert [each.name for each in tmp_path.iterdir()] == ["a#b.db"]


def test_a_taken_port_is_told_in_one_line(news: Path, tmp_path: Path) -> None:
    file = tmp_path / "hanil.toml"
    file.write_text(configuration(), encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = desk(str(news), "--port", port, HANIL_CONFIG=str(file))
    assert done.returncode == 2
    assert done.stdout == ""
    assert "try another --port" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_what_is_wrong_with_the_database_is_told_before_a_taken_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = desk(str(tmp_path / "news.db"), "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "There is no database" in done.stderr
    assert "port" not in done.stderr


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//x", "", None])
def test_only_web_addresses_become_links(address: str | None) -> None:
    assert not is_web_address(address)
    assert is_web_address("https://www.fnnews.com/")


def test_notes_reasons_and_tags_are_never_markup(news: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    path.write_bytes(news.read_bytes())
    db = open_database(path)
    hostile = "<script>document.title='caught'</script>"
    person: dict[str, Any] = {"actor": hostile, "at": START}
    subject = Subject("article", 1)
    with transaction(db):
        reviews.decide(db, subject, "unsure", reason=hostile, version=0, **person)
        reviews.note(db, subject, hostile, version=1, **person)
        reviews.tag(db, subject, hostile, True, version=2, **person)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    for answer in get(path, "/news/reviews", "/news/review_events", "/news/tags", "/news/tags/1"):
        assert answer.status_code == 200
        assert "<script>document" not in answer.text
        assert "&lt;script&gt;" in answer.text
