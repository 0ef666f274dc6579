"""Who was first with a story, by how much, and the page that shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from browse.formatting import duration
from browse.story.leads import Lead, lead_of
from newsdb.database import open_database, transaction
from newsdb.stories import stories
from tests.browse.conftest import ask
from tests.browse.review_news import make
from translations.domains import DESK

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Report:
    published_at: str | None
    unverified: int = 0


DAY, MORNING = "2026-12-02", "2026-12-02T05:30:00+09:00"


@pytest.mark.parametrize(
    ("korea", "japan", "lead"),
    [
        (Report("2026-12-02T16:40:00+09:00"), Report(MORNING), Lead("JP", "KR", 670)),
        (Report(MORNING), Report("2026-12-01T21:00:00+00:00"), Lead("KR", "JP", 30)),
        (Report(MORNING), Report(MORNING), Lead("KR", "JP", 0)),
        (Report(DAY), Report("2026-12-03T01:00:00+09:00"), Lead("KR", "JP", None)),
        (Report(DAY), Report(MORNING), None),  # of one day: nobody knows
        (Report(None), Report(MORNING), None),
        (Report(MORNING, unverified=1), Report(DAY), None),
    ],
)
def test_who_was_first(korea: Report, japan: Report, lead: Lead | None) -> None:
    assert lead_of([("KR", korea), ("JP", japan)]) == lead


def test_of_one_country_there_is_no_second() -> None:
    assert lead_of([("JP", Report(MORNING))]) == Lead("JP")
    assert lead_of([]) is None


@pytest.mark.parametrize(("minutes", "pixels"), [(0, 8), (60, 10), (670, 26), (9000, 56)])
def test_the_line_is_as_long_as_the_lead(minutes: int, pixels: int) -> None:
    assert Lead("KR", "JP", minutes).line == pixels


@pytest.mark.parametrize(
    ("minutes", "short", "exact"),
    [
        (25, "25분", "25분"),
        (670, "11시간", "11시간 10분"),
        (1620, "27시간", "27시간"),
        (6000, "4일", "100시간"),
    ],
)
def test_how_long_in_words(minutes: int, short: str, exact: str) -> None:
    t = DESK.translator("ko")
    assert (duration(minutes, t), duration(minutes, t, exact=True)) == (short, exact)


def test_a_storys_page_shows_who_was_first_to_everybody(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    make(path)
    db = open_database(path)
    stories.merge(db, [1, 2], by="ana")
    with transaction(db):
        db.execute("UPDATE articles SET published_at = '2026-11-20' WHERE id = 3")
    db.close()
    for name, tools in (("rina", 0), ("ana", 1)):
        story, day_only = ask(path, name, "/-/story/1?_lang=ko", "/-/story/3?_lang=ko")
        plain = " ".join(re.sub(r"<[^>]+>", " ", story.text).split())
        assert "한국이 1시간 먼저." in plain
        assert "한국 최초 보도" in plain
        assert story.text.count('<circle class="kr"') == story.text.count('class="ring"') == 1
        assert (story.text.count("/desk/review.js"), "결정" in story.text) == (tools, bool(tools))
        assert "시각 없음" in day_only.text
        assert "00:00" not in day_only.text
