"""Rates an hour: learnt from what was found soon after its publication, on days of a kind."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.database import open_database, stamp, transaction
from newsdb.health import hourly_rates
from newsdb.health.hourly_rates import HourlyRates
from newsdb.records import KST

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 30, tzinfo=KST)  # a Monday; the 3rd and 23rd were Japanese holidays
SINCE = NOW - timedelta(days=28)


def published(*hours: int, days_off: bool = True) -> list[datetime]:
    """Return an article at each of the hours on every day, or on every weekday."""
    days = [SINCE + timedelta(days=number) for number in range(28)]
    return [
        day + timedelta(hours=hour, minutes=30)
        for day in days
        for hour in hours
        if days_off or day.weekday() < 5
    ]


def learn(times: list[datetime], since: datetime = SINCE) -> HourlyRates | None:
    return HourlyRates.learn(times, since=since, until=NOW, country="KR")


def test_an_hour_has_its_articles_and_half_its_neighbours() -> None:
    rates = learn(published(10, 10, 10, 10))
    assert rates is not None
    assert rates.working[8:13] == pytest.approx((0, 1, 2, 1, 0))
    assert sum(rates.working) == pytest.approx(4)


def test_days_off_are_apart() -> None:
    rates = learn(published(10, 10, 11, 11, days_off=False))
    assert rates is not None
    assert sum(rates.days_off) == 0
    assert rates.at(NOW + timedelta(hours=10)) == pytest.approx(1.5)


def test_days_off_never_seen_are_like_all_days() -> None:
    since = NOW - timedelta(days=7)
    rates = learn([each for each in published(10, 11, 12, 13, 14, 15) if each >= since], since)
    assert rates is not None
    assert rates.days_off == pytest.approx(rates.working)


@pytest.mark.parametrize("times", [[], published(10)[:29]])
def test_too_few_say_nothing(times: list[datetime]) -> None:
    assert learn(times) is None


def test_articles_without_a_time_and_old_ones_do_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = open_database(tmp_path / "news.db")
    with transaction(db):
        db.execute(
            "INSERT INTO outlets (name, title, country, language, home, kept, may_learn)"
            " VALUES ('a', 'A', 'KR', 'ko', 'https://a.example/', 'full', 1)"
        )
        db.execute(
            "INSERT INTO runs (spider, arguments, started_at, outcome) VALUES ('a', '', ?, ?)",
            (stamp(SINCE), "success"),
        )
        for number, moment in enumerate(published(10, 11)):
            late = number % 2 * timedelta(days=3)
            day_only = number % 4 == 0
            db.table("articles").insert(
                {
                    "outlet": "a",
                    "key": str(number),
                    "url": f"https://a.example/{number}",
                    "title": "제목",
                    "title_tags": "[]",
                    "language": "ko",
                    "keywords": "[]",
                    "published_at": moment.date().isoformat() if day_only else stamp(moment),
                    "access": "free",
                    "found_by": "feed",
                    "revision": 1,
                    "first_seen_at": stamp(moment + late + timedelta(minutes=5)),
                    "last_seen_at": stamp(moment + late),
                }
            )
    assert hourly_rates.read(db, "a", at=NOW) is None  # fourteen are left
    monkeypatch.setattr(hourly_rates, "LEAST_ARTICLES", 10)
    rates = hourly_rates.read(db, "a", at=NOW)
    assert rates is not None
    assert sum(rates.working) * 20 + sum(rates.days_off) * 8 == pytest.approx(14)
    db.close()
