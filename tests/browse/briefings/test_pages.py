"""The pages of briefings without a script: made, composed, issued, corrected, by forms alone."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import tomllib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from browse.briefings import pages
from delivery.writing import write
from newsdb.briefings import choosing, drafts, issues
from newsdb.configuration.model import Configuration
from newsdb.database import now, open_database, stamp, transaction
from newsdb.delivery import outbox
from newsdb.review import reading, reviews
from newsdb.review.reviews import Subject
from newsdb.review.user_state import Visit, note_visit
from newsdb.stories.stories import members_of, merge
from newsdb.teamwork import assignments
from tests.browse.conftest import PEOPLE, START, configuration, desk_of
from tests.browse.review_news import make

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from datasette.app import Datasette

NEW = {
    "title": "한일 중소기업 주간 브리핑",
    "kind": "weekly",
    "language": "ko",
    "since": "2026-11-18",
    "until": "2026-11-24",
    "editor": "김하늘",
    "from": "relevant",
    "by": "concepts",
}


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("desk") / "news.db"
    make(file)
    return file


@pytest.fixture
def path(stored: Path, tmp_path: Path) -> Path:
    shutil.copy(stored, tmp_path / "news.db")
    return tmp_path / "news.db"


def run(path: Path, go: Callable[[Visitor], Awaitable[Any]]) -> Any:
    async def inside() -> Any:
        async with desk_of(path) as desk:
            return await go(Visitor(desk))

    return asyncio.run(inside())


class Visitor:
    """Somebody with a browser that runs no scripts."""

    def __init__(self, desk: Datasette) -> None:
        self.desk = desk

    async def get(self, path: str, who: str = "ana") -> Any:
        return await self.desk.client.get(path, actor=PEOPLE.actor(who))

    async def post(self, path: str, who: str = "ana", **form: object) -> Any:
        data = {name: str(value) for name, value in form.items()}
        return await self.desk.client.post(path, data=data, actor=PEOPLE.actor(who))

    async def made(self, **more: str) -> str:
        answer = await self.post("/-/briefings/new", "ana", **{**NEW, **more})
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])


def forms(page: str, action: str = "entry-form") -> list[dict[str, str]]:
    """Return the hidden fields of a page's forms."""
    return [
        dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        for form in re.findall(rf'class="{action}">(.*?)</form>', page, re.DOTALL)
    ]


def titles(page: str) -> list[str]:
    return re.findall(r'<li class="entry".*?<h3[^>]*><a[^>]*>([^<]*)</a>', page, re.DOTALL)


def test_a_briefing_by_forms_alone(path: Path) -> None:
    async def go(visitor: Visitor) -> None:
        draft = await visitor.made()
        page = (await visitor.get(draft)).text
        before = titles(page)
        assert len(before) == 24 - 4  # those to review are not relevant yet
        first, second, *_ = forms(page)
        # The words of a form are saved by whatever button is pressed.
        answer = await visitor.post(
            f"{draft}/do", do="down", sentence="함께 창고를 엽니다.", note="", **first
        )
        assert answer.headers["location"] == f"{draft}#entry-{first['entry']}"
        page = (await visitor.get(draft)).text
        assert titles(page)[:2] == [before[1], before[0]]
        assert "함께 창고를 엽니다." in page
        await visitor.post(f"{draft}/do", do="remove", **second)
        await visitor.post(f"{draft}/do", do="undo")
        assert len(titles((await visitor.get(draft)).text)) == len(before)
        preview = (await visitor.get(f"{draft}/preview")).text
        assert "함께 창고를 엽니다." in preview
        page = (await visitor.get(draft)).text
        edits = re.search(r'name="edits" value="(\d+)"', page)
        assert edits
        issued = await visitor.post(f"{draft}/issue", edits=edits[1])
        assert issued.headers["location"] == "/-/briefing/1"
        shown = (await visitor.get("/-/briefing/1", "rina")).text
        assert "제1호" in shown
        assert "함께 창고를 엽니다." in shown
        assert (await visitor.get(draft)).headers["location"] == "/-/briefing/1"
        for form in ("docx", "md", "txt", "json", "html"):
            taken = await visitor.get(f"/-/briefing/1.{form}", "rina")
            assert taken.status_code == 200
            assert "attachment" in taken.headers["content-disposition"]
        corrected = await visitor.post("/-/briefing/1/correct")
        page = (await visitor.get(corrected.headers["location"])).text
        assert "corrects no. 1" in page

    run(path, go)


