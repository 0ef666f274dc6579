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


def test_visits_know_the_key_of_their_link(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    before(path, {"one": (1, JANUARY), "two": (2, JANUARY), "three": (3, JANUARY)}, HISTORY)
    db = Database(path)
    for number, key, url in ((1, "one", "one"), (2, "2?from=rss", "seen"), (9, "9", "other")):
        link = {"outlet": "a", "key": key, "url": url, "found_by": "feed", "state": "done"}
        db.table("discovered").insert({**link, "found_at": JANUARY})
        if number < 4:
            seen = {"article_id": number, "url": url, "found_by": "feed", "found_in": ""}
            db.table("sightings").insert({**seen, "first_seen_at": JANUARY})
    for number in (1, 2, 3):
        db.table("revisits").insert({"article_id": number, "visits": 0, "next_at": MAY})
    db.close()
    db = open_database(path)
    rows = db.query("SELECT link_key FROM revisits ORDER BY article_id")
    assert [row["link_key"] for row in rows] == [None, "2?from=rss", None]
    db.close()


@pytest.mark.parametrize(
    ("kind", "shown"), [("exact", [None, 1, 1]), ("contains", [None, None, 2])]
)
def test_a_release_comes_out_from_behind_its_reprint(
    tmp_path: Path, kind: str, shown: list[int | None]
) -> None:
    path = tmp_path / "news.db"
    before(path, {"release": (1, MAY), "reprint": (1, JANUARY), "more": (1, MARCH)}, HISTORY)
    db = Database(path)
    db.execute("UPDATE outlets SET press_wire = 1")
    db.execute("UPDATE articles SET copy_of = 2 WHERE id IN (1, 3)")
    figures = {"score": 1.0, "jaccard": 1.0, "covered": 1.0, "numbers": 1.0, "found_at": MAY}
    db.table("links").insert({"article_id": 1, "other_id": 2, "kind": kind, **figures})
    db.close()
    db = open_database(path)
    there = [row["copy_of"] for row in db.query("SELECT copy_of FROM articles ORDER BY id")]
    assert there == shown
    db.close()
