"""What is wrong with a page in a real Chromium: axe, targets, width, errors, requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: CSS pixels that a finger needs (WCAG 2.2, 2.5.5), and up to which width a screen is a phone's.
TARGET, PHONE = 44, 600

_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

#: Targets that are too low, other than links within a line of text, which are exempt there, and
#: what is shown only to keys. Of a tick box its label is one too; what lies around a small link
#: as its ``::after`` belongs to it.
_SMALL = """target => {
  const found = [];
  const all = 'a[href], button, select, textarea, summary, input:not([type=hidden])';
  for (const each of document.querySelectorAll(all)) {
    const box = each.closest('label') && /^(checkbox|radio)$/.test(each.type)
      ? each.closest('label') : each;
    const {width, height, right} = box.getBoundingClientRect();
    const style = getComputedStyle(each), after = getComputedStyle(each, '::after');
    const around = after.position === 'absolute' && after.content !== 'none'
      ? parseFloat(after.top) + parseFloat(after.bottom) : 0;
    const isHidden = !width || !height || right < 0 || style.visibility === 'hidden'
      || each.closest('.off') || !each.checkVisibility({opacityProperty: true});
    const isInText = each.tagName === 'A' && style.display === 'inline';
    const reach = height - Math.min(around || 0, 0);
    if (!isHidden && !isInText && reach < target - 0.5)
      found.push(Math.round(reach) + ' px: ' + each.outerHTML.replace(/\\s+/g, ' ').slice(0, 110));
  }
  return found;
}"""


#: Asks axe, put into the page, what is wrong. Only that leaves the page: all that axe looked at
#: is 50 kB, which cost half as much as looking. No rule that is on asks for style sheets to be
#: fetched once more.
_VIOLATIONS = """axe.run({resultTypes: ['violations'], preload: false}).then(({violations}) =>
  violations.map(({id, impact, nodes}) => [id, impact, nodes[0].html.slice(0, 120)]))"""


_POOR_CONTRAST = """axe.run({runOnly: ['color-contrast'], preload: false}).then(({violations}) =>
  violations.flatMap(({nodes}) => nodes.map(({html}) => html.slice(0, 120))))"""


def poor_contrast(page: Page) -> list[str]:
    """Return the elements whose texts are hard to read before what is behind them, as axe says."""
    page.evaluate(Axe().axe_script)
    elements: list[str] = page.evaluate(_POOR_CONTRAST)
    return elements


def barriers(page: Page) -> list[tuple[str, str]]:
    """Return what axe finds serious: the rule, and the first element that breaks it."""
    page.evaluate(Axe().axe_script)
    violations: list[tuple[str, str, str]] = page.evaluate(_VIOLATIONS)
    return [(rule, html) for rule, impact, html in violations if impact in {"serious", "critical"}]


class Watch:
    """Notes a page's errors and what it asks for elsewhere."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.noted: list[str] = []
        page.on("request", self._note_request)
        page.on("console", self._note_line)
        page.on("pageerror", lambda error: self.noted.append(f"error: {error}"))

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.noted.append(f"asked elsewhere: {request.url[:120]}")

    def _note_line(self, line: Any) -> None:
        if line.type == "error":
            self.noted.append(f"console: {line.text[:200]}")

    def faults(self, *, with_targets: bool = True) -> list[str]:
        """Return what is wrong with the page as it stands, and what was noted since the last.

        ``with_targets`` looks at the size of targets, on a phone.
        """
        found, self.noted = self.noted, []
        size = self.page.viewport_size or {"width": 0}
        if (wider := self.page.evaluate(_WIDER)) > 0:
            found.append(f"scrolls sideways by {wider} px")
        if with_targets and size["width"] <= PHONE:
            found += self.page.evaluate(_SMALL, TARGET)
        return found + [f"axe: {rule}: {html}" for rule, html in barriers(self.page)]