def test_somebody_elses_words_are_shown_before_they_are_replaced(path: Path) -> None:
    async def go(visitor: Visitor) -> None:
        draft = await visitor.made()
        form, *_ = forms((await visitor.get(draft)).text)
        await visitor.post(f"{draft}/do", "ada", do="write", sentence="ada의 문장.", **form)
        late = await visitor.post(f"{draft}/do", do="write", sentence="ana의 문장.", **form)
        assert late.status_code == 409
        assert "ada has changed this meanwhile" in late.text
        assert "ada의 문장." in late.text
        assert "ana의 문장." in late.text
        again = dict(re.findall(r'name="(\w+)" value="([^"]*)"', late.text))
        kept = await visitor.post(f"{draft}/do", **again)
        assert kept.status_code == 302
        page = (await visitor.get(draft)).text
        assert "ana의 문장." in page
        assert "ada의 문장." not in page
        # Who has seen an older draft issues nothing.
        stale = await visitor.post(f"{draft}/issue", edits=1)
        assert stale.status_code == 400
        assert "has changed this meanwhile" in stale.text

    run(path, go)


def test_what_was_briefed_is_shown_and_its_stars_have_aged(path: Path) -> None:
    db = open_database(path)
    before = now() - timedelta(minutes=1)
    for story in (1, 2):
        reviews.star(db, Subject("story", story), True, version=0, actor="ana", at=before)
    db.close()

    async def go(visitor: Visitor) -> None:
        starred = await visitor.made(**{"from": "starred"})
        assert len(titles((await visitor.get(starred)).text)) == 2
        page = (await visitor.get(starred)).text
        edits = re.search(r'name="edits" value="(\d+)"', page)
        assert edits
        await visitor.post(f"{starred}/issue", edits=edits[1])
        again = await visitor.post("/-/briefings/new", **{**NEW, "from": "starred"})
        assert again.headers["location"].endswith("?aged=2")
        page = (await visitor.get(again.headers["location"])).text
        assert titles(page) == []
        assert "left out: 2" in page
        draft = again.headers["location"].split("?")[0]
        briefed = (await visitor.get(f"{draft}?briefed=already")).text
        assert len(re.findall('class="candidate"', briefed)) == 2
        assert "in no. 1, 20" in briefed
        queue = (await visitor.get("/-/review?status=any&briefed=already")).text
        assert queue.count('class="badge briefed"') == 2
        assert "badge aged" in queue

    run(path, go)


def test_c_in_the_queue_adds_to_the_draft_that_is_open(path: Path) -> None:
    async def go(visitor: Visitor) -> list[dict[str, Any]]:
        found = []
        for stories in ([1, 2], [2, 3], [99]):
            answer = await visitor.desk.client.post(
                "/-/briefings/add", json={"stories": stories}, actor=PEOPLE.actor("ana")
            )
            found.append(answer.json())
        return found

    first, second, missing = run(path, go)
    assert first["said"] == "2 added to “조간 브리핑”"
    assert second["said"] == "1 added to “조간 브리핑” · in it already: 1"
    assert first["draft"] == second["draft"]
    assert missing["said"].startswith("0 added")
    db = open_database(path)
    (head,) = drafts.heads(db)
    assert (head.kind, head.editor) == ("daily", "ana")
    db.close()


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_pages_in_three_languages(path: Path, language: str) -> None:
    async def go(visitor: Visitor) -> list[Any]:
        draft = await visitor.made()
        pages = ("/-/briefings", "/-/briefings/new", draft, f"{draft}/preview")
        return [await visitor.get(f"{page}?_lang={language}") for page in pages]

    for answer in run(path, go):
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.text


def test_nothing_in_a_headline_or_a_sentence_is_markup(path: Path) -> None:
    evil = '"><img src=x onerror=alert(1)></textarea><script>alert(2)</script>'

    async def go(visitor: Visitor) -> list[str]:
        draft = await visitor.made(title=evil)
        form, *_ = forms((await visitor.get(draft)).text)
        await visitor.post(f"{draft}/do", do="write", sentence=evil, note=evil, **form)
        await visitor.post(f"{draft}/do", do="section-add", title=evil[:100])
        late = await visitor.post(f"{draft}/do", "ada", do="write", sentence=evil, **form)
        pages = (draft, f"{draft}/preview", "/-/briefings", f"{draft}.html")
        return [late.text, *[(await visitor.get(page)).text for page in pages]]

    for page in run(path, go):
        assert "<img src=x" not in page
        assert "<script>alert" not in page
        assert "<script>document.title" not in page


