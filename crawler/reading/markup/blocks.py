"""The lines that a page shows, with what separates text from boilerplate: how much is linked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from crawler.reading.text import (
    BLOCKS,
    INVISIBLE,
    READINGS,
    STANDS_FOR,
    ends_sentence,
    is_printed,
    tidy,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

_SHORT_LINK = 10  # characters; a shorter link may be a word in a sentence

#: A printed hour, or a time that needs none (3 hours ago).
_HOUR = re.compile(r"\d\s?(?::\s?\d\d|시|時)|(?:전|前|ago)$")
_HOUR_IN_DATETIME = re.compile(r"\dT\d\d:\d\d|\d \d\d:\d\d")

#: A line with more times than these is no article's date.
_MOST_TIMES = 20

_EVENTS = ("start", "end", "comment", "pi")

_PICTURES = frozenset(("embed", "iframe", "img", "picture", "svg", "video"))


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
    pictured: bool = False  # right below a picture

    def dated(self) -> str:
        """Return the line with the values of ``datetime`` where these add an hour."""
        text = self.text
        for shown, datetime in self.times:
            if not _HOUR.search(shown) and _HOUR_IN_DATETIME.search(datetime):
                text = text.replace(shown, datetime)
        return text


class _Line:
    """A line under construction."""

    __slots__ = ("ends_with_picture", "home", "linked", "parts", "pictured", "times")

    def __init__(self, *, pictured: bool = False) -> None:
        self.parts: list[str] = []
        self.linked: list[int] = []  # the lengths of the linked parts
        self.times: list[Time] = []
        self.home: etree._Element | None = None
        self.pictured = pictured
        self.ends_with_picture = False

    def add_picture(self) -> None:
        """Add a picture, above the line's text or behind it."""
        if self.home is None:
            self.pictured = True
        else:
            self.ends_with_picture = True

    def add(self, text: str, element: etree._Element | None, *, linked: bool) -> None:
        """Add a text that is not only blanks."""
        if self.home is None:
            self.home = element
        self.parts.append(text)
        if linked:
            self.linked.append(len(text.strip()))

    def add_time(self, time: etree._Element) -> None:
        """Add what machines are told in a ``<time>``."""
        if len(self.times) < _MOST_TIMES and (shown := tidy(time.text or "")):
            self.times.append(Time(shown, time.get("datetime", "")))

    def add_character(self, element: etree._Element) -> None:
        """Add what an element stands for in the text: a gap, or a character."""
        character = STANDS_FOR[element.tag](element)
        if character.isspace():
            self.parts.append(character)
        elif character:
            self.add(character, element, linked=False)

    def goes_on_behind(self, node: etree._Element, see_through: Container[etree._Element]) -> bool:
        """Return whether a ``<p>`` ends because an advertisement's ``<div>`` interrupts it."""
        if node.tag != "p" or (node.tail or "").strip():
            return False
        behind = node.getnext()
        return behind is not None and _goes_on_behind(behind, see_through) and self.is_unfinished()

    def is_unfinished(self) -> bool:
        """Return whether the line is the beginning of a sentence."""
        return self.home is not None and not ends_sentence(self.parts)

    def block(self) -> Block | None:
        """Return the finished line, None when it is empty."""
        text = tidy("".join(self.parts))
        if self.home is None or not text:
            return None
        words = [each for each in self.linked if each < _SHORT_LINK]
        # Single linked words are text, unless the line is nothing but links.
        linked = sum(self.linked)
        of_lists = linked - (sum(words) if linked < len(text) * 0.9 else 0)
        linked = min(of_lists, len(text))
        return Block(text, linked, self.home, tuple(self.times), self.pictured)


