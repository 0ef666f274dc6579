"""A database of every earlier version opens, keeps its data, and still works."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from newsdb.articles import policies, revisions
from newsdb.database import open_database
from newsdb.records import Article
from newsdb.schema import migration_names, migrations
from newsdb.search import search
from newsdb.stories import copy_links, listing
from newsdb.storing import store
from tests.newsdb.articles.test_policies import SEEN

if TYPE_CHECKING:
    from pathlib import Path

LANDED = sorted(migration_names())

#: As they were at the first landing; every later column has a default or is worked out.
FIRST = (
    "INSERT INTO outlets VALUES ('a', '가', 'KR', 'ko', 'https://a.kr/', 'full', 30, NULL, 0)",
    """
    INSERT INTO articles (id, outlet, key, url, title, title_tags, subtitle, language, keywords,
        published_at, access, found_by, revision, first_seen_at, last_seen_at)
    VALUES
    (1, 'a', '1', 'https://a.kr/1', '용접로봇', '[]', '살구나무', 'ko', '[]',
        '2026-01-09T08:00:00+09:00', 'free', 'feed', 1, '2026-01-10T09:00:00+09:00', '2026-01-10'),
    (2, 'a', '2', 'https://a.kr/2', '물류창고', '[]', NULL, 'ko', '[]',
        NULL, 'free', 'feed', 1, '2026-01-10T09:00:00+09:00', '2026-01-10')
    """,
    """
    INSERT INTO article_bodies VALUES (1, '무화과나무', '[]', '[]', '{}'),
        (2, '', '[]', '[]', '{}')
    """,
    """
    INSERT INTO revisions (article_id, number, seen_at, title, subtitle, body, text_hash)
    VALUES (1, 1, '2026-01-10', '용접로봇', '살구나무', '무화과나무', 'x'),
        (2, 1, '2026-01-10', '물류창고', NULL, '', 'y')
    """,
)
#: What the third brought, before the eleventh changed it.
COPIES = (
    """
    INSERT INTO stories (id, origin_id, origin_by, members, first_at, last_at)
    VALUES (1, 1, 'earliest', 2, '2026-01-09', '2026-01-10')
    """,
    "UPDATE articles SET story_id = 1",
    "INSERT INTO links VALUES (2, 1, 'near', 0.9, 0.8, 0.7, 1.0, 0.9, '2026-01-10')",
    "INSERT INTO changes VALUES (1, 1, 1, 'subtitle', 'subtitle', '감나무', '살구나무')",
)


def at_state(path: Path, name: str) -> None:
    """Create a database as of when this migration was the newest."""
    db = Database(path)
    following = LANDED[LANDED.index(name) + 1 :]
    migrations.apply(db, stop_before=following[0] if following else None)
    columns = {column.name for column in db.table("links").columns} if name >= "m003" else set()
    for statement in (*FIRST, *(COPIES if "containment" in columns else ())):
        db.execute(statement)
    db.close()


@pytest.mark.parametrize("name", LANDED)
def test_a_database_of_every_state_works_on(tmp_path: Path, name: str) -> None:
    path = tmp_path / "news.db"
    at_state(path, name)
    db = open_database(path)
    assert {each.name for each in migrations.applied(db)} == migration_names()
    appeared = db.table("articles").rows_where(select="appeared_at", order_by="id")
    assert [row["appeared_at"] for row in appeared] == [
        "2026-01-09T08:00:00+09:00",
        "2026-01-10T09:00:00+09:00",
    ]
    if "m003" < name < "m011":
        assert copy_links.of(db, 2) == [
            {"article_id": 2, "other_id": 1, "kind": "near", "jaccard": 0.8, "covered": 0.7,
             "numbers": 1.0, "score": 0.9}
        ]  # fmt: skip
        assert next(revisions.read(db, 1, at=SEEN))["changes"] == [
            {"number": 1, "kind": "subtitle", "field": "subtitle", "before": "감나무",
             "after": "살구나무"}
        ]  # fmt: skip
        (story,) = listing.listing(db)
        assert [(each["country"], each["article_id"]) for each in story["countries"]] == [
            ("KR", 1)
        ]
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("PRAGMA foreign_key_check").fetchone() is None
    works_on(db)
    db.close()


def works_on(db: Database) -> None:
    """Store, edit, find and purge in it."""
    article = Article(
        outlet="a", key="3", url="https://a.kr/3", title="새 공장", subtitle="대추나무",
        body="두 회사가 오사카에 공장을 짓는다.", language="ko",
    )  # fmt: skip
    assert store(db, article, seen_at=SEEN) == "new"
    edited = replace(article, body="두 회사가 나고야에 공장을 짓는다.")
    assert store(db, edited, seen_at=SEEN + timedelta(days=1)) == "revised"
    assert [hit.id for hit in search.find(db, "나고야", at=SEEN)] == [3]
    policies.purge(db, SEEN + timedelta(days=60))
    assert search.find(db, "나고야") == []
    assert db.table("changes").count_where("words_after LIKE '%나고야%'") == 0
