"""Articles of before are cleaned of control characters, once, and nothing else of them changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsdb.articles import articles, cleaning, outlets, revisions, verdicts
from newsdb.articles.verdicts import Verdict
from newsdb.database import open_database, transaction
from newsdb.records import Article, Author, Outlet
from newsdb.row_failures import RowFailures
from newsdb.search import search
from newsdb.storing import store
from tests.newsdb.articles.test_policies import SEEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

EVIL = "\x1b]0;owned\x07\x9b2J\u202e"
CLEAN = "]0;owned2J"


def article(number: int, sign: str = "") -> Article:
    return Article(
        outlet="a",
        key=str(number),
        url=f"https://a.kr/{number}",
        title=f"한일{sign} 협력 {number}",
        title_tags=(f"[단독{sign}]",),
        subtitle=f"공방{sign} 열다",
        body=f"두 나라{sign} 기업이 만났다.\n\n다음은 👩‍👧 인천이다.",
        language="ko",
        authors=(Author(f"김하나{sign}", "기자", None),),
        section=f"경제{sign}",
        captions=(f"사진{sign} 한 장",),
        keywords=("한일", f"협력{sign}"),
    )


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """Open a database of two articles, the second as it was stored when nobody cleaned."""
    db = open_database(tmp_path / "news.db")
    name = f"가신문{EVIL}"
    outlets.save(db, Outlet(name="a", title=name, country="KR", language="ko", home="https://a/"))
    verdict = Verdict(decision="other", score=0.0, watchlist="now", why="")
    for each in (article(1), article(2, EVIL)):
        store(db, each, seen_at=SEEN, verdict=verdict)
    with transaction(db):
        db.execute("INSERT INTO uncleaned VALUES (1, 2)")
        db.execute(
            "INSERT INTO changes (article_id, number, kind, field, words_before, words_after)"
            " VALUES (2, 1, 'title', 'title', ?, '한일')",
            [f"한일{EVIL}"],
        )
    yield db
    db.close()


def everything(db: Database) -> str:
    tables = ("outlets", "articles", "article_bodies", "authors", "revisions", "changes")
    found = (db.execute(f"SELECT * FROM {name}") for name in tables)  # noqa: S608
    return "\n".join(str(cell) for table in found for row in table for cell in row)


def test_what_commands_a_terminal_goes_and_all_else_stays(db: Database) -> None:
    clean = "SELECT * FROM articles a JOIN revisions r ON r.article_id = a.id WHERE a.id = 1"
    before = db.execute(clean).fetchall()
    assert cleaning.uncleaned(db) == 2
    assert cleaning.clean(db) == 1
    text = everything(db)
    assert not (set(EVIL) - set(CLEAN)) & set(text)
    assert "👩‍👧" in text
    wanted = article(2, CLEAN)
    assert revisions.newest(db, 2) == articles.words_of(wanted)
    (text_hash,) = db.execute("SELECT text_hash FROM revisions WHERE article_id = 2").fetchone()
    assert text_hash == articles.hash_text(wanted)
    assert db.execute("SELECT title_tags, keywords FROM articles WHERE id = 2").fetchone() == (
        f'["[단독{CLEAN}]"]', f'["한일", "협력{CLEAN}"]'
    )  # fmt: skip
    assert db.execute(clean).fetchall() == before


def test_what_was_cleaned_is_judged_and_indexed_again(db: Database) -> None:
    cleaning.clean(db)
    assert search.indexed_by_older_rules(db) == [2]
    assert verdicts.judged_by_another(db, "now") == 1


def test_a_page_read_without_them_is_no_edit(db: Database) -> None:
    cleaning.clean(db)
    assert store(db, article(2, CLEAN), seen_at=SEEN).value == "same"


def test_it_goes_on_where_it_was_broken_off(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    class BrokenOffError(Exception):
        pass

    def break_off(number: int) -> None:
        raise BrokenOffError

    monkeypatch.setattr(cleaning, "BATCH", 1)
    with pytest.raises(BrokenOffError):
        cleaning.clean(db, progress=break_off)
    assert cleaning.uncleaned(db) == 1
    assert cleaning.clean(db) == 1
    assert (cleaning.uncleaned(db), cleaning.clean(db)) == (0, 0)
    assert "\x1b" not in everything(db)


def test_what_fails_is_left_for_the_next_time(db: Database) -> None:
    db.conn.execute("UPDATE article_bodies SET captions = '[' WHERE article_id = 1")
    failures = RowFailures()
    assert cleaning.clean(db, failures=failures) == 1
    assert [each.split(":")[0] for each in failures.lines] == ["article 1"]
    assert cleaning.uncleaned(db) == 1
    assert cleaning.clean(db) == 0
    db.conn.execute("UPDATE article_bodies SET captions = '[]' WHERE article_id = 1")
    assert cleaning.clean(db, failures=failures) == 0
    assert failures.number == 1
    assert db.table("uncleaned").count == 0


def test_names_that_could_not_be_cleaned_are_looked_at_the_next_time(db: Database) -> None:
    db.execute("UPDATE outlets SET title = CAST(x'EAB00761' AS TEXT)")  # no UTF-8, and a bell
    db.execute(
        "CREATE TRIGGER guard BEFORE UPDATE ON outlets BEGIN SELECT RAISE(ABORT, 'guarded'); END"
    )
    for _ in range(2):
        failures = RowFailures()
        cleaning.clean(db, failures=failures)
        assert failures.lines == ["titles of outlets and links: IntegrityError: guarded"]
        assert cleaning.uncleaned(db) == 0
    db.execute("DROP TRIGGER guard")
    failures = RowFailures()
    cleaning.clean(db, failures=failures)
    assert failures.lines == []
    assert db.execute("SELECT title FROM outlets").fetchall() == [("\ufffda",)]
    assert db.execute("SELECT * FROM uncleaned").fetchall() == []