def blocks(  # noqa: PLR0912 - one loop: a call for each node costs more than what it does
    root: etree._Element,
    *,
    apart: Container[etree._Element] = (),
    see_through: Container[etree._Element] = (),
    opened: Container[etree._Element] = (),
    start: etree._Element | None = None,
) -> Iterator[Block]:
    """Yield the lines that ``root`` shows, without the elements in ``apart``.

    Behind those of them that are in ``see_through`` (advertisements) an unfinished sentence goes
    on. What is in ``opened`` is read although its tag is of those that show no text. With
    ``start`` only what begins there or later is read: its first line may be the end of a longer
    one.
    """
    line = _Line()

    def ended() -> Block | None:
        nonlocal line
        if not line.parts:
            return None
        block = line.block()
        line = _Line(pictured=line.ends_with_picture if block else line.pictured)
        return block

    def is_unseen(node: etree._Element) -> bool:
        return node not in opened and not (node.tag in READINGS and is_printed(node))

    walk, links = _begun(root, start, is_unseen)  # links: number of open <a>
    for event, node in walk:
        if event == "start":
            tag = node.tag
            kind = _KINDS.get(tag, 0)
            left_out = node in apart and node is not root
            if kind or left_out:
                if kind & _PICTURE:
                    line.add_picture()
                if left_out or (kind & _SHOWS_NOTHING and is_unseen(node)):
                    is_end = left_out and not (
                        _goes_on_behind(node, see_through) and line.is_unfinished()
                    )
                    if is_end and (block := ended()):
                        yield block
                    walk.skip_subtree()
                    continue
                if kind & _BREAKS:
                    if line.parts and (block := ended()):
                        yield block
                elif kind & _LINK:
                    links += 1
                elif kind & _STANDS_INSIDE:
                    _INLINE[tag](line, node)
            if text := node.text:
                if not text.isspace():
                    line.add(text, node, linked=links > 0)
                elif line.parts:
                    line.parts.append(" ")
            continue
        if event == "end" and (node not in apart or node is root):
            tag = node.tag
            kind = _KINDS.get(tag, 0)
            if kind & _LINK:
                links -= 1
            elif (
                line.parts
                and (
                    not (see_through and line.goes_on_behind(node, see_through))
                    if kind & _BLOCK
                    else "-" in tag and not line.is_unfinished()  # a paragraph of the site's own
                )
                and (block := ended())
            ):
                yield block
        if (tail := node.tail) and node is not root:
            if not tail.isspace():
                line.add(tail, node.getparent(), linked=links > 0)
            elif line.parts:
                line.parts.append(" ")
    if block := ended():
        yield block


def _begun(
    root: etree._Element,
    start: etree._Element | None,
    is_unseen: Callable[[etree._Element], bool],
) -> tuple[etree.iterwalk | _Walk, int]:
    """Return the walk of ``root`` from ``start`` on, and how many links are open there."""
    if start is None:
        return etree.iterwalk(root, events=_EVENTS), 0
    above = [start, *start.iterancestors()]
    if shut := [each for each in above if each.tag in INVISIBLE and is_unseen(each)]:
        return _Walk(root, shut[-1]), 0
    return _Walk(root, start), sum(each.tag == "a" for each in above[1:])


class _Walk:
    """The events of ``etree.iterwalk`` from an element inside ``root`` on, to the root's end.

    The elements around the first one end without having begun.
    """

    def __init__(self, root: etree._Element, start: etree._Element) -> None:
        self._root, self._start = root, start
        self._walk: etree.iterwalk

    def __iter__(self) -> Iterator[tuple[str, etree._Element]]:
        node: etree._Element | None = self._start
        while node is not None:
            if isinstance(node.tag, str):
                self._walk = etree.iterwalk(node, events=_EVENTS)
                yield from self._walk
            else:
                yield "comment", node
            behind = node.getnext()
            while behind is None:
                node = node.getparent()
                if node is None or node is self._root:
                    return
                yield "end", node
                behind = node.getnext()
            node = behind

    def skip_subtree(self) -> None:
        """Leave out what is inside the element that has just begun."""
        self._walk.skip_subtree()


def _goes_on_behind(node: etree._Element, see_through: Container[etree._Element]) -> bool:
    """Return whether text follows ``node``, or other advertisements and then text."""
    at: etree._Element | None = node
    while at is not None and at in see_through:
        if (at.tail or "").strip():
            return True
        at = at.getnext()
    return False


_INLINE = {
    "img": _Line.add_character,
    "td": _Line.add_character,
    "th": _Line.add_character,
    "time": _Line.add_time,
}

#: What an element's tag says, in bits: to look it up once is cheaper than in each set of tags.
_PICTURE, _SHOWS_NOTHING, _BLOCK, _BR, _LINK, _STANDS_INSIDE = (1 << bit for bit in range(6))
_BREAKS = _BLOCK | _BR
_KINDS: dict[object, int] = {
    tag: _PICTURE * (tag in _PICTURES)
    + _SHOWS_NOTHING * (tag in INVISIBLE)
    + _BLOCK * (tag in BLOCKS)
    + _BR * (tag == "br")
    + _LINK * (tag == "a")
    + _STANDS_INSIDE * (tag in _INLINE)
    for tag in {*_PICTURES, *INVISIBLE, *BLOCKS, *_INLINE, "a", "br"}
}
