"""The lines that a page shows, with what separates text from boilerplate: how much is linked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from crawler.reading.text import BLOCKS, INVISIBLE, tidy

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

_SHORT_LINK = 10  # characters; a shorter link may be a word in a sentence

#: A printed hour, or a time that needs none (3 hours ago).
_HOUR = re.compile(r"\d\s?(?::\s?\d\d|시|時)|(?:전|前|ago)$")
_HOUR_IN_DATETIME = re.compile(r"\dT\d\d:\d\d|\d \d\d:\d\d")


class Time(NamedTuple):
    """A ``<time>`` element: the text that it shows, and its attribute ``datetime``."""

    shown: str
    datetime: str


class Block(NamedTuple):
    """One line of a page: its text, how much of it is linked, and the element it is in."""

    text: str
    linked: int
    home: etree._Element
    times: tuple[Time, ...]

    def dated(self) -> str:
        """Return the line with the values of ``datetime`` where these add an hour."""
        text = self.text
        for shown, datetime in self.times:
            if not _HOUR.search(shown) and _HOUR_IN_DATETIME.search(datetime):
                text = text.replace(shown, datetime)
        return text


class _Line:
    """A line under construction."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.linked: list[int] = []  # the lengths of the linked parts
        self.times: list[Time] = []
        self.home: etree._Element | None = None

    def add(self, text: str | None, element: etree._Element, *, linked: bool) -> None:
        if not text or text.isspace():
            if text and self.parts:
                self.parts.append(" ")
            return
        if self.home is None:
            self.home = element
        self.parts.append(text)
        if linked:
            self.linked.append(len(text.strip()))

    def block(self) -> Block | None:
        """Return the finished line, None when it is empty."""
        text = tidy("".join(self.parts))
        if self.home is None or not text:
            return None
        words = [each for each in self.linked if each < _SHORT_LINK]
        # Single linked words are text, unless the line is nothing but links.
        linked = sum(self.linked)
        of_lists = linked - (sum(words) if linked < len(text) * 0.9 else 0)
        return Block(text, min(of_lists, len(text)), self.home, tuple(self.times))


def blocks(root: etree._Element, *, apart: Container[etree._Element] = ()) -> Iterator[Block]:
    """Yield the lines that ``root`` shows, without the elements in ``apart``."""
    line = _Line()
    links = 0  # number of open <a>

    def end_line() -> Iterator[Block]:
        nonlocal line
        if block := line.block():
            yield block
        line = _Line()

    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            if node.tag in INVISIBLE or (node is not root and node in apart):
                if node in apart:
                    yield from end_line()
                walk.skip_subtree()
                continue
            if node.tag in BLOCKS or node.tag == "br":
                yield from end_line()
            elif node.tag == "a":
                links += 1
            elif node.tag in {"td", "th"}:
                line.parts.append(" ")
            elif node.tag == "time" and (shown := tidy(node.text or "")):
                line.times.append(Time(shown, node.get("datetime", "")))
            line.add(node.text, node, linked=links > 0)
            continue
        if event == "end" and node.tag not in INVISIBLE and (node is root or node not in apart):
            if node.tag in BLOCKS:
                yield from end_line()
            elif node.tag == "a":
                links -= 1
        if node is not root:
            line.add(node.tail, node.getparent(), linked=links > 0)
    yield from end_line()
