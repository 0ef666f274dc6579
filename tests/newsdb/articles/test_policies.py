"""Only what an outlet's terms allow is kept, in every table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.articles import outlets, policies, revisions
from newsdb.articles.policies import Overdue, allowed
from newsdb.database import open_database
from newsdb.records import Article, Outlet, Policy
from newsdb.search import search
from newsdb.storing import store
from newsdb.visibility import LONGEST_EXCERPT, excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

SEEN = datetime.fromisoformat("2026-01-10T09:00:00+09:00")
FIRST = (
    "용접로봇을 만드는 두 나라의 작은 회사가 오사카에서 만났다. 회사는 다음 달 첫 장비를 보낸다."
)
BODY = f"{FIRST}\n\n비밀스러운 둘째 문단은 무화과나무 이야기다."
ARTICLE = Article(
    outlet="a",
    key="1",
    url="https://a.kr/1",
    title="용접로봇, 오사카 간다",
    subtitle="부제에는 살구나무가 있다",
    body=BODY,
    captions=("사진 설명에는 감나무가 있다",),
    language="ko",
    published_at=SEEN,
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    yield db
    db.close()


def publish(db: Database, policy: Policy) -> None:
    outlet = Outlet(
        name="a", title="가", country="KR", language="ko", home="https://a.kr/", policy=policy
    )
    outlets.save(db, outlet)


def everything(db: Database) -> str:
    """Return the contents of all tables as text."""
    tables = [name for name in db.table_names() if "_fts_" not in name]
    return "\n".join(str(row) for name in tables for row in db.table(name).rows)


def one(db: Database, sql: str) -> tuple[object, ...]:
    return tuple(db.conn.execute(sql).fetchone())


def test_a_full_policy_keeps_all_of_it(db: Database) -> None:
    publish(db, Policy())
    store(db, ARTICLE, seen_at=SEEN)
    assert one(db, "SELECT body FROM article_bodies") == (BODY,)
    assert one(db, "SELECT kept, purged_at FROM articles") == ("full", None)
    assert policies.overdue(db, SEEN + timedelta(days=9999)) == []


@pytest.mark.parametrize(
    ("kept", "there", "gone"),
    [
        ("excerpt", ("용접로봇", "살구나무"), ("무화과나무", "감나무")),
        ("headline", ("용접로봇",), ("무화과나무", "감나무", "살구나무", "회사는")),
    ],
)
def test_what_may_not_be_kept_is_never_stored(
    db: Database, kept: str, there: tuple[str, ...], gone: tuple[str, ...]
) -> None:
    publish(db, Policy(kept=kept))  # type: ignore[arg-type]
    store(db, ARTICLE, seen_at=SEEN)
    stored = everything(db)
    assert all(word in stored for word in there)
    assert not [word for word in gone if word in stored]
    assert not search.find(db, "무화과나무")
    assert search.find(db, "용접로봇")
    # The whole text's hash tells a changed text from one that was only cut.
    assert store(db, ARTICLE, seen_at=SEEN + timedelta(days=1)) == "same"
    changed = replace(ARTICLE, body=BODY.replace("무화과", "대추"))
    assert store(db, changed, seen_at=SEEN + timedelta(days=2)) == "revised"
    assert "대추" not in everything(db)


def test_a_purge_takes_every_text_and_leaves_what_was_thought_of_it(db: Database) -> None:
    publish(db, Policy(days=30))
    store(db, ARTICLE, seen_at=SEEN)
    edited = replace(ARTICLE, body=BODY.replace("무화과", "대추"))
    store(db, edited, seen_at=SEEN + timedelta(days=1))
    store(db, replace(ARTICLE, key="2", url="https://a.kr/2"), seen_at=SEEN + timedelta(days=20))
    assert policies.overdue(db, SEEN + timedelta(days=29)) == []
    later = SEEN + timedelta(days=31)
    assert policies.purge(db, later) == [Overdue(1, "a", "nothing")]
    assert one(db, "SELECT body, captions FROM article_bodies WHERE article_id = 1") == ("", "[]")
    assert revisions.bodies(db, 1) == {1: "", 2: ""}
    assert "대추" not in everything(db)
    kept, purged_at, title = one(db, "SELECT kept, purged_at, title FROM articles WHERE id = 1")
    assert (kept, title) == ("nothing", ARTICLE.title)
    assert purged_at == "2026-02-10T09:00:00+09:00"
    hashes = one(db, "SELECT count(DISTINCT text_hash) FROM revisions WHERE article_id = 1")
    assert hashes == (2,)
    assert [hit.id for hit in search.find(db, "무화과나무")] == [2]
    assert {hit.id for hit in search.find(db, "오사카")} == {1, 2}
    assert policies.purge(db, later) == []


def test_a_newer_version_of_a_purged_article_does_not_bring_its_text_back(db: Database) -> None:
    publish(db, Policy(days=30))
    store(db, ARTICLE, seen_at=SEEN)
    policies.purge(db, SEEN + timedelta(days=31))
    edited = replace(ARTICLE, body=BODY.replace("무화과", "대추"))
    assert store(db, edited, seen_at=SEEN + timedelta(days=32)) == "revised"
    assert "대추" not in everything(db)


def test_a_stricter_policy_reaches_what_is_stored(db: Database) -> None:
    publish(db, Policy())
    store(db, ARTICLE, seen_at=SEEN)
    publish(db, Policy(kept="excerpt"))
    assert policies.purge(db, SEEN) == [Overdue(1, "a", "excerpt")]
    assert one(db, "SELECT body FROM article_bodies") == (FIRST,)


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("짧다.", "짧다."),
        ("첫 문단이다.\n\n둘째 문단이다.", "첫 문단이다."),
        ("가" * 100 + "다. " + "나" * 150, "가" * 100 + "다."),
        ("あ" * 150 + "。" + "い" * 100, "あ" * 150 + "。"),
        ("가" * 300, "가" * (LONGEST_EXCERPT - 1) + "…"),
    ],
)
def test_excerpts(text: str, beginning: str) -> None:
    assert excerpt(text) == beginning
    assert excerpt(beginning) == beginning
    assert len(excerpt(text)) <= LONGEST_EXCERPT


def test_what_leaves_the_house_is_cut_too() -> None:
    assert allowed(ARTICLE, Policy()) == ARTICLE
    assert allowed(ARTICLE, Policy(kept="excerpt")).body == FIRST
    headline = allowed(ARTICLE, Policy(kept="headline"))
    assert (headline.body, headline.subtitle, headline.captions) == ("", None, ())
