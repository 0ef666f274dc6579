"""How who was first with a story is drawn, said in words, and shown on the story's page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from browse.formatting import duration
from browse.story.leads import line_of
from newsdb.database import open_database, transaction
from newsdb.figures.leads import Lead
from newsdb.stories import stories
from tests.browse.conftest import ask
from tests.browse.review_news import make
from translations.domains import DESK

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("minutes", "pixels"), [(0, 8), (60, 10), (670, 26), (9000, 56)])
def test_the_line_is_as_long_as_the_lead(minutes: int, pixels: int) -> None:
    assert line_of(Lead("KR", "JP", minutes)) == pixels


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
