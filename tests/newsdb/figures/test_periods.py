"""Counts of periods and who led, out of rows."""

from __future__ import annotations

from datetime import date

from newsdb.figures.counting import Appearance, First, Mentions
from newsdb.figures.periods import Period, by_day, compared, count, leads, mean

WEEK = Period(date(2026, 11, 30), date(2026, 12, 6))


def appearance(day: str, story: int, country: str = "KR", articles: int = 1) -> Appearance:
    return Appearance(day, story, f"outlet of {country}", "ko", country, articles)


def test_periods_from_before_the_first_article_are_left_out() -> None:
    assert compared(WEEK, began=None) == [WEEK]
    assert compared(WEEK, began="2026-12-01") == [WEEK]
    assert compared(WEEK, began="2026-11-29") == [WEEK, WEEK.before(1)]
    assert len(compared(WEEK, began="2020-01-01")) == 5
    assert WEEK.before(1).days_in_order()[-1] == "2026-11-29"


def test_a_story_counts_once_in_each_period_and_country() -> None:
    now, before = count(
        [WEEK, WEEK.before(1)],
        [
            appearance("2026-11-29", 1),
            appearance("2026-11-30", 1, articles=2),
            appearance("2026-12-01", 1),
            appearance("2026-12-01", 1, "JP"),
            appearance("2026-12-01", 2, ""),
            appearance("2026-12-07", 3),  # of no period
        ],
        [
            Mentions("sme", "2026-11-30", "KR", [1]),
            Mentions("sme", "2026-12-01", "JP", [1, 2]),
            Mentions("fair", "2026-11-29", "KR", [1]),
        ],
    )
    assert (now.stories, now.articles) == (2, 5)
    assert now.countries == {"KR": 1, "JP": 1}
    assert now.outlets == {"outlet of KR": 3, "outlet of JP": 1, "outlet of ": 1}
    assert now.concepts == {"sme": 2}
    assert (before.stories, before.concepts) == (1, {"fair": 1})


def test_days_without_news_are_days_too() -> None:
    days = by_day(WEEK, [appearance("2026-12-01", 1), appearance("2026-12-01", 1, "JP", 3)])
    assert [each.day for each in days] == WEEK.days_in_order()
    assert days[1].stories == {"": 1, "KR": 1, "JP": 1}
    assert days[1].articles == {"": 4, "KR": 1, "JP": 3}
    assert days[0].stories["KR"] == 0


def test_leads_by_length_and_stories_of_one_country() -> None:
    at = "2026-11-30T{:02}:00:00+09:00".format
    found = leads(
        [
            First(1, "2026-11-30", at(1), at(3)),
            First(2, "2026-11-30", at(1), at(4)),
            First(3, "2026-11-30", at(9), at(8)),
            First(4, "2026-11-30", "2026-11-30", at(8)),
            First(5, "2026-11-30", None, at(8)),
            First(7, "2026-11-29", None, at(8)),
            First(6, "2026-11-30", at(8), None),
        ]
    )
    assert found.first == {"KR": 2, "JP": 1}
    assert found.classes("KR") == [1, 1, 0, 0, 0]  # three hours are no longer "less than three"
    assert (found.both, found.undated) == (3, 1)
    assert (found.median(), found.median("KR"), found.median("US")) == (2.0, 2.5, None)
    assert found.only == {"JP": [5, 7], "KR": [6]}


def test_what_nobody_knows_leads_nothing() -> None:
    at = "2026-11-30T{:02}:{:02}:00+09:00".format
    found = leads(
        [
            First(1, "2026-11-30", at(1, 0), at(1, 3)),
            First(2, "2026-11-30", at(1, 0), ""),  # told in Japan, but nobody knows when
            First(3, "2026-11-30", "", ""),
            First(4, "2026-11-30", "", None),  # told in Korea alone, whenever that was
            First(5, "2026-11-30", at(1, 0), at(1, 0)),
            First(6, "2026-11-30", "2026-11-30", "2026-12-01"),
        ]
    )
    assert found.first == {"KR": 2}  # the third minute, and the day before
    assert found.hours == {"KR": [0.05]}
    assert found.median() == 0.05
    assert found.only == {"KR": [4]}
    assert (found.both, found.undated) == (1, 3)


def test_the_mean_of_nothing_is_nothing() -> None:
    assert mean([]) is None
    assert mean([1, 2, 2]) == 1.7
