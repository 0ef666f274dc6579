"""Migrations: each has a number of its own, and databases of earlier releases open."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlite_utils import Database

from newsdb import schema
from newsdb.database import open_database, transaction
from newsdb.schema import migrations
from newsdb.schema.frozen_index_form import index_form
from newsdb.search.search import NO_NAMES, find, index

FOLDER = Path(schema.__file__).parent
NAMED = re.compile(r"m(?P<number>\d{3})_[a-z0-9_]+")


def names() -> list[str]:
    return [each.name for each in migrations.pending(Database(memory=True))]


def number(name: str) -> int:
    named = NAMED.fullmatch(name)
    assert named, f"{name}: a migration is called m, three digits, what it does"
    return int(named["number"])


def test_no_two_migrations_have_one_number_and_they_are_applied_in_order() -> None:
    """Gaps are fine: two branches with a number each may land in either order."""
    numbers = [number(name) for name in names()]
    assert len(set(numbers)) == len(numbers)
    assert numbers == sorted(numbers)


def test_no_two_files_have_one_number_and_none_is_forgotten() -> None:
    files = sorted(each.stem for each in FOLDER.glob("m[0-9]*.py"))
    assert len({number(each) for each in files}) == len(files)
    assert [each for each in schema.__all__ if NAMED.fullmatch(each)] == files
    assert {number(each) for each in files} <= {number(each) for each in names()}


@pytest.fixture
def before_search(tmp_path: Path) -> Path:
    """Create a database from before the search, with two articles, one without a text."""
    path = tmp_path / "news.db"
    db = Database(path)
    migrations.apply(db, stop_before="m007_search")
    assert "articles_fts" not in db.table_names()
    db.table("outlets").insert(
        {"name": "daily", "title": "하루신문", "home": "https://daily.example/"}
        | {"kept": "full", "may_learn": 0}
    )
    article = {
        "outlet": "daily",
        "title_tags": "[]",
        "language": "ko",
        "access": "free",
        "found_by": "feed",
        "revision": 1,
        "published_at": "2026-01-05T09:00:00+09:00",
        "first_seen_at": "2026-01-05T09:10:00+09:00",
        "last_seen_at": "2026-01-05T09:10:00+09:00",
    }
    for key, title, subtitle, dateline, keywords in (
        ("1", "한·일 中企, SMEs와 손잡다", "두 공방의 ＫＢＩＺ 상표", "도쿄", '["공방"]'),
        ("2", "29日韓国の經濟団体", None, None, "[]"),
    ):
        url = f"https://daily.example/{key}"
        db.table("articles").insert(
            article
            | {"key": key, "url": url, "title": title, "subtitle": subtitle}
            | {"dateline": dateline, "keywords": keywords}
        )
    db.table("article_bodies").insert(
        {
            "article_id": 1,
            "body": "companies sharing 1,200 firms'\n\nｶﾞﾗｽ 공방",
            "captions": '["사진 한 장"]',
            "attachments": "[]",
            "field_sources": "{}",
        }
    )
    db.table("authors").insert({"article_id": 1, "position": 1, "name": "김하나"})
    db.close()
    return path


#: Term by term what m007 has written since its release; never to be adapted to other code.
INDEXED = {
    (1, "title"): "한일 일 中企 企 sme 와 손잡 잡다 다",
    (1, "subtitle"): "두 공방 방의 의 kbiz 상표 표",
    (1, "body"): "company shar 1200 firm ガラ ラス ス 공방 방",
    (1, "more"): "도쿄 쿄 공방 방 사진 진 한 장 김하 하나 나",
    (2, "title"): "29 日 韓国 国の の経 経済 済団 団体 体",
}


def indexed(db: Database) -> dict[tuple[int, str], str]:
    """Return the index's terms in order, by article and column."""
    db.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, articles_fts, instance)")
    rows = db.execute('SELECT doc, col, term FROM terms ORDER BY doc, col, "offset"').fetchall()
    found: dict[tuple[int, str], list[str]] = {}
    for doc, column, term in rows:
        found.setdefault((doc, column), []).append(term)
    return {place: " ".join(terms) for place, terms in found.items()}


def test_a_database_from_before_the_search_is_indexed_when_opened(before_search: Path) -> None:
    db = open_database(before_search)
    assert indexed(db) == INDEXED
    for words, ids in (
        ("한일", [1]),
        ("韓国", [2]),
        ("経済団体", [2]),
        ("日韓", []),
        ("가라스", []),
    ):
        assert [hit.id for hit in find(db, words, names=NO_NAMES, limit=9)] == ids, words
    with transaction(db):  # what the migration wrote can be taken back and written anew
        index(db, 1)
    db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('integrity-check')")
    db.close()


def test_how_much_of_an_article_was_seen_stays_known(before_search: Path) -> None:
    old = Database(before_search)
    old.execute("UPDATE articles SET access = 'partial' WHERE key = '2'")
    old.conn.commit()
    old.close()
    db = open_database(before_search)
    assert list(db.query("SELECT key, access FROM articles ORDER BY key")) == [
        {"key": "1", "access": "free"},
        {"key": "2", "access": "partial"},
    ]
    with transaction(db):
        db.execute("UPDATE articles SET access = 'headline' WHERE key = '1'")
    db.close()


def test_the_frozen_form_reads_marks_and_odd_signs() -> None:
    for text, expected in (
        ("", ""),
        ("cafe\u0301 ｶ\u3099ﾗｽ", "café ガラ ラス ス"),
        ("ㆍ株㈜ﾊﾟﾝ", "株 주 パン ン"),
        ("1,234,567 10² ①", "1234567 10² ①"),
        ("Exporters' exporting: cooperation, speed", "export export cooperat speed"),
        ("Boxes, companies", "box company"),
    ):
        assert index_form(text) == expected, text


def test_the_outbox_keeps_its_rows_when_it_learns_more_states(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    db = Database(path)
    migrations.apply(db, stop_before="m031_recipients")
    row = {"channel": "office", "recipient": "a@example.kr", "kind": "digest", "message": "{}"}
    times = {"created_at": "2026-12-03T08:30:00+09:00", "tries": 3, "problem": "refused"}
    for state in ("queued", "sent"):
        db.table("outbox").insert({**row, **times, "key": state, "state": state})
    before = list(db.query("SELECT * FROM outbox ORDER BY id"))
    db.close()
    db = open_database(path)
    assert list(db.query("SELECT * FROM outbox ORDER BY id")) == before
    db.execute("UPDATE outbox SET state = 'unknown'")
    db.close()
