"""The queue's order, pages and filters by its tables alone, and the indexes that it uses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.articles import outlets, verdicts
from newsdb.articles.verdicts import Verdict
from newsdb.database import now, open_database, transaction
from newsdb.records import Article, Outlet
from newsdb.review import queue, queue_links, reviews
from newsdb.review.queue import Filters, Place
from newsdb.review.reviews import Subject
from newsdb.search import search
from newsdb.stories import stories
from newsdb.storing import store

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

    from newsdb.articles.verdicts import Decision

START = now() - timedelta(days=10)
DECISIONS: tuple[Decision | None, ...] = ("relevant", "review", "other", None)


def verdict(decision: Decision, score: float) -> Verdict:
    return Verdict(decision=decision, score=score, watchlist="t", why="")


@pytest.fixture
def db(tmp_path: Path) -> Database:
    """Forty stories over five days, every tenth of equal score."""
    db = open_database(tmp_path / "news.db")
    home = "https://a.example/"
    outlets.save(db, Outlet(name="a", title="A", country="KR", language="ko", home=home))
    for number in range(40):
        article = Article(
            outlet="a",
            key=str(number),
            url=f"{home}{number}",
            title=f"한일 소식 {number}",
            body="본문이다.",
            language="ko",
            published_at=START + timedelta(hours=3 * number),
        )
        decision = DECISIONS[number % 4]
        made = verdict(decision, float(number % 10)) if decision else None
        store(db, article, seen_at=START + timedelta(hours=3 * number), verdict=made)
    return db


@pytest.mark.parametrize("size", [1, 3, 100])
def test_the_learnt_order_has_the_likeliest_first_and_then_what_came_in_since(
    db: Database, size: int
) -> None:
    bin_ = Filters(decision="review", status="undecided", order="learnt")
    (first, second, *rest) = [
        place.id for place in queue.page(db, replace(bin_, order=""), size=99).places
    ]
    with transaction(db):
        db.table("learnt_chances").insert_all(
            {"story_id": story, "chance": chance, "reasons": "[]"}
            for story, chance in ((first, 0.2), (rest[-1], 0.9), (rest[-2], 0.2))
        )
    seen: list[int] = []
    after = None
    while after or not seen:
        found = queue.page(db, bin_, after=after, size=size)
        seen += [each.id for each in found.places]
        after = found.following and Place.parse(str(found.following))
    assert seen[:3] == [rest[-1], first, rest[-2]]
    assert sorted(seen) == sorted([first, second, *rest])
    days = dict(db.execute("SELECT id, day FROM stories").fetchall())
    assert [days[story] for story in seen[3:]] == sorted(
        (days[story] for story in seen[3:]), reverse=True
    )


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("order=learnt", "decision=review&order=learnt"),
        ("order=learnt&status=undecided", "decision=review&status=undecided&order=learnt"),
        ("order=learnt&decision=any", "decision=any"),
        ("order=learnt&status=relevant", "decision=review&status=relevant"),
        ("order=learnt&starred=1", "starred=1"),
        ("order=chance", ""),
    ],
)
def test_the_learnt_order_is_that_of_the_review_bin(asked: str, kept: str) -> None:
    assert queue_links.write(queue_links.read(asked)) == kept


@pytest.mark.parametrize("size", [1, 7, 20, 100])
def test_pages_together_are_the_whole_in_order(db: Database, size: int) -> None:
    seen: list[Place] = []
    after = None
    while True:
        found = queue.page(db, Filters(decision="any"), after=after, size=size)
        seen += found.places
        after = found.following
        if after is None:
            break
        assert Place.parse(str(after)) == after
    assert len(seen) == 40
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("newest", [1, 5, 39])
@pytest.mark.parametrize("size", [1, 7])
@pytest.mark.parametrize("moved", [(), (2, 20)])
def test_what_many_have_is_found_among_the_newest_hits_as_among_all(
    db: Database, monkeypatch: pytest.MonkeyPatch, newest: int, size: int, moved: tuple[int, ...]
) -> None:
    """Stories of long ago are among the newest where another article came in since."""
    for story in moved:
        db.execute("UPDATE stories SET last_at = '2030-01-01' WHERE id = ?", [story])
    asked = Filters(text="한일 OR 소식", status="any", decision="any")
    pages = []
    for many in (search.MANY, 1):
        monkeypatch.setattr(search, "MANY", many)
        monkeypatch.setattr(queue, "NEWEST_HITS", newest)
        after, found = None, []
        while True:
            found.append(queue.page(db, asked, after=after, size=size))
            after = found[-1].following
            if after is None:
                break
        pages.append(found)
    assert pages[0] == pages[1]
    ids = [each.id for page in pages[0] for each in page.places]
    assert len(ids) == 40
    assert {*ids[: len(moved)]} == {*moved}


@pytest.mark.parametrize(
    ("text", "number"),
    [("lang:ko", 40), ("lang:ko -19", 39), ("lang:ko 19", 1), ("lang:ja -19", 0)],
)
def test_a_field_with_and_without_words(db: Database, text: str, number: int) -> None:
    assert len(queue.page(db, Filters(text=text, decision="any"), size=100).places) == number


def test_what_was_never_judged_is_to_be_read(db: Database) -> None:
    found = {place.id for place in queue.page(db, Filters(), size=100).places}
    assert found == {number + 1 for number in range(40) if DECISIONS[number % 4] != "other"}
    assert queue.waiting(db, visit=None) == {
        "relevant": 10,
        "review": 20,
        "new": 0,
        "new_relevant": 0,
    }


def test_a_story_follows_its_articles_and_its_review(db: Database) -> None:
    def told(story: int) -> tuple[object, ...]:
        row: tuple[object, ...] = db.execute(
            "SELECT decision, score, status, starred FROM stories WHERE id = ?", (story,)
        ).fetchone()
        return row

    assert told(3) == ("other", 2.0, None, 0)
    stories.merge(db, [3, 2], by="a")
    assert told(2) == ("review", 2.0, None, 0)
    with transaction(db):
        verdicts.write(db, 3, verdict("relevant", 7.5))
        reviews.star(db, Subject("story", 2), True, version=0, actor="a", at=now())
    assert told(2) == ("relevant", 7.5, None, 1)
    new = stories.split(db, 3, by="a")
    assert told(2) == ("review", 1.0, None, 1)
    assert told(new) == ("relevant", 7.5, None, 1)


def test_a_database_from_before_gets_its_queue(db: Database) -> None:
    """The migration fills what triggers maintain from then on."""
    with transaction(db):
        subject = Subject("story", 1)
        reviews.decide(db, subject, "unsure", version=0, actor="a", at=now())
    told = "SELECT id, decision, score, fed_at, status, starred, reviewed_at, day FROM stories"
    kept = db.execute(told).fetchall()
    for name in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        " AND (name LIKE 'stories_follow%' OR name LIKE 'figures_%')"
    ).fetchall():
        db.execute(f"DROP TRIGGER {name[0]}")
    for (name,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'stories'"
        " AND name <> 'stories_by_time'"
    ).fetchall():
        db.execute(f"DROP INDEX {name}")
    for column in ("day", "decision", "score", "fed_at", "status", "starred", "reviewed_at"):
        db.execute(f"ALTER TABLE stories DROP COLUMN {column}")
    db.execute("DROP TABLE watchlist_proposals")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm009_triage'")
    path = db.execute("PRAGMA database_list").fetchone()[2]
    db.conn.commit()
    db.close()
    again = open_database(path)
    assert again.execute(told).fetchall() == kept


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        (Filters(status="undecided"), "stories_open"),
        (Filters(status="any"), "stories_wanted"),
        (Filters(status="any", decision="any"), "stories_in_order"),
        (Filters(status="relevant", decision="any"), "stories_decided"),
        (Filters(status="any", decision="any", starred=True), "stories_starred"),
    ],
)
def test_a_page_is_read_along_an_index_and_never_sorted(
    db: Database, filters: Filters, index: str
) -> None:
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    queue.page(db, filters)
    db.conn.set_trace_callback(None)
    plan = " ".join(str(row[3]) for row in db.execute(f"EXPLAIN QUERY PLAN {asked[-1]}"))
    assert f"USING INDEX {index}" in plan or f"USING COVERING INDEX {index}" in plan
    assert "TEMP B-TREE" not in plan
