"""Lists that feeds have made needless: after a week without a link of their own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.database import open_database, stamp, transaction
from newsdb.records import KST
from newsdb.runs.needed_lists import unneeded

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 27, 12, tzinfo=KST)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("crawled", "feed", "page", "spared"),
    [
        (30 * DAY, (304, 20 * MINUTE), (200, 20 * MINUTE, 8 * DAY), True),
        (30 * DAY, (200, 20 * MINUTE), (200, 20 * MINUTE, None), True),
        (30 * DAY, (200, 20 * MINUTE), (200, 20 * MINUTE, 6 * DAY), False),  # it adds links
        (30 * DAY, (200, 20 * MINUTE), (200, 2 * HOUR, 8 * DAY), False),  # not looked at lately
        (30 * DAY, (200, 20 * MINUTE), (404, 20 * MINUTE, 8 * DAY), False),
        (30 * DAY, (503, 20 * MINUTE), (200, 20 * MINUTE, 8 * DAY), False),
        (30 * DAY, (200, 5 * HOUR), (200, 20 * MINUTE, 8 * DAY), False),  # the morning's first run
        (6 * DAY, (200, 20 * MINUTE), (200, 20 * MINUTE, None), False),  # too early to tell
        (None, (200, 20 * MINUTE), (200, 20 * MINUTE, 8 * DAY), False),
    ],
)
def test_a_list_is_spared_only_where_feeds_have_been_enough(
    tmp_path: Path,
    crawled: timedelta | None,
    feed: tuple[int, timedelta],
    page: tuple[int, timedelta, timedelta | None],
    spared: bool,
) -> None:
    db = open_database(tmp_path / "news.db")
    with transaction(db):
        db.execute(
            "INSERT INTO outlets (name, title, country, language, home, kept, may_learn)"
            " VALUES ('a', 'A', 'KR', 'ko', 'https://a.example/', 'full', 1)"
        )
        if crawled:
            db.execute(
                "INSERT INTO runs (spider, arguments, started_at) VALUES ('a', '', ?)",
                (stamp(NOW - crawled),),
            )
        for url, kind, (status, read, *changed) in (("f", "feed", feed), ("l", "list", page)):
            since = changed[0] if changed else None
            db.execute(
                "INSERT INTO feeds (url, outlet, kind, status, links, read_at, changed_at)"
                " VALUES (?, 'a', ?, ?, 20, ?, ?)",
                (url, kind, status, stamp(NOW - read), stamp(NOW - since) if since else None),
            )
    assert unneeded(db, "a", feeds=["f"], lists=["l", "new"], at=NOW) == (
        {"l"} if spared else set()
    )
    assert unneeded(db, "a", feeds=[], lists=["l"], at=NOW) == set()
    db.close()
