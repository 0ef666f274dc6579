"""Tables of figures that follow each change, and what is read from them meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from newsdb.articles import outlets
from newsdb.database import open_database, transaction
from newsdb.figures import counting
from newsdb.records import Outlet
from newsdb.review import reviews
from newsdb.review.reviews import Subject
from newsdb.schema.m056_unknown_firsts import m056_unknown_firsts
from newsdb.stories import stories
from tests.newsdb.briefings.news import MONDAY, OUTLETS, put, save_outlets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlite_utils import Database

SPAN = ("2026-11-01", "2026-12-31")
HOUR = timedelta(hours=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    save_outlets(db)
    put(db, "namhae", "1", "부산 조합, 공동 창고", "부산의 조합이 창고를 연다.")
    put(
        db,
        "tokai",
        "1",
        "博多の倉庫",
        "博多に倉庫が開く。",
        at=MONDAY + 3 * HOUR,
        concept="customs",
    )
    put(db, "hangang", "1", "보증 확대", "보증 대상을 넓힌다.", at=MONDAY + 30 * HOUR)
    yield db
    db.close()


def read(db: Database) -> tuple[list[Any], ...]:
    """Return all that is read of the figures."""
    return (
        sorted(counting.appearances(db, *SPAN)),
        sorted(
            (each.concept, each.day, each.country, story)
            for each in counting.mentions(db, *SPAN)
            for story in each.stories
        ),
        sorted(counting.firsts(db, *SPAN)),
    )


def story_of(db: Database, outlet: str) -> int:
    found = db.execute("SELECT story_id FROM articles WHERE outlet = ?", [outlet]).fetchone()
    return int(found[0])


def decide(db: Database, status: Any) -> None:
    subject = Subject("story", story_of(db, "namhae"))
    version = reviews.read(db, subject).version
    with transaction(db):
        reviews.decide(db, subject, status, version=version, actor="ana", at=MONDAY)


def merge(db: Database) -> None:
    stories.merge(db, [story_of(db, "namhae"), story_of(db, "tokai")], by="ana")


def split(db: Database) -> None:
    merge(db)
    counting.bring_up_to_date(db)
    (article,) = db.execute("SELECT id FROM articles WHERE outlet = 'tokai'").fetchone()
    stories.split(db, article, by="ana")


def move_country(db: Database) -> None:
    name, title, _, language, policy = OUTLETS[0]
    outlets.save(
        db,
        Outlet(
            name=name, title=title, country="JP", language=language, home="https://x.example/",
            policy=policy,
        ),
    )  # fmt: skip


def another_day(db: Database) -> None:
    db.execute("UPDATE articles SET published_at = '2026-12-05' WHERE id = 1")
    stories.refresh(db, story_of(db, "namhae"))


def delete(db: Database) -> None:
    story = story_of(db, "tokai")
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("DELETE FROM articles WHERE outlet = 'tokai'")
    stories.refresh(db, story)


CHANGES: dict[str, Callable[[Database], object]] = {
    "a new article": lambda db: put(db, "retto", "9", "金型の承継", "承継する。"),
    "found not relevant": lambda db: decide(db, "not_relevant"),
    "merged": merge,
    "split": split,
    "judged anew": lambda db: (
        db.execute("DELETE FROM reasons WHERE article_id = 1"),
        db.execute("UPDATE articles SET watchlist = 'other' WHERE id = 1"),
    ),
    "judged irrelevant": lambda db: db.execute(
        "UPDATE articles SET decision = 'other' WHERE outlet = 'hangang'"
    ),
    "another day": another_day,
    "an outlet of another country": move_country,
    "deleted": delete,
}


@pytest.mark.parametrize("change", CHANGES)
def test_figures_follow_each_change_before_and_after_they_are_counted(
    db: Database, change: str
) -> None:
    counting.bring_up_to_date(db)
    before = read(db)
    CHANGES[change](db)
    meanwhile = read(db)
    counting.bring_up_to_date(db)
    assert counting.uncounted(db) == 0
    assert read(db) == meanwhile != before
    # As if nothing had been counted before.
    with transaction(db):
        for table in ("story_days", "story_concepts", "story_firsts"):
            db.table(table).delete_where()
        db.execute("INSERT INTO uncounted_stories SELECT id FROM stories")
    assert read(db) == meanwhile
    counting.bring_up_to_date(db)
    assert read(db) == meanwhile


def test_what_was_found_relevant_again_counts_again(db: Database) -> None:
    counting.bring_up_to_date(db)
    before = read(db)
    decide(db, "not_relevant")
    counting.bring_up_to_date(db)
    decide(db, "relevant")
    assert read(db) == before


def test_what_nobody_is_sure_of_counts_as_the_watch_list_says(db: Database) -> None:
    before = read(db)
    decide(db, "unsure")
    assert read(db) == before


def test_counting_ends_after_so_many(db: Database) -> None:
    assert counting.uncounted(db) == 3
    assert counting.bring_up_to_date(db, most=0) == 0
    seen: list[int] = []
    assert counting.bring_up_to_date(db, progress=seen.append) == 3
    assert seen == [3]


def test_a_day_without_time_is_first_of_nothing(db: Database) -> None:
    merge(db)
    db.execute("UPDATE articles SET published_at = '2026-11-30' WHERE outlet = 'namhae'")
    stories.refresh(db, story_of(db, "namhae"))
    first = next(each for each in counting.firsts(db, *SPAN) if each.japan_at)
    assert first.korea_at == "2026-11-30"
    assert first.japan_at == "2026-11-30T12:00:00+09:00"


@pytest.mark.parametrize("told", ["published_at = NULL", "layout = 'ingest'"])
def test_when_a_crawl_saw_it_makes_nobody_the_first(db: Database, told: str) -> None:
    merge(db)
    counting.bring_up_to_date(db)
    db.execute(f"UPDATE articles SET {told} WHERE outlet = 'tokai'")  # noqa: S608
    stories.refresh(db, story_of(db, "namhae"))
    for _ in range(2):
        first = next(each for each in counting.firsts(db, *SPAN) if each.japan_at is not None)
        assert (first.korea_at, first.japan_at) == ("2026-11-30T09:00:00+09:00", "")
        counting.bring_up_to_date(db)


def test_firsts_that_an_earlier_release_counted_are_counted_again(db: Database) -> None:
    unknown = story_of(db, "tokai")
    db.execute("UPDATE articles SET published_at = NULL WHERE outlet = 'tokai'")
    counting.bring_up_to_date(db)
    m056_unknown_firsts(db)
    assert db.execute("SELECT story_id FROM uncounted_stories").fetchall() == [(unknown,)]
    db.execute("UPDATE articles SET layout = 'ingest' WHERE outlet = 'namhae'")
    assert counting.uncounted(db) == 2


def test_watched_since(db: Database, tmp_path: Path) -> None:
    assert counting.watched_since(db) == "2026-11-30"
    empty = open_database(tmp_path / "empty.db")
    assert counting.watched_since(empty) is None
    empty.close()


def test_an_outlet_moves_while_its_stories_are_not_counted_yet(db: Database) -> None:
    """Saving it failed, and with that the crawl: a story can be noted as uncounted only once."""
    counting.bring_up_to_date(db)
    decide(db, "not_relevant")
    decide(db, "relevant")
    assert db.table("uncounted_stories").count
    move_country(db)
    saved = db.execute("SELECT DISTINCT country FROM outlets WHERE name = 'namhae'").fetchone()
    assert saved == ("JP",)
    counting.bring_up_to_date(db)
    assert counting.firsts(db, *SPAN)
