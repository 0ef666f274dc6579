"""The frame of all pages: its navigation by role, filters and reasons in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from browse.cards import alike, why
from browse.navigation import MAIN, MORE, links
from newsdb.review import queue_links
from tests.browse.conftest import ask
from tests.browse.review_news import make
from translations.domains import DESK
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
    found = links(MAIN, role, path, PAGES)
    if shown is not None:
        assert [each.href for each in found] == shown
    assert [each.href for each in found if each.is_current] == ([present] if present else [])


def test_the_log_of_who_signed_in_is_for_administrators() -> None:
    pages = [re.compile(r"^/-/access-log$")]
    assert [each.name for each in links(MORE, "admin", "/", pages)] == ["data", "access_log"]
    assert [each.name for each in links(MORE, "analyst", "/", pages)] == ["data"]


def test_every_door_has_a_name() -> None:
    assert all(each.name in DESK.english for each in (*MAIN, *MORE))


def test_each_role_has_one_navigation_on_every_page(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    make(path)
    pages = ("/", "/-/story/1", "/news/articles", "/news/runs", "/-/sources", "/nowhere")
    for name, entries in (("rina", 5), ("ana", 7)):
        for page in ask(path, name, *(f"{each}?_lang=ja" for each in pages)):
            bar = page.text[page.text.index('<ul class="nav">') : page.text.index('class="me"')]
            assert bar.count("<li>") == entries, page.url
            assert '<html lang="ja">' in page.text
            assert "今日" in bar
            assert 'href="/news">データ' in page.text  # one click away


@pytest.mark.parametrize(
    ("asked", "said", "meant"),
    [
        ("until=2026-12-03&since=7d&new=1&unread=1&_lang=ko&after=x", [], []),
        ("untill=2026-12-03&q=x", ["untill=2026-12-03"], ["until=2026-12-03&q=x"]),
        ("until=3+December", ["until=3 December"], [None]),
        ("until=2026-13-40", ["until=2026-13-40"], [None]),
        ("language=xx&decision=maybe", ["language=xx", "decision=maybe"], [None, None]),
        ("colour=red", ["colour=red"], [None]),
        (f"{'x' * 5000}={'y' * 5000}", [f"{'x' * 60}…={'y' * 60}…"], [None]),
        ("&".join(f"u{n}=1" for n in range(5)), [f"u{n}=1" for n in range(5)], [None] * 5),
        (
            "&".join(f"u{n}=1" for n in range(50)),
            [*(f"u{n}=1" for n in range(5)), "… (+45)"],
            [None] * 6,
        ),
        (f"q={'가' * 500}", [], []),
        (f"q={'가' * 501}", [f"q={'가' * 60}…"], [None]),
    ],
)
def test_what_is_no_filter_is_said(asked: str, said: list[str], meant: list[str | None]) -> None:
    found = queue_links.unknown(asked)
    assert [each.said for each in found] == said
    assert [each.meant for each in found] == meant


@pytest.mark.parametrize(("letters", "kept"), [(500, 500), (501, 0)])
def test_a_filter_is_used_whole_or_not_at_all(letters: int, kept: int) -> None:
    assert len(queue_links.read(f"q={'가' * letters}&tag=x").text) == kept


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
    assert why(judged, DESK.translator("ko")) == korean


def test_every_rule_that_speaks_against_has_words() -> None:
    against = [rule.id for rule in load(None).rules if rule.points < 0]
    assert against
    assert [
        each for each in against if f"rule {each.removesuffix('-ko')}" not in DESK.english
    ] == []


def test_what_stories_share_is_counted_in_words() -> None:
    assert alike("busan, customs, 3 names, 1 number", DESK.translator("ja")) == "名称3件, 数値1件"
    assert alike(None, DESK.translator("ja")) == ""
