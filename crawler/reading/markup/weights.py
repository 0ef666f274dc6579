"""How much of each element of a page is prose, linked text and scraps."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

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
_SHORT = 20  # characters; a shorter line is prose only where prose is around it

#: A line with more characters is prose whatever it ends with.
LONG = 70

_FULL_PARAGRAPH = 80  # characters; shorter sentences may be the site addressing its readers

_LINKED = 0.6  # the penalty for a linked character, where one of prose counts 1
_SCRAP = 0.25  # the penalty for one that is neither linked nor prose, in unnamed elements
#: The weight of prose for its own element, its parent, and so on. More distant ancestors are not
#: the article's element, and some pages nest elements ten thousand deep.
_MOST_IN_ITEM = 3  # elements from a line to the <li> around it
_NEAR = (1, 1, 0.9, 0.6, *[0.4] * 60)
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
        "items",
        "lines",
        "linked",
        "links",
        "near",
        "prose",
        "total",
        "unlinked",
    )

    def __init__(self, begins: str = "") -> None:
        self.begins = begins  # its first line
        self.prose = 0.0
        self.near = 0.0  # prose, weighted by its distance
        self.linked = 0
        self.total = 0
        self.unlinked = 0  # of the lines with prose
        self.lines = 0  # how many lines have prose
        self.complete = 0  # how many of these end with a sentence
        self.items = 0  # how many are items of a list
        self.links = 0  # how many are only links

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


class Weights(dict["etree._Element", Weight]):
    """The weights of the elements that have any."""

    def __init__(self, found: Iterable[Block], root: etree._Element) -> None:
        super().__init__()
        self.sum = 0.0  # of all prose
        for block in found:
            prose = prose_of(block)
            self.sum += prose
            length, linked = len(block.text), block.linked
            unlinked, links = length - linked, linked == length
            items = bool(prose) and any(
                each.tag == "li" for each in islice(upwards(block.home), _MOST_IN_ITEM)
            )
            complete = bool(prose) and ends_sentence((block.text,))
            for element, near in zip(upwards(block.home), _NEAR, strict=False):
                weight = self.get(element)
                if weight is None:
                    weight = self[element] = Weight(block.text)
                weight.linked += linked
                weight.total += length
                weight.links += links
                if prose:
                    weight.prose += prose
                    weight.near += prose * near
                    weight.unlinked += unlinked
                    weight.lines += 1
                    weight.items += items
                    weight.complete += complete
                if element is root:
                    break

    def __missing__(self, element: etree._Element) -> Weight:
        return _NOTHING

    def is_link_list(self, element: etree._Element) -> bool:
        """Return whether an element lists links and has little of the page's prose."""
        weight = self[element]
        return (
            element.tag in BLOCKS
            and weight.linked >= weight.total * _MOSTLY_LINKS
            and weight.prose <= self.sum * _LITTLE
            and weight.plain <= _MOST_SCRAPS
        )


class Within:
    """Whether elements are among some others or inside one of them; remembers what it found."""

    def __init__(self, elements: Container[etree._Element]) -> None:
        self._elements = elements
        self._known: dict[etree._Element, bool] = {}

    def __call__(self, element: etree._Element) -> bool:
        """Return whether ``element`` is one of them or inside one."""
        passed = []
        at: etree._Element | None = element
        found = False
        while at is not None:
            known = self._known.get(at)
            if known is not None:
                found = known
                break
            passed.append(at)
            if at in self._elements:
                found = True
                break
            at = at.getparent()
        self._known.update(dict.fromkeys(passed, found))
        return found


def upwards(element: etree._Element) -> Iterator[etree._Element]:
    """Yield an element and its ancestors."""
    at: etree._Element | None = element
    while at is not None:
        yield at
        at = at.getparent()


def prose_of(block: Block) -> float:
    """Return how many characters of a line count as prose: fewer for a short line."""
    length = len(block.text)
    if block.linked * 2 > length or _TEASER.search(block.text):
        return 0
    if (length >= _SHORT and _SENTENCE.search(block.text)) or length >= LONG:
        return (length - block.linked) * min(1, length / _FULL_PARAGRAPH)
    return 0
