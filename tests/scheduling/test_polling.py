"""When outlets are asked: by their rhythm, and by their schedules until that is known."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.health.hourly_rates import HourlyRates
from newsdb.records import KST
from scheduling import capacity
from scheduling.capacity import runs_at_once
from scheduling.polling import LearntRates, Polling, next_poll
from scheduling.schedules import Schedule

if TYPE_CHECKING:
    from pathlib import Path

WEDNESDAY = datetime(2026, 11, 25, tzinfo=KST)
#: By hour: none at night, one an hour in the early morning, twelve an hour in office hours.
RATES = HourlyRates(
    None, working=(0.0,) * 6 + (1.0,) * 3 + (12.0,) * 9 + (0.5,) * 6, days_off=(0.2,) * 24
)


def minutes_after(hour: int, *, day: int = 25, longest: int = 60) -> float:
    asked = datetime(2026, 11, day, hour, tzinfo=KST)
    return (next_poll(asked, RATES, longest=timedelta(minutes=longest)) - asked) / timedelta(
        minutes=1
    )


@pytest.mark.parametrize(
    ("hour", "longest", "minutes"),
    [
        (10, 60, 10),  # six minutes would do, but no outlet is asked as often as that
        (6, 60, 60),  # 72 minutes would do
        (6, 120, 80),  # its schedule asks every two hours, and all are asked on the tens
        (8, 120, 60),  # what comes after nine o'clock counts
        (20, 60, 60),
        (2, 60, 60),
    ],
)
def test_the_next_poll_waits_for_articles(hour: int, longest: int, minutes: int) -> None:
    assert minutes_after(hour, longest=longest) == minutes


def test_days_off_have_rates_of_their_own() -> None:
    assert minutes_after(10, day=28) == 60  # a Saturday


def times(rates: HourlyRates | None, cron: str = "*/20 6-23 * * *") -> list[datetime]:
    schedule = Schedule(name="a", cron=cron, arguments=(), spread=False)
    polling = Polling(schedule.trigger, period=schedule.period, rates=lambda _: rates)
    found: list[datetime] = []
    now, last = WEDNESDAY, None
    while now < WEDNESDAY + timedelta(days=1):
        last = polling.get_next_fire_time(last, now)
        assert last is not None
        found.append(last)
        now = last + timedelta(seconds=1)
    return [each for each in found if each < WEDNESDAY + timedelta(days=1)]


def test_an_outlet_is_asked_when_it_publishes_and_left_alone_at_night() -> None:
    asked = times(RATES)
    assert asked[0].hour == 6
    office = [each for each in asked if 9 <= each.hour < 18]
    assert len(office) == 54  # every ten minutes of nine hours
    quiet = [each for each in asked if each.hour >= 18]
    assert 5 <= len(quiet) <= 7  # the schedule would ask 18 times
    assert len(asked) < len(times(None)) + 30


def test_without_rates_the_schedule_is_kept() -> None:
    assert len(times(None)) == 18 * 3


def test_a_weekend_without_runs_stays() -> None:
    schedule = Schedule(name="a", cron="*/30 9-18 * * mon-fri", arguments=(), spread=False)
    polling = Polling(schedule.trigger, period=schedule.period, rates=lambda _: RATES)
    friday = datetime(2026, 11, 27, 18, 30, tzinfo=KST)
    coming = polling.get_next_fire_time(friday, friday + timedelta(seconds=1))
    assert coming == datetime(2026, 11, 30, 9, tzinfo=KST)
    # What would be asked an hour later is asked before the pause begins.
    before = datetime(2026, 11, 27, 18, 10, tzinfo=KST)
    assert polling.get_next_fire_time(before, before) == friday


def test_what_can_not_be_read_is_not_known(tmp_path: Path) -> None:
    missing = LearntRates(tmp_path / "none.db")
    assert missing.of("a", WEDNESDAY) is None
    (tmp_path / "bad.db").write_bytes(b"no database" * 100)
    assert LearntRates(tmp_path / "bad.db").of("a", WEDNESDAY) is None


@pytest.mark.parametrize(
    ("cores", "memory", "runs"),
    [
        (1, 1_000_000_000, 2),
        (2, 24_000_000_000, 16),
        (2, 2_000_000_000, 5),
        (16, 128_000_000_000, 32),
    ],
)
def test_as_many_runs_as_cores_and_memory_carry(cores: int, memory: int, runs: int) -> None:
    assert runs_at_once(cores, memory) == runs


@pytest.mark.parametrize(
    ("files", "cores"),
    [
        ({}, 64),
        ({"cpu.max": "150000 100000\n"}, 1.5),
        ({"cpu.max": "max 100000\n"}, 64),
        ({"cpu.max": "6500000 100000"}, 64),  # more than the machine has
        ({"cpu.max": "0 100000"}, 0.01),
        ({"cpu.max": "\n"}, 64),
        ({"cpu/cpu.cfs_quota_us": "50000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 0.5),
        ({"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, 64),
    ],
)
def test_a_container_may_have_fewer_cores_than_its_machine(
    files: dict[str, str], cores: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(64)), raising=False)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert capacity._cores(tmp_path) == cores
