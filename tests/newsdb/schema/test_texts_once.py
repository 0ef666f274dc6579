"""Migration 33: whose decision is taken back, whose stays, and no story id comes twice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlite_utils import Database

from newsdb.database import open_database
from newsdb.review import reviews
from newsdb.review.reviews import Subject
from newsdb.schema import migrations
from newsdb.stories import stories

if TYPE_CHECKING:
    from pathlib import Path

JANUARY, MARCH, MAY = "2026-01-05", "2026-03-05", "2026-05-05"


def before(path: Path, articles: dict[str, tuple[int, str]], decided: dict[str, Any]) -> None:
    """Make a database of before: articles by address with story and day, a review of story 7."""
    db = Database(path)
    migrations.apply(db, stop_before="m033_texts_once")
    db.table("outlets").insert(
        {"name": "a", "title": "a", "home": "https://a.kr/", "kept": "full", "may_learn": 0}
    )
    for story in sorted({story for story, _ in articles.values()}):
        head = {"id": story, "origin_id": 1, "origin_by": "earliest", "members": 1}
        db.table("stories").insert(head | {"first_at": JANUARY, "last_at": JANUARY})
    db.table("tags").insert({"id": 1, "name": "금융"})
    db.table("reviews").insert(
        {"subject": "story", "subject_id": 7, "status": "not_relevant", "starred": 1, "version": 1}
        | {"changed_by": "김하나", "changed_at": MARCH}
    )
    db.table("review_tags").insert({"subject": "story", "subject_id": 7, "tag_id": 1})
    db.table("review_events").insert(
        {"subject": "story", "subject_id": 7, "kind": "decide", "value": "{}", "previous": "{}"}
        | {"version": 1, "actor": "김하나", "at": MARCH}
        | decided
    )
    for number, (url, (story, day)) in enumerate(articles.items(), start=1):
        db.table("articles").insert(
            {"id": number, "outlet": "a", "key": url, "url": url, "title": "x", "keywords": "[]"}
            | {"title_tags": "[]", "language": "ko", "access": "free", "found_by": "url"}
            | {"revision": 1, "first_seen_at": day, "last_seen_at": day}
        )
        db.execute("UPDATE articles SET story_id = ? WHERE id = ?", [story, number])
        db.table("article_bodies").insert(
            {"article_id": number, "body": "", "captions": "[]", "attachments": "[]"}
            | {"field_sources": "{}"}
        )
    db.close()


HISTORY = {"url": "old"}


@pytest.mark.parametrize(
    ("articles", "decided", "stays"),
    [
        # Story 7 went into story 3; a new one got its number in May.
        ({"old": (3, JANUARY), "new": (7, MAY)}, HISTORY, False),
        # The story still has what was decided.
        ({"old": (7, JANUARY), "new": (7, MAY)}, HISTORY, True),
        ({"old": (3, JANUARY), "seen before": (7, JANUARY)}, HISTORY, True),
        # What was decided was parted from it later, and is a younger story.
        ({"old": (9, JANUARY), "new": (7, MAY)}, HISTORY, True),
        # Nothing proves it: nobody knows where what was decided is.
        ({"new": (7, MAY)}, HISTORY, True),
        ({"old": (3, JANUARY), "new": (7, MAY)}, {"url": None}, True),
        ({"old": (3, JANUARY), "new": (7, MAY)}, {"url": "old", "kind": "inherit"}, True),
        ({"old": (3, JANUARY)}, HISTORY, True),
    ],
)
def test_a_review_that_another_story_left_is_taken_back(
    tmp_path: Path, articles: dict[str, tuple[int, str]], decided: dict[str, Any], stays: bool
) -> None:
    before(tmp_path / "news.db", articles, decided)
    db = open_database(tmp_path / "news.db")
    review = reviews.read(db, Subject("story", 7))
    assert (review.status, review.tags) == (("not_relevant", ("금융",)) if stays else (None, ()))
    there = [story for story, _ in articles.values()]
    shown = [row["status"] for row in db.query("SELECT status FROM articles WHERE story_id = 7")]
    assert shown == [review.status] * there.count(7)
    if not stays:
        (row,) = db.query("SELECT status, starred FROM stories WHERE id = 7")
        assert row == {"status": None, "starred": 0}
        again = reviews.decide(
            db, Subject("story", 7), "relevant", version=2, actor="이두리", at=datetime.now(UTC)
        )
        assert (again.status, again.version) == ("relevant", 3)
    db.close()


def test_an_id_is_never_given_again(tmp_path: Path) -> None:
    before(tmp_path / "news.db", {"one": (4, JANUARY), "two": (5, MAY)}, HISTORY)
    db = open_database(tmp_path / "news.db")
    assert stories.alone(db, 1) == 8  # 7 has a review
    given = {8}
    for _ in range(3):
        story = stories.alone(db, 2)
        assert story not in given
        given.add(story)
        db.execute("UPDATE articles SET story_id = 8 WHERE id = 2")
        db.execute("DELETE FROM stories WHERE id = ?", [story])
    assert given == {8, 9, 10, 11}
    db.execute("DELETE FROM reviews")
    db.execute("DELETE FROM story_ids")  # as a damaged file may lose it
    assert stories.alone(db, 2) == 9
    db.close()
