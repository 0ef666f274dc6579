"""Which lines of a page begin in each of its elements: a run of them, as lines are in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lxml import etree


class _Numbered(Protocol):
    """A line."""

    @property
    def number(self) -> int: ...


class Spans:
    """The numbers of the first line in an element, and of the first one behind it.

    ``blocks`` fills them in as it walks through a page. What lines an element has, and which
    elements a line is in, is told by comparing numbers, without a look at the elements between.
    """

    __slots__ = ("end", "first", "last")

    def __init__(self) -> None:
        self.first: dict[etree._Element, int] = {}
        self.last: dict[etree._Element, int] = {}
        self.end = 0  # the number behind the last line; elements that haven't ended reach to it

    def of(self, element: etree._Element) -> tuple[int, int]:
        """Return both numbers; the same one twice, or more, for an element without lines."""
        first = self.first.get(element)
        return (0, 0) if first is None else (first, self.last.get(element, self.end))

    def inside(self, elements: Iterable[etree._Element]) -> Callable[[_Numbered], bool]:
        """Return the test whether a line begins in one of ``elements``."""
        covered = bytearray(self.end + 1)
        begins, ends, end = self.first.get, self.last.get, self.end
        for each in elements:
            first, last = begins(each, end), ends(each, end)
            if first < last:
                covered[first:last] = b"\1" * (last - first)
        return lambda line: covered[line.number] == 1
