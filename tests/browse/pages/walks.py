"""A walk through what a team does together, in a real browser, by mouse or by keyboard alone.

One walk for both: a hand presses, writes and chooses. ``python -m tests.browse.pages.walks --to
DIR`` goes it in each language at both widths and stores a picture of each page, to be looked at.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from unittest.mock import patch

from browse.access.passwords import SHORTEST
from tests.browse.pages.looking import barriers
from tests.browse.pages.together_news import WATCH_LIST, make_for_walks
from tests.browse.serving import chromium, served
from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: More stops of the Tab key than any of these pages has, and how many are gone at once: each
#: question where the focus is costs as much as three more.
_MOST_STOPS, _AT_ONCE = 200, 8
#: Whether Tab, held down since this was last asked, has gone to what is sought; until then it is
#: kept there, since the page is told of more strokes before it is asked again.
_IS_REACHED = """sought => {
  const before = window.heldTab?.sought === sought ? window.heldTab : null;
  window.heldTab?.ended.abort();
  delete window.heldTab;
  const isThere = () => document.activeElement.matches(sought);
  if (before?.hasMoved && isThere()) return true;
  const held = {sought, hasMoved: Boolean(before?.hasMoved), ended: new AbortController()};
  addEventListener('keydown', event => {
    if (event.key !== 'Tab') return;
    if (held.hasMoved && isThere()) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    held.hasMoved = true;
  }, {capture: true, signal: held.ended.signal});
  window.heldTab = held;
  return false;
}"""


class Hand(Protocol):
    """How a person works a page."""

    name: str

    def press(self, page: Page, selector: str) -> None:
        """Press a link, a button, a summary, a tick box or a radio button."""

    def write(self, page: Page, selector: str, text: str) -> None:
        """Replace what a field holds."""

    def choose(self, page: Page, selector: str, value: str) -> None:
        """Choose an option of a list by its value."""


class Mouse:
    """Points and clicks."""

    name = "mouse"

    def press(self, page: Page, selector: str) -> None:
        page.locator(selector).first.click()

    def write(self, page: Page, selector: str, text: str) -> None:
        page.locator(selector).first.click()
        page.locator(selector).first.fill(text)

    def choose(self, page: Page, selector: str, value: str) -> None:
        page.locator(selector).first.select_option(value)


class Keys:
    """Goes by Tab to what it wants, as it would have to without a mouse."""

    name = "keys"

    def reach(self, page: Page, selector: str) -> None:
        page.wait_for_load_state()
        for _ in range(0, _MOST_STOPS, _AT_ONCE):
            if page.evaluate(_IS_REACHED, selector):
                page.keyboard.up("Tab")
                return
            for _ in range(_AT_ONCE):
                page.keyboard.down("Tab")
        raise AssertionError(f"{selector} can't be reached by Tab")

    def press(self, page: Page, selector: str) -> None:
        self.reach(page, selector)
        kind = page.evaluate("document.activeElement.type")
        page.keyboard.press("Space" if kind in {"radio", "checkbox"} else "Enter")

    def write(self, page: Page, selector: str, text: str) -> None:
        self.reach(page, selector)
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(text)

    def choose(self, page: Page, selector: str, value: str) -> None:
        self.reach(page, selector)
        values = page.evaluate("[...document.activeElement.options].map(each => each.value)")
        page.keyboard.press("Home")
        for _ in range(values.index(value)):
            page.keyboard.press("ArrowDown")


@dataclass
class Walk:
    """One person's way through the desk; ``look`` is told of each page that is worth a look."""

    browser: Browser
    address: str
    hand: Hand
    language: str
    width: int
    look: Callable[[str, Page], object] = lambda name, page: None
    scheme: str = "light"
    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    barriers: list[tuple[str, str, str]] = field(default_factory=list)

    def go(self) -> None:
        """Do everything once."""
        page, admin = self.sign_in("ana"), self.sign_in("ada")
        self.overview(page)
        self.together(page, admin)
        self.watch_list(page)
        self.sites(page)
        self.keep(page)
        self.suggestions(page)
        page.context.close()
        self.users(admin)
        admin.context.close()

    def sign_in(self, name: str, password: str = "") -> Page:
        """Return a page of a browser of its own, in which somebody has signed in."""
        context = self.browser.new_context(
            viewport={"width": self.width, "height": 844},
            color_scheme=self.scheme,  # type: ignore[arg-type]
            locale=self.language,
            bypass_csp=True,  # axe is put into the page as a script
        )
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith(self.address) else self.elsewhere.append(asked.url)
            ),
        )
        page.goto(f"{self.address}/-/login")
        self.hand.write(page, "input[name=username]", name)
        self.hand.write(page, "input[name=password]", password or name * 3)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/-/login" not in url, wait_until="commit")
        return page

    def t(self, key: str, **values: object) -> str:
        """Return a message of the desk in the walk's language."""
        return DESK.translator(self.language)(key, **values)

    def seen(self, name: str, page: Page) -> None:
        """Look at a page, which must not be wider than the window; axe looks too."""
        assert page.evaluate(WIDER) <= 0, f"{name} scrolls sideways at {self.width}"
        self.look(name, page)
        self.barriers += [(name, *found) for found in barriers(page)]

    def overview(self, page: Page) -> None:
        """Read the week's figures, one of its tables, and the page of an organisation."""
        self.hand.press(page, "nav a[href='/-/overview']")
        page.wait_for_url("**/-/overview")
        self.hand.press(page, "details.data > summary")
        page.locator("details.data[open] td").first.wait_for()
        self.seen("overview", page)
        self.hand.press(page, "main a[href='/-/organisations/kbiz']")
        page.wait_for_url("**/-/organisations/kbiz")
        self.seen("organisation", page)

    def together(self, page: Page, other: Page) -> None:
        """Give a story to a colleague with a comment; the colleague finds it and is done."""
        story = f"{self.address}/-/story/{1 if self.hand.name == 'mouse' else 3}"
        page.goto(story)
        self.hand.write(
            page, "#main textarea[name=text]", "같은 행사인가요?\n\n確認をお願いします。"
        )
        self.hand.press(page, "form[action$='/comments'] button:not([name])")
        page.locator(f".message:text-is('{self.t('comment_kept')}')").wait_for()
        self.hand.choose(page, "#giving select", "ada")
        self.hand.press(page, "#giving button[value=assign]")
        page.locator("#giving .facts").first.wait_for()
        self.seen("story", page)
        other.goto(f"{self.address}/")
        self.hand.press(other, "#for-me")
        other.wait_for_url("**/-/review?assigned=me")
        self.seen("for me", other)
        other.goto(story)
        self.hand.press(other, "button[value=assignment_done]")
        other.locator("#for-me").wait_for(state="hidden")

    def watch_list(self, page: Page) -> None:
        """Change the list: a fault as one types, a trial, a version, and back to an earlier."""
        own = f'{WATCH_LIST}en = ["kiln by {self.hand.name}"]\n'
        page.goto(f"{self.address}/-/watch-list")
        before = page.locator("#text").input_value()
        self.hand.write(page, "#text", f"{own}\n[topic.kiln2]\nk = 1\n")
        page.locator("#faults .bad").wait_for()
        self.seen("faults", page)
        self.hand.write(page, "#text", own)
        page.locator("#faults .good").wait_for()
        self.hand.press(page, "button[value=try]")
        page.locator("#part-gained").wait_for(timeout=30_000)
        self.seen("trial", page)
        self.hand.write(page, "input[name=note]", "도자기")
        self.hand.press(page, "button[value=save]")
        page.locator(f".message:text-is('{self.t('list_saved')}')").wait_for()
        self.seen("watch list", page)
        newest, older = page.locator("a[href*='/watch-list/version/']").all()[:2]
        address = newest.get_attribute("href")
        back = older.get_attribute("href")
        self.hand.press(page, f"a[href='{address}']")
        page.wait_for_url(f"**{address}")
        self.seen("version", page)
        page.goto(f"{self.address}{back}")
        self.hand.press(page, "form .btn.main")
        page.locator(f".message:text-is('{self.t('list_saved')}')").wait_for()
        assert page.locator("#text").input_value() == before

    def sites(self, page: Page) -> None:
        """Add a site that was looked at, change, pause, remove it; feeds in and out as OPML."""
        name = self.hand.name
        number = 1 if name == "mouse" else 2
        page.goto(f"{self.address}/-/sites/look/{number}")
        self.seen("site found", page)
        self.hand.press(page, "input[name=kept]")
        page.keyboard.press("ArrowDown")  # from the whole text to an excerpt
        self.hand.press(page, "form .btn.main")
        page.wait_for_url(f"**/-/sites?added={name}")
        self.hand.press(page, f"a[href='/-/sites/edit/{name}']")
        page.wait_for_url(f"**/-/sites/edit/{name}")
        self.hand.write(page, "input[name=title]", f"남해상공신문 {name}")
        self.hand.choose(page, "select[name=may_gloss]", "headline")
        self.seen("site changed", page)
        self.hand.press(page, "form .btn.main")
        page.locator("section[aria-labelledby=changes] ins").first.wait_for()
        row = f"form:has([value={name}])"
        for action, then in (
            ("pause", "resume"),
            ("resume", "pause"),
            ("remove", "undo"),
            ("undo", "pause"),
        ):
            self.hand.press(page, f"{row} button[value={action}]")
            page.locator(f"{row} button[value={then}]").first.wait_for()
            if action != "undo":  # each change before it can be undone, too
                page.locator(f"{row} button[value={action}]").first.wait_for(state="detached")
        self.seen("sites", page)
        feeds = (
            f"<opml version='2.0'><body><outline type='rss' text='Feed of {name}'"
            f" xmlUrl='https://feeds.test/{name}'/></body></opml>"
        )
        file = {"name": "f.opml", "mimeType": "text/xml", "buffer": feeds.encode()}
        page.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
        self.hand.choose(page, "form[action$=import] select", "headline")
        self.hand.press(page, "form[action$=import] button")
        page.locator("div[role=status]").wait_for()
        page.goto(f"{self.address}/-/sites")
        with page.expect_download() as download:
            self.hand.press(page, "a[href='/-/sites.opml']")
        assert f"Feed of {name}" in Path(download.value.path()).read_text(encoding="utf-8")

    def keep(self, page: Page) -> None:
        """Ask for a page; what is no address is said."""
        page.goto(f"{self.address}/-/keep")
        self.hand.write(page, "#url", "file:///etc/passwd")
        self.hand.press(page, "form .btn.main")
        page.locator(".fault[role=alert]").wait_for()
        refused = [each for each in self.errors if "400 (Bad Request)" in each]
        assert len(refused) == 1
        self.errors.remove(refused[0])
        # What a page that is asked for becomes is tests/browse/plugins/test_sites.py's matter.
        self.seen("keep", page)

    def suggestions(self, page: Page) -> None:
        """Propose what would find, dismiss what would spare; the queue in the learnt order."""
        page.goto(f"{self.address}/-/suggestions")
        self.seen("suggestions", page)
        for term, do, said in (
            (f"가업승계{self.hand.name}", "propose", "suggestion_proposed"),
            (f"囲碁<b>{self.hand.name}", "dismiss", "suggestion_dismissed"),
        ):
            self.hand.press(page, f"form:has([value='{term}']) button[value={do}]")
            page.locator(f".message:text-is('{self.t(said)}')").wait_for()
        self.hand.press(page, "main a[href='/-/review?order=learnt']")
        page.wait_for_url("**/-/review?order=learnt")
        self.seen("learnt order", page)

    def users(self, page: Page) -> None:
        """Make an account, change its role, let it choose a password, take it away."""
        name = f"kim-{self.hand.name}"
        page.goto(f"{self.address}/-/users")
        self.hand.write(page, "input[type=text][name=name]", name)
        self.hand.press(page, "button[value=add]")
        first = page.locator("code.secret").inner_text()
        self.seen("users", page)
        row = f"form:has([value={name}])"
        self.hand.choose(page, f"{row} select", "reader")
        self.hand.press(page, f"{row} button[value=role]")
        page.locator(f".message:text-is('{self.t('user_done role', name=name)}')").wait_for()
        own = self.sign_in(name, first)
        chosen = "오래된 가마터 " * 3
        assert len(chosen) >= SHORTEST
        for field_, text in (("present", first), ("chosen", chosen), ("again", chosen)):
            self.hand.write(own, f"input[name={field_}]", text)
        self.seen("account", own)
        self.hand.press(own, "button[value=change_password]")
        own.locator(".message").wait_for()
        page.reload()
        self.hand.press(page, f"form:has([value={name}]) button[value=end_all]")
        page.wait_for_url("**/-/access-log")
        own.goto(f"{self.address}/-/search")
        assert "/-/login" in own.url
        own.context.close()
        page.goto(f"{self.address}/-/users")
        self.hand.press(page, f"td:has([value={name}]) details.menu summary")
        self.hand.press(page, f"{row} button[value=remove]")
        page.locator(f".message:text-is('{self.t('user_done remove', name=name)}')").wait_for()


