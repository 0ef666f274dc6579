"""How much of each element of a page is prose, linked text and scraps."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from crawler.reading.markup.names import INLINE
from crawler.reading.text import BLOCKS, ends_sentence

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from lxml import etree

    from crawler.reading.markup.blocks import Block

_SENTENCE = re.compile(
    r"[다요죠까음임함됨][.?!]|[。！？]|[a-z\d”\"’')][.?!](?:[”\"’')]|\s|$)|[.?!][”\"’']"
)
_TEASER = re.compile(r"(?:\.\.|…)\W{0,20}$")
_LONGEST_ENDING = 23  # characters of a teaser's: the signs above, and a line's end
_SHORT = 20  # characters; a shorter line is prose only where prose is around it

#: A line with more characters is prose whatever it ends with.
LONG = 70

_FULL_PARAGRAPH = 80  # characters; shorter sentences may be the site addressing its readers

_LINKED = 0.6  # the penalty for a linked character, where one of prose counts 1
_SCRAP = 0.25  # the penalty for one that is neither linked nor prose, in unnamed elements
_ITEM = frozenset({"li"})
_MOST_IN_ITEM = 3  # elements from a line to the <li> around it
#: The weight of prose for its own element, its parent, and so on; the last one is for all above.
_NEAR = (1, 1, 0.9, 0.6, 0.4)
_NAMED = 1.2  # the factor for prose in an element whose name means text

#: Elements with this share of linked text are lists of other articles.
_MOSTLY_LINKS = 0.6
_LITTLE = 0.1
#: The share of prose, at least, and of linked text, at most, of what is prose.
_MOSTLY_PROSE, _FEW_LINKS = 0.6, 0.2
_LIST = 3  # links, and lines of prose for each of them
_MOST_SCRAPS = 500  # characters; more may be an article without sentences


class Weight:
    """What an element holds, in characters."""

    __slots__ = (
        "begins",
        "complete",
        "distant",
        "items",
        "lines",
        "linked",
        "links",
        "prose",
        "total",
        "unlinked",
    )

    def __init__(self, begins: str = "") -> None:
        self.begins = begins  # its first line
        self.prose = 0.0
        self.distant = (0.0,) * len(_NEAR)  # its prose by how many levels below it that stands
        self.linked = 0
        self.total = 0
        self.unlinked = 0  # of the lines with prose
        self.lines = 0  # how many lines have prose
        self.complete = 0  # how many of these end with a sentence
        self.items = 0  # how many are items of a list
        self.links = 0  # how many are only links

    def add(self, inner: Weight) -> None:
        """Add what an element inside it holds."""
        self.linked += inner.linked
        self.total += inner.total
        self.links += inner.links
        if inner.prose:  # all else is counted of prose only
            self.prose += inner.prose
            self.unlinked += inner.unlinked
            self.lines += inner.lines
            self.complete += inner.complete
            self.items += inner.items
            (at, one, two, three, above), (a, b, c, d, e) = self.distant, inner.distant
            self.distant = (at, one + a, two + b, three + c, above + d + e)

    @property
    def near(self) -> float:
        """Its prose, weighted by its distance."""
        (at, one, two, three, above), (a, b, c, d, e) = self.distant, _NEAR
        return at * a + one * b + two * c + three * d + above * e

    @property
    def plain(self) -> float:
        """What is neither prose nor linked."""
        return self.total - self.linked - self.prose

    def is_prose(self) -> bool:
        """Return whether it is mostly sentences, with few links and no list of them."""
        return (
            self.unlinked >= self.total * _MOSTLY_PROSE
            and self.linked <= self.total * _FEW_LINKS
            and (self.links < _LIST or self.links * _LIST < self.lines)
        )

    def worth(self, tag: object, *, named: bool) -> float:
        """Return an element's score as the text of the article."""
        if tag in INLINE or tag == "label":
            return 0
        scraps, linked = self.plain * _SCRAP, self.linked * _LINKED
        return (self.near * _NAMED + scraps if named else self.near - scraps) - linked


_NOTHING = Weight()


class Measured(NamedTuple):
    """A line, and what each weight that it counts for asks about it."""

    block: Block
    prose: float  # characters
    is_item: bool  # of a list
    is_complete: bool  # ends with a sentence


def measured(block: Block) -> Measured:
    """Return a line with what it counts; the last two only tell of prose."""
    if not (prose := prose_of(block)):
        return Measured(block, 0, is_item=False, is_complete=False)
    return Measured(
        block,
        prose,
        is_item=is_within(block.home, _ITEM, _MOST_IN_ITEM),
        is_complete=ends_sentence((block.text,)),
    )


class Weights(dict["etree._Element", Weight]):
    """The weights of the elements that have any."""

    def __init__(self, found: Iterable[Measured], root: etree._Element) -> None:
        super().__init__()
        self.sum = 0.0  # of all prose
        chains: list[list[Weight]] = []  # of new elements, from a line's upward to a known one
        for block, prose, is_item, is_complete in found:
            self.sum += prose
            length, linked, home = len(block.text), block.linked, block.home
            weight = self.get(home)
            if weight is None:
                chain = self._open(home, root, block.text)
                chains.append(chain)
                weight = chain[0]
            weight.linked += linked
            weight.total += length
            weight.links += linked == length
            if prose:
                weight.prose += prose
                weight.distant = (weight.distant[0] + prose, *weight.distant[1:])
                weight.unlinked += length - linked
                weight.lines += 1
                weight.items += is_item
                weight.complete += is_complete
        # A chain ends below an element of an earlier one: so each has all that is inside it
        # before it is added to its parent.
        for chain in reversed(chains):
            for inner, outer in pairwise(chain):
                outer.add(inner)

    def _open(self, home: etree._Element, root: etree._Element, begins: str) -> list[Weight]:
        """Return new weights of the elements from a line's upward, and that of one above them."""
        chain: list[Weight] = []
        at: etree._Element | None = home
        while at is not None:
            if (known := self.get(at)) is not None:
                chain.append(known)
                break
            weight = self[at] = Weight(begins)
            chain.append(weight)
            if at is root:
                break
            at = at.getparent()
        return chain

    def __missing__(self, element: etree._Element) -> Weight:
        return _NOTHING

    def link_lists(self) -> set[etree._Element]:
        """Return the elements that list links and have little of the page's prose."""
        little = self.sum * _LITTLE
        return {
            element
            for element, weight in self.items()
            if weight.linked >= weight.total * _MOSTLY_LINKS
            and weight.prose <= little
            and weight.plain <= _MOST_SCRAPS
            and element.tag in BLOCKS
        }


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
    text = block.text
    length = len(text)
    if length < _SHORT or block.linked * 2 > length:
        return 0
    if length < LONG and not _SENTENCE.search(text):
        return 0
    if _TEASER.search(text, length - _LONGEST_ENDING):
        return 0
    return (length - block.linked) * min(1, length / _FULL_PARAGRAPH)
