"""The review desk in a real Chromium: a morning by keyboard, input methods, phone width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from newsdb.database import open_database
from newsdb.review import reviews
from newsdb.review.reviews import Subject
from tests.browse.pages.looking import poor_contrast
from tests.browse.review_news import make
from tests.browse.serving import NO_CHROMIUM, chromium, served, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page
    from sqlite_utils import Database

pytestmark = [NO_CHROMIUM, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make(tmp_path / "news.db")
    return tmp_path / "news.db"


@pytest.fixture
def address(path: Path, tmp_path: Path) -> Iterator[str]:
    with served(path, tmp_path) as where:
        yield where


class Watched:
    """A page, with the requests that it sent and the errors that it logged."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console", lambda m: self.errors.append(m.text) if m.type == "error" else None
        )

    def quiet(self) -> None:
        assert self.errors == []
        assert [url for url in self.asked if not url.startswith(self.address)] == []

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def said(self, text: str) -> None:
        self.page.wait_for_function(
            "text => document.querySelector('#say').textContent.includes(text)", arg=text
        )

    def settled(self, selector: str) -> None:
        self.page.wait_for_selector(selector, state="attached")


def statuses(db: Database) -> dict[int, str]:
    return dict(db.execute("SELECT id, status FROM stories WHERE status IS NOT NULL").fetchall())


def current(page: Page) -> int:
    return int(str(page.locator("article.current").get_attribute("data-story")))


def test_a_morning_by_keyboard_alone(browser: Browser, address: str, path: Path) -> None:
    context = browser.new_context()
    desk = Watched(context, address)
    db = open_database(path)
    sign_in(desk.page, address)
    desk.page.goto(f"{address}/-/review")
    listed: list[int] = desk.page.eval_on_selector_all(
        "article.story", "all => all.map(each => Number(each.dataset.story))"
    )
    assert len(listed) == 20
    assert desk.page.inner_text("[data-count-of=relevant]") == "20 relevant"
    triage(desk, db, listed)
    assert desk.page.inner_text("#to-decide") == desk.page.inner_text("[data-count-of=relevant] b")
    take_back(desk, listed)
    give(desk)
    mark(desk, listed)
    merge_and_split(desk, db, listed)
    go_on(desk)
    search(desk)
    take_the_briefing(desk)
    desk.quiet()
    context.close()
    db.close()


def triage(desk: Watched, db: Database, listed: list[int]) -> None:
    """Decide on twenty stories, one after the other; each decision moves on."""
    kinds = {"r": "relevant", "x": "not_relevant", "u": "unsure"}
    expected = {}
    for story, key in zip(listed, ("r", "x", "u", "r") * 5, strict=True):
        assert current(desk.page) == story
        desk.press(key)
        if key == "x":
            desk.press("2")
        expected[story] = kinds[key]
    desk.settled(f"#story-{listed[-1]}.done")
    assert statuses(db) == expected
    assert reviews.read(db, Subject("story", listed[1])).reason == "one_country"


def take_back(desk: Watched, listed: list[int]) -> None:
    """Undo the last decision, then the one before."""
    for story in (listed[-1], listed[-2]):
        desk.press("z")
        desk.settled(f"#story-{story}:not(.done)")
    assert current(desk.page) == listed[-2]


def give(desk: Watched) -> None:
    """Give a story to a colleague, and take that back."""
    story = current(desk.page)
    desk.press("a")
    desk.settled("#asking[open]")
    desk.press("1")
    desk.settled(f"#story-{story} .badges:has-text('assigned to ada')")
    desk.press("z")
    desk.settled(f"#story-{story} .badges:not(:has-text('assigned to'))")
    assert current(desk.page) == story


def mark(desk: Watched, listed: list[int]) -> None:
    """Write a note, give a digit to a new tag, star, use the digit again."""
    desk.press("n")
    desk.page.keyboard.type("내일 회의")
    desk.press("Control+Enter")
    desk.settled(f"#story-{listed[-2]}[data-note='내일 회의']")
    desk.press("1")
    desk.page.keyboard.type("물류")
    desk.press("Enter")
    desk.settled(f"#story-{listed[-2]} .tag:text-is('물류')")
    desk.press("s")
    desk.settled(f"#story-{listed[-2]}[data-starred='1']")
    desk.press("j", "1")
    desk.settled(f"#story-{listed[-1]} .tag:text-is('물류')")


