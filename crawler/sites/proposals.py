"""Where two pages of one paper have their title, time, byline and text: proposed selectors.

What both pages show is the paper's, what differs is the article's; a place is one that the same
short selector finds on both. Pure functions; the result is a proposal for a person to look at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from crawler.reading.line_kinds import is_date_line, may_be_byline
from crawler.reading.markup.parsed_page import parse, text_in
from crawler.reading.text import ends_sentence, lines, shown_text, tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml import etree

    from crawler.reading.markup.parsed_page import Page

#: Characters of a text that is an article's at all, and of a sentence in it.
LEAST_TEXT = 60
_LEAST_LINE = 15
#: A place that has so much of the best one's text is as good, and the tightest of these is taken.
_AS_GOOD = 0.9
#: A part of the text that consists of links to this share is none of it.
_LINKS = 0.6
_MOST_DROPPED = 6
#: Selectors of a page that are tried; a page of news has some hundreds.
_MOST_SELECTORS = 3_000
_LONGEST_TITLE = 300
#: A time or byline stands at most this often where it may be found.
_MOST_MATCHES = 3

#: Names as people give them to parts of a page; with three digits they are an article's number.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,60}")
_NUMBERED = re.compile(r"\d{3}")
#: Names that a build of the site made (CSS modules, styled components): the next one has others.
_BUILT = re.compile(r"^(?:css|sc)-|__(?=[A-Za-z_]{0,20}\d)[A-Za-z0-9_]{3,20}$")
#: Tags that say what they hold.
_SPEAKING = frozenset({"article", "main", "time", "h1", "h2", "h3", "address"})
_HEADINGS = frozenset({"h1", "h2", "h3"})


class ProposalError(ValueError):
    """Nothing can be proposed; the message says what was looked for and is missing."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Selectors of a page's places; an empty one was not found."""

    body: str
    title: str = ""
    dates: str = ""
    authors: str = ""
    drop: str = ""

    @property
    def missing(self) -> list[str]:
        """The places that were not found; JSON-LD, meta tags or the lines may have them."""
        return [name for name in ("title", "dates", "authors") if not getattr(self, name)]


def propose(first: str, second: str) -> Proposal:
    """Return where two pages of one paper, as markup, have their parts; raises ProposalError."""
    pages = _Pair(parse(first), parse(second))
    if not pages.own[0] or not pages.own[1]:
        raise ProposalError("the two pages show the same: take two different articles")
    body = _body(pages)
    title = _title(pages)
    near = pages.near(title, body)
    return Proposal(
        body=body,
        title=title,
        dates=_line(pages, is_date_line, near, body),
        authors=_line(pages, may_be_byline, near, body),
        drop=_dropped(pages, body),
    )


class _Pair:
    """Two pages, and the selectors that find something on both."""

    def __init__(self, first: Page, second: Page) -> None:
        self.pages = (first, second)
        shown = [[] if page.body is None else lines(page.body) for page in self.pages]
        both = set(shown[0]) & set(shown[1])
        self.common = both
        self.own = [[line for line in each if line not in both] for each in shown]

    @cached_property
    def selectors(self) -> dict[str, tuple[list[etree._Element], list[etree._Element]]]:
        """What each selector finds on both pages, the shortest selectors first."""
        found = {}
        for css in sorted(dict.fromkeys(self._named()), key=len)[:_MOST_SELECTORS]:
            matches = [page.select(css) for page in self.pages]
            if all(matches):
                found[css] = (matches[0], matches[1])
        return found

    def _named(self) -> Iterator[str]:
        first = self.pages[0]
        if first.body is None:
            return
        for element in first.body.iter("*"):
            own = _names(element)
            yield from own
            if own and not own[0].startswith("#") and (parent := element.getparent()) is not None:
                # A class that is used elsewhere too may be told apart by where it stands.
                for above in _names(parent)[:2]:
                    yield f"{above} > {own[0]}"
            elif not own and isinstance(element.tag, str) and element.tag in {"p", "span", "div"}:
                for above in _names(element.getparent())[:2]:
                    yield f"{above} > {element.tag}"

    def near(self, *selectors: str) -> list[int]:
        """Return the places on the first page, in document order, of what selectors find."""
        positions = self.pages[0].positions
        return [positions[self.selectors[css][0][0]] for css in selectors if css in self.selectors]


def _names(element: etree._Element | None) -> list[str]:
    """Return the selectors by which an element is called, the surest first."""
    if element is None or not isinstance(element.tag, str):
        return []
    tag, found = element.tag, []
    if (name := element.get("id")) and _is_stable(name):
        found.append(f"#{name}")
    if (said := element.get("itemprop")) and _is_stable(said):
        found.append(f"[itemprop={said}]")
    classes = [each for each in (element.get("class") or "").split()[:6] if _is_stable(each)]
    found += [f"{tag}.{each}" for each in classes]
    if tag in _SPEAKING:
        found.append(tag)
    return found