def test_what_was_not_understood_changes_nothing(path: Path) -> None:
    async def go(visitor: Visitor) -> None:
        draft = await visitor.made(**{"from": "empty"})
        for form in (
            {},
            {"do": "explode"},
            {"do": "write", "entry": "x"},
            {"do": "add", "story": "9" * 40},
            {"do": "section-add", "title": ""},
            {"do": "revise", "title": "x" * 999, "version": 1},
        ):
            answer = await visitor.post(f"{draft}/do", **form)
            assert answer.status_code == 400, form
        gone = await visitor.post(f"{draft}/do", do="write", entry=7, version=1, sentence="x")
        assert gone.status_code == 404
        wrong = await visitor.post("/-/briefings/new", **{**NEW, "until": "2026-01-01"})
        assert wrong.status_code == 400
        assert "The period ends before it begins." in wrong.text
        empty = await visitor.post(f"{draft}/issue", edits=0)
        assert empty.status_code == 400

    run(path, go)
    db = open_database(path)
    assert issues.listing(db) == []
    db.close()


def test_an_entry_stands_on_another_article_of_its_story(path: Path) -> None:
    db = open_database(path)
    story = merge(db, [1, 2], by="ana")
    (first, second) = members_of(db, story)
    other = db.execute("SELECT title FROM articles WHERE id = ?", [second]).fetchone()[0]
    db.close()

    async def go(visitor: Visitor) -> None:
        draft = await visitor.made(**{"from": "empty"})
        await visitor.post(f"{draft}/do", do="add", story=story)
        page = (await visitor.get(draft)).text
        assert (
            page.count(f'<option value="{first}"') == page.count(f'<option value="{second}"') == 1
        )
        (form,) = forms(page)
        chosen = {
            "do": "choose",
            "article": str(second),
            "sentence": "두 조합이 함께합니다.",
            "note": "",
        }
        answer = await visitor.post(f"{draft}/do", **{**form, **chosen})
        assert answer.status_code == 302, answer.text
        page = (await visitor.get(draft)).text
        assert titles(page) == [other]
        assert "두 조합이 함께합니다." in page
        assert other in (await visitor.get(f"{draft}/preview")).text
        (form,) = forms(page)
        wrong = await visitor.post(f"{draft}/do", **{**form, **chosen, "article": "24"})
        assert wrong.status_code == 400
        await visitor.post(f"{draft}/do", do="undo")
        assert titles((await visitor.get(draft)).text) != [other]

    run(path, go)


