"""Deciding without a script: forms, the pages that they lead back to, undo across pages."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from newsdb.database import open_database
from newsdb.review import reviews, user_state
from newsdb.review.reviews import Subject
from tests.browse.conftest import PEOPLE
from tests.browse.plugins.test_review import ADA, ANA, do, post, run, shown
from tests.browse.review_news import make

if TYPE_CHECKING:
    from pathlib import Path

    from datasette.app import Datasette


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("forms") / "news.db"
    make(path)
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    shutil.copy(made, tmp_path / "news.db")
    return tmp_path / "news.db"


async def send(desk: Datasette, actor: Any = ANA, **form: str) -> Any:
    return await desk.client.post("/-/review/form", data=form, actor=actor)


def story(number: int, version: int = 0, **form: str) -> dict[str, str]:
    back = "/-/review?since=2026-11-01"
    return {"story": str(number), "version": str(version), "back": back, **form}


def test_everything_can_be_done_by_forms_and_taken_back(path: Path) -> None:
    async def go(desk: Datasette) -> list[Any]:
        steps = [
            story(1, do="relevant"),
            story(1, 1, do="star"),
            story(1, 2, do="note", note="확인"),
            story(1, 3, do="tag", tag="물류"),
            story(1, 4, untag="물류"),
            story(1, 5, merge="2:0"),
            story(1, 5, split="2"),
            story(1, 5, do="propose", term="공동 물류창고", article="1"),
        ]
        answers = [await send(desk, **each) for each in steps]
        return answers + [await send(desk, do="undo", back="/") for _ in range(9)]

    answers = run(path, go)
    assert {each.status_code for each in answers} == {303}
    assert {each.headers["location"] for each in answers[:8]} == {"/-/review?since=2026-11-01"}
    db = open_database(path)
    review = reviews.read(db, Subject("story", 1))
    assert review[1:6] == (None, None, False, None, ())
    assert db.execute("SELECT count(*) FROM stories WHERE members > 1").fetchone() == (0,)
    assert db.table("watchlist_proposals").count == 0


def test_a_filter_is_saved_as_the_form_shows_it(path: Path) -> None:
    async def go(desk: Datasette) -> tuple[Any, str]:
        answer = await send(
            desk, do="save_filter", filter_name="일본 주간", share_filter="1", language="ja",
            since="7d", until="", status="open", decision="relevant", q="商談",
        )  # fmt: skip
        return answer, (await desk.client.get("/-/review", actor=ADA)).text

    answer, page = run(path, go)
    wanted = "decision=relevant&language=ja&since=7d&q=%E5%95%86%E8%AB%87"
    assert answer.headers["location"] == f"/-/review?{wanted}"
    assert "일본 주간 (ana)" in page
    db = open_database(path)
    assert user_state.filters_named(db, "일본 주간") == [wanted]


def test_who_is_slower_is_told_and_nothing_is_written(path: Path) -> None:
    async def go(desk: Datasette) -> Any:
        await send(desk, ADA, **story(3, do="unsure"))
        return await send(desk, **story(3, do="relevant"))

    answer = run(path, go)
    assert answer.status_code == 409
    assert "ada changed this story first" in answer.text
    db = open_database(path)
    assert reviews.read(db, Subject("story", 3)).status == "unsure"


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"do": "relevant"},
        story(1, do="delete"),
        story(1, do="tag", tag=""),
        {"do": "relevant", "story": "9" * 30, "version": "0"},
        story(1, split="x"),
        story(1, merge="2"),
        {"do": "save_filter", "filter_name": ""},
        {"do": "read_all", "read": "a,b"},
    ],
)
def test_what_a_form_can_not_ask_for(path: Path, form: dict[str, str]) -> None:
    assert run(path, lambda desk: send(desk, **form)).status_code == 400


def test_readers_and_other_pages_decide_nothing(path: Path) -> None:
    async def go(desk: Datasette) -> list[int]:
        cross = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
        form = story(1, do="relevant")
        answers = [
            await send(desk, PEOPLE.actor("rina"), **form),
            await desk.client.post("/-/review/form", data=form, headers=cross, actor=ANA),
            await send(desk, **{**form, "back": "https://evil.example/"}),
        ]
        assert answers[-1].headers["location"] == "/"
        return [each.status_code for each in answers]

    assert run(path, go) == [403, 403, 303]


def test_undo_by_key_takes_back_a_merge_and_not_something_else(path: Path) -> None:
    async def go(desk: Datasette) -> list[Any]:
        await post(desk, "do", do((5, 0), do="decide", status="relevant"))
        await post(desk, "merge", do((1, 0), (2, 0)))
        answers = [(await post(desk, "undo", {})).json() for _ in range(3)]
        other = (await post(desk, "undo", {}, ADA)).json()
        return [*answers, other]

    merge, decision, nothing, other = run(path, go)
    assert (merge["kind"], merge["ok"]) == ("merge", True)
    assert [each["id"] for each in merge["results"]] == [1, 2]
    assert merge["said"] == "The merge was taken back."
    assert (decision["kind"], decision["waiting"]["relevant"]) == ("review", 20)
    assert nothing["error"] == other["error"] == "There is nothing to undo."


def test_counts_move_with_each_decision(path: Path) -> None:
    async def go(desk: Datasette) -> list[dict[str, int]]:
        await desk.client.get("/-/review", actor=ANA)
        bodies = [
            ("do", do((1, 0), do="decide", status="relevant")),
            ("do", do((6, 0), (12, 0), do="decide", status="unsure")),
            ("read", {"stories": [2, 3]}),
        ]
        return [(await post(desk, *each)).json()["waiting"] for each in bodies]

    first, second, third = run(path, go)
    assert (first["relevant"], first["review"], first["unread"]) == (19, 4, 23)
    assert (second["relevant"], second["review"], second["unread"]) == (19, 2, 21)
    assert third["unread"] == 19


def test_unread_until_it_is_opened_or_everything_above_is_read(path: Path) -> None:
    async def go(desk: Datasette) -> list[set[int]]:
        found = []
        rina = PEOPLE.actor("rina")

        async def look() -> None:
            page = (await desk.client.get("/-/review?unread=1", actor=ANA)).text
            found.append(set(shown(page)))
            assert page.count("data-unread") == len(found[-1])

        await look()
        await desk.client.get("/-/story/24", actor=ANA)
        await desk.client.get("/-/story/23?part=1", actor=ANA)
        await desk.client.get("/-/story/22", actor=rina)
        await look()
        page = (await desk.client.get("/-/review", actor=ANA)).text
        above = re.search(r'name="read" value="([\d,]+)"', page)
        assert above
        await send(desk, do="read_all", read=above[1], back="/-/review")
        await look()
        await send(desk, do="undo", back="/-/review")
        await look()
        return found

    first, opened, read, undone = run(path, go)
    assert len(first) == len(opened) == 20
    assert not {23, 24} & opened
    assert 22 in opened
    assert len(read) == 4
    assert undone == opened


def test_a_reader_begins_with_the_relevant_news_of_the_newest_day(path: Path) -> None:
    async def go(desk: Datasette) -> list[str]:
        await post(desk, "do", do((23, 0), do="decide", status="not_relevant"))
        await post(desk, "do", do((24, 0), do="decide", status="relevant"))
        rina = PEOPLE.actor("rina")
        return [
            (await desk.client.get(f"/?_lang={each}", actor=rina)).text for each in ("ko", "en")
        ]

    korean, english = run(path, go)
    assert "11월 21일 소식입니다" in korean
    listed = [int(each) for each in re.findall(r'<a href="/-/story/(\d+)">', korean)]
    assert set(listed) == {15, 16, 17, 19, 20, 21, 22, 24}  # to review: only what was decided
    assert "Small firms" in english or "Chambers of commerce" in english
    assert 'href="/-/review"' not in korean


def test_old_stars_are_left_out_and_said(path: Path) -> None:
    db = open_database(path)
    db.execute("DROP TRIGGER review_events_stay")

    async def go(desk: Datasette) -> list[str]:
        await post(desk, "do", do((7, 0), (8, 0), do="star", starred=True))
        db.execute(
            "UPDATE review_events SET at = '2026-01-01T09:00:00+09:00' WHERE subject_id = 7"
        )
        db.conn.commit()
        pages = ("/-/review?starred=1", "/-/review?old_stars=1")
        return [(await desk.client.get(each, actor=ANA)).text for each in pages]

    starred, older = run(path, go)
    assert shown(starred) == [8]
    assert set(shown(older)) == {7, 8}
    assert "1 star is older than 14 days and not shown." in starred
    db.close()
