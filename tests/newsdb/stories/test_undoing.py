"""What a person did at the desk is taken back in order, the newest first."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from browse import desk_changes
from newsdb import learning
from newsdb.articles import outlets
from newsdb.database import open_database, transaction
from newsdb.learning import Learnt, Suggestion
from newsdb.records import KST, Article, Outlet
from newsdb.review import actions, proposals, reading, reviews, user_state
from newsdb.review.reviews import Subject
from newsdb.sites import sites
from newsdb.sites.sites import Listing, Site
from newsdb.stories import stories, undoing
from newsdb.storing import store
from newsdb.teamwork import comments

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

    from newsdb.sites.sites import State

AT = datetime(2026, 3, 2, 12, 0, tzinfo=KST)
TITLES = ("김 양식 설비 수출 계약", "部品の共同購入が始まる", "Firms share a kiln", "금형 시험장")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """Four stories of one article each, 1 to 4."""
    db = open_database(tmp_path / "news.db")
    home = "https://a.example/"
    outlets.save(db, Outlet(name="a", title="A", country="KR", language="ko", home=home))
    for number, title in enumerate(TITLES, 1):
        article = Article(
            outlet="a", key=str(number), url=f"{home}{number}", title=title,
            body=f"{title}.", language="ko", published_at=AT + timedelta(hours=number),
        )  # fmt: skip
        store(db, article, seen_at=AT)
    yield db
    db.close()


def change(db: Database, story: int, name: str, *values: Any, person: str = "ana") -> None:
    subject = Subject("story", story)
    version = reviews.read(db, subject).version
    with transaction(db):
        getattr(reviews, name)(db, subject, *values, version=version, actor=person, at=AT)
        undoing.note_reviews(db, person, [story], at=AT)


def back(db: Database, person: str = "ana") -> undoing.TakenBack | None:
    with transaction(db):
        return undoing.take_back(db, person, at=AT)


def state(db: Database) -> list[tuple[Any, ...]]:
    """Return which articles each story has, what is decided of it and mirrored."""
    return db.execute(
        "SELECT s.id, s.members, s.status, s.starred, group_concat(a.id), max(a.status),"
        " r.status, r.note, (SELECT group_concat(t.name) FROM review_tags x JOIN tags t"
        " ON t.id = x.tag_id WHERE x.subject_id = s.id AND x.subject = 'story')"
        " FROM stories s JOIN articles a ON a.story_id = s.id"
        " LEFT JOIN reviews r ON r.subject = 'story' AND r.subject_id = s.id"
        " GROUP BY s.id ORDER BY s.id"
    ).fetchall()


def test_everything_is_taken_back_in_order(db: Database) -> None:
    states = [state(db)]

    def step(act: Any) -> None:
        act()
        states.append(state(db))

    def merge(*ids: int) -> None:
        with transaction(db):
            undoing.merge(db, ids, person="ana", at=AT)

    def split(article: int) -> None:
        with transaction(db):
            undoing.split(db, article, person="ana", at=AT)

    step(lambda: change(db, 1, "decide", "relevant"))
    step(lambda: change(db, 2, "tag", "물류", True))
    step(lambda: merge(1, 2))
    step(lambda: change(db, 1, "note", "확인"))
    step(lambda: merge(1, 3, 4))
    step(lambda: split(2))
    step(lambda: change(db, 1, "star", True))
    assert len({str(each) for each in states}) == len(states)
    for kind, before in zip(
        ("review", "split", "merge", "review", "merge", "review", "review"),
        reversed(states[:-1]),
        strict=True,
    ):
        done = back(db)
        assert done is not None
        assert (done.kind, done.left) == (kind, [])
        assert state(db) == before
    assert back(db) is None


#: Changes, each of which stood in the way of taking an earlier one back.
CHAINS: dict[str, list[tuple[Any, ...]]] = {
    "merge, split, decide what was split off": [
        ("merge", 1, 2),
        ("split", 2),
        ("decide", 5, "relevant"),
    ],
    "merge, merge with what is decided": [
        ("merge", 3, 4),
        ("decide", 2, "relevant"),
        ("merge", 2, 3),
    ],
    "note, merge several of which each is decided": [
        ("note", 3, "확인"),
        ("decide", 2, "relevant"),
        ("tag", 4, "물류", True),
        ("note", 1, ""),
        ("merge", 1, 2, 3, 4),
    ],
}


def act(db: Database, what: str, *values: Any) -> None:
    if what not in {"merge", "split"}:
        change(db, values[0], what, *values[1:])
        return
    with transaction(db):
        if what == "merge":
            undoing.merge(db, values, person="ana", at=AT)
        else:
            undoing.split(db, *values, person="ana", at=AT)


@pytest.mark.parametrize("chain", CHAINS)
def test_nothing_of_ones_own_stands_in_the_way(db: Database, chain: str) -> None:
    states = []
    for each in CHAINS[chain]:
        states.append(state(db))
        act(db, *each)
    for before in reversed(states):
        done = back(db)
        assert done is not None
        assert done.is_whole
        assert state(db) == before
    assert back(db) is None


def test_whatever_one_person_did_can_be_taken_back(db: Database) -> None:
    """By chance, from fixed seeds; what one round leaves of its history is there in the next."""
    first = state(db)
    for seed in range(60):
        chance = random.Random(seed)  # noqa: S311 no secret
        for _ in range(6):
            there = [row[0] for row in state(db)]
            one = chance.choice(there)
            full = [row[0] for row in db.execute(
                "SELECT id FROM articles WHERE story_id IN (SELECT story_id FROM articles"
                " GROUP BY story_id HAVING count(*) > 1)"
            )]  # fmt: skip
            possible: list[tuple[Any, ...]] = [
                ("decide", one, chance.choice(reviews.STATUSES)),
                ("star", one, chance.random() < 0.5),
                ("tag", one, "물류", chance.random() < 0.5),
                ("note", one, chance.choice(["확인", ""])),
            ]
            if len(there) > 1:
                possible += [("merge", *chance.sample(there, min(3, len(there))))] * 2
            if full:
                possible += [("split", chance.choice(full))] * 2
            act(db, *chance.choice(possible))
        while done := back(db):
            assert done.is_whole, seed
        assert state(db) == first, seed


def test_a_later_crawl_does_not_merge_what_was_taken_apart_again(db: Database) -> None:
    with transaction(db):
        undoing.merge(db, [1, 2], person="ana", at=AT)
    back(db)
    kinds = db.execute("SELECT kind FROM story_decisions ORDER BY id").fetchall()
    assert kinds == [("together",), ("apart",)]
    assert stories.merge(db, [1, 2], by="ada") == 1
    with transaction(db):
        undoing.split(db, 2, person="ana", at=AT)
    back(db)  # as ada had decided
    assert db.execute("SELECT kind FROM story_decisions ORDER BY id DESC").fetchone() == (
        "together",
    )


def test_what_somebody_else_changed_since_is_left_and_said(db: Database) -> None:
    change(db, 1, "decide", "relevant")
    change(db, 2, "star", True)
    with transaction(db):
        undoing.merge(db, [3, 4], person="ana", at=AT)
    change(db, 3, "decide", "unsure", person="ada")
    change(db, 2, "note", "ada", person="ada")
    done = [back(db), back(db), back(db)]
    assert [(each.kind, each.stories, each.left) for each in done if each] == [
        ("merge", [], [3]),
        ("review", [], [2]),
        ("review", [1], []),
    ]
    assert reviews.read(db, Subject("story", 2)).starred
    assert reviews.read(db, Subject("story", 1)).status is None


def test_what_was_undone_by_itself_is_passed_over(db: Database) -> None:
    change(db, 1, "star", True)
    change(db, 2, "star", True)
    with transaction(db):
        reviews.undo(db, Subject("story", 2), version=1, actor="ana", at=AT)
    done = back(db)
    assert done
    assert done.stories == [1]


def test_proposals_digits_filters_and_marks_are_taken_back(db: Database) -> None:
    with transaction(db):
        proposals.propose(db, "공동 가마", concept=None, article_id=1, by="ana", at=AT)
        actions.note(db, "ana", "proposal", {"term": "공동 가마", "concept": None}, at=AT)
        reviews.place_tag(db, "물류", 3)
        details = {"name": "물류", "position": None, "existed": False}
        actions.note(db, "ana", "tag digit", details, at=AT)
        user_state.keep_filter(db, "ana", "mine", "language=ja", shared=False)
        before = user_state.own_filter(db, "ana", "mine")
        user_state.keep_filter(db, "ana", "mine", "language=ko", shared=False)
        actions.note(db, "ana", "filter", {"name": "mine", "before": before}, at=AT)
        reading.mark_read(db, "ana", [1], at=AT)
        marks = reading.read_marks(db, "ana", [1, 2])
        reading.mark_read(db, "ana", [1, 2], at=AT + timedelta(hours=1))
        actions.note(db, "ana", "read", {"marks": list(marks.items())}, at=AT)
    for _ in range(4):
        assert back(db)
    assert reading.read_marks(db, "ana", [1, 2]) == marks
    assert user_state.own_filter(db, "ana", "mine") == {"filters": "language=ja", "shared": 0}
    assert db.execute("SELECT count(*) FROM tags").fetchone() == (0,)
    assert proposals.listing(db) == []
    assert back(db) is None


def test_unread_again_after_another_article(db: Database) -> None:
    with transaction(db):
        reading.mark_read(db, "ana", [1, 2, 99], at=AT + timedelta(hours=1))
        db.execute("UPDATE stories SET fed_at = ? WHERE id = 2", ["2026-03-02T14:00:00+09:00"])
    assert reading.unread(db, "ana", [1, 2, 3]) == {2, 3}
    assert reading.unread(db, "ada", [1]) == {1}
    assert reading.waiting_and_read(db, "ana") == 1


def test_what_is_old_is_forgotten(db: Database) -> None:
    with transaction(db):
        actions.note(db, "ana", "proposal", {"term": "a", "concept": None}, at=AT)
        actions.note(db, "ada", "proposal", {"term": "b", "concept": None}, at=AT + actions.KEPT)
        actions.note(
            db, "ada", "proposal", {"term": "c", "concept": None}, at=AT + 2 * actions.KEPT
        )
    assert actions.newest(db, "ana") is None


def test_what_has_become_impossible_does_not_keep_from_what_was_before(db: Database) -> None:
    def place(name: str, digit: int, person: str) -> None:
        with transaction(db):
            existed, before = reviews.tag_position(db, name)
            reviews.place_tag(db, name, digit)
            details = {"name": name, "position": before, "existed": existed}
            actions.note(db, person, "tag digit", details, at=AT)

    change(db, 1, "star", True)
    place("무역", 3, "ana")
    place("무역", 5, "ana")
    place("부품", 3, "bo")
    refused = back(db)
    assert refused
    assert (refused.kind, refused.is_whole) == ("tag digit", False)
    assert reviews.tag_position(db, "무역") == (True, 5)
    done = back(db)  # the tag was new, with digit 3
    assert done
    assert done.is_whole
    assert reviews.tag_position(db, "무역") == (False, None)
    done = back(db)
    assert done
    assert done.stories == [1]
    assert not reviews.read(db, Subject("story", 1)).starred


SUGGESTION = Suggestion(
    kind="find", term="가마", language="ko", concept=None, lines="[[rules]]", relevant=3,
    not_relevant=0, gained=(1,), lost=(), borne_out=1, contradicted=0,
)  # fmt: skip
LEARNT = Learnt(
    at="2026-03-02T12:00:00+09:00", watchlist="w", relevant=9, not_relevant=9, forbidden=0,
    stories=18, relevant_stories=9, by_rules=None, by_learning=None, problem="few",
)  # fmt: skip


def test_suggestions_that_were_answered_are_back(db: Database) -> None:
    with transaction(db):
        learning.keep(db, LEARNT, [SUGGESTION], [])
        desk_changes.dismiss_suggestion(db, ("find", "가마", "ko"), person="ana")
    assert learning.suggestions(db) == []
    assert back(db) == undoing.TakenBack("dismissal")
    with transaction(db):
        desk_changes.propose_suggestion(db, SUGGESTION, person="ana")
    assert learning.suggestions(db) == []
    assert back(db) == undoing.TakenBack("proposal")
    assert learning.suggestions(db) == [SUGGESTION]
    assert back(db) is None


SITE = Site(
    name="kama", title="가마", home="https://kama.test/", schedule="0 8 * * *",
    sources=(Listing("feed", "https://kama.test/rss"),),
)  # fmt: skip


def test_changes_of_sites_are_taken_back_unless_there_are_later_ones(db: Database) -> None:
    def switch(state: State, person: str = "ana") -> None:
        with transaction(db):
            desk_changes.switch_site(db, "kama", state, person=person)

    def states() -> list[str]:
        return [each.state for each in sites.listing(db)]

    with transaction(db):
        assert desk_changes.add_sites(db, [SITE, SITE], person="ana").keys() == {"kama"}
    switch("paused")
    switch("paused")  # as it is: nothing to take back
    assert back(db) == undoing.TakenBack("site")
    assert states() == ["on"]
    switch("paused")
    switch("removed", "ben")
    assert back(db) == undoing.TakenBack("site", refused=True)
    assert back(db, "ben") == undoing.TakenBack("site")
    assert states() == ["paused"]
    with transaction(db):
        sites.undo(db, "kama", person="ben", at=AT)  # by the button of its page
    assert states() == ["on"]
    assert back(db) == undoing.TakenBack("site")
    assert states() == []
    assert back(db) is None


def test_a_comment_is_put_back_though_others_were_written_since(db: Database) -> None:
    with transaction(db):
        key = desk_changes.comment(db, 1, "첫 의견", person="ana")
        desk_changes.remove_comment(db, 1, key, person="ana")
        desk_changes.comment(db, 2, "다른 의견", person="ben")
    assert back(db) == undoing.TakenBack("comment removed", stories=[1])
    assert [each.text for each in comments.of_story(db, 1)] == ["첫 의견"]
    back(db)
    assert comments.of_story(db, 1) == []
    assert [each.text for each in comments.of_story(db, 2)] == ["다른 의견"]
