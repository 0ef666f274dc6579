"""What scrapy watchlist suggest prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from commands.common.suggested import lines
from learning.lessons import Lesson
from newsdb.database import open_database
from newsdb.learning import Learnt, Problem, Suggestion
from tests.newsdb.briefings.news import week

if TYPE_CHECKING:
    from pathlib import Path


def lesson(problem: Problem | None, *suggestions: Suggestion) -> Lesson:
    learnt = Learnt("2026-11-30T09:00:00+09:00", "w", 40, 60, 12, 70, 30, 0.4, 0.9, problem)
    return Lesson(learnt, suggestions, 0 if problem else 14)


def test_each_suggestion_has_its_lines_and_what_it_would_change(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    ids = week(db)
    own = '[topic.sme]\nko = ["공동 물류창고"]\n'
    found = Suggestion(
        "find", "공동 물류창고", "ko", "sme", own, 9, 1, (ids["warehouse"],) * 5, (), 9, 1
    )
    printed = "\n".join(lines(db, lesson(None, found)))
    assert "Learnt from 100 decided articles, 40 of them relevant; left out: 12" in printed
    assert '  ko = ["공동 물류창고"]' in printed
    assert "+5 −0 relevant; 9 changes agree with decisions, 1 don't" in printed
    assert "+ 후쿠오카·부산 중소기업" in printed
    assert "+ and 2 more" in printed
    assert "14 stories have a learnt order (average precision 0.90 on" in printed
    db.close()


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("few", "too few decisions, 70 stories, 30 of them relevant; it takes 60"),
        ("one_kind", "are of one kind"),
        ("no_better", "a learnt one is no better (average precision 0.90"),
    ],
)
def test_why_there_is_no_order(problem: Problem, words: str, tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    *_, nothing, last = lines(db, lesson(problem))
    assert nothing.startswith("No term parts")
    assert last.startswith("The review bin keeps the rules' order")
    assert words in last
    db.close()
