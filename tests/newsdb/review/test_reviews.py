"""Reviews: nothing lost, nothing overwritten unseen, everything can be undone in order."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsdb.database import open_database, transaction
from newsdb.review import reviews
from newsdb.review.reviews import Conflict, MissingError, Review, ReviewError, Subject
from newsdb.stories import stories
from newsdb.storing import store
from tests.support.corpus import START, articles, fill
from tests.support.crawls import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlite_utils import Database

ONE = Subject("article", 1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "news.db")
    fill(opened, most=4)
    yield opened
    opened.close()


def change(db: Database, action: Callable[..., Review], *values: Any, **named: Any) -> Review:
    """Run one of the actions in a transaction of its own, at the present version by default."""
    subject = named.pop("subject", ONE)
    version = named.pop("version", reviews.read(db, subject).version)
    named.setdefault("actor", "minseo")
    with transaction(db):
        return action(db, subject, *values, version=version, at=START, **named)


def story_of(db: Database, article_id: int) -> Subject:
    row = db.execute("SELECT story_id FROM articles WHERE id = ?", (article_id,)).fetchone()
    return Subject("story", row[0])


def shown(db: Database) -> dict[str, tuple[str, int]]:
    """Return what the articles with a decision show, by key."""
    rows = db.execute("SELECT key, status, starred FROM articles WHERE status NOT NULL")
    return {key: (status, starred) for key, status, starred in rows.fetchall()}


def test_a_decision_with_its_reason_and_its_mirror(db: Database) -> None:
    review = change(db, reviews.decide, "not_relevant", reason="  광고  ")
    assert review == Review(
        ONE, "not_relevant", "광고", False, None, (), 1, "minseo", "2026-11-01T09:00:00+09:00"
    )
    assert reviews.read(db, ONE) == review
    mirrored = db.execute("SELECT status, starred FROM articles WHERE id IN (1, 2) ORDER BY id")
    assert mirrored.fetchall() == [("not_relevant", 0), (None, 0)]


def test_the_history_says_who_when_what_and_before(db: Database) -> None:
    change(db, reviews.decide, "unsure")
    change(db, reviews.star, True, actor="haruka")
    change(db, reviews.decide, "relevant", reason="공동구매", actor="haruka")
    events = reviews.history(db, ONE)
    assert [(each["actor"], each["kind"], each["version"]) for each in events] == [
        ("minseo", "decide", 1),
        ("haruka", "star", 2),
        ("haruka", "decide", 3),
    ]
    assert events[2]["previous"] == {"status": "unsure", "reason": None}
    assert events[2]["value"] == {"status": "relevant", "reason": "공동구매"}
    assert {each["at"] for each in events} == {"2026-11-01T09:00:00+09:00"}


@pytest.mark.parametrize("statement", ["DELETE FROM", "UPDATE"])
def test_history_can_not_be_rewritten(db: Database, statement: str) -> None:
    change(db, reviews.star, True)
    rest = " SET actor = 'x'" if statement == "UPDATE" else ""
    with pytest.raises(Exception, match="append-only"):
        db.execute(f"{statement} review_events{rest}")


def test_the_slower_reviewer_is_told_and_overwrites_nothing(db: Database) -> None:
    change(db, reviews.decide, "relevant", version=0, actor="haruka")
    with pytest.raises(Conflict, match="haruka changed this") as caught:
        change(db, reviews.decide, "not_relevant", version=0)
    assert caught.value.now.status == "relevant"
    assert reviews.read(db, ONE).changed_by == "haruka"
    assert len(reviews.history(db, ONE)) == 1


def test_undo_goes_back_step_by_step_and_is_kept(db: Database) -> None:
    change(db, reviews.decide, "relevant")
    change(db, reviews.tag, "금융", True)
    change(db, reviews.decide, "not_relevant", reason="광고")
    first = change(db, reviews.undo)
    assert (first.status, first.reason, first.tags) == ("relevant", None, ("금융",))
    second = change(db, reviews.undo)
    assert (second.status, second.tags) == ("relevant", ())
    third = change(db, reviews.undo)
    assert (third.status, third.version) == (None, 6)
    with pytest.raises(ReviewError, match="nothing to undo"):
        change(db, reviews.undo)
    kinds = [each["kind"] for each in reviews.history(db, ONE)]
    assert kinds == ["decide", "tag", "decide", "undo", "undo", "undo"]
    assert db.execute("SELECT status FROM articles WHERE id = 1").fetchone() == (None,)


def test_what_follows_an_undo_can_be_undone(db: Database) -> None:
    change(db, reviews.decide, "relevant")
    change(db, reviews.undo)
    change(db, reviews.decide, "unsure")
    assert change(db, reviews.undo).status is None


def test_tags_and_notes(db: Database) -> None:
    change(db, reviews.tag, " 수출 ", True)
    assert change(db, reviews.tag, "금융", True).tags == ("금융", "수출")
    assert change(db, reviews.tag, "금융", True).tags == ("금융", "수출")
    assert change(db, reviews.tag, "수출", False).tags == ("금융",)
    hostile = "<script>alert('메모')</script>"
    assert change(db, reviews.note, hostile).note == hostile
    assert change(db, reviews.note, " ").note is None


@pytest.mark.parametrize(
    ("action", "value", "message"),
    [
        (reviews.decide, "perhaps", "is not a decision"),
        (reviews.tag, " ", "needs a name"),
        (reviews.note, "가" * 4001, "longer than 4000"),
    ],
)
def test_what_can_not_be_kept_is_said(
    db: Database, action: Callable[..., Review], value: str, message: str
) -> None:
    more = (True,) if action is reviews.tag else ()
    with pytest.raises(ReviewError, match=message):
        change(db, action, value, *more)
    assert db.table("review_events").count == 0


def test_what_is_not_there_can_not_be_reviewed(db: Database) -> None:
    with pytest.raises(MissingError, match="no article 999"):
        change(db, reviews.star, True, subject=Subject("article", 999))
    assert db.table("reviews").count == 0


def test_a_storys_decision_holds_for_its_copies_and_later_ones(db: Database) -> None:
    stories.merge(db, {story_of(db, 1).id, story_of(db, 2).id}, by="minseo")
    story = story_of(db, 1)
    assert story == story_of(db, 2)
    change(db, reviews.decide, "relevant", subject=story)
    change(db, reviews.star, True, subject=story)
    assert shown(db) == {"k01": ("relevant", 1), "k02": ("relevant", 1)}
    stories.merge(db, {story.id, story_of(db, 3).id}, by="a later crawl")
    assert shown(db)["k03"] == ("relevant", 1)
    assert story_of(db, 3) == story


def test_two_stories_that_become_one_lose_no_decision(db: Database) -> None:
    """Whichever of the two remains, and whichever was decided."""
    change(db, reviews.decide, "not_relevant", subject=story_of(db, 2), reason="광고")
    change(db, reviews.tag, "광고", True, subject=story_of(db, 2))
    stories.merge(db, {story_of(db, 1).id, story_of(db, 2).id}, by="minseo")
    review = reviews.read(db, story_of(db, 1))
    assert (review.status, review.reason, review.tags) == ("not_relevant", "광고", ("광고",))
    assert shown(db) == {"k01": ("not_relevant", 0), "k02": ("not_relevant", 0)}
    change(db, reviews.decide, "relevant", subject=story_of(db, 1))
    assert shown(db) == {"k01": ("relevant", 0), "k02": ("relevant", 0)}
    assert change(db, reviews.undo, subject=story_of(db, 1)).status == "not_relevant"


def test_a_story_set_apart_stays_decided(db: Database) -> None:
    stories.merge(db, {story_of(db, 1).id, story_of(db, 2).id}, by="minseo")
    change(db, reviews.decide, "relevant", subject=story_of(db, 1))
    stories.split(db, 2, by="minseo")
    assert story_of(db, 1) != story_of(db, 2)
    assert reviews.read(db, story_of(db, 2)).status == "relevant"
    change(db, reviews.decide, "unsure", subject=story_of(db, 2))
    assert shown(db) == {"k01": ("relevant", 0), "k02": ("unsure", 0)}


def test_an_edit_by_the_outlet_keeps_the_decision(db: Database) -> None:
    change(db, reviews.decide, "relevant")
    store(db, replace(articles()[0], body="고친 글"), seen_at=START)
    assert db.execute("SELECT status FROM articles WHERE id = 1").fetchone() == ("relevant",)


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("decide"), st.sampled_from([*reviews.STATUSES, None])),
        st.tuples(st.just("star"), st.booleans()),
        st.tuples(st.just("note"), st.sampled_from(["메모", "メモ", ""])),
        st.tuples(st.just("undo"), st.none()),
    ),
    max_size=12,
)


@given(ACTIONS)
@settings(max_examples=25, deadline=None)
def test_history_and_state_always_agree(steps: list[tuple[str, Any]]) -> None:
    """Undo passes through the same states in reverse; replaying the events gives the state."""
    with TemporaryDirectory() as folder:  # a file is a copy; one in memory is migrated each time
        db = open_database(Path(folder) / "news.db")
        fill(db, most=1)
        _agree(db, steps)
        db.close()


def _agree(db: Database, steps: list[tuple[str, Any]]) -> None:
    states = [reviews.read(db, ONE)]
    for name, value in steps:
        if name == "undo":
            if len(states) == 1:
                continue
            states.pop()
            shown = change(db, reviews.undo)
        else:
            shown = change(db, getattr(reviews, name), value)
            states.append(shown)
        fields = ("status", "reason", "starred", "note", "tags")
        assert [getattr(shown, field) for field in fields] == [
            getattr(states[-1], field) for field in fields
        ]
    replayed: dict[str, Any] = {}
    for event in reviews.history(db, ONE):
        replayed |= event["value"]
    present = reviews.read(db, ONE)._asdict()
    assert {name: present[name] for name in replayed} == replayed


def test_four_reviewers_while_articles_are_written_lose_nothing(tmp_path: Path) -> None:
    """Real processes on one file; benchmarks/reviews.py has the full load."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.reviews",
        "--decisions",
        "80",
        "--articles",
        "20",
        "--json",
    ]
    done = subprocess.run(
        [*command, "--folder", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    came = json.loads(done.stdout)
    assert (came["decisions"], came["lost"], came["errors"]) == (80, 0, 0)
    assert came["articles_written"] > 0
