"""Commands on many rows: one that can't be handled costs only itself, is named, and exits 1."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from scrapy.utils.project import get_project_settings

from commands import backtest, forget, purge, refresh, relink, reread
from newsdb.articles import captures, outlets
from newsdb.database import now, open_database, transaction
from newsdb.records import Article, Outlet
from newsdb.row_failures import TOLD, RowFailures
from newsdb.similarity.signatures import sign
from newsdb.storing import store
from tests.commands.test_archived_pages import archived
from tests.support.crawls import rows

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.commands import ScrapyCommand
    from sqlite_utils import Database

SEEN = now() - timedelta(days=400)
OUTLET = Outlet(name="a", title="가", country="KR", language="ko", home="https://a.example/")
ARTICLE = Article(
    outlet="a",
    key="1",
    url="https://a.example/1",
    title="한일 중소기업 상담회",
    body="두 나라 부품 업체가 부산에서 만나 공급 계약을 맺었다.",
    language="ko",
    published_at=SEEN,
)

#: What is wrong with the second of three articles.
POISONS = {
    "a text that is no UTF-8": "UPDATE article_bodies SET body = CAST(x'EAB0' AS TEXT)"
    " WHERE article_id = 2",
    "a time that is none": "UPDATE articles SET published_at = 'soon', first_seen_at = 'soon'"
    " WHERE id = 2",
    "a title that is no UTF-8": "UPDATE articles SET title = CAST(x'EAB0' AS TEXT) WHERE id = 2",
    "captions that are no list": "UPDATE article_bodies SET captions = '[\"' WHERE article_id = 2",
    "a row that a trigger guards": "CREATE TRIGGER guard BEFORE UPDATE ON articles WHEN OLD.id = 2"
    " BEGIN SELECT RAISE(ABORT, 'guarded'); END",
}

#: The command with its options, what makes all rows its work, and what of row 1 and 3 it does.
REFRESH = (
    refresh,
    {"dry_run": False},
    "INSERT INTO uncleaned VALUES (1, 3)",
    "SELECT id FROM articles WHERE watchlist <> '' AND id IN (SELECT rowid FROM articles_fts)",
)
RELINK = (relink, {"since": None}, "DELETE FROM links", "SELECT article_id FROM signatures")
PURGE = (
    purge,
    {"dry_run": False, "json": False},
    "UPDATE outlets SET kept_days = 1",
    "SELECT id FROM articles WHERE kept = 'nothing'",
)
BACKTEST = (
    backtest,
    {"apply": True, "all": False},
    "UPDATE articles SET decision = NULL",
    "SELECT id FROM articles WHERE decision IS NOT NULL",
)
THIN = (
    purge,
    {"dry_run": False, "json": False},
    "UPDATE articles SET decision = 'other'; UPDATE stories SET decision = 'other'",
    "SELECT id FROM articles WHERE thinned_at IS NOT NULL",
)
TABLE = [
    (REFRESH, "a text that is no UTF-8"),
    (REFRESH, "captions that are no list"),
    (REFRESH, "a time that is none"),
    (REFRESH, "a row that a trigger guards"),
    (RELINK, "a text that is no UTF-8"),
    (RELINK, "a time that is none"),
    (PURGE, "a time that is none"),
    (PURGE, "a row that a trigger guards"),
    (THIN, "a row that a trigger guards"),
    (BACKTEST, "a text that is no UTF-8"),
    (BACKTEST, "a title that is no UTF-8"),
    (BACKTEST, "a row that a trigger guards"),
]


@pytest.fixture
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name a configuration of nothing but defaults."""
    path = tmp_path / "hanil.toml"
    path.write_text("")
    monkeypatch.setenv("HANIL_CONFIG", str(path))
    return path


def database(path: Path) -> Database:
    db = open_database(path)
    outlets.save(db, OUTLET)
    for number in (1, 2, 3):
        words = ("가나다", "라마바", "사아자")[number - 1]
        article = replace(
            ARTICLE,
            key=str(number),
            url=f"https://a.example/{number}",
            title=f"{ARTICLE.title} {words}",
            body=f"{ARTICLE.body} {words}",
        )
        store(db, article, seen_at=SEEN, signature=sign(article))
    return db


def run(module: object, path: Path, options: dict[str, object], *words: str) -> ScrapyCommand:
    command: ScrapyCommand = module.Command()  # type: ignore[attr-defined]
    settings = get_project_settings()
    settings.setdict({"DATABASE": str(path), "ARCHIVE_FOLDER": None, "WATCHLIST": None})
    command.settings = settings
    command.run([*words], argparse.Namespace(**options))
    return command


