"""Forgetting: nothing of an article is left anywhere, its story goes on, it does not come back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb import forgetting
from newsdb.articles import captures, discovered, outlets, policies, thinning
from newsdb.articles.captures import Capture
from newsdb.articles.corrections import ledger
from newsdb.articles.discovered import Link
from newsdb.articles.verdicts import Verdict
from newsdb.database import open_database, transaction
from newsdb.delivery import subscriptions
from newsdb.records import KST, Article, Outlet
from newsdb.review import reviews
from newsdb.review.reviews import Subject
from newsdb.search import search
from newsdb.similarity.signatures import sign
from newsdb.storing import store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=KST)
TEXT = (
    "두 나라 중소기업 단체가 2일 도쿄에서 판로 협력 협약을 맺고 상담회를 열기로 했다.\n\n"
    "부품 기업 120곳과 구매 기업 45곳이 참여하며 첫 상담회는 9월 14일 오사카에서 열린다. "
    "협약에 따라 3년 동안 38억원이 물류와 인증 비용으로 쓰인다고 표준호랑이 대표가 밝혔다."
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    for name in "abc":
        outlets.save(db, Outlet(name=name, title=name, country="KR", language="ko", home=name))
    yield db
    db.close()


def put(
    db: Database, outlet: str, body: str = TEXT, *, hours: int = 0, decision: str = "relevant"
) -> int:
    article = Article(
        outlet=outlet,
        key="1",
        url=f"https://{outlet}.example/1",
        title=f"협약 {outlet}",
        body=body,
        language="ko",
        published_at=NOON + timedelta(hours=hours),
    )
    verdict = Verdict(decision=decision, score=1.0, watchlist="1", why="x")  # type: ignore[arg-type]
    store(
        db,
        article,
        seen_at=NOON + timedelta(hours=hours),
        signature=sign(article),
        verdict=verdict,
    )
    (identity,) = db.conn.execute("SELECT id FROM articles WHERE outlet = ?", (outlet,)).fetchone()
    captures.add(
        db,
        Capture(
            kind="page",
            outlet=outlet,
            key="1",
            url=article.url,
            status=200,
            fetched_at=NOON,
            file=f"{outlet}/2026-03-02/x.warc.gz",
            start=0,
            length=10,
            digest="sha1:A",
            article_id=int(identity),
        ),
    )
    return int(identity)


def leftovers(db: Database, words: tuple[str, ...]) -> list[str]:
    """Return the tables in which any of some words still stands."""
    found = []
    for table in db.table_names():
        if table.startswith(("articles_fts", "sqlite", "_sqlite", "forgotten")):
            continue
        for row in db.conn.execute(f"SELECT * FROM [{table}]"):  # noqa: S608
            found += [table for word in words if any(word in str(value) for value in row)]
    return found


def forget(db: Database, outlet: str) -> forgetting.Forgotten:
    return forgetting.forget(db, outlet, "1", because="court order 5", by="ada", at=NOON)


def test_nothing_of_it_is_left_and_its_story_goes_on(db: Database, tmp_path: Path) -> None:
    first, copy, other = put(db, "a"), put(db, "b", hours=1), put(db, "c", "다른 이야기다. " * 9)
    (story,) = db.conn.execute("SELECT story_id FROM articles WHERE id = ?", (copy,)).fetchone()
    assert db.conn.execute("SELECT copy_of FROM articles WHERE id = ?", (copy,)).fetchone() == (
        first,
    )
    with transaction(db):
        reviews.decide(db, Subject("story", story), "relevant", version=0, actor="ana", at=NOON)
    assert search.find(db, "표준호랑이", limit=9)
    done = forget(db, "a")
    assert done == forgetting.Forgotten(1, 1, ("https://b.example/1",))
    assert leftovers(db, ("https://a.example", "협약 a")) == []
    assert [row[0] for row in db.conn.execute("SELECT id FROM articles ORDER BY id")] == [
        copy,
        other,
    ]
    status, copy_of = db.conn.execute(
        "SELECT status, copy_of FROM articles WHERE id = ?", (copy,)
    ).fetchone()
    assert (status, copy_of) == ("relevant", None)
    assert len(search.find(db, "표준호랑이", limit=9)) == 1
    assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
    row = db.conn.execute("SELECT * FROM forgotten").fetchone()
    assert row == ("a", "1", "court order 5", "ada", NOON.isoformat(timespec="seconds"))
    assert captures.to_sweep(db) == ["a/2026-03-02/x.warc.gz"]
    with pytest.raises(Exception, match="append-only"):
        db.conn.execute("DELETE FROM review_events")


def test_alone_its_story_and_what_was_said_of_it_go_too(db: Database, tmp_path: Path) -> None:
    put(db, "a")
    (story,) = db.conn.execute("SELECT story_id FROM articles").fetchone()
    with transaction(db):
        reviews.note(db, Subject("story", story), "표준호랑이 건", version=0, actor="ana", at=NOON)
    forget(db, "a")
    for table in ("articles", "stories", "reviews", "review_events", "signatures", "captures"):
        assert db.table(table).count == 0, table
    db.close()
    for file in tmp_path.glob("news.db*"):
        assert "표준호랑이".encode() not in file.read_bytes(), "it is legible on the disk"
        assert "표준".encode() not in file.read_bytes(), "its words are in the search index"


def test_what_comes_under_a_forgotten_number_is_new_to_readers(db: Database) -> None:
    put(db, "a")
    with transaction(db):
        reader = subscriptions.add(db, at=NOON, name="간부", channel="office")
        reached = subscriptions.Newest(1, 7, 7, 7)
        subscriptions.note_served(db, reader, reached, at=NOON)
    forget(db, "a")
    (served,) = subscriptions.listing(db)
    assert (served.position, served.change_position, served.event_position) == (0, 0, 0)
    assert put(db, "b", "다른 이야기다. " * 9) > served.position


def test_it_does_not_come_back(db: Database) -> None:
    put(db, "a")
    forget(db, "a")
    link = Link(outlet="a", key="1", url="https://a.example/1", title="협약 a")
    remembered = discovered.remember(db, None, [link], at=NOON)
    assert (remembered.new, remembered.known) == ([], [])
    assert db.table("discovered").count == 0


def test_what_was_never_stored_is_kept_out_too(db: Database) -> None:
    assert forget(db, "a") == forgetting.Forgotten(0, 0, ())
    link = Link(outlet="a", key="1", url="https://a.example/1")
    assert not discovered.remember(db, None, [link], at=NOON).new


def test_it_is_found_by_each_address_it_was_seen_at(db: Database) -> None:
    put(db, "a")
    db.conn.execute("UPDATE articles SET url = 'https://a.example/canonical'")
    for url in ("https://a.example/1", "https://a.example/canonical"):
        assert forgetting.find(db, url) == [("a", "1")]
    assert forgetting.find(db, "https://a.example/2") == []


def test_texts_that_nobody_found_relevant_go_after_a_time(db: Database) -> None:
    alone = put(db, "a", "시멘트 회사가 새 공장을 지었다. " * 8, decision="other")
    put(db, "b", decision="other")
    put(db, "c", decision="relevant", hours=2)  # of one story with b
    later = NOON + timedelta(days=366)
    assert thinning.irrelevant(db, NOON + timedelta(days=364), days=365) == []
    assert thinning.irrelevant(db, later, days=0) == []
    assert [each.article_id for each in thinning.thin(db, later, days=365)] == [alone]
    body, kept, thinned = db.conn.execute(
        "SELECT body, kept, thinned_at FROM articles JOIN article_bodies ON article_id = id"
        " WHERE id = ?",
        (alone,),
    ).fetchone()
    assert (body, kept) == ("", "nothing")
    assert thinned == later.isoformat(timespec="seconds")
    assert captures.to_sweep(db) == ["a/2026-03-02/x.warc.gz"]
    assert thinning.thin(db, later, days=365) == []


def test_what_somebody_decided_on_is_not_thinned(db: Database) -> None:
    put(db, "a", decision="other")
    (story,) = db.conn.execute("SELECT story_id FROM articles").fetchone()
    with transaction(db):
        reviews.star(db, Subject("story", story), True, version=0, actor="ana", at=NOON)
    assert thinning.irrelevant(db, NOON + timedelta(days=999), days=1) == []


def test_the_ledger_has_the_outlets_changes_and_not_ours(db: Database) -> None:
    put(db, "a")
    put(db, "a", TEXT.replace("120곳", "130곳"), hours=1)
    put(db, "b", hours=2)
    db.conn.execute(
        "UPDATE revisions SET origin = 'reading' WHERE article_id ="
        " (SELECT id FROM articles WHERE outlet = 'b')"
    )
    (found,) = ledger(db, at=NOON)
    assert (found.outlet, found.kind, found.title) == ("a", "figure", "협약 a")
    shown = "".join(f"[{piece.change}:{piece.text}]" for piece in found.pieces)
    assert "[removed:2][added:3]" in shown
    day = (NOON + timedelta(hours=1)).date().isoformat()
    assert len(ledger(db, at=NOON, since=day, until=day, outlet="a", kind="figure")) == 1
    assert not ledger(db, at=NOON, outlet="b")
    assert not ledger(db, at=NOON, kind="title")
    assert not ledger(db, at=NOON, until="2026-03-01")
    assert not ledger(db, at=NOON, since="2026-03-03")
    assert not ledger(db, at=NOON, before_id=found.id)
    db.conn.execute("UPDATE revisions SET origin = 'reading'")
    assert not ledger(db, at=NOON)


def test_a_cut_to_an_excerpt_takes_the_capture_too(db: Database) -> None:
    identity = put(db, "a")
    with transaction(db):
        policies.cut(db, policies.Overdue(identity, "a", "excerpt"), at=NOON)
    assert db.table("captures").count == 0
