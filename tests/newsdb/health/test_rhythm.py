"""A source's rhythm and its silences; ``benchmarks.health`` has the whole table."""

from __future__ import annotations

import functools
import math
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.health import HISTORY, RHYTHMS, START, measure, simulate
from newsdb.dates.calendars import is_holiday
from newsdb.health.rhythm import Rhythm
from newsdb.health.tail_probabilities import at_most, beta_tail, fewer, longer_gap
from newsdb.records import KST


@pytest.mark.parametrize(
    ("rhythm", "country", "within"),
    [
        ("steady, 5 a day", "JP", 3.0),
        ("weekdays, 5 a day", "KR", 3.0),
        ("one a week", "KR", 40.0),
    ],
)
def test_a_year_and_what_is_silent_in_it(rhythm: str, country: str, within: float) -> None:
    """At most one false alarm in the year, and each outage noticed ``within`` working days."""
    got = measure(RHYTHMS[rhythm], country, years=1, outages=3, seed=5, every=9)  # type: ignore[arg-type]
    assert got.false[0] <= 1
    assert got.missed == 0
    assert max(got.found) <= within


def learn(rhythm: str, country: str = "KR", days: int = 200) -> tuple[Rhythm, datetime]:
    times = simulate(RHYTHMS[rhythm], country, days=days, seed=3)  # type: ignore[arg-type]
    end = START + timedelta(days=days)
    found = Rhythm.learn(times, start=START, end=end, country=country)  # type: ignore[arg-type]
    assert found
    return found, end


def test_holidays_are_no_silence() -> None:
    """Chuseok 2025 is seven days, Friday evening to Thursday: silence in them is no alarm."""
    rhythm, _ = learn("weekdays, 5 a day")
    friday = datetime(2025, 10, 2, 18, tzinfo=KST)
    back = datetime(2025, 10, 10, 6, tzinfo=KST)
    assert not rhythm.silence(friday, back).is_alarming
    other, _ = learn("weekdays, 5 a day", "JP")
    assert other.silence(friday, back).is_alarming
    golden = datetime(2026, 5, 1, 18, tzinfo=KST), datetime(2026, 5, 7, 6, tzinfo=KST)
    assert not other.silence(*golden).is_alarming


def test_nights_and_weekends_are_learnt() -> None:
    rhythm, _ = learn("weekdays, 20 a day")
    friday, monday = (
        datetime(2025, 7, day, hour, tzinfo=KST) for day, hour in ((18, 20), (21, 7))
    )
    assert rhythm.expected(friday, monday) < 2
    assert rhythm.expected(monday, monday + timedelta(hours=12)) > 10


@given(st.floats(0.1, 400), st.floats(0.1, 100))
def test_a_longer_silence_is_never_likelier(hours: float, more: float) -> None:
    rhythm, end = short()
    a = rhythm.silence(end, end + timedelta(hours=hours))
    b = rhythm.silence(end, end + timedelta(hours=hours + more))
    assert 0 <= b.probability <= a.probability <= 1


@functools.cache
def short() -> tuple[Rhythm, datetime]:
    return learn("weekdays, 5 a day", days=HISTORY)


def test_what_nobody_saw_counts_for_nothing() -> None:
    monday = datetime(2025, 7, 7, tzinfo=KST)
    week = monday, monday + timedelta(days=7)
    rhythm, _ = short()
    assert rhythm.silence(*week).is_alarming
    assert not rhythm.silence(*week, blind=[(monday, monday + timedelta(days=6))]).is_alarming


@pytest.mark.parametrize("number", [0, 1, 5, 8])
def test_too_little_is_no_rhythm(number: int) -> None:
    times = [START + timedelta(days=n) for n in range(number)]
    assert Rhythm.learn(times, start=START, end=START + timedelta(days=99), country="KR") is None


@pytest.mark.parametrize(
    ("day", "korea", "japan"),
    [
        (date(2026, 2, 17), True, False),  # 설날
        (date(2026, 5, 4), False, True),  # みどりの日
        (date(2026, 12, 30), False, True),  # 年末
        (date(2026, 5, 1), True, False),  # 근로자의 날
        (date(2026, 11, 25), False, False),
    ],
)
def test_holidays_of_two_countries(day: date, korea: bool, japan: bool) -> None:
    assert (is_holiday(day, "KR"), is_holiday(day, "JP")) == (korea, japan)
    assert is_holiday(day, None) == (korea or japan)


@pytest.mark.parametrize(
    ("x", "a", "b", "value"),
    [(0.5, 2, 2, 0.5), (0.3, 1, 1, 0.3), (0.2, 1, 4, 1 - 0.8**4), (0.9, 5, 1, 0.9**5)],
)
def test_the_incomplete_beta_function(x: float, a: float, b: float, value: float) -> None:
    assert beta_tail(x, a, b) == pytest.approx(value, rel=1e-10)


@given(st.floats(0.001, 0.999), st.floats(0.5, 300), st.floats(0.5, 300))
def test_its_symmetry(x: float, a: float, b: float) -> None:
    assert beta_tail(x, a, b) + beta_tail(1 - x, b, a) == pytest.approx(1, abs=1e-9)


def test_tails_are_those_of_the_textbook() -> None:
    # Exponential gaps of a well-known mean; Poisson counts.
    assert longer_gap(5, mean=1, shape=1, seen=10**6) == pytest.approx(math.exp(-5), rel=1e-3)
    poisson = math.exp(-4) * (1 + 4 + 8)
    assert fewer(2, expected=4, variance=4) == pytest.approx(poisson, rel=1e-2)
    # All of 99 had it; none of one: half an article in a hundred.
    assert at_most(0, of=1, filled=99, articles=99) == pytest.approx(0.005)
    assert at_most(7, of=7, filled=3, articles=9) == pytest.approx(1)
