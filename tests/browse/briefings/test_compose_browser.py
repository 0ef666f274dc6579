"""A weekly briefing in a real Chromium by keyboard alone, with a second editor at it meanwhile."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsdb.articles import outlets
from newsdb.articles.verdicts import Reason, Verdict
from newsdb.briefings import drafts, issues
from newsdb.database import now, open_database
from newsdb.records import KST, Article, Outlet
from newsdb.storing import store
from tests.browse.serving import NO_CHROMIUM, chromium, served, sign_in
from tests.support.plugins.thorough import THOROUGH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from sqlite_utils import Database

pytestmark = [NO_CHROMIUM, pytest.mark.xdist_group("browser")]

CONCEPTS = ("logistics", "finance", "technology", "succession")
#: Each is written and counted in the same way.
STORIES = 25 if THOROUGH else 13


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def put(db: Database, key: int, *, at: datetime) -> int:
    """Store an article; return its story."""
    concept = CONCEPTS[key % 4]
    title = f"한일 중소기업 소식 {key}"
    article = Article(
        outlet="namhae",
        key=str(key),
        url=f"https://namhae.example/{key}",
        title=title,
        body=f"두 나라 중소기업이 {key}번째 사업을 함께 한다. 계약액은 {key * 7}억 원이다.",
        language="ko",
        published_at=at,
    )
    reason = Reason(concept, "한일", "title", 0, 2, 5.0)
    verdict = Verdict(
        decision="relevant", score=5.0, watchlist="test", why="title", reasons=(reason,)
    )
    store(db, article, seen_at=at, verdict=verdict)
    row = db.execute("SELECT story_id FROM articles WHERE key = ?", [str(key)]).fetchone()
    return int(row[0])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    db = open_database(tmp_path / "news.db")
    home = "https://namhae.example/"
    outlets.save(
        db, Outlet(name="namhae", title="남해일보", country="KR", language="ko", home=home)
    )
    start = now().astimezone(KST).replace(hour=0, minute=0) - timedelta(days=5)
    for key in range(1, STORIES + 1):
        put(db, key, at=start + timedelta(hours=4 * key))
    db.close()
    return tmp_path / "news.db"


class Editor:
    """Somebody at a keyboard; keys and letters of texts are counted apart."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0
        self.letters = 0
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.letters += len(words)

    def saved(self) -> None:
        """Wait until nothing is left to be saved."""
        self.page.wait_for_function(
            "() => !document.querySelector('[data-dirty]')"
            " && /saved/.test(document.querySelector('#saved').textContent)"
        )

    def titles(self) -> list[str]:
        return self.page.locator(".entry h3").all_inner_texts()

    def settles(self, titles: list[str]) -> None:
        self.page.wait_for_function(
            "titles => JSON.stringify([...document.querySelectorAll('.entry h3')]"
            ".map((each) => each.innerText)) === JSON.stringify(titles)",
            arg=titles,
        )


def test_a_weekly_briefing_by_keyboard_alone(browser: Browser, path: Path, tmp_path: Path) -> None:
    with served(path, tmp_path) as address:
        # Tall, since a drag does not scroll.
        context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 1400})
        ana = Editor(context.new_page())
        sign_in(ana.page, address)
        ana.page.goto(f"{address}/-/briefings")
        ana.press("n")
        ana.page.wait_for_url("**/-/briefings/new")
        ana.page.wait_for_function("document.activeElement.id === 'title'")
        ana.press("Enter")
        ana.page.wait_for_url("**/-/briefing/draft/1")
        assert ana.page.locator(".part").count() == 4
        assert len(ana.titles()) == STORIES
        write_sentences(ana)
        order_by_hand(ana)
        drag(ana)
        meet_somebody_else(browser, ana, address)
        number = publish(ana)
        # 2 to make the draft, 3 a sentence, 5 for the order by hand and two undos, 4 for the
        # conflict with the other editor, 2 to issue.
        assert ana.keys == 2 + 3 * STORIES + 5 + 4 + 2
        follow_up(ana, address, path, number)
        assert ana.errors == []
        context.close()


def write_sentences(ana: Editor) -> None:
    for number in range(1, STORIES + 1):
        ana.press("Enter")
        ana.type(f"{number}번 문장입니다.")
        ana.press("Escape", "j")
    ana.saved()
    sentences = ana.page.locator(".entry [name=sentence]").evaluate_all(
        "all => all.map((each) => each.value)"
    )
    assert sentences == [f"{number}번 문장입니다." for number in range(1, STORIES + 1)]


def order_by_hand(ana: Editor) -> None:
    before = ana.titles()
    ana.press("Alt+ArrowUp")
    moved = [*before[:-2], before[-1], before[-2]]
    ana.settles(moved)
    ana.press("d")
    ana.settles([each for each in moved if each != before[-1]])
    ana.press("z")
    ana.settles(moved)
    sections = ana.page.locator(".part").last.locator(".entry").count()
    ana.press("m")
    ana.page.wait_for_function(
        "count => [...document.querySelectorAll('.part')].at(-1)"
        ".querySelectorAll('.entry').length === count",
        arg=sections - 1,
    )
    ana.press("z")
    ana.settles(moved)


