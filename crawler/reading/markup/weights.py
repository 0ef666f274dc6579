"""How much of each element of a page is prose, linked text and scraps."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from crawler.reading.markup.names import INLINE
from crawler.reading.text import BLOCKS, ends_sentence

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from lxml import etree

    from crawler.reading.markup.blocks import Block
    from crawler.reading.markup.spans import Spans

_SENTENCE = re.compile(
    r"[다요죠까음임함됨][.?!]|[。！？]|[a-z\d”\"’')][.?!](?:[”\"’')]|\s|$)|[.?!][”\"’']"
)
_TEASER = re.compile(r"(?:\.\.|…)\W{0,20}$")
_LONGEST_ENDING = 23  # characters of a teaser's: the signs above, and a line's end
_SHORT = 20  # characters; a shorter line is prose only where prose is around it

#: A line with more characters is prose whatever it ends with.
LONG = 70

_FULL_PARAGRAPH = 80  # characters; shorter sentences may be the site addressing its readers
#: Prose is counted in parts of a character, of which so many are one in a full paragraph.
_UNIT = _FULL_PARAGRAPH

_LINKED = 0.6  # the penalty for a linked character, where one of prose counts 1
_SCRAP = 0.25  # the penalty for one that is neither linked nor prose, in unnamed elements
_ITEM = frozenset({"li"})
_MOST_IN_ITEM = 3  # elements from a line to the <li> around it
#: The weight of prose, in tenths, for elements far above it, and what is added to that for its own
#: element, its parent, and so on.
_FAR, _NEARER = 4, (6, 6, 5, 2)
_LEVELS = len(_NEARER)
_NAMED = 1.2  # the factor for prose in an element whose name means text

#: Elements with this share of linked text are lists of other articles.
_MOSTLY_LINKS = 0.6
_LITTLE = 0.1
#: The share of prose, at least, and of linked text, at most, of what is prose.
_MOSTLY_PROSE, _FEW_LINKS = 0.6, 0.2
_LIST = 3  # links, and lines of prose for each of them
_MOST_SCRAPS = 500  # characters; more may be an article without sentences


class Weight(NamedTuple):
    """What an element holds, in characters."""

    prose: float = 0
    linked: int = 0
    total: int = 0
    unlinked: int = 0  # of the lines with prose
    lines: int = 0  # how many lines have prose
    complete: int = 0  # how many of these end with a sentence
    items: int = 0  # how many are items of a list
    links: int = 0  # how many lines are only links

    def is_prose(self) -> bool:
        """Return whether it is mostly sentences, with few links and no list of them."""
        return (
            self.unlinked >= self.total * _MOSTLY_PROSE
            and self.linked <= self.total * _FEW_LINKS
            and (self.links < _LIST or self.links * _LIST < self.lines)
        )


_NOTHING = Weight()


class Prose(NamedTuple):
    """A line that counts as prose, and what each weight that it counts for asks about it."""

    number: int  # of the line
    counts: int  # see ``_UNIT``
    unlinked: int  # characters
    is_complete: bool  # ends with a sentence
    is_item: bool  # of a list


def prose_among(lines: Iterable[Block]) -> list[Prose]:
    """Return those of the lines of a page that count as prose."""
    return [
        Prose(
            block.number,
            counts,
            len(block.text) - block.linked,
            ends_sentence((block.text,)),
            is_within(block.home, _ITEM, _MOST_IN_ITEM),
        )
        for block in lines
        if len(block.text) >= _SHORT and (counts := _prose_in(block))
    ]


class Weights:
    """The weights of a page's elements, as its lines give them.

    An element has a run of lines: what it weighs is the difference of two sums, of the lines
    before its last one and of those before its first one. What only prose has is summed up for
    lines of prose alone, since a page has many more lines than these.
    """

    def __init__(self, lines: Sequence[Block], prose: Sequence[Prose], spans: Spans) -> None:
        self._lines, self._spans = lines, spans
        size = spans.end + 1
        linked, total, counts = [0] * size, [0] * size, [0] * size
        self._links: list[int] = []  # the numbers of the lines that are only links
        for block in lines:
            number = block.number
            length = total[number + 1] = len(block.text)
            if has := block.linked:
                linked[number + 1] = has
                if has == length:
                    self._links.append(number)
        self._counts = {each.number: each.counts for each in prose}
        for number, each in self._counts.items():
            counts[number + 1] = each
        self._prose, self._linked, self._total = _sums(counts), _sums(linked), _sums(total)
        self._numbers = list(self._counts)
        self._rest = [
            _sums([0, *values])
            for values in (
                [each.unlinked for each in prose],
                [each.is_complete for each in prose],
                [each.is_item for each in prose],
            )
        ]
        self.sum = self._prose[-1] / _UNIT  # of all prose

    def __getitem__(self, element: etree._Element) -> Weight:
        first, last = self._spans.of(element)
        if first == last:
            return _NOTHING
        prose, linked, total = self._prose, self._linked, self._total
        begin, end = bisect_left(self._numbers, first), bisect_left(self._numbers, last)
        unlinked, complete, items = self._rest
        return Weight(
            prose=(prose[last] - prose[first]) / _UNIT,
            linked=linked[last] - linked[first],
            total=total[last] - total[first],
            unlinked=unlinked[end] - unlinked[begin],
            lines=end - begin,
            complete=complete[end] - complete[begin],
            items=items[end] - items[begin],
            links=bisect_left(self._links, last) - bisect_left(self._links, first),
        )

    def __contains__(self, element: etree._Element) -> bool:
        first, last = self._spans.of(element)
        return self._total[first] < self._total[last]

    def prose(self, element: etree._Element) -> float:
        """Return how much prose an element has, in characters."""
        first, last = self._spans.of(element)
        return (self._prose[last] - self._prose[first]) / _UNIT

    def begins(self, element: etree._Element) -> str:
        """Return the first line in an element, nothing if it has none."""
        own = self._spans.lines_in(element, self._lines)
        return self._lines[own.start].text if own.start < own.stop else ""

    def heaviest(self, named: Container[etree._Element]) -> etree._Element | None:
        """Return the element with the highest score as a text, of equal ones the innermost.

        Elements in ``named`` have a name that means text.
        """
        # Prose in an element counts as that of an outermost one does, and more if it is near.
        nearer: dict[etree._Element, int] = {}
        counts_of, runs = self._counts.get, self._spans.runs
        for block in self._lines:
            at: etree._Element | None = block.home
            counts, level = counts_of(block.number, 0), 0
            while at is not None and at in runs:
                if counts and level < _LEVELS:
                    nearer[at] = nearer.get(at, 0) + counts * _NEARER[level]
                elif at in nearer:
                    break  # as are all above it
                else:
                    nearer[at] = 0
                at = at.getparent()
                level += 1
        return max(
            nearer, key=lambda each: self._worth(each, nearer[each], each in named), default=None
        )

    def _worth(self, element: etree._Element, nearer: int, is_named: bool) -> float:
        """Return an element's score as the text of the article."""
        if element.tag in INLINE or element.tag == "label":
            return 0
        first, last = self._spans.of(element)
        prose = self._prose[last] - self._prose[first]
        linked = self._linked[last] - self._linked[first]
        plain = self._total[last] - self._total[first] - linked - prose / _UNIT
        near = (prose * _FAR + nearer) / (10 * _UNIT)
        scraps = plain * _SCRAP
        return (near * _NAMED + scraps if is_named else near - scraps) - linked * _LINKED

    def link_lists(
        self, *, named: Container[etree._Element], opened: Container[etree._Element]
    ) -> set[etree._Element]:
        """Return the elements that list links and have little of the page's prose.

        Of what is inside one of them only elements in ``named`` are told, all if it is one of
        ``opened``.
        """
        prose, linked, total = self._prose, self._linked, self._total
        little = prose[-1] * _LITTLE
        found = set()
        outer = self._spans.end  # the first line of the list that was found last
        for element, (first, last) in reversed(self._spans.runs.items()):  # outer ones first
            if first >= outer and element not in named:
                continue
            if not (links := linked[last] - linked[first]) or element.tag not in BLOCKS:
                continue
            characters = total[last] - total[first]
            if (
                links >= characters * _MOSTLY_LINKS
                and (counts := prose[last] - prose[first]) <= little
                and characters - links - counts / _UNIT <= _MOST_SCRAPS
            ):
                found.add(element)
                if first < outer and element not in opened:
                    outer = first
        return found


def _sums(values: Iterable[int]) -> list[int]:
    return list(accumulate(values))


def upwards(element: etree._Element) -> Iterator[etree._Element]:
    """Yield an element and its ancestors."""
    at: etree._Element | None = element
    while at is not None:
        yield at
        at = at.getparent()


def is_within(element: etree._Element, tags: Container[object], levels: int) -> bool:
    """Return whether an element or one right above it, so many ``levels`` of them, has a tag."""
    at: etree._Element | None = element
    for _ in range(levels):
        if at is None:
            return False
        if at.tag in tags:
            return True
        at = at.getparent()
    return False


def prose_of(block: Block) -> float:
    """Return how many characters of a line count as prose: fewer for a short line."""
    return _prose_in(block) / _UNIT


def _prose_in(block: Block) -> int:
    """Return the same in parts of a character, so that sums are exact."""
    text = block.text
    length = len(text)
    if length < _SHORT or block.linked * 2 > length:
        return 0
    if length < LONG and not _SENTENCE.search(text):
        return 0
    if _TEASER.search(text, length - _LONGEST_ENDING):
        return 0
    return (length - block.linked) * min(_UNIT, length)
