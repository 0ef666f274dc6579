"""What the archive says of a concept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from newsdb.database import open_database
from newsdb.figures.concepts import WEEKS, lately, of_concept
from tests.newsdb.briefings.news import MONDAY, week

if TYPE_CHECKING:
    from pathlib import Path


def test_stories_over_time_with_whom_first_and_latest(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    ids = week(db)
    db.execute(
        "INSERT INTO reasons (article_id, field, start, concept, term, end, weight)"
        " VALUES (?, 'title', 3, 'sme', '通関', 5, 1)",
        [ids["customs"]],
    )
    db.execute("UPDATE articles SET watchlist = 'again' WHERE id = ?", [ids["customs"]])
    found = of_concept(db, "sme", today=MONDAY.date() + timedelta(days=8))
    story = dict(db.execute("SELECT id, story_id FROM articles").fetchall())
    assert found.stories == 4
    assert found.countries == {"KR": 2, "JP": 2}
    assert (found.since, found.until) == ("2026-11-30", "2026-11-30")
    assert found.oldest == story[ids["warehouse"]]
    assert found.newest[0] == max(story.values())
    assert [(each.concept, each.stories) for each in found.together] == [("customs", 1)]
    assert found.together_of == 4
    # Of the weeks only those since anything was watched.
    assert [(each.day, each.stories[""]) for each in found.weeks] == [
        ("2026-11-25", 4),
        ("2026-12-02", 0),
    ]
    assert lately(db, since="2026-11-30", until="2026-11-30") == {"sme": 4, "customs": 1}
    nothing = of_concept(db, "unheard-of", today=date(2027, 12, 1))
    assert (nothing.stories, nothing.oldest, nothing.since) == (0, None, None)
    assert len(nothing.weeks) == WEEKS
    db.close()