@pytest.mark.parametrize(("work", "poison"), TABLE)
def test_the_others_are_handled(
    work: tuple[object, dict[str, object], str, str],
    poison: str,
    configuration: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    module, options, begin, done = work
    if work is THIN:
        configuration.write_text("[keep]\nirrelevant_days = 300\n")
    path = configuration.with_name("news.db")
    db = database(path)
    db.conn.execute("DELETE FROM index_versions")
    db.conn.executescript(begin)
    with transaction(db):
        db.conn.execute(POISONS[poison])
    db.close()
    assert run(module, path, options).exitcode == 1
    said = capsys.readouterr().err
    assert "article 2: " in said
    assert "article 1: " not in said
    assert "article 3: " not in said
    assert "with text" not in said + caplog.text
    assert {1, 3} <= {row[0] for row in rows(path, done)}


@pytest.mark.parametrize("poison", [each for each in POISONS if "trigger" not in each])
def test_what_is_broken_can_be_forgotten(
    poison: str, configuration: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = configuration.with_name("news.db")
    db = database(path)
    with transaction(db):
        db.conn.execute(POISONS[poison])
    db.close()
    options = {"because": "a court", "by": "ana", "json": False}
    command = run(forget, path, options, "https://a.example/2")
    assert command.exitcode == 0, capsys.readouterr().err
    assert rows(path, "SELECT id FROM articles ORDER BY 1") == [(1,), (3,)]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("article_bodies", "body"),
        ("article_bodies", "captions"),
        ("articles", "title"),
        ("articles", "subtitle"),
        ("articles", "dateline"),
        ("articles", "keywords"),
        ("articles", "url"),
        ("authors", "name"),
        ("revisions", "title"),
        ("revisions", "subtitle"),
        ("revisions", "body"),
    ],
)
def test_a_broken_text_stays_no_longer_than_others(
    table: str, column: str, configuration: Path
) -> None:
    path = configuration.with_name("news.db")
    db = database(path)
    with transaction(db):
        key = "id" if table == "articles" else "article_id"
        db.conn.execute(f"UPDATE {table} SET {column} = CAST(x'EAB0' AS TEXT) WHERE {key} = 2")  # noqa: S608
        db.conn.execute("UPDATE outlets SET kept_days = 1")
    db.close()
    assert run(purge, path, {"dry_run": False, "json": False}).exitcode == 0
    assert rows(path, "SELECT body FROM article_bodies") == [("",)] * 3


def test_what_cannot_be_forgotten_is_said_and_the_others_are(
    configuration: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = configuration.with_name("news.db")
    db = database(path)
    with transaction(db):  # the address of all three
        db.conn.execute(
            "INSERT INTO sightings (article_id, url, found_by, first_seen_at)"
            " SELECT id, 'https://a.example/all', 'feed', '2026' FROM articles"
        )
        db.conn.execute("CREATE TRIGGER guard BEFORE DELETE ON articles WHEN OLD.id = 2"
                        " BEGIN SELECT RAISE(ABORT, 'guarded'); END")  # fmt: skip
    db.close()
    options = {"because": "a court", "by": "ana", "json": False}
    assert run(forget, path, options, "https://a.example/all").exitcode == 1
    said = capsys.readouterr()
    assert "NOT taken out: a 2: IntegrityError: guarded" in said.err
    assert [line[:16] for line in said.out.splitlines()[:2]] == [
        "a 1: taken out, ",
        "a 3: taken out, ",
    ]
    assert rows(path, "SELECT id FROM articles") == [(2,)]


@pytest.mark.parametrize(
    ("poison", "named"),
    [
        (
            "UPDATE articles SET title = CAST(x'EAB0' AS TEXT) WHERE id = 2",
            "articles/2: Operational",
        ),
        (
            "UPDATE article_bodies SET body = CAST(x'EAB0' AS TEXT) WHERE article_id = 2",
            "articles/2: Operational",
        ),
        ("UPDATE captures SET fetched_at = 'soon' WHERE id = 2", "capture 2: ValueError"),
        ("UPDATE captures SET url = CAST(x'EAB0' AS TEXT) WHERE id = 2", "capture 2: Operational"),
        ("UPDATE captures SET start = 7 WHERE id = 2", "a record is torn"),
    ],
)
def test_the_others_are_read_again(
    poison: str, named: str, configuration: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = configuration.with_name("news.db")
    db = database(path)
    for each in archived(path.parent / "archive", 3):
        captures.add(db, replace(each, outlet="a"))
    with transaction(db):
        db.conn.execute(poison)
    db.close()
    options: dict[str, object] = {"outlet": None, "since": None, "dry_run": True, "json": True}
    assert run(reread, path, options).exitcode == 1
    said = capsys.readouterr()
    assert named in said.err
    assert "with text" not in said.err
    assert json.loads(said.out)["changed"] == 2


def test_what_is_wrong_with_the_file_goes_on_upward(tmp_path: Path) -> None:
    db, failures = database(tmp_path / "news.db"), RowFailures()
    with pytest.raises(OSError, match="full"), failures.aside(db, "a file"):
        raise OSError(28, "the disk is full")
    db.conn.execute("PRAGMA query_only = ON")  # as on a disk that can't be written
    with pytest.raises(Exception, match="readonly"), failures.aside(db, "a row"):
        db.conn.execute("DELETE FROM links")
    assert failures.lines == []


def test_of_many_failures_the_first_are_told(tmp_path: Path) -> None:
    db, failures = database(tmp_path / "news.db"), RowFailures()
    with transaction(db):
        for number in range(TOLD + 5):
            with failures.aside(db, f"row {number}"):
                db.conn.execute("UPDATE articles SET why = 'half' WHERE id = 1")
                raise ValueError("no such\x1b[31m day")
        failed = failures.together(
            db, [1, 2], lambda these: [1 // (each - 2) for each in these], named=str
        )
    assert failed == [2]
    assert failures.number == TOLD + 6
    assert failures.lines[0] == "row 0: ValueError: no such[31m day"
    assert failures.lines[-1] == "and 6 more"
    assert db.conn.execute("SELECT why FROM articles WHERE id = 1").fetchone() == (None,)
