"""What a draft says of its stories, as the documents made of it write it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from documents.composing import document_of
from newsdb.briefings import assembling, drafts, numbers
from newsdb.figures.leads import Lead, lead_of
from newsdb.stories import stories, story_cards
from tests.newsdb.briefings.conftest import LATER, fill, new
from tests.newsdb.briefings.news import MONDAY, WEEK, put

if TYPE_CHECKING:
    from sqlite_utils import Database

    from documents.document import Item

DAY = "published_at = '2026-11-30'"


def together(db: Database, told: str = "", *, minutes: int = 0) -> int:
    """Store a story that Japan had some minutes after Korea, the later one changed by SQL."""
    korea = put(db, "namhae", "9", "한일 협정", "협정을 맺는다.")
    later = MONDAY + timedelta(minutes=minutes)
    japan = put(db, "tokai", "9", "日韓協定", "協定を結ぶ。", at=later, seen=MONDAY)
    if told:
        db.execute(f"UPDATE articles SET {told} WHERE id = ?", [japan])  # noqa: S608
    return stories.merge(
        db,
        [
            int(db.execute("SELECT story_id FROM articles WHERE id = ?", [each]).fetchone()[0])
            for each in (korea, japan)
        ],
        by="ana",
    )


def shown(db: Database, story: int) -> Item:
    draft = new(db)
    (article,) = db.execute("SELECT origin_id FROM stories WHERE id = ?", [story]).fetchone()
    fill(db, draft, [article])
    briefing = assembling.assemble(db, drafts.read(db, draft), at=LATER).briefing
    return document_of(briefing).parts[0].items[0]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        *((0, None), (1, "1분"), (3, "3분"), (8, "8분"), (10, "10분"), (26, "26분"), (59, "59분")),
        *((60, "1시간"), (180, "3시간")),
    ],
)
def test_a_document_says_the_lead_that_the_desk_says(
    db: Database, minutes: int, words: str | None
) -> None:
    story = together(db, minutes=minutes)
    card = story_cards.read(db, [story], at=LATER)[0]
    assert lead_of(card.first_by_country) == Lead("KR", "JP", minutes)
    first = shown(db, story).first
    assert (first.words if first else None) == (words and f"한국에서 {words} 먼저 보도")
    found = numbers.of_period(db, *WEEK)
    assert found.median_lead == ({"KR": pytest.approx(minutes / 60)} if words else {})


@pytest.mark.parametrize(
    "told", ["published_at = NULL, first_seen_at = '2026-12-03T09:00:00+09:00'", DAY]
)
def test_what_nobody_knows_is_no_lead(db: Database, told: str) -> None:
    story = together(db, told, minutes=180)
    card = story_cards.read(db, [story], at=LATER)[0]
    assert lead_of(card.first_by_country) is None
    assert shown(db, story).first is None
    assert "KR" not in numbers.of_period(db, *WEEK).first


def test_what_an_unverified_site_says_is_no_lead(db: Database) -> None:
    story = together(db, "layout = 'ingest'", minutes=180)
    assert shown(db, story).first is None
    assert "KR" not in numbers.of_period(db, *WEEK).first