def drag(ana: Editor) -> None:
    """The pointer does the same; not counted."""
    before = ana.titles()
    first, second = (ana.page.locator(".entry").nth(place) for place in (0, 1))
    first.locator(".handle").hover()
    ana.page.mouse.down()
    box = second.bounding_box()
    assert box is not None
    ana.page.mouse.move(box["x"] + 200, box["y"] + 0.75 * box["height"], steps=8)
    ana.page.mouse.up()
    ana.settles([before[1], before[0], *before[2:]])
    ana.page.locator("#undo-form button").click()
    ana.settles(before)


def meet_somebody_else(browser: Browser, ana: Editor, address: str) -> None:
    """Both write the same sentence: both are shown, and ana keeps hers."""
    ada = Editor(browser.new_context(locale="en-US").new_page())
    sign_in(ada.page, address, "ada")
    ada.page.goto(f"{address}/-/briefing/draft/1")
    ana.page.locator(".entry").first.locator(".no").click()  # to the first
    ana.press("Enter")
    ada.press("Enter")
    ada.type(" ada가 덧붙임.")
    ada.press("Escape")
    ada.saved()
    ana.type(" ana가 덧붙임.")
    ana.page.wait_for_selector(".conflict")
    assert "ada가 덧붙임." in ana.page.locator(".conflict blockquote").inner_text()
    ana.press("Tab", "Enter")  # from “keep what is there” to “keep mine”
    ana.page.wait_for_selector(".conflict", state="detached")
    ana.saved()
    ana.press("Escape")
    # What ada wrote elsewhere stays.
    ada.page.reload()
    first = ada.page.locator(".entry [name=sentence]").first.input_value()
    assert first == "1번 문장입니다. ana가 덧붙임."
    ada.press("j", "Enter")
    ada.type(" 둘째는 ada.")
    ada.press("Escape")
    ada.saved()
    ada.page.context.close()


def publish(ana: Editor) -> int:
    ana.page.reload()  # what the other editor wrote last is seen, then issued
    ana.press("i", "Enter")
    ana.page.wait_for_url(re.compile(r"/-/briefing/\d+$"))
    text = ana.page.locator(".doc").inner_text()
    assert "1번 문장입니다. ana가 덧붙임." in text
    assert "둘째는 ada." in text
    return int(ana.page.url.rpartition("/")[2])


def follow_up(ana: Editor, address: str, path: Path, number: int) -> None:
    """The next week: a story goes on, another is new."""
    db = open_database(path)
    (old,) = db.execute("SELECT story_id FROM articles WHERE key = '3'").fetchone()
    later = now() + timedelta(days=3)
    put(db, 103, at=later)
    put(db, 104, at=later)
    db.execute("UPDATE articles SET story_id = ? WHERE key = '103'", [old])
    db.execute("UPDATE stories SET last_at = ? WHERE id = ?", [later.isoformat(), old])
    db.execute("DELETE FROM stories WHERE id NOT IN (SELECT story_id FROM articles)")
    draft = drafts.heads(db)
    assert draft == []
    assert [each.number for each in issues.listing(db)] == [number]
    db.close()
    ana.page.goto(f"{address}/-/briefings")
    ana.press("n")
    ana.page.wait_for_url("**/-/briefings/new")
    today = now().astimezone(KST)
    for name, day in (("since", today), ("until", today + timedelta(days=6))):
        ana.page.locator(f"#{name}").focus()
        ana.type(f"{day:%m%d%Y}")
    ana.press("Enter")
    ana.page.wait_for_url("**/-/briefing/draft/2")
    badges = ana.page.locator(".entry .badges").all_inner_texts()
    assert len(ana.titles()) == 2
    assert len(badges) == 1
    assert f"in no. {number}" in badges[0]
    assert f"follow-up to no. {number}" in badges[0]
    stand_on_another(ana)


def stand_on_another(ana: Editor) -> None:
    """The story that goes on has two articles: the entry stands on the other one, and back."""
    entry = ana.page.locator(".entry", has=ana.page.locator("select[name=article]"))
    before = ana.titles()
    title = entry.locator("h3").inner_text()
    articles = entry.locator("option").evaluate_all(
        "all => all.map((each) => [each.value, each.text.replace(/^.*?: /, ''), each.selected])"
    )
    place = [selected for _, _, selected in articles].index(True)
    assert articles[place][1] == title
    other, its_title, _ = articles[1 if place == 0 else place - 1]
    after = [its_title if each == title else each for each in before]
    entry.locator("details", has=ana.page.locator("select")).locator("summary").focus()
    keys = ana.keys
    ana.press("Enter", "Tab", "ArrowUp" if place else "ArrowDown")
    ana.press("Tab", "Enter")
    assert ana.keys - keys == 5
    ana.settles(after)
    assert entry.locator("option:checked").get_attribute("value") == other
    ana.page.keyboard.press("z")
    ana.settles(before)
    assert entry.locator("option:checked").get_attribute("value") == articles[place][0]
