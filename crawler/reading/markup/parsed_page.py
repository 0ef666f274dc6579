"""A page parsed once and walked once: its elements in order, and where they are by name."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, cast

from lxml import etree

from crawler.reading.markup.selectors import Start, compiled, names_in
from crawler.reading.text import root_of, tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crawler.reading.markup.selectors import Known

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")

#: Elements and comments of a page that are read: ten times as many as any news page seen has.
MOST_NODES = 25_000

#: All of an element's text, in document order.
_WHOLE_TEXT = etree.XPath("string()", smart_strings=False)


class Page:
    """A page's elements in document order, and an index of them by tag, id and class.

    The list keeps lxml's objects for the elements alive, which are costly to make, and which
    therefore can be compared by identity.
    """

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.is_cut = _cut(root)
        #: What ``structured_data.metadata.meta_tags`` found, which is asked for twice.
        self.meta_tags: dict[str, list[str]] | None = None
        self.elements: list[etree._Element] = list(root.iter(etree.Element))
        #: The class and the id of each element that has either.
        self.names: dict[etree._Element, tuple[str, str]] = {}
        self._tags: dict[str, list[etree._Element]] = defaultdict(list)
        self._classes: dict[str, list[etree._Element]] = defaultdict(list)  # whole attributes
        self._ids: dict[str, list[etree._Element]] = defaultdict(list)
        self._having: dict[str, list[etree._Element]] = defaultdict(list)  # by other attributes
        tags, classes, ids, having = self._tags, self._classes, self._ids, self._having
        for element in self.elements:
            tags[element.tag].append(element)
            # Once for all attributes: each request for one of them costs as much.
            # Not .attrib: lxml refuses to list attributes if one has a name like "{".
            attributes: list[tuple[str, str]] = element.items()  # type: ignore[assignment]
            if not attributes:
                continue
            class_ = id_ = ""
            for attribute, value in attributes:
                if attribute == "class":
                    class_ = value
                    classes[value].append(element)
                elif attribute == "id":
                    id_ = value
                    ids[value].append(element)
                else:
                    having[attribute].append(element)
            if class_ or id_:
                self.names[element] = class_, id_

    @cached_property
    def positions(self) -> dict[etree._Element, int]:
        """The place of each element in document order."""
        return {element: number for number, element in enumerate(self.elements)}

    @cached_property
    def _ends(self) -> list[int]:
        """For each element the place, in document order, of the first one behind its content."""
        ends = list(range(1, len(self.elements) + 1))
        for number in range(len(ends) - 1, 0, -1):
            if (parent := self.elements[number].getparent()) is not None:
                above = self.positions[parent]
                ends[above] = max(ends[above], ends[number])
        return ends

    def inside(self, elements: Iterable[etree._Element]) -> Callable[[etree._Element], bool]:
        """Return the test whether an element is one of ``elements`` or inside one."""
        positions = self.positions
        starts = sorted(positions[each] for each in elements)
        if not starts:
            return lambda _: False
        covered = bytearray(len(self.elements))
        for start in starts:
            if not covered[start]:  # else all of it is
                end = self._ends[start]
                covered[start:end] = b"\1" * (end - start)
        return lambda element: covered[positions[element]] == 1

    @cached_property
    def body(self) -> etree._Element | None:
        """The page's first ``<body>``."""
        return next(iter(self.by_tag("body")), None)

    @cached_property
    def title(self) -> str:
        """The text of the first ``<title>``, which may be that of a picture."""
        return tidy(text_in(self.by_tag("title")[0])) if self.by_tag("title") else ""

    def by_tag(self, *tags: str) -> list[etree._Element]:
        """Return the elements with one of these tags, in document order."""
        if len(tags) == 1:
            return self._tags.get(tags[0], [])
        return self._in_order([self._tags.get(tag, []) for tag in tags])

    def having(self, attribute: str) -> list[etree._Element]:
        """Return the elements with an attribute other than class and id, in document order."""
        return self._having.get(attribute, [])

    def select(self, css: str) -> list[etree._Element]:
        """Return the elements that match ``css``, in document order; none for an empty selector.

        Raises cssselect's SelectorError when it is no selector.
        """
        found = []
        for part in compiled(css) if css else ():
            if part.xpath is not None:
                found.append(self.walk(part.xpath))
                continue
            candidates = self._candidates(part.start)
            test = part.test
            if test is None:
                found.append(candidates)
                continue
            known: Known = {}
            found.append([each for each in candidates if test(each, known)])
        return self._in_order(found)

    def walk(self, path: etree.XPath) -> list[etree._Element]:
        """Return the elements that a path finds by comparing all of the page with it."""
        return cast("list[etree._Element]", path(self.root))

    def _candidates(self, start: Start) -> list[etree._Element]:
        """Return the elements of a list of the index; several of them are not in order."""
        if start.kind == "tag":
            return self._tags.get(start.name, [])
        if start.kind == "all":
            return self.elements
        if start.kind == "attribute":
            return self.having(start.name)
        index = self._ids if start.kind == "id" else self._classes
        if start.test:
            found = [elements for names, elements in index.items() if start.test(names)]
        elif start.kind == "id":
            return index.get(start.name, [])
        else:
            found = [self._classes[names] for names in self._with_class.get(start.name, ())]
        return found[0] if len(found) == 1 else [each for elements in found for each in elements]

    @cached_property
    def _with_class(self) -> dict[str, list[str]]:
        """The values of the attribute ``class`` in which a name stands."""
        found: dict[str, list[str]] = {}
        for names in self._classes:
            for name in dict.fromkeys(names_in(names)):
                found.setdefault(name, []).append(names)
        return found

    def _in_order(self, found: Iterable[list[etree._Element]]) -> list[etree._Element]:
        unique = dict.fromkeys(each for elements in found for each in elements)
        if len(unique) < 2:
            return list(unique)
        positions = self.positions
        return sorted(unique, key=lambda each: positions[each])


def parse(text: str) -> Page:
    """Return the page that ``text`` is, whatever charset it declares: it is text already."""
    return Page(root_of(html_of(text)))


def _cut(root: etree._Element) -> bool:
    """Cut a page that has more nodes than any article's; return whether it had."""
    last = next(islice(root.iter(), MOST_NODES, None), None)
    if last is None:
        return False
    del last[:]
    at = last
    while (parent := at.getparent()) is not None:
        del parent[parent.index(at) + 1 :]
        at.tail = None
        at = parent
    return True


def html_of(text: str) -> str:
    """Return a page's markup without what makes a parser take it for another kind of document."""
    declared = _XML_DECLARATION.match(text)
    return text[declared.end() :] if declared else text


def text_in(element: etree._Element) -> str:
    """Return all text in an element as it stands there, scripts included."""
    return cast("str", _WHOLE_TEXT(element))
