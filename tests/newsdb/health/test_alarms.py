"""Each alarm in a database: it opens once, says what to do, and closes on evidence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb import health
from newsdb.articles import discovered
from newsdb.articles.discovered import Listing
from newsdb.health import sources
from newsdb.health.faults import sign_of
from newsdb.health.kinds import KINDS
from newsdb.runs import robots, runs
from newsdb.runs.runs import FieldCount, SourceCount
from tests.support.past import FEED, START, Past
from translations.catalogues import TRANSLATED
from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Past]:
    past = Past(tmp_path / "news.db")
    yield past
    past.db.close()


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("pages", "failed_listings", "kind", "diagnosis"),
    [
        ({"http 403": 5}, {}, "blocked", "5 of 10 pages in this run (http 403: 5)"),
        ({}, {"http 403": 1}, "blocked", "1 of 2 listings"),
        ({"http 429": 4}, {}, "limited", "http 429: 4"),
        ({"login": 3, "consent": 2}, {}, "login", "login: 3, consent: 2"),
        ({"robots.txt": 1}, {}, "robots", "robots.txt: 1"),
        ({"timeout": 3, "cut off": 2}, {}, "unreachable", "timeout: 3, cut off: 2"),
        ({}, {"host not found": 1}, "unreachable", "host not found: 1"),
        ({"http 503": 6}, {}, "unreachable", "http 503: 6"),
        ({"unreadable characters": 5}, {}, "charset", "unreadable characters: 5"),
        ({"gone": 3, "http 404": 3}, {}, "moved", "gone: 3, http 404: 3"),
        ({"no body": 5}, {}, "unreadable", "no body: 5"),
    ],
)
def test_faults_are_told_apart(
    past: Past, pages: dict[str, int], failed_listings: dict[str, int], kind: str, diagnosis: str
) -> None:
    at = past.days(START, 5)
    new = 10 - sum(pages.values()) if pages else 5
    opened = past.run(at, new=new, pages=pages, failed_listings=failed_listings)
    assert [(each.outlet, each.kind) for each in opened] == [("daily", kind)]
    assert diagnosis in opened[0].diagnosis
    assert "{" not in opened[0].advice
    # Again: it is open already. Nothing but 304: no evidence either way.
    assert past.run(at + DAY, new=new, pages=pages, failed_listings=failed_listings) == []
    past.run(at + 2 * DAY, listings=1, unchanged=1)
    assert past.open_kinds() == [kind]
    past.run(at + 3 * DAY, new=5)
    assert past.open_kinds() == []
    (alarm,) = health.alarms.all_of(past.db, "daily", kind)
    assert alarm.closed_because == "5 pages and 1 listings without it"


def test_single_faults_are_no_alarm(past: Past) -> None:
    at = past.days(START, 5)
    for day in range(20):
        faults = {("http 404", "timeout", "no body", "http 403")[day % 4]: 1}
        assert past.run(at + day * DAY, new=6, pages=faults) == []


def test_what_an_outlet_always_does_is_no_alarm(past: Past) -> None:
    """A third of its links are videos without a text, which a person has accepted."""
    (alarm,) = past.run(START, new=8, pages={"no body": 4})
    assert alarm.kind == "unreadable"
    (kept,) = health.open_ones(past.db)
    assert health.accept(past.db, kept.id, because="videos", at=START + timedelta(hours=1))
    assert not health.accept(past.db, kept.id, because="videos", at=START)
    for day in range(1, 10):
        opened = past.run(START + day * DAY, new=8, pages={"no body": 4})
        assert opened == []


def test_three_failures_in_a_row(past: Past) -> None:
    at = past.days(START, 3)
    found = [
        past.run(at + n * DAY, new=5, outcome="failure", problem="the disk is full")
        for n in range(4)
    ]
    assert [[each.kind for each in opened] for opened in found] == [[], [], ["failing"], []]
    assert "the last 3 runs failed; the newest says: the disk is full" in found[2][0].diagnosis
    past.run(at + 5 * DAY, new=5)
    assert past.open_kinds() == []


def test_crawls_that_are_killed_again_and_again(past: Past) -> None:
    """No run lives long enough to report it, so the check over all outlets does."""
    at = past.days(START, 3)
    for hour in range(3):
        began = at + timedelta(hours=hour)
        runs.start(past.db, "daily", arguments={}, at=began, lock_name="daily")
        assert runs.close_killed(past.db, "daily") == 1
    (alarm,) = health.look_over(past.db, at=at + timedelta(hours=4))
    assert alarm.kind == "failing"
    assert "the newest says: it ended unexpectedly" in alarm.diagnosis


def test_silence_opens_and_closes(past: Past) -> None:
    """Five a day; the runs go on, succeed, and find nothing."""
    at = past.days(START, 60)
    opened = []
    for number in range(10):
        opened += past.run(at + number * DAY, unchanged=1)
    assert [each.kind for each in opened] == ["silence"]
    assert "nothing new since 2026-07-30 09:00" in opened[0].diagnosis
    assert "its listings last returned: 1 × 200" in opened[0].diagnosis
    past.run(at + 11 * DAY, new=5)
    assert past.open_kinds() == []
    (alarm,) = health.alarms.all_of(past.db, "daily", "silence")
    assert alarm.closed_because == "5 articles since 2026-07-30 09:00"


def test_who_does_not_look_hears_nothing(past: Past) -> None:
    """The machine was off for two weeks: no outlet is silent, since none was crawled."""
    at = past.days(START, 60)
    (alarm,) = health.look_over(past.db, at=at + 14 * DAY)
    assert alarm.kind == "idle"
    assert past.run(at + 14 * DAY, new=5) == []
    assert past.open_kinds() == []


def test_a_run_of_a_clock_that_was_ahead_hides_nothing_and_alarms_nobody(past: Past) -> None:
    at = past.days(START, 60)
    run = runs.start(past.db, "daily", arguments={}, at=at + 365 * DAY)
    past.db.execute("UPDATE runs SET listings = 1, outcome = 'success' WHERE id = ?", [run])
    assert past.run(at, new=5) == []
    (alarm,) = health.look_over(past.db, at=at + 14 * DAY)
    assert alarm.kind == "idle"


def test_an_outlet_that_is_crawled_on_working_days_only(past: Past) -> None:
    """Weekends without runs don't count as the machine being off: the volume is known."""
    opened = []
    for day in range(90):
        at = START + day * DAY  # a Monday is the first
        if at.weekday() < 5:
            for hour in (0, 4, 8):
                opened += past.run(at + timedelta(hours=hour), new=4 if day < 77 else 1)
    assert [each.kind for each in opened] == ["volume"]


