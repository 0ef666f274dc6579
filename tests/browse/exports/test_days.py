"""Days without a time are shown without a clock, and come after the times of their day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from browse.exports.feeds import ATOM, DUBLIN_CORE, atom
from browse.formatting import clock, moment
from documents import render
from newsdb.articles import display, outlets
from newsdb.briefings import drafts
from newsdb.briefings.assembling import assemble
from newsdb.briefings.journal import Editing
from newsdb.database import now, open_database
from newsdb.delivery import entry_ids
from newsdb.records import KST, Article, Outlet, Precision, dated, read_dated
from newsdb.search import search
from newsdb.storing import store
from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

MIDNIGHT = datetime(2026, 3, 2, tzinfo=KST)
SEEN = MIDNIGHT + timedelta(days=1, hours=8)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    outlets.save(
        db, Outlet(name="a", title="가", country="KR", language="ko", home="https://a.example")
    )
    precisions: tuple[tuple[int, Precision], ...] = ((0, "day"), (9, "minute"), (-3, "minute"))
    for number, (hours, precision) in enumerate(precisions, start=1):
        article = Article(
            outlet="a",
            key=str(number),
            url=f"https://a.example/{number}",
            title=f"공방 {number}",
            body=f"대구의 금형 공방 {number}곳이 나고야의 공장과 설비를 함께 쓰기로 했다.",
            language="ko",
            published_at=MIDNIGHT + timedelta(hours=hours),
            published_precision=precision,
        )
        store(db, article, seen_at=SEEN)
    yield db
    db.close()


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2026-03-02", "2026-03-02"),
        ("2026-03-02T00:00:00+09:00", "2026-03-02 00:00"),
        (None, ""),
    ],
)
def test_what_people_read(stored: str | None, shown: str) -> None:
    assert clock(stored) == shown


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("2024-03-02", ("2 March 2024", "2024년 3월 2일", "2024年3月2日")),
        (
            "2024-12-31T23:40:00+09:00",
            ("31 December 2024 23:40", "2024년 12월 31일 23:40", "2024年12月31日 23:40"),
        ),
        ("2024-12-31T15:40:00+00:00", ("1 January 2025 00:40",)),
        (None, ("", "", "")),
    ],
)
def test_when_as_people_say_it(stored: str | None, said: tuple[str, ...]) -> None:
    for language, words in zip(("en", "ko", "ja"), said, strict=False):
        assert moment(stored, DESK.translator(language)) == words


def test_today_and_yesterday_are_said_so() -> None:
    t = DESK.translator("ko")
    at = now().astimezone(KST)
    assert moment(at.isoformat(), t) == f"오늘 {at:%H:%M}"
    assert moment(str((at - timedelta(days=1)).date()), t) == "어제"


def test_what_is_stored_is_read_back() -> None:
    at = MIDNIGHT + timedelta(hours=9)
    assert (dated(at), dated(at, "day"), dated(None)) == (
        "2026-03-02T09:00:00+09:00",
        "2026-03-02",
        None,
    )
    assert read_dated("2026-03-02") == (MIDNIGHT, "day")
    assert read_dated("2026-03-02T09:00:00+09:00") == (at, "minute")
    assert read_dated(None) == (None, "minute")


def test_newest_first_a_day_follows_its_times(db: Database) -> None:
    assert [each.id for each in display.newest(db, 9, at=SEEN)] == [2, 1, 3]
    assert [each.id for each in search.find(db, "공방", at=SEEN)] == [2, 1, 3]


@pytest.mark.parametrize(
    ("since", "found"), [(0, [2, 1]), (8, [2, 1]), (10, [1]), (24, []), (-24, [2, 1, 3])]
)
def test_a_day_is_found_since_any_of_its_hours(db: Database, since: int, found: list[int]) -> None:
    hits = search.find(db, "공방", since=MIDNIGHT + timedelta(hours=since), at=SEEN)
    assert [each.id for each in hits] == found


def test_a_feed_says_the_day_where_a_day_may_stand(db: Database) -> None:
    (listed,) = display.listed(db, [1], at=SEEN)
    written = atom(
        [listed],
        authority=entry_ids.authority(db),
        title="x",
        said="",
        address="https://x/",
        home="https://x",
        base="https://x",
    )
    feed = ET.fromstring(written)  # noqa: S314 ours
    (entry,) = feed.iter(f"{{{ATOM}}}entry")
    assert entry.find(f"{{{ATOM}}}published") is None  # which must have a time
    assert entry.findtext(f"{{{DUBLIN_CORE}}}date") == "2026-03-02"
    assert entry.findtext(f"{{{ATOM}}}updated") == "2026-03-03T08:00:00+09:00"


def test_a_briefing_shows_no_clock(db: Database) -> None:
    draft = drafts.create(
        db, title="x", kind="daily", language="ko", since="2026-03-02", until="2026-03-03",
        editor="ana", sections=("x",), actor="ana", at=SEEN,
    )  # fmt: skip
    (section,) = drafts.read(db, draft).sections
    drafts.add(Editing(db=db, draft_id=draft, actor="ana", at=SEEN), {1: section.id})
    made = assemble(db, drafts.read(db, draft), at=SEEN).briefing
    (entry,) = made.entries
    assert entry.source.at == "2026-03-02"
    text = render(made, "txt").decode()
    assert "가 · 3월 2일(시각 없음)\n" in text
    assert "00:00" not in text
