"""Which hosts' rules come with a crawl."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.database import open_database, transaction
from newsdb.records import KST
from newsdb.runs import robots

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlite_utils import Database

AT = datetime(2026, 3, 12, 9, tzinfo=KST)

SHARED = "shared.example"

#: Host, outlet that asked it last, status, rules; each a minute later than the one before.
STORED = (
    ("shared.example", "dawn", 200, "User-agent: *\nDisallow: /admin"),
    ("dawn.example", "dawn", 404, ""),
    ("long.example", "dawn", 200, "Disallow: /" + "a" * 500),
    ("rss.dawn.example:8080", "dawn", 200, "Disallow: /x"),
    ("compressed.example", "dawn", 200, "\x1f\x8b\x08\ufffd"),
    ("cut.example", "dawn", 200, "a" * robots.MOST),
    ("dusk.example", "dusk", 200, "Disallow: /d"),
)


@pytest.fixture(scope="module")
def db() -> Iterator[Database]:
    db = open_database(":memory:")
    with transaction(db):
        for number, (host, outlet, status, rules) in enumerate(STORED):
            at = AT + timedelta(minutes=number)
            robots.note(db, host, outlet=outlet, status=status, rules=rules, at=at)
    yield db
    db.close()


@pytest.mark.parametrize(
    ("outlet", "hosts", "most", "found"),
    [
        # Nothing but what answered the outlet itself, the last answer first.
        ("dawn", (), 9_999, ["rss.dawn.example:8080", "long.example", "dawn.example", SHARED]),
        ("dusk", (), 9_999, ["dusk.example"]),
        # Two editions of a paper share a host: whoever asked it last.
        ("dusk", ("shared.example",), 9_999, [SHARED, "dusk.example"]),
        ("noon", ("shared.example", "dusk.example"), 9_999, [SHARED, "dusk.example"]),
        ("noon", ("shared.example:8080", "rss.dawn.example:8080"), 99, ["rss.dawn.example:8080"]),
        ("dusk", ("dusk.example", "dusk.example"), 9_999, ["dusk.example"]),
        ("noon", ("compressed.example", "cut.example", "nobody.example", ""), 9_999_999, []),
        # One that doesn't fit costs only itself.
        ("noon", ("long.example", "shared.example", "dusk.example"), 70, [SHARED, "dusk.example"]),
        ("noon", ("shared.example", "dusk.example"), 44, [SHARED]),
        ("noon", ("shared.example",), 43, []),
    ],
)
def test_rules_of_the_hosts_that_a_crawl_may_ask(
    db: Database, outlet: str, hosts: Sequence[str], most: int, found: list[str]
) -> None:
    stored = robots.of(db, outlet, hosts=hosts, most=most)
    assert [host for host, _, _ in stored] == found


def test_what_is_said_of_a_host_is_what_was_stored(db: Database) -> None:
    assert robots.of(db, "noon", hosts=["rss.dawn.example:8080"], most=99) == [
        ("rss.dawn.example:8080", "Disallow: /x", AT + timedelta(minutes=3))
    ]


def test_so_many_hosts_are_looked_up(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "MOST_HOSTS", 2)
    hosts = ["nobody.example", "shared.example", "dusk.example"]
    assert [host for host, _, _ in robots.of(db, "dawn", hosts=hosts, most=9_999)] == [
        "shared.example"
    ]