def test_articles_from_a_file_tell_of_nobody(past: Past) -> None:
    past.run(START, new=30, fields=fields(30, 30, "section"))
    run = runs.start(past.db, "ingest", arguments={}, at=START + DAY)
    runs.finish(
        past.db,
        run,
        at=START + DAY,
        reason="finished",
        outcome="success",
        problem=None,
        counts={"articles_new": 9},
        seconds=1,
        fields=fields(0, 9, "section"),
    )
    assert health.after_run(past.db, run, at=START + DAY) == []


def test_what_is_switched_off_is_not_missed(past: Past) -> None:
    at = past.days(START, 10)
    past.run(at, new=5, pages={"http 403": 9})
    assert past.open_kinds() == ["blocked"]
    assert health.look_over(past.db, at=at + 90 * DAY, off=["daily"]) == []
    assert past.open_kinds() == []


def test_a_feed_that_stops_while_the_outlet_goes_on(past: Past) -> None:
    other = f"{FEED}/other"
    opened = []
    for day in range(80):
        feeds = {FEED: 3, other: 2 if day < 60 else 0}
        opened += past.run(START + day * DAY, new=sum(feeds.values()), feeds=feeds)
    assert [(each.kind, each.subject) for each in opened] == [("feed", other)]
    past.run(START + 81 * DAY, new=5, feeds={FEED: 3, other: 2})
    assert past.open_kinds() == []


@pytest.mark.parametrize(("new", "count"), [(1, "11 articles"), (25, "75 articles")])
def test_a_volume_that_changes(past: Past, new: int, count: str) -> None:
    assert sources.usual_days(past.db, "daily") is None
    at = past.days(START, 70)
    # Links that appear together count once.
    assert sources.usual_days(past.db, "daily") == pytest.approx([1, 1, 1, 1], abs=0.2)
    opened = []
    for day in range(9):
        opened += past.run(at + day * DAY, new=new)
    assert [each.kind for each in opened] == ["volume"]
    assert opened[0].diagnosis.startswith(f"{count} in the seven days")
    assert "where 35 are usual" in opened[0].diagnosis


def fields(filled: int, of: int, name: str = "title") -> list[FieldCount]:
    return [FieldCount("daily", "classic", name, filled, of)]


def test_a_field_that_is_lost_one_article_a_run(past: Past) -> None:
    """Each run reads one page: the third without an author is the alarm."""
    for day in range(20):
        assert past.run(START + day * DAY, new=1, fields=fields(1, 1, "authors")) == []
    opened = [
        past.run(START + n * DAY, new=1, fields=fields(0, 1, "authors")) for n in (20, 21, 22)
    ]
    assert [len(each) for each in opened] == [0, 0, 1]
    assert (opened[2][0].kind, opened[2][0].subject) == ("field", "classic authors")
    assert "daily.py" in opened[2][0].advice
    past.run(START + 24 * DAY, new=1, fields=fields(1, 1, "authors"))
    assert past.open_kinds() == []


