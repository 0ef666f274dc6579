"""Pauses grow for who guesses, and stay short for whose account it is."""

from __future__ import annotations

import pytest

from browse.access.sign_in_limits import (
    ACCOUNT,
    ADDRESS,
    DEVICE,
    MOST,
    Counted,
    Limits,
    Rule,
    counted_for,
    network,
)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def tried(
    account: str = "ana",
    address: str = "192.0.2.7",
    device: str | None = None,
    *,
    at_home: bool = False,
) -> list[Counted]:
    return counted_for(account=account, address=address, device=device, at_home=at_home)


def failures_until_pause(limits: Limits, device: str | None = None, at_home: bool = False) -> int:
    for number in range(1000):
        if limits.begin(tried(device=device, at_home=at_home)):
            return number
    raise AssertionError("never paused")


@pytest.mark.parametrize("rule", [ACCOUNT, ADDRESS, DEVICE])
def test_pauses_grow_and_end(rule: Rule) -> None:
    pauses = [rule.pause(failures) for failures in range(200)]
    assert pauses[: rule.free] == [0.0] * rule.free
    assert pauses == sorted(pauses)
    assert pauses[rule.free] == rule.first
    assert pauses[rule.free + 1] == 2 * rule.first
    assert pauses[-1] == rule.longest
    assert ACCOUNT.longest <= 60  # whose account it is waits a minute at most


def test_guesses_at_the_same_time_see_each_other() -> None:
    """A hundred and fifty begin before the first has ended."""
    limits = Limits(Clock())
    begun = [limits.begin(tried()) for _ in range(150)]
    assert begun.count(0.0) == ACCOUNT.free


def test_one_address_costs_nobody_elsewhere_anything() -> None:
    limits = Limits(Clock())
    for number in range(60):
        limits.begin(tried(f"name{number}", "192.0.2.66"))
    assert limits.begin(tried("ana", "192.0.2.66"))
    assert not limits.begin(tried("ana", "192.0.2.7"))


def test_guessing_at_an_account_never_keeps_its_owners_browser_out() -> None:
    clock = Clock()
    limits = Limits(clock)
    for number in range(500):
        limits.begin(tried("ana", f"198.51.100.{number % 250}"))
        clock.now += 1
    stranger = limits.begin(tried("ana", "192.0.2.7"))
    assert 0 < stranger <= ACCOUNT.longest
    assert not limits.begin(tried("ana", "192.0.2.7", device="d"))
    assert not limits.begin(tried("ana", "192.0.2.7", at_home=True))


def test_a_known_browser_is_no_way_to_guess() -> None:
    assert failures_until_pause(Limits(Clock()), device="d") == DEVICE.free
    assert failures_until_pause(Limits(Clock()), at_home=True) == ADDRESS.free


def test_what_was_right_is_uncounted_and_only_that() -> None:
    limits = Limits(Clock())
    for _ in range(4):
        assert not limits.begin(tried())
    for _ in range(50):  # with an account of one's own in between
        assert not limits.begin(tried())
        limits.take_back(tried())
    assert not limits.begin(tried())
    assert limits.begin(tried())


def test_who_asks_during_a_pause_does_not_prolong_it() -> None:
    clock = Clock()
    limits = Limits(clock)
    failures_until_pause(limits)
    clock.now += ACCOUNT.first / 2
    assert limits.begin(tried()) == ACCOUNT.first / 2
    clock.now += ACCOUNT.first / 2
    assert not limits.begin(tried())
    assert limits.begin(tried()) == 2 * ACCOUNT.first
    clock.now += max(ACCOUNT.memory, ADDRESS.memory)
    assert failures_until_pause(limits) == ACCOUNT.free


def test_a_pause_is_told_once() -> None:
    clock = Clock()
    limits = Limits(clock)
    failures_until_pause(limits)
    assert [limits.tell(tried()) for _ in range(3)] == [True, False, False]
    clock.now += ACCOUNT.first
    limits.begin(tried())
    assert limits.tell(tried())


def test_memory_is_bounded() -> None:
    limits = Limits(Clock())
    for number in range(MOST + 100):
        limits.begin(tried(f"n{number}", f"10.{number >> 8}.{number & 255}.1"))
    assert all(len(kept) <= MOST for kept in limits._counts.values())


@pytest.mark.parametrize(
    ("address", "stands_for"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_of_ipv6_a_network_counts(address: str, stands_for: str) -> None:
    assert network(address) == stands_for
