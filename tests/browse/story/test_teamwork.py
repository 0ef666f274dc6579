"""Giving stories to colleagues and commenting on them, by forms and by the script's requests."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from newsdb.database import now, open_database, transaction
from newsdb.teamwork import assignments, comments
from tests.browse.plugins.test_review import ADA, ANA, post, run
from tests.browse.review_news import make
from tests.support.forkserver import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from datasette.app import Datasette


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("teamwork") / "news.db"
    make(path)
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    shutil.copy(made, tmp_path / "news.db")
    return tmp_path / "news.db"


def plain(page: Any) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", page.text)


def test_a_story_given_by_form_waits_for_a_colleague(path: Path) -> None:
    async def go(desk: Datasette) -> list[Any]:
        form = {"story": "3", "do": "assign", "to": "ada", "back": "/-/review"}
        given = await desk.client.post("/-/review/form", data=form, actor=ANA)
        wrong = await desk.client.post(
            "/-/review/form", data={**form, "to": "rina"}, actor=ANA
        )  # a reader
        pages = [
            await desk.client.get(url, actor=actor)
            for url, actor in (
                ("/?_lang=ko", ADA),
                ("/-/review?assigned=me&_lang=ko", ADA),
                ("/-/review?assigned=me&_lang=ko", ANA),
                ("/-/review?assigned=ada&_lang=ko", ANA),
            )
        ]
        done = {"story": "3", "do": "assignment_done", "back": "/-/review"}
        await desk.client.post("/-/review/form", data=done, actor=ADA)
        after = await desk.client.get("/-/review?assigned=me&_lang=ko", actor=ADA)
        return [given.status_code, wrong.status_code, *pages, after]

    given, wrong, home, mine, anas, hers, after = run(path, go)
    assert (given, wrong) == (303, 400)
    assert "내 담당 1" in plain(home)
    assert "내 확인을 기다리는 스토리" in plain(home)
    assert [page.text.count("<article") for page in (mine, anas, hers, after)] == [1, 0, 1, 0]
    assert "담당 ada" in plain(mine)
    # In the page, so that the script can show it as soon as something waits.
    link = '<a href="/-/review?assigned=me" id="for-me">'
    assert f"<li>{link}" in home.text
    assert f"<li hidden>{link}" in after.text


def test_several_are_given_at_once_and_taken_back(path: Path) -> None:
    async def go(desk: Datasette) -> list[Any]:
        body = {"stories": [{"id": 1, "version": 0}, {"id": 2, "version": 0}], "to": "ada"}
        given = await post(desk, "assign", body, actor=ANA)
        wrong = await post(desk, "assign", {**body, "to": "x"}, actor=ANA)
        back = await post(desk, "undo", {}, actor=ANA)
        return [given, wrong, back]

    given, wrong, back = run(path, go)
    assert [each["id"] for each in given.json()["results"]] == [1, 2]
    assert "ada" in given.json()["results"][0]["html"]
    assert wrong.status_code == 400
    assert (back.json()["kind"], [each["id"] for each in back.json()["results"]]) == (
        "assignment",
        [1, 2],
    )
    db = open_database(path)
    assert assignments.waiting_for(db, "ada") == 0
    db.close()


@pytest.mark.parametrize(
    ("meanwhile", "seen", "refused"),
    [
        ("", {"version": 0, "assigned": 0}, False),
        ("", {"version": 0}, False),
        ("decided", {"version": 0, "assigned": 0}, True),
        ("decided", {"version": 1, "assigned": 0}, False),
        ("given", {"version": 0, "assigned": 0}, True),
        ("given", {"version": 0, "assigned": 1}, False),
        ("given and decided", {"version": 1, "assigned": 0}, True),
        ("taken off", {"version": 0, "assigned": 1}, True),
    ],
)
def test_nobody_gives_away_what_a_colleague_has_taken_since(
    path: Path, meanwhile: str, seen: dict[str, int], refused: bool
) -> None:
    async def go(desk: Datasette) -> list[Any]:
        story = {"id": 3, "version": 0}
        if "given" in meanwhile or "taken" in meanwhile:
            await post(desk, "assign", {"stories": [story], "to": "ada"}, actor=ADA)
        if "taken" in meanwhile:
            await post(desk, "assign", {"stories": [story], "to": ""}, actor=ADA)
        if "decided" in meanwhile:
            body = {"do": "decide", "status": "unsure", "stories": [story]}
            await post(desk, "do", body, actor=ADA)
        # Refused without a script first, since what is given can't be given in the same way again.
        form = {"story": "3", "do": "assign", "to": "ana", "back": "/", **seen}
        by_form = 0
        if refused:
            answer = await desk.client.post("/-/review/form", data=form, actor=ANA)
            by_form = answer.status_code
        stories = [{"id": 3, **seen}, {"id": 2, "version": 0, "assigned": 0}]
        given = await post(desk, "assign", {"stories": stories, "to": "ana"}, actor=ANA)
        return [given, by_form]

    given, by_form = run(path, go)
    by_id = {each["id"]: each for each in given.json()["results"]}
    assert given.status_code == (409 if refused else 200)
    assert given.json()["ok"] is not refused
    assert by_id[2]["ok"]  # each by itself
    assert by_id[3]["ok"] is not refused
    assert "data-story" in by_id[3]["html"]
    if refused:
        assert by_id[3]["conflict"]
        assert "ada" in by_id[3]["error"]
        assert by_form == 409
    db = open_database(path)
    has = assignments.of_stories(db, [2, 3])
    assert has[2].person == "ana"
    assert (has[3].person if 3 in has else None) == (
        "ana" if not refused else "ada" if "given" in meanwhile else None
    )
    db.close()


def test_comments_are_text_and_their_authors(path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)> 확인했습니다."

    async def go(desk: Datasette) -> list[Any]:
        url = "/-/story/1/comments?_lang=ko"
        answers = [
            await desk.client.post(url, data={"text": text}, actor=ANA)
            for text in (hostile, "", "x" * 4001)
        ]
        await desk.client.post(url, data={"remove": "1"}, actor=ADA)
        page = await desk.client.get("/-/story/1?_lang=ko", actor=ADA)
        reader = await desk.client.get("/-/story/1", actor={**ANA, "id": "rina"})
        exported = await desk.client.get("/-/export/stories.csv?status=any", actor=ANA)
        await desk.client.post(url, data={"remove": "1"}, actor=ANA)
        return [*answers, page, reader, exported]

    kept, empty, long, page, _, exported = run(path, go)
    assert [each.status_code for each in (kept, empty, long)] == [303, 400, 400]
    assert "의견 내용이 없습니다." in empty.text
    assert "4000자까지" in long.text
    assert "&lt;img src=x" in page.text
    assert hostile not in page.text
    assert "의견 1건" in plain(page)
    assert 'name="remove"' not in page.text  # it isn't Ada's
    assert "확인했습니다" not in exported.text
    db = open_database(path)
    assert comments.of_story(db, 1) == []
    db.close()


def test_only_the_desks_pages_read_what_colleagues_tell_each_other() -> None:
    """Exports, messages, briefings and assistants can't have what they never read."""
    importing = re.compile(r"^from newsdb\.teamwork|^import newsdb\.teamwork", re.MULTILINE)
    readers = {
        str(each.relative_to(ROOT).parent)
        for each in ROOT.glob("*/**/*.py")
        if not each.relative_to(ROOT).parts[0].startswith((".", "tests"))
        and importing.search(each.read_text(encoding="utf-8"))
    }
    # The queue filters by whom a story waits for; undoing takes back what was said.
    assert readers == {"browse", "browse/plugins", "newsdb/review", "newsdb/stories"}