def test_an_issue_is_sent_from_its_page_once_to_each_address(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "hanil.toml"
    file.write_text(
        configuration()
        + """
mail = { server = "127.0.0.1", sender = "watch@example.kr" }
channels.ministry = { to = ["director@example.kr", "deputy@example.kr"] }
channels.room = { chat = "slack" }
channels.web = { folder = "web" }
"""
    )
    monkeypatch.setenv("HANIL_CONFIG", str(file))

    async def go(visitor: Visitor) -> str:
        draft = await visitor.made()
        page = (await visitor.get(draft)).text
        edits = re.search(r'name="edits" value="(\d+)"', page)
        assert edits
        await visitor.post(f"{draft}/issue", edits=edits[1])
        page = (await visitor.get("/-/briefing/1")).text
        assert re.findall(r'<option value="(\w+)">', page) == ["ministry", "room"]
        for _ in range(2):
            sent = await visitor.post("/-/briefing/1/send", channel="ministry")
            assert sent.headers["location"] == "/-/briefing/1#sent"
        await visitor.post("/-/briefing/1/send", channel="room")
        assert (await visitor.post("/-/briefing/1/send", channel="web")).status_code == 400
        assert (
            await visitor.post("/-/briefing/1/send", "rina", channel="ministry")
        ).status_code == 403
        return str((await visitor.get("/-/briefing/1")).text)

    assert "2 waiting" in run(path, go)
    db = open_database(path)
    waiting = outbox.pending(db)
    assert [each.recipient for each in waiting] == [
        "director@example.kr",
        "deputy@example.kr",
        "",
    ]
    settings = Configuration.model_validate(tomllib.loads(file.read_text()))
    mail = write(db, settings, waiting[0], at=now())
    assert mail.subject == f"{NEW['title']} #1"
    assert "공동 물류창고" in mail.text
    assert "공동 물류창고" in mail.html
    said = write(db, settings, waiting[2], at=now())
    assert "공동 물류창고" in said.text
    assert not said.html
    db.close()


@pytest.mark.parametrize(("most", "said"), [(17, "자리가 없어 담지 못함 3건"), (20, "")])
def test_a_new_draft_has_all_stories_that_there_is_room_for_and_says_how_many_not(
    path: Path, monkeypatch: pytest.MonkeyPatch, most: int, said: str
) -> None:
    monkeypatch.setattr(drafts, "MOST_ENTRIES", most)
    monkeypatch.setattr(choosing, "_AT_ONCE", 6)

    async def go(visitor: Visitor) -> tuple[str, Any]:
        location = await visitor.made()
        return location, await visitor.get(f"{location}{'&' if '?' in location else '?'}_lang=ko")

    location, page = run(path, go)
    assert ("full=3" in location) == bool(said)
    assert len(titles(page.text)) == min(most, 20)
    assert (f'<p class="message">{said}' in page.text) == bool(said)


def test_drafts_that_were_put_away_are_counted_and_the_newest_listed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_PUT_AWAY", 1)

    async def go(visitor: Visitor) -> Any:
        for _ in range(3):
            await visitor.post(f"{await visitor.made()}/discard")
        return await visitor.get("/-/briefings?_lang=ko")

    page = run(path, go)
    assert "버린 초안 3건" in page.text
    assert page.text.count("/put-back") == 1
    assert "2개는 여기에 표시하지 않았습니다." in page.text


def test_a_draft_that_was_put_away_can_be_put_back(path: Path) -> None:
    async def go(visitor: Visitor) -> list[Any]:
        draft = await visitor.made()
        await visitor.post(f"{draft}/discard")
        away = await visitor.get("/-/briefings?_lang=ko")
        gone = await visitor.post(f"{draft}/do", do="undo")
        back = await visitor.post(f"{draft}/put-back")
        await visitor.post(f"{draft}/discard")
        undone = await visitor.post("/-/review/form", do="undo", back="/-/briefings")
        shown = await visitor.get(draft)
        return [away, gone, back.headers["location"] == draft, undone, shown]

    away, gone, leads_back, undone, draft = run(path, go)
    assert undone.status_code == 303
    assert "버린 초안 1건" in away.text
    assert "초안 되살리기" in away.text
    assert gone.status_code == 400
    assert leads_back
    assert draft.status_code == 200


@pytest.mark.parametrize("asked", ["new=1", "unread=1", "assigned=me", "assigned=me&unread=1"])
def test_a_draft_of_a_filter_has_what_the_queue_shows_to_whoever_makes_it(
    path: Path, asked: str
) -> None:
    db = open_database(path)
    with transaction(db):
        visit = Visit("2026-11-01T00:00:00+09:00", str(stamp(START + timedelta(hours=20))))
        note_visit(db, "ana", visit)
        reading.mark_read(db, "ana", range(3, 22), at=now())
        for story in (2, 9, 23):
            assignments.assign(db, story, "ana", by="ada", at=now())
    db.close()

    async def go(visitor: Visitor) -> tuple[str, str, str, str]:
        home = [(await visitor.get("/?_lang=en")).text]
        queue = (await visitor.get(f"/-/review?{asked}")).text
        draft = await visitor.made(**{"from": "filter", "filter": asked, "by": "tags"})
        home.append((await visitor.get("/?_lang=en")).text)
        return queue, (await visitor.get(draft)).text, *home

    queue, draft, *home = run(path, go)
    shown = set(re.findall(r'data-story="(\d+)"', queue))
    assert shown
    assert set(re.findall(r'<li class="entry".*?href="/-/story/(\d+)"', draft, re.DOTALL)) == shown
    # The morning's page counts as new what the queue shows as new, before it and after it.
    said = [re.findall(r"Since your last visit \([^)]*\) \d+ stories", page) for page in home]
    assert said[0] == said[1]
    assert said[0][0].endswith(" 4 stories")


def test_a_story_that_a_merge_left_in_a_draft_twice_is_marked(path: Path) -> None:
    async def go(visitor: Visitor) -> tuple[str, str, str]:
        draft = await visitor.made(**{"from": "chosen", "story": "3,9,10", "by": "tags"})
        before = (await visitor.get(f"{draft}?_lang=en")).text
        db = open_database(path)
        merge(db, [3, 9], by="ana")
        db.close()
        page = (await visitor.get(f"{draft}?_lang=en")).text
        return before, page, (await visitor.get(f"{draft}.json")).text

    before, page, written = run(path, go)
    said = '<span class="badge not">Same story as no. '
    assert said not in before
    (marked,) = (each for each in page.split('<li class="entry"')[1:] if said in each)
    assert f"{said}1<" in marked
    assert '<span class="no">2</span>' in marked
    entries = [each for part in json.loads(written)["sections"] for each in part["entries"]]
    assert [each["story"] for each in entries] == [3, 3, 10]
