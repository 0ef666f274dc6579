"""The weekly sample of `other` articles, and the recall estimated from decisions on it."""

from __future__ import annotations

import random
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from newsdb.database import open_database
from newsdb.records import KST
from newsdb.review import audits
from newsdb.review.recall import Stratum, estimate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=KST)
IN_W47 = "2026-11-18T09:00:00+09:00"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    db.conn.execute(
        "INSERT INTO outlets (name, title, home, kept, may_learn) VALUES ('a', 'a', '', 'full', 0)"
    )
    yield db
    db.close()


def add(
    db: Database,
    number: int,
    *,
    decision: str,
    score: float = 0,
    why: str = "",
    seen: str = IN_W47,
) -> None:
    start = db.table("articles").count
    db.conn.executemany(
        "INSERT INTO articles (outlet, key, url, title, title_tags, language, keywords, access,"
        " found_by, revision, first_seen_at, last_seen_at, decision, score, why, watchlist)"
        " VALUES ('a', ?, '', '', '[]', 'ko', '[]', 'free', 'url', 1, ?, ?, ?, ?, ?, 'x-1')",
        [(str(start + n), seen, seen, decision, score, why) for n in range(number)],
    )


def test_weeks() -> None:
    assert audits.week_of(date(2026, 11, 25)) == "2026-W48"
    assert audits.week_of(date(2027, 1, 1)) == "2026-W53"
    assert audits.days_of("2026-W48") == (date(2026, 11, 23), date(2026, 11, 30))
    for wrong in ("2026-W60", "2026-48", "last"):
        with pytest.raises(ValueError, match=r"."):
            audits.days_of(wrong)


def test_the_sample_is_stratified_and_drawn_once(db: Database) -> None:
    add(db, 100, decision="other", score=1.2, why="body: 일본")
    add(db, 8, decision="other", score=-1, why="against: sports")
    add(db, 1000, decision="other")
    add(db, 50, decision="relevant", score=5)
    add(db, 50, decision="other", seen="2026-11-10T09:00:00+09:00")
    drawn = audits.draw(db, "2026-W47", at=NOON, size=60)
    assert drawn == [("close", 37, 100), ("far", 15, 1000), ("mixed", 8, 8)]
    first = list(db.query("SELECT article_id FROM audits"))
    add(db, 10, decision="other")
    assert audits.draw(db, "2026-W47", at=NOON, size=60) == drawn
    assert list(db.query("SELECT article_id FROM audits")) == first
    ids = {row["article_id"] for row in first}
    assert ids <= {r["id"] for r in db.query("SELECT id FROM articles WHERE decision = 'other'")}
    assert ids != set(range(1, 38)) | set(range(101, 124))  # not simply the first ones


def test_few_articles_are_all_drawn(db: Database) -> None:
    add(db, 3, decision="other")
    assert audits.draw(db, "2026-W47", at=NOON) == [("far", 3, 3)]
    assert audits.draw(db, "2026-W40", at=NOON) == []


def test_decisions_are_read_where_people_make_them(db: Database) -> None:
    add(db, 40, decision="other", score=1, why="body: 일본")
    add(db, 30, decision="relevant", score=5)
    audits.draw(db, "2026-W47", at=NOON, size=20)
    strata, found = audits.decided(db, since="2026-W40")
    assert (strata, found) == ([Stratum("close", 40, 20, 0, 0)], Stratum("found", 30, 30, 0, 0))
    if "status" not in {column.name for column in db.table("articles").columns}:
        db.conn.execute("ALTER TABLE articles ADD COLUMN status TEXT")
    sample = [row["article_id"] for row in db.query("SELECT article_id FROM audits")]
    for status, ids in (
        ("relevant", [*sample[:2], 41, 42, 43]),
        ("not_relevant", [*sample[2:12], 44]),
        ("unsure", [sample[12]]),
    ):
        db.conn.executemany(
            "UPDATE articles SET status = ? WHERE id = ?", [(status, each) for each in ids]
        )
    strata, found = audits.decided(db, since="2026-W40")
    assert (strata, found) == ([Stratum("close", 40, 20, 2, 12)], Stratum("found", 30, 30, 3, 4))
    unread = [each.article_id for each in audits.to_read(db, since="2026-W40")]
    assert unread == sorted(sample[13:])
    # A better list finds one of the two that were missed.
    db.conn.execute("UPDATE articles SET decision = 'relevant' WHERE id = ?", (sample[0],))
    assert audits.decided(db, since="2026-W40")[0] == [Stratum("close", 40, 20, 1, 12)]
    assert audits.decided(db, since="2026-W48") == ([], Stratum("found", 0, 0, 0, 0))


@pytest.mark.parametrize(
    ("strata", "found", "problem"),
    [
        ([], (10, 0, 0), "no sample"),
        ([Stratum("far", 1000, 60, 0, 10)], (10, 0, 0), "only 10 articles .* 50 are needed"),
        ([Stratum("far", 900, 60, 0, 60), Stratum("close", 9, 9, 0, 0)], (10, 0, 0), "“close”"),
        ([Stratum("far", 1000, 60, 0, 60)], (2, 0, 0), "found only 2 articles"),
        ([Stratum("far", 9000, 60, 0, 60)], (20, 0, 0), "the interval is .* wide"),
    ],
)
def test_too_few_decisions_are_said(
    strata: list[Stratum], found: tuple[int, int, int], problem: str
) -> None:
    told = estimate(strata, Stratum("found", found[0], found[0], *found[1:]))
    assert re.search(problem, told.problem or "")


def test_the_estimate_by_hand() -> None:
    """Of 100 near misses 10 in 50 are relevant: 20. Of 100 found 4 in 5 are: 80. So 80 of 100."""
    told = estimate([Stratum("close", 100, 50, 10, 50)], Stratum("found", 100, 100, 40, 50))
    assert told.recall == pytest.approx(0.80)
    assert told.problem is None
    assert 0.7 < told.low < 0.80 < told.high < 0.9


def test_the_interval_holds_the_truth() -> None:
    """In simulated weeks the 95 % interval mostly contains the known recall."""
    chance, held = random.Random(1), 0  # noqa: S311
    for _ in range(60):
        truth = {"close": (200, 0.10), "mixed": (100, 0.05), "far": (400, 0.01)}
        relevant = {
            name: sum(chance.random() < share for _ in range(size))
            for name, (size, share) in truth.items()
        }
        strata = []
        for name, (size, _) in truth.items():
            sample = chance.sample(range(size), 100)
            yes = sum(each < relevant[name] for each in sample)
            strata.append(Stratum(name, size, 100, yes, 100))
        told = estimate(strata, Stratum("found", 150, 150, 0, 0))
        held += told.low <= 150 / (150 + sum(relevant.values())) <= told.high
    assert held >= 54