def merge_and_split(desk: Watched, db: Database, listed: list[int]) -> None:
    """Merge two stories, open the result, split it again."""
    desk.press("p", "k", "p", "m")
    desk.said("Merged")
    stays, gone = sorted(listed[-2:])
    # What was done last is taken back, and not what was done before it.
    desk.press("z")
    desk.said("The merge was taken back")
    assert desk.page.locator(f"#story-{gone}").count() == 1
    assert reviews.read(db, Subject("story", stays)).tags == ("물류",)
    desk.page.evaluate(f"document.querySelector('#story-{stays} .pick-box').click()")
    desk.page.evaluate(f"document.querySelector('#story-{gone} .pick-box').click()")
    desk.press("m")
    desk.said("Merged")
    assert desk.page.locator(f"#story-{gone}").count() == 0
    assert current(desk.page) == stays
    desk.press("Enter")
    desk.settled(f"#story-{stays} .inside:not([hidden]) ol.members")
    desk.press("d", "2")
    desk.said("Split off")
    assert db.execute("SELECT count(*) FROM stories WHERE members > 1").fetchone() == (0,)


def go_on(desk: Watched) -> None:
    """Beyond the last story the list goes on, then says that it ends; all of it is read."""
    desk.page.goto(f"{desk.address}/-/review?status=any")
    desk.page.locator("article.story").nth(19).focus()
    desk.press("j")
    desk.settled("article.story:nth-of-type(21).current")
    for _ in range(5):
        desk.press("j")
    desk.said("That is all")
    assert desk.page.locator("[data-unread]").count() > 0
    desk.press("e")
    desk.said("marked as read")
    assert desk.page.locator("[data-unread]").count() == 0
    assert desk.page.inner_text("[data-count-of=unread]") == "0 unread"
    desk.press("z")
    desk.said("unread again")
    with desk.page.expect_navigation():
        desk.press("g")


def search(desk: Watched) -> None:
    """Search all stories; the slash is the desk's key and not Datasette's."""
    desk.page.goto(f"{desk.address}/-/review?status=any")
    desk.press("/")
    assert desk.page.evaluate("document.activeElement.id") == "q"
    desk.page.keyboard.type("한일")
    with desk.page.expect_navigation():
        desk.press("Enter")
    found = set(desk.page.locator("mark.found").all_inner_texts())
    assert {"한일", "韓日", "日韓"} <= found


def take_the_briefing(desk: Watched) -> None:
    """Add what is current to the draft of a briefing, which is made for it."""
    desk.press("c")
    desk.said("1 added to “조간 브리핑”")
    desk.press("c")
    desk.said("in it already: 1")
    desk.page.goto(f"{desk.address}/-/briefings")
    desk.page.get_by_role("link", name="조간 브리핑").click()
    desk.settled(".entry.current")


def test_two_reviewers_and_a_friendly_reload(browser: Browser, address: str, path: Path) -> None:
    context = browser.new_context()
    mine, theirs = Watched(context, address), None
    sign_in(mine.page, address)
    mine.page.goto(f"{address}/-/review")
    other = browser.new_context()
    theirs = Watched(other, address)
    sign_in(theirs.page, address, "ada")
    theirs.page.goto(f"{address}/-/review")
    story = current(mine.page)
    theirs.press("r")
    theirs.settled(f"#story-{story}.relevant")
    mine.press("x", "Enter")
    line = mine.page.wait_for_selector(f"#story-{story} .conflict")
    assert line is not None
    assert "ada changed this story first" in line.inner_text()
    db = open_database(path)
    assert statuses(db) == {story: "relevant"}
    # Seen, and decided anew.
    mine.press("k", "u")
    mine.settled(f"#story-{story}.unsure")
    assert statuses(db) == {story: "unsure"}
    db.close()
    context.close()
    other.close()


#: What keydown says while a Hangul or Kana layout or input method is on.
IMES: tuple[dict[str, Any], ...] = (
    {"key": "ㄱ", "code": "KeyR"},
    {"key": "Process", "code": "KeyR", "keyCode": 229},
    {"key": "す", "code": "KeyR"},
    {"key": "ｒ", "code": "KeyR"},
)
SEND = """([where, event, composing]) => {
    const target = where ? document.querySelector(where) : document.activeElement;
    const made = new KeyboardEvent('keydown',
        {...event, isComposing: composing, bubbles: true, cancelable: true, composed: true});
    target.dispatchEvent(made);
    return made.defaultPrevented;
}"""