def test_an_accepted_loss_is_the_new_normal(past: Past) -> None:
    past.run(START, new=30, fields=fields(30, 30, "section"))
    assert len(past.run(START + DAY, new=10, fields=fields(0, 10, "section"))) == 1
    (alarm,) = health.open_ones(past.db)
    assert health.accept(past.db, alarm.id, because="no sections any more", at=START + DAY * 1.5)
    for day in range(2, 8):
        assert past.run(START + day * DAY, new=10, fields=fields(0, 10, "section")) == []


def test_a_source_that_changes(past: Past) -> None:
    def title(origin: str, number: int) -> list[SourceCount]:
        return [SourceCount("daily", "classic", "title", origin, number)]

    past.run(START, new=20, sources=title("layout", 20))
    (alarm,) = past.run(START + DAY, new=4, sources=title("meta", 4))
    assert (alarm.kind, alarm.subject) == ("selector", "classic title")
    # Long after "meta" has become the usual one, "layout" still is what is missed.
    for day in range(2, 12):
        assert past.run(START + day * DAY, new=4, sources=title("meta", 4)) == []
    past.run(START + 13 * DAY, new=4, sources=title("layout", 4))
    assert past.open_kinds() == []


def test_rules_that_change(past: Past) -> None:
    def note(text: str, at: object, status: int = 200) -> str | None:
        return robots.note(
            past.db,
            "daily.example",
            outlet="daily",
            status=status,
            rules=text,
            at=at,  # type: ignore[arg-type]
        )

    assert note("User-agent: *\nDisallow: /admin # ours", START) is None
    assert note("# in a new wording\nUser-agent: *\n\nDisallow: /admin", START) is None
    assert note("busy", START, 503) is None
    past.days(START, 3)
    at = START + 3 * DAY
    change = note("User-agent: *\nDisallow: /admin\nDisallow: /news/old", at)
    assert change == "+Disallow: /news/old"
    (alarm,) = past.run(at, new=5)
    assert alarm.kind == "robots"
    assert "what we read is still allowed: +Disallow: /news/old" in alarm.diagnosis
    past.run(at + DAY, new=5)
    assert past.open_kinds() == []


def test_every_reason_leads_to_a_kind_with_words_in_three_languages() -> None:
    for reason in ("http 500", "tls", "something new", "no title", "max redirections"):
        assert sign_of(reason) in KINDS
    for name, kind in KINDS.items():
        assert all((kind.english, kind.advice.format(outlet="x")))
        for language in TRANSLATED:
            assert DESK.messages(language)[f"alarm {name}"]


@pytest.mark.parametrize(
    ("entries", "unreadable", "unmatched", "kinds"),
    [
        (20, 0, 0, []),
        (20, 1, 0, ["entries"]),
        (0, 3, 0, ["entries"]),
        (20, 0, 2, []),  # few
        (20, 0, 3, []),  # a small share
        (20, 0, 4, ["addresses"]),
        (3, 0, 3, ["addresses"]),
        (20, 2, 9, ["addresses", "entries"]),
    ],
)
def test_what_listings_lose(
    past: Past, entries: int, unreadable: int, unmatched: int, kinds: list[str]
) -> None:
    def read(day: int, unreadable: int, unmatched: int) -> list[str]:
        listing = Listing(
            url=FEED,
            outlet="daily",
            kind="feed",
            entries=entries,
            unreadable=unreadable,
            unmatched=unmatched,
        )
        discovered.remember(past.db, listing, [], at=START)
        run = runs.start(past.db, "daily", arguments={}, at=START + day * DAY)
        return sorted(each.kind for each in health.after_run(past.db, run, at=START + day * DAY))

    assert read(0, unreadable, unmatched) == kinds
    assert read(1, unreadable, unmatched) == []  # open already
    for kept in health.open_ones(past.db):
        assert kept.subject == FEED
        assert "{" not in kept.advice
    read(2, 0, 0)
    assert past.open_kinds() == []
    # What a person accepts as normal is no alarm until there is more of it.
    read(3, unreadable, unmatched)
    for kept in health.open_ones(past.db):
        health.accept(past.db, kept.id, because="광고", at=START)
    assert read(4, unreadable, unmatched) == []
    if kinds == ["entries"] and entries:
        assert read(5, 4 * unreadable, unmatched) == ["entries"]