@contextmanager
def desk(folder: Path) -> Iterator[str]:
    """Serve a desk with everything to walk through; yield its address."""
    make_for_walks(folder / "news.db")
    file = folder / "watchlist.toml"
    file.write_text(WATCH_LIST, encoding="utf-8")
    with (
        patch.dict(os.environ, HANIL_WATCHLIST=str(file)),
        served(folder / "news.db", folder) as at,
    ):
        yield at


def main() -> None:
    """Go all walks and store the pictures."""
    parser = argparse.ArgumentParser(description="Go all walks and store pictures of the pages.")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR")
    parser.add_argument("--language", nargs="*", default=["en", "ko", "ja"])
    parser.add_argument("--width", nargs="*", type=int, default=[1280, 390])
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for language in options.language:
            for width in options.width:
                for hand in (Mouse(), Keys()):
                    with (
                        tempfile.TemporaryDirectory(prefix="hanil-walk-") as folder,
                        desk(Path(folder)) as address,
                    ):
                        look = pictures(options.to, f"{hand.name}-{language}-{width}")
                        scheme = "dark" if (width < 500) == (hand.name == "keys") else "light"
                        walk = Walk(browser, address, hand, language, width, look, scheme)
                        walk.go()
                    assert (walk.errors, walk.elsewhere, walk.barriers) == ([], [], [])
                    sys.stdout.write(f"{language} {width} {hand.name}: well\n")
                    sys.stdout.flush()


def pictures(folder: Path, walk: str) -> Callable[[str, Page], None]:
    """Return what stores a picture of each page of a walk."""

    def look(name: str, page: Page) -> None:
        file = folder / f"{name.replace(' ', '-')}-{walk}.png"
        page.screenshot(path=file, full_page=True)

    return look


if __name__ == "__main__":
    main()
