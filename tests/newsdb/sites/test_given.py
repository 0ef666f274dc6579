"""Addresses that people give: which are taken, and what becomes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.sites import given
from newsdb.sites.given import AddressError

if TYPE_CHECKING:
    from sqlite_utils import Database

AT = datetime(2026, 11, 28, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        (" https://hokuriku-sangyo.test/ ", "https://hokuriku-sangyo.test/"),
        ("hokuriku-sangyo.test/news", "https://hokuriku-sangyo.test/news"),
        ("http://북경남신문.test/rss", "http://북경남신문.test/rss"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
    ],
)
def test_what_a_person_types_becomes_an_address(typed: str, url: str) -> None:
    assert given.address_of(typed) == url


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "address_wrong"),
        ("file:///etc/passwd", "address_scheme"),
        ("gopher://x.test/", "address_scheme"),
        ("javascript://%0aalert(1)", "address_scheme"),
        ("https://", "address_scheme"),
        ("https:///path", "address_scheme"),
        ("https://a b.test/", "address_wrong"),
        ("https://a.test/\x1b[2J", "address_wrong"),
        ("https://a.test/\u202etxt", "address_wrong"),
        ("https://[::1/", "address_wrong"),
        ("https://a.test:99999/", "address_wrong"),
        ("https://user:secret@a.test/", "address_password"),
        ("https://a.test/" + "x" * 2000, "address_long"),
    ],
)
def test_other_things_are_refused(typed: str, reason: str) -> None:
    with pytest.raises(AddressError) as refused:
        given.address_of(typed)
    assert refused.value.reason == reason


def test_an_address_goes_its_way(db: Database) -> None:
    number = given.give(
        db, "page", "https://a.test/1", person="minseo", at=AT, note=" 회의에서\x07 언급 "
    )
    waiting = given.numbered(db, number)
    assert waiting is not None
    assert (waiting.state, waiting.note, waiting.is_over) == ("waiting", "회의에서 언급", False)
    given.say(db, number, "reading", at=AT)
    running = given.numbered(db, number)
    assert running is not None
    assert (running.state, running.step) == ("running", "reading")
    given.end(db, number, {"title": "제목"}, well=True, at=AT, outlet="site:a.test", key="/1")
    given.say(db, number, "late", at=AT)  # what comes late changes nothing
    over = given.numbered(db, number)
    assert over is not None
    assert (over.state, over.step, over.found) == ("done", "reading", {"title": "제목"})
    assert given.latest(db, "page") == [over]
    assert given.latest(db, "site") == []
    assert given.numbered(db, number + 1) is None


def test_nobody_sends_more_than_a_site_can_bear(db: Database) -> None:
    for number in range(given.MOST_AN_HOUR):
        given.give(db, "page", f"https://a.test/{number}", person="minseo", at=AT)
    with pytest.raises(AddressError):
        given.give(db, "page", "https://a.test/x", person="minseo", at=AT)
    given.give(db, "page", "https://a.test/x", person="haruka", at=AT)
    given.give(db, "page", "https://a.test/x", person="minseo", at=AT + timedelta(hours=2))


def test_what_was_broken_off_is_closed_and_what_was_read_of_a_site_goes(db: Database) -> None:
    killed = given.give(db, "site", "https://a.test/", person="minseo", at=AT)
    looked = given.give(db, "site", "https://b.test/", person="minseo", at=AT)
    given.end(db, looked, {"articles": [{"body": "본문"}]}, well=True, at=AT)
    given.tidy(db, at=AT + timedelta(minutes=5))
    assert [each.state for each in given.latest(db, "site")] == ["done", "waiting"]
    given.tidy(db, at=AT + timedelta(minutes=11))
    closed = given.numbered(db, killed)
    assert closed is not None
    assert (closed.state, closed.found) == ("failed", {"problem": "broken_off"})
    given.tidy(db, at=AT + timedelta(days=8))
    assert [each.found for each in given.latest(db, "site")] == [{}, {"problem": "broken_off"}]


def test_who_asked_for_a_forgotten_article_is_forgotten(db: Database) -> None:
    page = given.give(db, "page", "https://a.test/1", person="minseo", at=AT)
    given.end(db, page, {"title": "제목"}, well=True, at=AT, outlet="site:a.test", key="1")
    again = given.give(db, "page", "https://a.test/1", person="rina", at=AT)
    given.end(db, again, {"problem": "http 404"}, well=False, at=AT)
    other = given.give(db, "page", "https://a.test/2", person="minseo", at=AT)
    site = given.give(db, "site", "https://a.test/", person="minseo", at=AT)
    given.end(db, site, {"articles": [{"url": "https://a.test/1"}]}, well=True, at=AT)
    given.forget(db, "site:a.test", "1", "https://a.test/1")
    assert [each.id for each in given.latest(db, "page")] == [other]
    assert given.latest(db, "site")[0].found == {}