def test_keys_while_an_input_method_is_on(browser: Browser, address: str, path: Path) -> None:
    context = browser.new_context()
    desk = Watched(context, address)
    page, db = desk.page, open_database(path)
    sign_in(page, address)
    page.goto(f"{address}/-/review")
    # Outside of a field the place of the key counts.
    for event in IMES:
        story = current(page)
        assert page.evaluate(SEND, [None, event, False])
        desk.settled(f"#story-{story}.relevant")
    assert len(statuses(db)) == len(IMES)

    # In a field nothing fires: while composing Hangul and Kana, nor after it.
    page.locator("#q").focus()
    session = context.new_cdp_session(page)
    for parts in (("ㅎ", "하", "한"), ("k", "か", "かん"), ("ㅅ", "스", "쓰")):
        for part in parts:
            place = {"selectionStart": len(part), "selectionEnd": len(part)}
            session.send("Input.imeSetComposition", {"text": part, **place})
            for code in ("KeyR", "KeyX", "KeyZ", "KeyM", "Digit1", "Slash"):
                pressed = {"key": "Process", "code": code, "keyCode": 229}
                assert not page.evaluate(SEND, ["#q", pressed, True])
                assert not page.evaluate(SEND, ["#q", pressed, False])
        # The Enter and the Escape that end a composition are the input method's.
        for key in ("Enter", "Escape"):
            pressed = {"key": key, "code": key, "keyCode": 229}
            assert not page.evaluate(SEND, ["#q", pressed, True])
        session.send("Input.insertText", {"text": parts[-1]})
    assert page.locator("#q").input_value() == "한かん쓰"
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.url == f"{address}/-/review"
    assert page.locator("dialog[open]").count() == 0

    # In a note, too: the letters go into it, and Enter is a line.
    desk.press("Escape", "n")
    page.keyboard.type("r x u 1")
    for code in ("KeyR", "Enter", "Escape"):
        page.evaluate(SEND, ["#asking textarea", {"key": code, "code": code}, True])
    assert page.locator("#asking textarea").input_value() == "r x u 1"
    desk.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    events = db.execute("SELECT kind, count(*) FROM review_events GROUP BY kind").fetchall()
    assert events == [("decide", len(IMES))]
    desk.quiet()
    db.close()
    context.close()


@pytest.mark.parametrize(("scheme", "language"), [("light", "ko"), ("dark", "ja")])
def test_buttons_on_a_phone(
    browser: Browser, address: str, path: Path, scheme: str, language: str
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale=language,
        has_touch=True,
    )
    desk = Watched(context, address)
    page = desk.page
    sign_in(page, address)
    page.goto(f"{address}/-/review?_lang={language}")
    first = current(page)
    card = page.locator(f"#story-{first}")
    card.locator(".toggle").tap()
    desk.settled(f"#story-{first} .inside:not([hidden]) .reading-text")
    # Words of the text for the watch list.
    words = page.evaluate(
        """id => {
            const part = document.querySelector(`#story-${id} .reading-text p`).firstChild;
            const range = document.createRange();
            range.setStart(part, 0); range.setEnd(part, 4);
            getSelection().removeAllRanges(); getSelection().addRange(range);
            return String(getSelection());
        }""",
        first,
    )
    card.locator('[data-do="watch"]').click()
    assert page.locator("#asking input").first.input_value() == words.strip()
    page.locator("#asking button.main").tap()
    desk.said(words.strip())
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) <= 0
    card.locator('.actions [data-do="not_relevant"]').tap()
    page.locator("#asking .choices button").first.tap()
    desk.settled(f"#story-{first}.not_relevant")
    page.goto(f"{address}/-/briefings/new")
    assert page.evaluate(wider) <= 0
    page.goto(f"{address}/-/story/{first}")
    assert page.evaluate(wider) <= 0
    assert page.title() != "caught"
    desk.quiet()
    db = open_database(path)
    assert statuses(db) == {first: "not_relevant"}
    assert db.execute("SELECT term FROM watchlist_proposals").fetchall() == [(words.strip(),)]
    db.close()
    context.close()


def poor_in_any_scheme(page: Page) -> list[tuple[str, str]]:
    """Return the texts of a page that are hard to read, in light and in dark."""
    poor = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        poor += [(scheme, each) for each in poor_contrast(page)]
    return poor


def test_every_text_can_be_read_and_every_control_has_a_name(
    browser: Browser, address: str
) -> None:
    context = browser.new_context()
    desk = Watched(context, address)
    page = desk.page
    sign_in(page, address)
    page.goto(f"{address}/-/review?q=한일")
    desk.press("r")
    desk.settled("article.relevant")
    desk.press("Enter", "p")
    desk.settled(".inside:not([hidden]) .reading-text")
    assert poor_in_any_scheme(page) == []
    desk.press("?")
    assert page.locator("#keys[open]").count() == 1
    assert poor_in_any_scheme(page) == []
    desk.press("Escape")
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('main button, main a, form#filters input, select')]
            .filter((each) => !(each.getAttribute('aria-label') || each.textContent.trim()
                || (each.labels && each.labels.length))).map((each) => each.outerHTML)"""
    )
    assert nameless == []
    page.goto(f"{address}/-/briefings/new")
    assert poor_in_any_scheme(page) == []
    context.close()
