"""What is sent to the pages of a team by somebody who means harm, or by two at the same moment."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browse import desk_changes
from newsdb.database import now, open_database, transaction
from newsdb.sites import given, sites
from newsdb.teamwork import assignments, comments
from newsdb.watch_list import versions
from newsdb.watch_list.versions import digest
from tests.browse.conftest import PEOPLE, desk_of
from tests.browse.pages.together_news import WATCH_LIST, make_for_walks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

#: Ends of texts and directions, a terminal's escape, a byte that ends a string elsewhere.
BAD = "\u202e\x00\x1b[2J\u2066"
LONG = "가" * 5000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file: Path = tmp_path_factory.mktemp("hostile") / "news.db"
    make_for_walks(file)
    db = open_database(file)
    desk_changes.comment(db, 1, "ada's own", person="ada")
    db.close()
    return file


@pytest.fixture
def path(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    watch_list = tmp_path / "watchlist.toml"
    watch_list.write_text(WATCH_LIST, encoding="utf-8")
    monkeypatch.setenv("HANIL_WATCHLIST", str(watch_list))
    copy = Path(shutil.copy(made, tmp_path / "news.db"))
    db = open_database(copy)
    with transaction(db):
        versions.notice(db, watch_list, at=now())
    db.close()
    return copy


def run(path: Path, go: Callable[[Callable[..., Awaitable[Any]]], Awaitable[Any]]) -> Any:
    """Let ``go`` send forms to a desk: address, fields, and by whom."""

    async def act() -> Any:
        async with desk_of(path) as desk:

            async def send(url: str, form: dict[str, str], by: str = "ana") -> Any:
                actor = PEOPLE.actor(by)
                return await desk.client.post(f"{url}?_lang=en", data=form, actor=actor)

            return await go(send)

    return asyncio.run(act())


#: Address, form, and the answer's status.
REFUSED: tuple[tuple[str, dict[str, str], int], ...] = (
    ("/-/story/1/comments", {"text": " \u202e\x00 "}, 400),
    ("/-/story/1/comments", {"text": LONG}, 400),
    ("/-/story/999999/comments", {"text": "x"}, 400),
    ("/-/review/form", {"do": "assign", "story": "1", "to": "rina"}, 400),  # who may not review
    ("/-/review/form", {"do": "assign", "story": "1", "to": f"ana{BAD}"}, 400),
    ("/-/review/form", {"do": "assign", "story": "9" * 30, "to": "ana"}, 400),
    ("/-/sites", {"do": "look", "url": f"https://a.test/{BAD}"}, 400),
    ("/-/sites", {"do": "look", "url": f"https://a.test/{LONG}"}, 400),
    ("/-/sites", {"do": "remove", "name": "../../etc"}, 400),
    ("/-/sites/look/1", {"name": f"a{BAD}", "kept": "full", "title": "t"}, 400),
    ("/-/sites/look/1", {"name": "a" * 41, "kept": "full", "title": "t"}, 400),
    ("/-/keep", {"url": f"https://a.test/{BAD}"}, 400),
    ("/-/suggestions/do", {"do": "propose", "kind": "find", "term": LONG, "language": "ko"}, 400),
    ("/-/suggestions/do", {"do": "dismiss", "kind": BAD, "term": "x", "language": "xx"}, 400),
    ("/-/watch-list", {"do": "save", "text": f"[topic.x]\nko = ['{BAD}']", "seen": ""}, 400),
    ("/-/watch-list", {"do": "save", "text": LONG * 100, "seen": ""}, 413),
    ("/-/watch-list", {"do": "try", "text": WATCH_LIST, "most": "1e9", "seen": ""}, 400),
    ("/-/watch-list/trial/0123456789abcdef", {}, 404),
    ("/-/watch-list/version/999999999999999999", {"seen": ""}, 404),
)


def test_what_makes_no_sense_is_refused_and_changes_nothing(path: Path) -> None:
    async def go(send: Callable[..., Awaitable[Any]]) -> list[Any]:
        return [await send(url, form) for url, form, _ in REFUSED]

    before = rows(path)
    answers = run(path, go)
    assert [each.status_code for each in answers] == [status for _, _, status in REFUSED]
    for (url, _, _), each in zip(REFUSED, answers, strict=True):
        if url == "/-/watch-list":  # whoever wrote that goes on editing it
            continue
        assert not re.search("[\u202e\u2066\x00\x1b]", each.text), each.request.url
    assert rows(path) == before


def test_nobody_deletes_what_is_anothers(path: Path) -> None:
    db = open_database(path)
    (own,) = comments.of_story(db, 1)

    async def go(send: Callable[..., Awaitable[Any]]) -> None:
        for story, by in ((1, "ana"), (2, "ana"), (1, "rina")):
            await send(f"/-/story/{story}/comments", {"remove": str(own.id)}, by)

    run(path, go)
    assert comments.of_story(db, 1) == [own]
    db.close()


def test_of_two_at_the_same_moment_one_is_told(path: Path) -> None:
    edit = {"title": "새 이름", "kept": "full", "schedule": "daily"}
    look = {
        "name": "namhae",
        "title": "남해",
        "kept": "full",
        "schedule": "daily",
        "listing": "https://mouse.test/rss",
    }
    text = WATCH_LIST + '[topic.a]\nko = ["{}"]\n'

    async def go(send: Callable[..., Awaitable[Any]]) -> list[list[int]]:
        async def both(url: str, *forms: dict[str, str]) -> list[int]:
            first, second = forms
            answers = await asyncio.gather(send(url, first), send(url, second, "ada"))
            return sorted(each.status_code for each in answers)

        return [
            await both("/-/sites/look/1", look, {**look, "title": "다른"}),
            await both(
                "/-/sites/edit/namhae",
                {**edit, "seen": "1"},
                {**edit, "title": "또", "seen": "1"},
            ),
            await both(
                "/-/watch-list",
                {"do": "save", "seen": digest(WATCH_LIST), "text": text.format("가마")},
                {"do": "save", "seen": digest(WATCH_LIST), "text": text.format("도자기")},
            ),
            await both("/-/story/1/comments", {"text": "같이"}, {"text": "같이"}),
            await both(
                "/-/review/form",
                {"do": "assign", "story": "1", "to": "ada"},
                {"do": "assign", "story": "1", "to": "ana"},
            ),
        ]

    assert run(path, go) == [[302, 400], [303, 409], [303, 409], [303, 303], [303, 303]]
    db = open_database(path)
    assert [each.name for each in sites.listing(db)] == ["namhae"]
    assert len(sites.changes(db)) == 2
    assert len(versions.listing(db, most=9)) == 2
    assert [each.person for each in comments.of_story(db, 1)] in (
        ["ada", "ana", "ada"],
        ["ada", "ada", "ana"],
    )
    assert len(assignments.history(db, 1)) == 2
    db.close()


def test_notes_are_kept_without_what_changes_the_direction_of_a_line(path: Path) -> None:
    async def go(send: Callable[..., Awaitable[Any]]) -> None:
        form = {"do": "save", "seen": digest(WATCH_LIST), "text": WATCH_LIST + "# 가\n"}
        await send("/-/watch-list", {**form, "note": f"이유{BAD}\r\nSet-Cookie: a=1"})

    run(path, go)
    db = open_database(path)
    assert versions.listing(db, most=1)[0].note == "이유[2J Set-Cookie: a=1"
    db.close()


def rows(path: Path) -> list[Any]:
    """Return what these pages write."""
    db = open_database(path)
    tables = ("comments", "assignments", "sites", "site_changes", "watch_list_versions")
    found: list[Any] = [list(db.table(each).rows) for each in (*tables, "desk_actions")]
    found += [given.latest(db, "site"), given.latest(db, "page")]
    db.close()
    return found
