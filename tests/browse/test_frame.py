"""The frame of all pages: doors by role, who was first, the timeline, filters in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from browse import queue_links
from browse.cards import alike, why
from browse.formatting import duration
from browse.leads import Lead, lead_of
from browse.messages import MESSAGES, translator
from browse.navigation import DOORS, MORE, links
from newsdb.database import open_database, transaction
from newsdb.stories import stories
from tests.browse.conftest import ask
from tests.browse.review_news import make
from watchlist import load

if TYPE_CHECKING:
    from pathlib import Path

    from newsdb.stories.story_cards import Member

PAGES = [
    re.compile(each)
    for each in (r"^/-/review$", r"^/-/briefings$", r"^/-/sources$", r"^/-/search$")
]


@pytest.mark.parametrize(
    ("role", "path", "shown", "present"),
    [
        (
            "analyst",
            "/",
            ["/", "/-/review", "/-/search", "/-/briefings", "/-/sources"],
            "/",
        ),
        ("reader", "/", ["/", "/-/search", "/-/briefings", "/-/sources"], "/"),
        ("analyst", "/-/story/7", None, "/-/review"),
        ("reader", "/-/story/7", None, None),
        ("reader", "/-/briefings/31/edit", None, "/-/briefings"),
        ("reader", "/-/article/1", None, "/-/search"),
        ("reader", "/-/run/1", None, "/-/sources"),
        ("reader", "/news/runs", None, None),
        (None, "/", [], None),
    ],
)
def test_doors_are_those_of_a_role_whose_pages_exist(
    role: str | None, path: str, shown: list[str] | None, present: str | None
) -> None:
    found = links(DOORS, role, path, PAGES)
    if shown is not None:
        assert [each.href for each in found] == shown
    assert [each.href for each in found if each.is_current] == ([present] if present else [])


def test_the_log_of_who_signed_in_is_for_administrators() -> None:
    pages = [re.compile(r"^/-/access-log$")]
    assert [each.name for each in links(MORE, "admin", "/", pages)] == ["data", "access_log"]
    assert [each.name for each in links(MORE, "analyst", "/", pages)] == ["data"]


def test_every_door_has_a_name() -> None:
    assert all(each.name in MESSAGES for each in (*DOORS, *MORE))


def test_each_role_has_one_navigation_on_every_page(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    make(path)
    pages = ("/", "/-/story/1", "/news/articles", "/news/runs", "/-/sources", "/nowhere")
    for name, doors in (("rina", 4), ("ana", 5)):
        for page in ask(path, name, *(f"{each}?_lang=ja" for each in pages)):
            bar = page.text[page.text.index('<ul class="nav">') : page.text.index('class="me"')]
            assert bar.count("<li>") == doors, page.url
            assert '<html lang="ja">' in page.text
            assert "今日" in bar
            assert 'href="/news">データ' in page.text  # one click away


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
    t = translator("ko")
    assert (duration(minutes, t), duration(minutes, t, exact=True)) == (short, exact)


@pytest.mark.parametrize(
    ("asked", "said", "meant"),
    [
        ("until=2026-12-03&since=7d&new=1&unread=1&_lang=ko&after=x", [], []),
        ("untill=2026-12-03&q=x", ["untill=2026-12-03"], ["until=2026-12-03&q=x"]),
        ("until=3+December", ["until=3 December"], [None]),
        ("until=2026-13-40", ["until=2026-13-40"], [None]),
        ("language=xx&decision=maybe", ["language=xx", "decision=maybe"], [None, None]),
        ("colour=red", ["colour=red"], [None]),
        (f"{'x' * 5000}={'y' * 5000}", [f"{'x' * 60}={'y' * 60}"], [None]),
        ("&".join(f"u{n}=1" for n in range(50)), [f"u{n}=1" for n in range(5)], [None] * 5),
    ],
)
def test_what_is_no_filter_is_said(asked: str, said: list[str], meant: list[str | None]) -> None:
    found = queue_links.unknown(asked)
    assert [each.said for each in found] == said
    assert [each.meant for each in found] == meant


@dataclass
class Judged:
    why: str | None


@pytest.mark.parametrize(
    ("stored", "korean"),
    [
        ("title: 한일; body: 조합 near 규슈 ×2", "제목: 한일; 본문: 조합 ↔ 규슈 ×2"),
        (
            "body: 부산; against: no-home-ko + travel (여행, 관광)",
            "본문: 부산; 감점: 자국 언급 없음, 여행 (여행, 관광)",
        ),
        ("against: off-topic + off-topic-much", "감점: 다른 주제"),
        ("title: 한일; against: our-own-rule", "제목: 한일; 감점: 관심 목록 규칙"),
        (None, ""),
    ],
)
def test_reasons_are_words_and_no_names_of_rules(stored: str | None, korean: str) -> None:
    judged: Member = Judged(stored)  # type: ignore[assignment]
    assert why(judged, translator("ko")) == korean


def test_every_rule_that_speaks_against_has_words() -> None:
    against = [rule.id for rule in load(None).rules if rule.points < 0]
    assert against
    assert [each for each in against if f"rule {each.removesuffix('-ko')}" not in MESSAGES] == []


def test_what_stories_share_is_counted_in_words() -> None:
    assert alike("busan, customs, 3 names, 1 number", translator("ja")) == "名称3件, 数値1件"
    assert alike(None, translator("ja")) == ""


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
