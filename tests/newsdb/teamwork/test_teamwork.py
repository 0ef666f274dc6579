"""Assignments and comments go where their story goes, and each can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from browse import desk_changes
from browse.desk_changes import RequestError
from newsdb.database import transaction
from newsdb.forgetting import forget
from newsdb.review import queue, reviews, saved_searches
from newsdb.review.queue import Filters
from newsdb.review.reviews import Subject
from newsdb.stories import stories, undoing
from newsdb.teamwork import assignments, comments
from newsdb.teamwork.comments import LONGEST, CommentError
from tests.newsdb.stories.test_undoing import AT, back, db

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = ["db"]

LATER = AT + timedelta(hours=1)
COLLEAGUES = ("ana", "minseo", "rina")


def assign(db: Database, ids: list[int], to: str, *, person: str = "ana") -> int:
    with transaction(db):
        return desk_changes.assign(db, ids, to, colleagues=COLLEAGUES, person=person)


def decide(db: Database, story: int) -> None:
    with transaction(db):
        version = reviews.read(db, Subject("story", story)).version
        reviews.decide(
            db, Subject("story", story), "relevant", version=version, actor="ana",
            at=AT + timedelta(days=900),
        )  # fmt: skip


def waiting(db: Database, person: str) -> set[int]:
    found = queue.page(
        db, Filters(assigned="me", status="any", decision="any"), person=person
    ).places
    assert len(found) == assignments.waiting_for(db, person)
    return {place.id for place in found}


def test_a_story_waits_until_it_is_decided_or_given_on(db: Database) -> None:
    assert assign(db, [1, 2, 3], "minseo") == 3
    assert assign(db, [1], "minseo") == 0  # as it is already
    assert waiting(db, "minseo") == {1, 2, 3}
    decide(db, 1)
    assign(db, [2], "rina", person="minseo")
    assign(db, [3], "", person="minseo")
    assert (waiting(db, "minseo"), waiting(db, "rina")) == (set(), {2})
    had = assignments.of_stories(db, [1, 2, 3, 4])
    assert {story: (each.person, each.settled) for story, each in had.items()} == {
        1: ("minseo", True),
        2: ("rina", False),
    }
    assert [(each["person"], each["by"]) for each in assignments.history(db, 3)] == [
        ("minseo", "ana"),
        (None, "minseo"),
    ]


def test_what_was_decided_before_can_be_given_to_a_colleague(db: Database) -> None:
    with transaction(db):
        reviews.decide(db, Subject("story", 1), "unsure", version=0, actor="ana", at=AT)
    assign(db, [1], "minseo")
    assert waiting(db, "minseo") == {1}


def test_within_a_second_the_order_tells_whether_a_story_waits(db: Database) -> None:
    subject = Subject("story", 1)
    with transaction(db):
        reviews.decide(db, subject, "unsure", version=0, actor="ana", at=AT)
        assignments.assign(db, 1, "minseo", by="ana", at=AT)
    assert waiting(db, "minseo") == {1}
    with transaction(db):
        reviews.decide(db, subject, "relevant", version=1, actor="minseo", at=AT)
    assert waiting(db, "minseo") == set()
    assert assignments.of_stories(db, [1])[1].settled


def test_assignments_follow_merges_and_splits(db: Database) -> None:
    assign(db, [1], "minseo")
    assign(db, [2], "rina")
    with transaction(db):
        undoing.merge(db, [1, 2], person="ana", at=AT)
    assert (waiting(db, "minseo"), waiting(db, "rina")) == (set(), {1})  # the newest counts
    with transaction(db):
        new = stories.take_out(db, 1, by="ana")
    assert (waiting(db, "minseo"), waiting(db, "rina")) == ({new}, {1})


def test_giving_is_one_action_and_is_taken_back(db: Database) -> None:
    assign(db, [1, 2], "minseo")
    assign(db, [1, 2, 3], "rina")
    done = back(db)
    assert done is not None
    assert (done.kind, done.stories, done.left) == ("assignment", [1, 2, 3], [])
    assert (waiting(db, "minseo"), waiting(db, "rina")) == ({1, 2}, set())
    assign(db, [2], "rina", person="minseo")
    done = back(db)  # ana's own: what Minseo did since stays
    assert done is not None
    assert (done.stories, done.left) == ([1], [2])
    assert waiting(db, "rina") == {2}


def test_only_colleagues_can_be_given_stories(db: Database) -> None:
    with pytest.raises(RequestError):
        assign(db, [1], "nobody")
    assert assign(db, [77], "minseo") == 0
    assert back(db) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  두 번째 계약인지 확인해 주세요. \r\n", "두 번째 계약인지 확인해 주세요."),
        ("一行目\r\n\r\n\r\n\r\n二行目  ", "一行目\n\n二行目"),
        ("<b>bold</b>\x1b[31m\u202e", "<b>bold</b>[31m"),
        ("x" * LONGEST, "x" * LONGEST),
        ("half \ud83d", "half"),
    ],
)
def test_a_comment_is_plain_text(typed: str, kept: str) -> None:
    assert comments.plain(typed) == kept


@pytest.mark.parametrize(
    ("typed", "problem"), [("", "empty"), (" \n\u200f\x07\n", "empty"), ("y" * 4001, "long")]
)
def test_an_empty_or_endless_comment_is_refused(typed: str, problem: str) -> None:
    with pytest.raises(CommentError) as error:
        comments.plain(typed)
    assert error.value.problem == problem


def test_comments_are_their_authors_and_can_be_taken_back(db: Database) -> None:
    with transaction(db):
        first = desk_changes.comment(db, 1, "같은 사건인가요?", person="ana")
        desk_changes.comment(db, 1, "はい、同じ案件です。", person="rina")
        assert not desk_changes.remove_comment(db, 1, first, person="rina")
        assert desk_changes.remove_comment(db, 1, first, person="ana")
    assert [each.text for each in comments.of_story(db, 1)] == ["はい、同じ案件です。"]
    done = back(db)
    assert done is not None
    assert (done.kind, done.stories) == ("comment removed", [1])
    assert comments.counts(db, [1, 2]) == {1: 2}
    back(db)
    assert [each.person for each in comments.of_story(db, 1)] == ["rina"]
    with transaction(db):
        undoing.merge(db, [1, 2], person="ana", at=LATER)
        with pytest.raises(CommentError):
            desk_changes.comment(db, 99, "그런 스토리는 없습니다", person="ana")
    assert len(comments.of_story(db, 1)) == 1


def test_a_forgotten_article_takes_what_was_said_about_it_along(db: Database) -> None:
    assign(db, [4], "minseo")
    with transaction(db):
        desk_changes.comment(db, 4, "지워 달라는 요청이 왔습니다.", person="ana")
    forget(db, "a", "4", because="asked to", by="ana", at=LATER)
    for table in ("assignments", "comments"):
        assert db.table(table).count == 0


def test_saved_searches_are_taken_back(db: Database) -> None:
    def names() -> list[tuple[str, str]]:
        return [(each["name"], each["filters"]) for each in saved_searches.all_for(db, "ana")]

    with transaction(db):
        desk_changes.keep_search(db, " 물류  계약 ", "q=1", shared=False, person="ana")
        desk_changes.keep_search(db, "물류 계약", "q=2", shared=True, person="ana")
        (kept,) = saved_searches.all_for(db, "ana")
        desk_changes.drop_search(db, kept["id"], person="rina")
        desk_changes.drop_search(db, kept["id"], person="ana")
        with pytest.raises(RequestError):
            desk_changes.keep_search(db, "  ", "q=3", shared=False, person="ana")
    seen = [names()]
    for _ in range(3):
        back(db)
        seen.append(names())
    assert seen == [[], [("물류 계약", "q=2")], [("물류 계약", "q=1")], []]
