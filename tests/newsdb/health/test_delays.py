"""Publication to stored: what counts, and how it is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb import metrics
from newsdb.database import open_database, stamp, transaction
from newsdb.health import delays
from newsdb.health.delays import Delay
from newsdb.records import KST

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

NOW = datetime(2026, 11, 27, 12, tzinfo=KST)


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_database(tmp_path / "news.db")
    with transaction(db):
        db.execute(
            "INSERT INTO outlets (name, title, country, language, home, kept, may_learn)"
            " VALUES ('a', 'A', 'KR', 'ko', 'https://a.example/', 'full', 1)"
        )
    return db


def add(db: Database, published: str | None, seen: datetime) -> None:
    number = db.table("articles").count
    with transaction(db):
        db.table("articles").insert(
            {
                "outlet": "a",
                "key": str(number),
                "url": f"https://a.example/{number}",
                "title": "제목",
                "title_tags": "[]",
                "language": "ko",
                "keywords": "[]",
                "published_at": published,
                "access": "free",
                "found_by": "feed",
                "revision": 1,
                "first_seen_at": stamp(seen),
                "last_seen_at": stamp(seen),
            }
        )


def test_articles_of_the_week_with_a_time_count(db: Database) -> None:
    for minutes in (2, 4, 6, 8, 90):
        published = NOW - timedelta(hours=3)
        add(db, stamp(published), published + timedelta(minutes=minutes))
    add(db, "2026-11-27", NOW)  # a day only
    add(db, stamp(NOW - timedelta(days=5)), NOW)  # found by going back
    add(db, stamp(NOW - timedelta(days=8)), NOW - timedelta(days=8))
    add(db, stamp(NOW + timedelta(hours=1)), NOW)  # a clock that is wrong
    assert delays.read(db, at=NOW) == {"a": Delay(articles=5, median=6, late=90)}
    assert str(delays.read(db, at=NOW)["a"]) == (
        "stored 6 min after publication, 19 of 20 within 90 min"
    )
    seconds = next(each for each in metrics.read(db, at=NOW) if "to_stored" in each.name)
    assert seconds.samples == [(("a", "0.5"), 360), (("a", "0.95"), 5400)]
    db.close()


def test_few_say_nothing(db: Database) -> None:
    add(db, stamp(NOW), NOW)
    assert delays.read(db, at=NOW) == {}
    db.close()
