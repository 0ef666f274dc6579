"""The lines that a page shows, with what separates text from boilerplate: how much is linked."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, cast

from lxml import etree

from crawler.reading.markup.spans import Spans
from crawler.reading.text import (
    BLOCKS,
    INVISIBLE,
    READINGS,
    character_of,
    ends_sentence,
    is_printed,
    tidy,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

_SHORT_LINK = 10  # characters; a shorter link may be a word in a sentence
_SHORT_LINE = 60  # characters; a longer line is no menu's

#: A printed hour, or a time that needs none (3 hours ago).
_HOUR = re.compile(r"\d\s?(?::\s?\d\d|시|時)|(?:전|前|ago)$")
_HOUR_IN_DATETIME = re.compile(r"\dT\d\d:\d\d|\d \d\d:\d\d")

#: A line with more times than these is no article's date.
_MOST_TIMES = 20

#: How many advertisements may interrupt a sentence one behind the other.
_MOST_ADS = 30

#: What follows a page's nodes.
_END = (None,)

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
    number: int = 0  # in the order of the walk, in which some numbers have no line

    def dated(self) -> str:
        """Return the line with the values of ``datetime`` where these add an hour."""
        text = self.text
        for shown, datetime in self.times:
            if not _HOUR.search(shown) and _HOUR_IN_DATETIME.search(datetime):
                text = text.replace(shown, datetime)
        return text


class _Line:
    """A line under construction, and how many have begun."""

    __slots__ = (
        *("begun", "ends_with_picture", "home", "linked", "parts", "pictured", "spans", "times"),
    )

    def __init__(self, spans: Spans) -> None:
        self.parts: list[str] = []
        self.linked: list[str] = []  # those that are linked
        self.times: list[Time] = []
        self.home: etree._Element | None = None
        self.pictured = self.ends_with_picture = False
        self.begun, self.spans = 0, spans

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
            self.begun += 1
        self.parts.append(text)
        if linked:
            self.linked.append(text)

    def add_time(self, time: etree._Element) -> None:
        """Add what machines are told in a ``<time>``."""
        if len(self.times) < _MOST_TIMES and (shown := tidy(time.text or "")):
            self.times.append(Time(shown, time.get("datetime", "")))

    def add_character(self, element: etree._Element) -> None:
        """Add the character that a picture stands for, if it does."""
        if character := character_of(element):
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

    def end(self) -> Block | None:
        """Begin the next line, and return the finished one; None when it is empty."""
        parts, home, block = self.parts, self.home, None
        if home is not None:
            self.home = None
            self.spans.end = self.begun
            text = parts[0] if len(parts) == 1 else "".join(parts)
            text = _tidied(text) if len(text) <= _SHORT_LINE else tidy(text)
            if text:
                linked = self._linked_in(text) if self.linked else 0
                times = tuple(self.times) if self.times else ()
                # Without the call in Python that the class's own way takes.
                block = _new(Block, (text, linked, home, times, self.pictured, self.begun - 1))
                self.pictured = self.ends_with_picture
            self.ends_with_picture = False
            if self.linked:
                self.linked.clear()
        if parts:
            parts.clear()
            if self.times:
                self.times.clear()
        return block

    def _linked_in(self, text: str) -> int:
        """Return how many characters of the finished line are links."""
        length = len(text)
        if len(self.parts) == 1 and len(self.parts[0]) == length:  # all of it is one
            return length
        lengths = [len(each.strip()) for each in self.linked]
        linked = sum(lengths)
        if linked < length * 0.9:
            # Single linked words are text, unless the line is nothing but links.
            linked -= sum(each for each in lengths if each < _SHORT_LINK)
        return min(linked, length)


_new = tuple.__new__

#: The lines of menus stand on each page of a site, and those of a text are read twice.
_tidied = lru_cache(maxsize=8192)(tidy)


def blocks(  # noqa: PLR0912, PLR0915 - one loop: a call for each node costs more than what it does
    root: etree._Element,
    *,
    apart: Container[etree._Element] = (),
    see_through: Container[etree._Element] = (),
    opened: Container[etree._Element] = (),
    start: etree._Element | None = None,
    spans: Spans | None = None,
) -> Iterator[Block]:
    """Yield the lines that ``root`` shows, without the elements in ``apart``.

    Behind those of them that are in ``see_through`` (advertisements) an unfinished sentence goes
    on. What is in ``opened`` is read although its tag is of those that show no text. With
    ``start`` only what begins there or later is read: its first line may be the end of a longer
    one. ``spans`` are told which lines begin in which elements.
    """
    spans = spans or Spans()
    runs, line = spans.runs, _Line(spans)
    parts = line.parts

    def is_unseen(node: etree._Element) -> bool:
        return node not in opened and not (node.tag in READINGS and is_printed(node))

    nodes, above = _begun(root, start, is_unseen)
    links = sum(each.tag == "a" for each in above)  # how many are open
    around = spans.around
    outside = cast("etree._Element", (above[0] if above else root).getparent())
    around.append((outside, 0, 0))
    around += [(each, _kind_of(each.tag), 0) for each in above]
    inner, kind_around, first = around[-1]
    unseen: set[etree._Element] = set()  # an element that is left out, and what is inside it
    for node in chain(nodes, _END):
        parent = outside if node is None else node.getparent()
        if unseen:
            if node is not None and parent in unseen:
                unseen.add(node)
                continue
            unseen = set()
        while inner is not parent:
            if kind_around & _ENDS:
                if (
                    parts  # its line ended, or goes on, where it began
                    and (
                        not (see_through and line.goes_on_behind(inner, see_through))
                        if kind_around & _BLOCK
                        else not line.is_unfinished()
                    )
                    and (block := line.end())
                ):
                    yield block
            elif kind_around & _LINK:
                links -= 1
            if first < line.begun:
                runs[inner] = first, line.begun
            if (tail := inner.tail) and inner is not root:
                if not tail.isspace():
                    line.add(tail, inner.getparent(), linked=links > 0)
                elif parts and parts[-1] != " ":
                    parts.append(" ")
            del around[-1]
            inner, kind_around, first = around[-1]
        if node is None:
            break
        if (kind := _KINDS.get(tag := node.tag)) is None:
            kind = _kind_of(tag)
        if kind == _COMMENT:
            if tail := node.tail:
                if not tail.isspace():
                    line.add(tail, parent, linked=links > 0)
                elif parts and parts[-1] != " ":
                    parts.append(" ")
            continue
        if node in apart and node is not root:
            kind = kind & _PICTURE | _LEFT_OUT
        inner, kind_around, first = node, kind, line.begun
        around.append((inner, kind, first))
        if kind:
            if kind & _PICTURE:
                line.add_picture()
            if kind & _LEFT_OUT or (kind & _SHOWS_NOTHING and is_unseen(node)):
                is_end = (
                    parts
                    and kind & _LEFT_OUT
                    and not (line.is_unfinished() and _goes_on_behind(node, see_through))
                )
                if is_end and (block := line.end()):
                    yield block
                unseen.add(node)
                continue
            if kind & _BREAKS:
                if parts and (block := line.end()):
                    yield block
            elif kind & _LINK:
                links += 1
            elif kind & _CELL:
                if parts[-1:] != _GAP:
                    parts.append(" ")
            elif kind & _STANDS_INSIDE:
                _INLINE[tag](line, node)
        if text := node.text:
            if not text.isspace():
                if line.home is None:
                    line.home = node
                    line.begun += 1
                parts.append(text)
                if links:
                    line.linked.append(text)
            elif parts and parts[-1] != " ":
                parts.append(" ")
    if parts and (block := line.end()):
        yield block


def _begun(
    root: etree._Element,
    start: etree._Element | None,
    is_unseen: Callable[[etree._Element], bool],
) -> tuple[Iterable[etree._Element], list[etree._Element]]:
    """Return the nodes in ``root`` from ``start`` on, and the elements that have begun before."""
    if start is None:
        return nodes_of(root), []
    above = [start, *start.iterancestors()]
    if shut := [each for each in above if each.tag in INVISIBLE and is_unseen(each)]:
        above = above[above.index(shut[-1]) :]
    end = above.index(root) + 1 if root in above else len(above)
    return _nodes_from(above[0], root), above[end - 1 : 0 : -1]


def nodes_of(root: etree._Element) -> Iterable[etree._Element]:
    """Return an element and all nodes inside it, comments too, in document order."""
    return root.iter()


def _nodes_from(start: etree._Element, root: etree._Element) -> Iterator[etree._Element]:
    """Yield an element, what is inside it and all nodes behind it, to the end of ``root``."""
    node: etree._Element | None = start
    while node is not None:
        yield from node.iter()
        while (behind := node.getnext()) is None:
            node = node.getparent()
            if node is None or node is root:
                return
        node = behind


def _goes_on_behind(node: etree._Element, see_through: Container[etree._Element]) -> bool:
    """Return whether text follows ``node``, or other advertisements and then text."""
    at: etree._Element | None = node
    for _ in range(_MOST_ADS):
        if at is None or at not in see_through:
            return False
        if (at.tail or "").strip():
            return True
        at = at.getnext()
    return False


_INLINE = {
    "img": _Line.add_character,
    "time": _Line.add_time,
}
#: Between the cells of a table there is one, as in ``STANDS_FOR``.
_CELLS, _GAP = frozenset(("td", "th")), [" "]

#: What an element's tag says, in bits: to look it up once is cheaper than in each set of tags.
_PICTURE, _SHOWS_NOTHING, _BLOCK, _BR, _LINK = (1 << bit for bit in range(5))
_STANDS_INSIDE, _CELL, _LEFT_OUT, _OWN, _COMMENT = (1 << bit for bit in range(5, 10))
_BREAKS = _BLOCK | _BR
_ENDS = _BLOCK | _OWN
_KINDS: dict[object, int] = {
    tag: _PICTURE * (tag in _PICTURES)
    + _SHOWS_NOTHING * (tag in INVISIBLE)
    + _BLOCK * (tag in BLOCKS)
    + _BR * (tag == "br")
    + _LINK * (tag == "a")
    + _STANDS_INSIDE * (tag in _INLINE)
    + _CELL * (tag in _CELLS)
    for tag in {*_PICTURES, *INVISIBLE, *BLOCKS, *_INLINE, *_CELLS, "a", "br"}
}
_KINDS |= dict.fromkeys((etree.Comment, etree.PI, etree.Entity), _COMMENT)


def _kind_of(tag: str) -> int:
    """Return what a tag says; one that a site made up itself may be that of a paragraph."""
    return _KINDS.get(tag, _OWN if "-" in tag else 0)
