"""A due time is served once, whatever clock and calendar do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from delivery.due import due, is_quiet, latest_due
from newsdb.delivery.subscriptions import Days, Subscription
from newsdb.records import KST

THURSDAY = datetime(2026, 12, 3, 8, 30, tzinfo=KST)


def subscription(**chosen: object) -> Subscription:
    values: dict[str, object] = {
        "id": 1,
        "name": "간부",
        "person": "",
        "channel": "office",
        "days": "weekdays",
        "served_at": THURSDAY - timedelta(days=1),
        "created_at": THURSDAY - timedelta(days=30),
    }
    return Subscription(**values | chosen)  # type: ignore[arg-type]


def served(times: list[str], daily: Subscription) -> list[datetime]:
    """Return the due times that a clock serves that shows these times one after another."""
    found = []
    for each in times:
        at = datetime.fromisoformat(f"2026-12-{each}:00+09:00")
        if moment := due(daily, at):
            found.append(moment)
            daily = replace(daily, served_at=moment)
    return found


@pytest.mark.parametrize(
    "times",
    [
        ["03T08:25", "03T08:30", "03T08:35", "03T12:00"],
        ["03T08:31", "03T07:35", "03T08:29", "03T08:30", "03T08:45"],  # set back by an hour
        ["03T07:55", "03T09:00", "03T08:05", "03T08:30", "03T09:00"],  # forward, and back again
        ["03T07:55", "03T14:00", "03T14:05"],  # the machine slept
    ],
)
def test_a_day_has_one_digest(times: list[str]) -> None:
    assert served(times, subscription()) == [THURSDAY]


def test_none_is_skipped_when_the_clock_was_set_back_over_night() -> None:
    times = ["03T08:30", "03T23:50", "03T22:55", "04T08:29", "04T08:30", "04T08:40"]
    assert served(times, subscription()) == [THURSDAY, THURSDAY + timedelta(days=1)]


def test_a_clock_that_was_a_year_ahead_silences_nobody() -> None:
    wrong = replace(subscription(), served_at=THURSDAY + timedelta(days=365))
    assert due(wrong, THURSDAY + timedelta(minutes=5)) == THURSDAY


@pytest.mark.parametrize(
    ("days", "day", "is_due"),
    [
        ("every", "2026-12-05", True),  # a Saturday
        ("weekdays", "2026-12-05", False),
        ("weekdays", "2026-12-25", True),
        ("KR", "2026-12-25", False),  # a holiday in Korea, not in Japan
        ("JP", "2026-12-25", True),
        ("either", "2026-12-25", True),
        ("JP", "2026-11-23", False),
        ("KR", "2026-11-23", True),
        ("either", "2027-01-01", False),
        ("either", "2026-12-05", False),
    ],
)
def test_days_follow_either_countrys_calendar(days: Days, day: str, is_due: bool) -> None:
    at = datetime.fromisoformat(f"{day}T08:30:00+09:00")
    latest = latest_due(subscription(days=days), at)
    assert (latest == at) is is_due


def test_a_weekly_one_is_due_on_its_day() -> None:
    weekly = subscription(rhythm="weekly", weekday=0, at_time="09:00")
    assert latest_due(weekly, THURSDAY) == datetime(2026, 11, 30, 9, 0, tzinfo=KST)


def test_messages_at_once_keep_a_quarter_of_an_hour_apart() -> None:
    at_once = subscription(rhythm="at_once", served_at=THURSDAY)
    assert due(at_once, THURSDAY + timedelta(minutes=14)) is None
    assert due(at_once, THURSDAY + timedelta(minutes=15)) is not None
    assert due(at_once, THURSDAY - timedelta(hours=1)) is not None  # the clock was set back


@pytest.mark.parametrize(
    ("begin", "end", "time", "quiet"),
    [
        ("22:00", "07:00", "23:30", True),
        ("22:00", "07:00", "06:59", True),
        ("22:00", "07:00", "07:00", False),
        ("12:00", "13:00", "12:30", True),
        ("12:00", "13:00", "13:30", False),
        (None, None, "03:00", False),
    ],
)
def test_quiet_hours(begin: str | None, end: str | None, time: str, quiet: bool) -> None:
    each = subscription(rhythm="at_once", quiet_from=begin, quiet_until=end)
    at = datetime.fromisoformat(f"2026-12-03T{time}:00+09:00")
    assert is_quiet(each, at) is quiet
    assert (due(each, at) is None) is quiet
