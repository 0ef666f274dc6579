"""Alarms end when nobody reads any more what they are about, and say so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb import health
from newsdb.articles import discovered, outlets
from newsdb.articles.discovered import Listing
from newsdb.health import alarms
from newsdb.health.alarms import Alarm
from newsdb.records import Outlet
from tests.newsdb.health.test_alarms import DAY, past
from tests.support.past import FEED, START

if TYPE_CHECKING:
    from datetime import datetime

    from tests.support.past import Past

__all__ = ["past"]

OLD = f"{FEED}/old"


def loses(past: Past, url: str, at: datetime) -> None:
    """Let a feed be read of which two entries can't be."""
    listing = Listing(url=url, outlet=past.name, kind="feed", entries=8, unreadable=2)
    discovered.remember(past.db, listing, [], at=at)


def reasons(past: Past) -> dict[str, str | None]:
    return {each.subject: each.closed_because for each in alarms.closed_ones(past.db, most=9)}


@pytest.mark.parametrize(
    ("hours", "number", "closed"),
    [
        (12, 30, True),  # crawled twice a day for two weeks without it
        (12, 12, False),  # for six days only
        (72, 10, False),  # rarely crawled: ten times
    ],
)
def test_of_a_listing_that_its_spider_no_longer_reads(
    past: Past, hours: int, number: int, closed: bool
) -> None:
    loses(past, OLD, START)
    opened = past.run(START + timedelta(hours=1), new=5)
    assert [(each.kind, each.subject) for each in opened] == [("entries", OLD)]
    at = START
    for _ in range(number):
        at += timedelta(hours=hours)
        past.run(at, new=5)  # reads FEED alone
    assert health.look_over(past.db, at=at + timedelta(hours=1)) == []
    assert (past.open_kinds() == []) is closed
    if closed:
        assert reasons(past) == {OLD: "this listing is not read any more"}
        assert past.run(at + timedelta(hours=hours), new=5) == []  # and stays closed
    else:
        loses(past, OLD, at)
        assert past.run(at + timedelta(hours=hours), new=5) == []  # the same alarm


@pytest.mark.parametrize(("reason", "closed"), [("timeout", False), ("http 500", True)])
def test_of_a_listing_whose_server_no_longer_answers(
    past: Past, reason: str, closed: bool
) -> None:
    """It is asked in every crawl: only an answer, of whatever status, is noted with it."""
    loses(past, OLD, START)
    past.run(START + timedelta(hours=1), new=5)
    at = START
    for _ in range(30):
        at += timedelta(hours=12)
        past.run(at, new=5, listings=3, failed_listings={reason: 1})
    health.look_over(past.db, at=at + timedelta(hours=1))
    assert ("entries" not in past.open_kinds()) is closed


def test_of_a_listing_that_another_outlet_reads_now(past: Past) -> None:
    loses(past, FEED, START)
    assert [each.kind for each in past.run(START + timedelta(hours=1), feeds={OLD: 5})] == [
        "entries"
    ]
    other = Outlet(name="weekly", title="주간", country="KR", language="ko", home="https://w/")
    outlets.save(past.db, other)
    discovered.remember(past.db, Listing(url=FEED, outlet="weekly", kind="feed"), [], at=START)
    health.look_over(past.db, at=START + DAY)
    assert reasons(past) == {FEED: "this listing is not read any more"}


@pytest.mark.parametrize(
    ("off", "known", "because"),
    [
        ((), ("daily",), None),
        ((), None, None),
        (("daily",), ("daily",), "switched off"),
        ((), ("weekly",), "there is no spider of this name any more"),
    ],
)
def test_of_an_outlet_that_is_crawled_no_longer(
    past: Past, off: tuple[str, ...], known: tuple[str, ...] | None, because: str | None
) -> None:
    at = past.days(START, 10)
    past.run(at, new=5, pages={"http 403": 9})
    found = health.look_over(past.db, at=at + 9 * DAY, off=off, known=known)
    if because:
        assert found == []  # it is not missed either
        assert reasons(past) == {"": because}
    else:
        assert [each.kind for each in found] == ["idle"]
        assert past.open_kinds() == ["blocked", "idle"]


@pytest.mark.parametrize(("days", "is_there", "closed"), [(10, 1, 0), (40, 1, 1), (1, 0, 1)])
def test_of_a_site_without_a_spider(past: Past, days: int, is_there: int, closed: int) -> None:
    if is_there:
        site = Outlet(name="site:a.kr", title="a", country=None, language=None, home="https://a/")
        outlets.save(past.db, site)
    alarm = Alarm(outlet="site:a.kr", kind="field", subject="any title", since=START, diagnosis="")
    installation = Alarm(outlet="installation", kind="room", since=START, diagnosis="")
    alarms.keep(past.db, [alarm, installation], at=START)
    health.look_over(past.db, at=START + days * DAY, known=["daily"])
    assert past.open_kinds() == ["room"] if closed else ["room", "field"]
    if closed:
        assert reasons(past) == {"any title": "this site is not read any more"}