def test_no_export_and_no_feed_has_comments_or_who_is_asked(path: Path) -> None:
    db = open_database(path)
    with transaction(db):
        comments.add(db, 1, "창고 임대료는 확인 중", person="ana", at=now())
        assignments.assign(db, 1, "kyungmin", by="ana", at=now())
    db.close()

    async def go(desk: Datasette) -> list[Any]:
        return [
            await desk.client.get(each, actor=ADA)
            for each in (
                "/-/export/stories.csv?status=any&decision=any",
                "/-/export/stories.jsonl?status=any&decision=any&assigned=kyungmin",
                "/-/export/articles.csv",
                "/-/feed/articles.atom",
                "/news/stories.csv",
            )
        ]

    answers = run(path, go)
    assert [each.status_code for each in answers] == [200] * 5
    for each in answers:
        assert "임대료" not in each.text
        assert "kyungmin" not in each.text
    assert "한일 중소기업, 공동 물류창고 연다" in answers[1].text


#: What reviewers can be refused, by where they ask for it.
REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("do", {"do": "note", "note": "가" * 4001}),
    ("do", {"do": "decide", "status": "not_relevant", "reason": "가" * 201}),
    ("do", {"do": "tag", "tag": "가" * 61, "on": True}),
    ("do", {"do": "tag", "tag": " ", "on": True}),
    ("do", {"do": "undo"}),
    ("do", {"do": "star", "starred": True, "stories": [{"id": 99, "version": 0}]}),
    ("tags", {"name": "b", "position": 1}),
    ("tags", {"name": "b", "position": 10}),
    ("propose", {"term": "x", "article": 3}),
    ("propose", {"term": "xy", "article": 999}),
    ("assign", {"to": "gone"}),
    ("merge", {}),
    ("split", {"article": 3}),
    ("split", {"article": 2}),
    ("filters", {"name": " ", "filters": ""}),
]


@pytest.mark.parametrize(("language", "letter"), [("ko", "[가-힣]"), ("ja", "[ぁ-ん]")])
def test_why_something_is_refused_is_said_in_the_page_s_language(
    path: Path, language: str, letter: str
) -> None:
    async def go(desk: Datasette) -> list[Any]:
        await post(desk, "tags", {"name": "a", "position": 1}, actor=ANA)
        said = []
        for where, more in REFUSED:
            body = {"stories": [{"id": 3, "version": 0}], **more}
            answer = await post(desk, f"{where}?_lang={language}", body, actor=ANA)
            assert answer.status_code in {400, 404}, more
            said.append(answer.json()["error"])
        for form in ({"do": "note", "note": "x" * 4001}, {"do": "assign", "to": "gone"}):
            answer = await desk.client.post(
                f"/-/review/form?_lang={language}",
                data={"story": "3", "version": "0", "back": "/", **form},
                actor=ANA,
            )
            assert answer.status_code == 400
            assert not re.search("longer than|nobody of", answer.text)
        return said

    assert [each for each in run(path, go) if not re.search(letter, each)] == []
