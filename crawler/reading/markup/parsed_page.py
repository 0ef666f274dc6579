"""A page parsed once and walked once: its elements in order, and where they are by name."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, cast

from lxml import etree

from crawler.reading.markup.selectors import Start, compiled, names_in
from crawler.reading.text import root_of, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")

#: All of an element's text, in document order.
_WHOLE_TEXT = etree.XPath("string()", smart_strings=False)


@lru_cache(maxsize=256)
def _having(attribute: str) -> etree.XPath:
    return etree.XPath(f"descendant-or-self::*[@{attribute}]")


class Page:
    """A page's elements in document order, and an index of them by tag, id and class.

    The list keeps lxml's objects for the elements alive, which are costly to make, and which
    therefore can be compared by identity.
    """

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.elements: list[etree._Element] = list(root.iter(etree.Element))
        self._tags: dict[str, list[etree._Element]] = {}
        self._classes: dict[str, list[etree._Element]] = {}  # by the whole attribute
        self._ids: dict[str, list[etree._Element]] = {}
        self._having: dict[str, list[etree._Element]] = {}
        tags, classes, ids = self._tags, self._classes, self._ids
        for element in self.elements:
            tags.setdefault(element.tag, []).append(element)
            if (names := element.get("class")) is not None:
                classes.setdefault(names, []).append(element)
            if (name := element.get("id")) is not None:
                ids.setdefault(name, []).append(element)

    @cached_property
    def positions(self) -> dict[etree._Element, int]:
        """The place of each element in document order."""
        return {element: number for number, element in enumerate(self.elements)}

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
        """Return the elements with an attribute, in document order."""
        if attribute not in self._having:
            self._having[attribute] = self.walk(_having(attribute))
        return self._having[attribute]

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
            found.append(candidates if test is None else [*filter(test, candidates)])
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


def html_of(text: str) -> str:
    """Return a page's markup without what makes a parser take it for another kind of document."""
    declared = _XML_DECLARATION.match(text)
    return text[declared.end() :] if declared else text


def text_in(element: etree._Element) -> str:
    """Return all text in an element as it stands there, scripts included."""
    return cast("str", _WHOLE_TEXT(element))