def _is_stable(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not (_NUMBERED.search(name) or _BUILT.search(name))


def _length_of_links(element: etree._Element) -> int:
    return sum(len(tidy(text_in(each))) for each in element.iter("a"))


def _prose(pages: _Pair, element: etree._Element) -> tuple[int, int]:
    """Return the characters of an article's own sentences in an element, and of all its text.

    Headlines, times and bylines, which may stand around the text, are no sentences.
    """
    shown = lines(element)
    links = {tidy(text_in(each)) for each in element.iter("a")}
    own = sum(
        len(line)
        for line in shown
        if line not in pages.common
        and line not in links
        and len(line) >= _LEAST_LINE
        and ends_sentence((line,))
    )
    return own, sum(map(len, shown))


def _body(pages: _Pair) -> str:
    """Return the tightest place that has nearly all of what only one page tells."""
    measured: dict[str, tuple[int, int]] = {}
    for css, (first, second) in pages.selectors.items():
        if len(first) == len(second) == 1:
            (own, size), (other, other_size) = _prose(pages, first[0]), _prose(pages, second[0])
            measured[css] = (min(own, other), size + other_size)
    most = max((own for own, _ in measured.values()), default=0)
    if most < LEAST_TEXT:
        raise ProposalError(
            "no place with a name (id, class) holds a text of its own on both pages: looked for"
            f" {LEAST_TEXT} characters that differ; are both pages articles?"
        )
    good = [css for css, (own, _) in measured.items() if own >= most * _AS_GOOD]
    return min(good, key=lambda css: (measured[css][1], not css.startswith("#"), len(css)))


def _title(pages: _Pair) -> str:
    """Return the place of the headline: what the page's own title begins with, on both."""
    stated = [_stated_title(page) for page in pages.pages]
    found = []
    for css, matches in pages.selectors.items():
        shown = [shown_text(each[0]) for each in matches]
        if shown[0] == shown[1] or not all(4 < len(text) <= _LONGEST_TITLE for text in shown):
            continue
        is_stated = all(
            text and text.casefold() in whole.casefold()
            for text, whole in zip(shown, stated, strict=True)
        )
        is_heading = matches[0][0].tag in _HEADINGS
        if is_stated or (is_heading and not any(stated)):
            found.append((not is_heading, len(matches[0]), css in _SPEAKING, len(css), css))
    return min(found)[-1] if found else ""


def _stated_title(page: Page) -> str:
    metas = [each for each in page.by_tag("meta") if each.get("property") == "og:title"]
    stated = next((each.get("content") or "" for each in metas), "")
    return f"{tidy(stated)} {page.title}".strip()


def _line(pages: _Pair, is_one: Callable[[str], bool], near: list[int], body: str) -> str:
    """Return the place nearest to headline and text of which a line is one that is looked for."""
    positions = pages.pages[0].positions
    texts = [set(pages.selectors[body][number][0].iter("*")) for number in (0, 1)]
    found = []
    for css, matches in pages.selectors.items():
        if any(len(each) > _MOST_MATCHES for each in matches):
            continue
        # Prose may name a day or a reporter; a line of its own outside it states one.
        inside = any(each[0] in text for each, text in zip(matches, texts, strict=True))
        shown = [shown_text(each[0]) for each in matches]
        if not all(map(is_one, shown)):
            continue
        distance = min(abs(positions[matches[0][0]] - place) for place in near)
        found.append((inside, distance // 4, max(map(len, shown)), len(css), css))
    return min(found)[-1] if found else ""


def _dropped(pages: _Pair, body: str) -> str:
    """Return what stands inside the text and is not of it: the paper's words, lists of links."""
    places = [pages.selectors[body][number][0] for number in (0, 1)]
    inside = [set(each.iter("*")) - {each} for each in places]
    dropped: list[str] = []
    gone: set[etree._Element] = set()
    for css, (first, second) in pages.selectors.items():
        found = [
            [each for each in elements if each in within]
            for elements, within in zip((first, second), inside, strict=True)
        ]
        # A selector that also finds something outside is no description of what is inside.
        if [len(each) for each in found] != [len(first), len(second)]:
            continue
        both = [*found[0], *found[1]]
        if gone.intersection(both) or not all(_is_no_text(pages, each) for each in both):
            continue
        dropped.append(css)
        for each in both:
            gone.update(each.iter("*"))
        if len(dropped) == _MOST_DROPPED:
            break
    return ", ".join(dropped)


def _is_no_text(pages: _Pair, element: etree._Element) -> bool:
    shown = lines(element)
    size = sum(map(len, shown))
    if not size:
        return False
    return all(line in pages.common for line in shown) or _length_of_links(element) > size * _LINKS
