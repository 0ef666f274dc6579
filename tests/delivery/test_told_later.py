"""A story that fits only when its page is read again is told then, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from delivery import planning
from delivery.channels import channels_of
from newsdb.articles import articles, revisions, verdicts
from newsdb.articles.verdicts import Verdict
from newsdb.database import transaction
from newsdb.delivery import outbox
from newsdb.records import HEADLINE, Article
from newsdb.review import reviews
from newsdb.review.reviews import Subject
from newsdb.search.search import NO_NAMES
from newsdb.similarity.signatures import sign
from newsdb.storing import store, store_reading
from tests.delivery.archive import DAY, archive
from tests.delivery.test_passes import configured, subscribe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlite_utils import Database

    from newsdb.articles.verdicts import Decision

TEXT = "한국 중소기업이 일본 기업과 협약을 맺었다. 두 회사는 내년에 창고를 함께 연다. " * 6
PAGE = Article(
    outlet="namhae",
    key="1",
    url="https://namhae.example/1",
    title="[단독] 한일 물류 협약",
    body=TEXT,
    language="ko",
    published_at=DAY,
)
HOUR = timedelta(hours=1)
#: A day later than the message that might have told it.
LATER = DAY + timedelta(hours=22)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = archive(tmp_path / "news.db")
    subscribe(db, "매일", rhythm="daily", days="every", empty=False)
    subscribe(db, "바로", rhythm="at_once", empty=False)
    yield db
    db.close()


def verdict(decision: Decision, score: float = 9, watchlist: str = "1") -> Verdict:
    score = score if decision == "relevant" else 0
    return Verdict(decision=decision, score=score, watchlist=watchlist, why="title: 한일")


def put(db: Database, decision: Decision, at: datetime, *, score: float = 9, **more: Any) -> None:
    article = replace(PAGE, **more)
    store(db, article, seen_at=at, signature=sign(article), verdict=verdict(decision, score))


def plan(db: Database, at: datetime) -> list[tuple[str, list[int]]]:
    """Queue what is due; return the kinds and stories of what was queued, which counts as sent."""
    planning.plan(db, channels_of(configured(1)), at=at, names=lambda: NO_NAMES)
    queued = outbox.pending(db)
    for row in queued:
        outbox.note_sent(db, row, at=at)
    return [(row.kind, row.message["stories"]) for row in queued]


def days(db: Database, number: int = 4) -> list[tuple[str, list[int]]]:
    """Return what is told within some days, tried in the evening and in the morning."""
    times = [LATER + HOUR * (1 + 12 * each) for each in range(2 * number)]
    return [told for at in times for told in plan(db, at)]


@pytest.mark.parametrize(
    "before",
    [
        pytest.param({"body": "", "access": HEADLINE}, id="headline"),
        pytest.param({"body": "협약을 맺었다. (계속)"}, id="stub"),
        pytest.param({"body": TEXT + "정정 전의 문장이다.", "title": "물류 협약"}, id="edited"),
    ],
)
def test_what_a_later_reading_finds_relevant_is_told_once(
    db: Database, before: dict[str, Any]
) -> None:
    put(db, "other", DAY + HOUR, **before)
    assert plan(db, DAY + 2 * HOUR) + plan(db, DAY + 21 * HOUR) == []
    put(db, "relevant", LATER)
    assert sorted(days(db)) == [("alert", [1]), ("digest", [1])]


def test_a_score_that_rises_to_what_a_subscription_asks_for_is_told(db: Database) -> None:
    subscribe(db, "중요한 것만", rhythm="daily", days="every", empty=False, least_score=8)
    put(db, "relevant", DAY + HOUR, score=5, body="협약을 맺었다. (계속)")
    assert sorted(plan(db, DAY + 21 * HOUR)) == [("alert", [1]), ("digest", [1])]
    put(db, "relevant", LATER, score=9)
    assert days(db) == [("digest", [1])]


def judge(db: Database) -> None:
    """Judge as a changed watch list does."""
    rows = list(verdicts.stored(db))
    verdicts.write_unless_edited(db, [(row, verdict("relevant", 9, "2")) for row in rows])


def revisit_with_another_list(db: Database) -> None:
    article = replace(PAGE, body=TEXT + "이어진다.")
    store(db, article, seen_at=LATER, signature=sign(article), verdict=verdict("relevant", 9, "2"))


def reread(db: Database) -> None:
    """Read the stored page by other rules, as ``hanil reread`` does."""
    changes = articles.compare(db, 1, PAGE)
    assert changes
    store_reading(
        db,
        1,
        PAGE,
        changes,
        at=LATER,
        signature=sign(PAGE),
        verdict=verdict("relevant"),
        revision=1,
    )


def remove(db: Database) -> None:
    judge(db)
    assert revisions.note_removed(db, outlet="namhae", key="1", at=LATER)


@pytest.mark.parametrize("again", [judge, revisit_with_another_list, reread, remove])
def test_what_we_judge_or_read_by_other_rules_is_not_told(db: Database, again: Any) -> None:
    put(db, "other", DAY + HOUR, body=TEXT + "이어진다.")
    assert plan(db, DAY + 21 * HOUR) == []
    again(db)
    assert db.execute("SELECT decision FROM stories").fetchall() == [("relevant",)]
    assert days(db) == []


def test_what_was_told_is_not_told_again_when_it_is_edited(db: Database) -> None:
    put(db, "relevant", DAY + HOUR, body=TEXT + "이어진다.")
    assert len(plan(db, DAY + 21 * HOUR)) == 2
    put(db, "relevant", LATER)
    assert days(db) == []


def test_what_people_found_irrelevant_is_not_told_when_it_is_edited(db: Database) -> None:
    put(db, "other", DAY + HOUR, body=TEXT + "이어진다.")
    plan(db, DAY + 21 * HOUR)
    with transaction(db):
        reviews.decide(db, Subject("story", 1), "not_relevant", version=0, actor="ana", at=LATER)
    put(db, "relevant", LATER)
    assert days(db) == []


def test_what_is_older_than_a_subscription_is_not_its_news(db: Database) -> None:
    old = DAY - timedelta(days=30)
    put(db, "relevant", old, body=TEXT + "이어진다.", published_at=old)
    plan(db, DAY + 21 * HOUR)
    subscribe(db, "새", at=DAY + 21 * HOUR, rhythm="daily", days="every", empty=False)
    put(db, "relevant", LATER, published_at=old)
    assert days(db) == []
