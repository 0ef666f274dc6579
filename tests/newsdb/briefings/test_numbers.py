"""Numbers of a period beside the four before, who led, and what could not be watched."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from newsdb.briefings import numbers
from newsdb.briefings.content import Gap
from newsdb.database import stamp
from newsdb.review import reviews
from newsdb.review.reviews import Subject
from tests.newsdb.briefings.news import MONDAY, WEEK, put

if TYPE_CHECKING:
    from sqlite_utils import Database

DAY = timedelta(days=1)


def figures(
    db: Database, since: str, until: str
) -> dict[tuple[str, str], tuple[int, float | None]]:
    found = numbers.of_period(db, since, until, label={"customs": "통관"}.get).figures  # type: ignore[arg-type]
    return {(each.group, each.name): (each.now, each.before) for each in found}


def joined(db: Database, *articles: int) -> None:
    """Let articles be one story."""
    first, *others = articles
    (story,) = db.execute("SELECT story_id FROM articles WHERE id = ?", [first]).fetchone()
    for other in others:
        db.execute("UPDATE articles SET story_id = ? WHERE id = ?", [story, other])
    db.execute(
        "UPDATE stories SET first_at = (SELECT min(appeared_at) FROM articles WHERE story_id ="
        " stories.id) WHERE id = ?",
        [story],
    )


def test_counts_beside_the_mean_of_the_periods_that_there_were(
    db: Database, ids: dict[str, int]
) -> None:
    now = figures(db, *WEEK)
    assert now["stories", ""] == (4, None)  # nothing was watched before
    # Two weeks before there was one article, the week between had none.
    at = MONDAY - 13 * DAY
    put(db, "tokai", "0", "通関の相談会", "税関が相談会を開いた。", at=at, concept="customs")
    now = figures(db, *WEEK)
    assert now["stories", ""] == (4, 0.5)
    assert now["articles", ""] == (4, 0.5)
    assert now["country", "KR"] == (2, 0.0)
    assert now["country", "JP"] == (2, 0.5)
    assert now["outlet", "東海工業新聞"] == (1, 0.5)
    assert now["language", "ko"] == (2, 0.0)
    assert now["concept", "통관"] == (1, 0.5)
    assert ids


def test_what_a_person_set_aside_does_not_count(db: Database, ids: dict[str, int]) -> None:
    (story,) = db.execute(
        "SELECT story_id FROM articles WHERE id = ?", [ids["customs"]]
    ).fetchone()
    reviews.decide(db, Subject("story", story), "not_relevant", version=0, actor="ana", at=MONDAY)
    assert figures(db, *WEEK)["stories", ""] == (3, None)


def test_of_a_time_without_news_there_are_no_figures(db: Database) -> None:
    found = numbers.of_period(db, "2020-01-06", "2020-01-12")
    assert (found.figures, found.first, found.only) == ((), {}, {})


def test_who_led_by_how_many_hours_and_who_had_it_alone(db: Database, ids: dict[str, int]) -> None:
    joined(db, ids["warehouse"], ids["customs"])  # Korea, three hours earlier
    same_day = put(db, "namhae", "7", "승계", "북륙의 금형 업체를 잇는다.", at=MONDAY)
    db.execute("UPDATE articles SET published_at = '2026-11-30' WHERE id = ?", [same_day])
    joined(db, same_day, ids["succession"])  # of one of the two only the day is known
    found = numbers.of_period(db, *WEEK)
    assert found.first == {"KR": 1}
    assert found.median_lead == {"KR": 3.0}
    assert found.only == {"KR": 1}  # the guarantee


def test_outlets_that_could_not_be_watched(db: Database, ids: dict[str, int]) -> None:
    spans = (
        ("namhae", "silence", MONDAY - 3 * DAY, MONDAY + DAY),
        ("namhae", "failing", MONDAY, MONDAY + 2 * DAY),  # of the same cause
        ("tokai", "blocked", MONDAY + 3 * DAY, None),
        ("retto", "silence", MONDAY - 9 * DAY, MONDAY - 8 * DAY),  # before
        ("hangang", "field", MONDAY, None),  # its articles come in
    )
    for number, (outlet, kind, since, until) in enumerate(spans):
        db.table("alarms").insert(
            {
                "outlet": outlet, "kind": kind, "subject": str(number), "since": stamp(since),
                "opened_at": stamp(since), "seen_at": stamp(since), "diagnosis": "", "advice": "",
                "evidence": "{}", "closed_at": stamp(until),
            }
        )  # fmt: skip
    assert list(numbers.gaps(db, *WEEK)) == [
        Gap(outlet="東海工業新聞", since="2026-12-03", until=None),
        Gap(outlet="남해일보", since="2026-11-27", until="2026-12-02"),
    ]
    assert ids
