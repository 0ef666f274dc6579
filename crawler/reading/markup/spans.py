"""Which lines of a page begin in each of its elements: a run of them, as lines are in order."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lxml import etree


class _Numbered(Protocol):
    """A line."""

    @property
    def number(self) -> int: ...


_NONE = 0, 0
_NUMBER = attrgetter("number")


class Spans:
    """The numbers of the first line in an element, and of the first one behind it.

    ``blocks`` fills them in as it walks through a page. What lines an element has, and which
    elements a line is in, is told by comparing numbers, without a look at the elements between.
    """

    __slots__ = ("around", "end", "runs")

    def __init__(self) -> None:
        self.runs: dict[etree._Element, tuple[int, int]] = {}  # of elements with lines
        self.end = 0  # the number behind the last line
        #: The elements around where the walk is: their kinds in bits, and the number of the first
        #: line that may begin in them. The first is what stands around all that is walked through.
        self.around: list[tuple[etree._Element, int, int]] = []

    def conclude(self) -> None:
        """End the elements in which a walk stopped."""
        for element, _, first in reversed(self.around[1:]):  # inner ones first, as else
            if first < self.end:
                self.runs[element] = first, self.end

    def of(self, element: etree._Element) -> tuple[int, int]:
        """Return both numbers; the same one twice for an element without lines."""
        return self.runs.get(element, _NONE)

    def lines_in(self, element: etree._Element, lines: Sequence[_Numbered]) -> slice:
        """Return which of ``lines``, in their order, begin in an element."""
        first, last = self.of(element)
        begin = bisect_left(lines, first, key=_NUMBER)
        return slice(begin, bisect_left(lines, last, begin, key=_NUMBER))

    def inside(self, elements: Iterable[etree._Element]) -> Callable[[_Numbered], bool]:
        """Return the test whether a line begins in one of ``elements``."""
        covered = self.covered(elements)
        return lambda line: covered[line.number] == 1

    def covered(
        self, elements: Iterable[etree._Element], *, besides: bytearray | None = None
    ) -> bytearray:
        """Return for each line, by its number, 1 if it begins in one of ``elements``, or else 0.

        Those that begin in others are ``besides``.
        """
        covered = bytearray(besides or self.end + 1)
        runs = self.runs.get
        for each in elements:
            first, last = runs(each, _NONE)
            if last - first == 1:
                covered[first] = 1
            elif first < last:
                covered[first:last] = b"\1" * (last - first)
        return covered
