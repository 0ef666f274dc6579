"""A page parsed once and walked once: its elements in order, and where they are by name."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property, lru_cache
from itertools import chain, compress, islice, repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from crawler.reading.markup import cuts
from crawler.reading.markup.selectors import Known, compiled, names_in
from crawler.reading.text import outermost, root_of, tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from crawler.reading.markup.selectors import Part, Start

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")

#: Elements and comments of a page that are read: ten times as many as any news page seen
#: has, since official lists of firms are long tables.
MOST_NODES = 25_000
#: Elements that are looked at as headings, and the letters and blanks that one may have.
_HEADINGS, _LONGEST_HEADING = ("headings", 200), 5000

#: What no attribute's value has.
_END = "\0"

_NAMELESS = "", ""

#: What is asked of many elements, as functions: a loop in C calls them. Not ``.attrib``: lxml
#: refuses to list attributes if one has a name like "{".
_TAG = attrgetter("tag")
_ATTRIBUTES: Any = etree._Element.keys
_VALUE: Any = etree._Element.get  # a name in bytes spares encoding it

#: All of an element's text, in document order.
_WHOLE_TEXT = etree.XPath("string()", smart_strings=False)


class Page:
    """A page's elements in document order, and an index of them by tag, id and class.

    The list keeps lxml's objects for the elements alive, which are costly to make, and which
    therefore can be compared by identity.

    With ``every_attribute`` the index has the elements with each attribute, which reading as any
    site asks for: it costs more than class and id, and less than asking for the others later.
    """

    def __init__(self, root: etree._Element, *, every_attribute: bool = False) -> None:
        self.root = root
        #: What ``structured_data.metadata`` found, which is asked for twice.
        self.meta_tags: dict[str, list[str]] | None = None
        self.json_ld: list[dict[str, Any]] | None = None
        #: What of it is cut, and how much of each is read: ``cuts``.
        self.cuts: dict[str, int] = {}
        self.elements: list[etree._Element] = list(islice(root.iter("*"), MOST_NODES + 1))
        others = root.iter(etree.Comment, etree.ProcessingInstruction, etree.Entity)
        nodes = len(self.elements) + len(list(islice(others, MOST_NODES)))
        if nodes > MOST_NODES:
            self.cuts["elements and comments"] = MOST_NODES
            _cut_behind(next(islice(root.iter(), MOST_NODES - 1, None)))
            self.elements = list(root.iter("*"))
        self._tags: dict[str, list[etree._Element]] = defaultdict(list)
        self._classes: dict[str, list[etree._Element]] = defaultdict(list)  # whole attributes
        self._ids: dict[str, list[etree._Element]] = defaultdict(list)
        #: The class and the id of each element that has either.
        self.names: dict[etree._Element, tuple[str, str]] = {}
        #: The elements with an attribute, of every one or of those that were asked for.
        self._having: dict[str, list[etree._Element]] = defaultdict(list)
        self._has_every_attribute = every_attribute
        #: The elements with a class in their attribute, for those that were asked for.
        self._with_class: dict[str, list[etree._Element]] = {}
        (self._index_all if every_attribute else self._index)()

    def _index(self) -> None:
        """Fill in the index of tags, classes and ids.

        In one pass: a page is larger than the processor's cache, and each pass fetches it anew.
        """
        tags, classes, ids = self._tags, self._classes, self._ids
        for element, tag, class_, id_ in zip(
            self.elements,
            map(_TAG, self.elements),
            map(_VALUE, self.elements, repeat(b"class")),
            map(_VALUE, self.elements, repeat(b"id")),
            strict=True,
        ):
            tags[tag].append(element)
            if class_ is not None:
                classes[class_].append(element)
                self.names[element] = class_, id_ or ""
            if id_ is not None:
                ids[id_].append(element)
                self.names[element] = class_ or "", id_

    def _index_all(self) -> None:
        """Fill in the same and all attributes' names, whose values would cost twice as much."""
        tags, having = self._tags, self._having
        for element, tag, names in zip(
            self.elements,
            map(_TAG, self.elements),
            map(_ATTRIBUTES, self.elements),
            strict=True,
        ):
            tags[tag].append(element)
            for name in names:
                having[name].append(element)
        for element, value in self._values("class"):
            self._classes[value].append(element)
            self.names[element] = value, ""
        for element, value in self._values("id"):
            self._ids[value].append(element)
            self.names[element] = self.names.get(element, _NAMELESS)[0], value

    def _values(self, attribute: str) -> Iterable[tuple[etree._Element, str]]:
        elements = self._having[attribute]
        return zip(elements, map(_VALUE, elements, repeat(attribute)), strict=True)

    @cached_property
    def positions(self) -> dict[etree._Element, int]:
        """The place of each element in document order."""
        return dict(zip(self.elements, range(len(self.elements)), strict=True))

    def inner(self, element: etree._Element) -> list[etree._Element]:
        """Return an element and those inside it, in document order."""
        return self.elements[self.positions[element] : self._end_of(element)]

    def _end_of(self, element: etree._Element) -> int:
        """Return the place, in document order, of the first element behind another's content."""
        at: etree._Element | None = element
        # Broken pages have a second <html> beside the root, which is no part of what is read.
        while at is not None and at is not self.root:
            if (behind := next(at.itersiblings(etree.Element), None)) is not None:
                return self.positions[behind]
            at = at.getparent()
        return len(self.elements)

    def inside(
        self, elements: Iterable[etree._Element], *, only_below: bool = False
    ) -> Callable[[etree._Element], bool]:
        """Return the test whether an element is one of ``elements`` or inside one.

        With ``only_below`` it has to be inside one. A second <html> beside the root is in none.
        """
        covered, positions = self._covered(elements, only_below=only_below), self.positions
        if not covered:
            return lambda _: False

        def is_inside(element: etree._Element) -> bool:
            try:  # asked of thousands of elements a page: a call less than dict.get
                return covered[positions[element]] == 1
            except KeyError:
                return False

        return is_inside

    def _covered(self, elements: Iterable[etree._Element], *, only_below: bool) -> bytearray:
        """Return 1 for each element of the page that is inside; nothing if there are none."""
        positions = self.positions
        starts = sorted(positions[each] for each in elements if each in positions)
        if not starts:
            return bytearray()
        covered = bytearray(len(self.elements))
        end = 0
        for start in starts:
            if start < end:  # all of it is covered, of an outer one all but itself
                continue
            end = self._end_of(self.elements[start])
            first = start + only_below
            covered[first:end] = b"\1" * (end - first)
        return covered

    @cached_property
    def body(self) -> etree._Element | None:
        """The page's first ``<body>``."""
        return next(iter(self.by_tag("body")), None)

    @cached_property
    def title(self) -> str:
        """The text of the first ``<title>``, which may be that of a picture."""
        return tidy(text_in(self.by_tag("title")[0])) if self.by_tag("title") else ""

    def heading_texts(self, *tags: str) -> list[str]:
        """Return all text in each element with one of these tags that may be a heading.

        Of headings inside one another, as an end tag that is missing makes them, the outer ones
        repeat what the inner ones have: what is too long, or one too many, is left out.
        """
        texts = map(text_in, cuts.first(self, self.by_tag(*tags), *_HEADINGS))
        return [text for text in texts if len(text) <= _LONGEST_HEADING]

    def by_tag(self, *tags: str) -> list[etree._Element]:
        """Return the elements with one of these tags, in document order."""
        if len(tags) == 1:
            return self._tags.get(tags[0], [])
        return self._in_order([self._tags.get(tag, []) for tag in tags])

    def having(self, attribute: str) -> list[etree._Element]:
        """Return the elements with an attribute, in document order."""
        found = self._having.get(attribute)
        if found is None and not self._has_every_attribute:
            path = _elements_having(attribute)  # a third of what asking each of them costs
            found = self._having[attribute] = cast("list[etree._Element]", path(self.root))
        return found or []

    def having_any(
        self, attributes: Collection[str], elements: Collection[etree._Element]
    ) -> set[etree._Element]:
        """Return those of some elements that have one of these attributes."""
        if self._has_every_attribute:
            return set(chain.from_iterable(map(self.having, attributes))).intersection(elements)
        has_none = frozenset(attributes).isdisjoint
        names = map(_ATTRIBUTES, elements)
        return {each for each, own in zip(elements, names, strict=True) if not has_none(own)}

    def select(self, css: str) -> list[etree._Element]:
        """Return the elements that match ``css``, in document order; none for an empty selector.

        Raises cssselect's SelectorError when it is no selector.
        """
        found = []
        for part in compiled(css) if css else ():
            if part.xpath is not None:
                found.append(self.walk(part.xpath))
            elif all(map(self.starting, part.beside)):
                found.append(self._matching(part))
        return self._in_order(found)

    def _matching(self, part: Part) -> list[etree._Element]:
        """Return the elements that match a part of a selector."""
        known = Known(self)
        if part.above is None:
            found = self.starting(part.start)
        else:
            start, is_it = part.above
            outer = [each for each in self.starting(start) if is_it(each, known)]
            found = self._below(outer, part.start)
        if (test := part.test) is None:
            return found
        return [each for each in found if test(each, known)]

    def _below(self, outer: Sequence[etree._Element], start: Start) -> list[etree._Element]:
        """Return those elements of a list of the index that are inside one of ``outer``."""
        if not outer:
            return []
        if start.kind == "tag":
            inside = (each.iterdescendants(start.name) for each in outermost(outer))
            return list(chain.from_iterable(inside))
        covered, found = self._covered(outer, only_below=True), self.starting(start)
        at = map(self.positions.__getitem__, found)  # in a loop in C, since they may be many
        return list(compress(found, map(covered.__getitem__, at)))

    def walk(self, path: etree.XPath) -> list[etree._Element]:
        """Return the elements that a path finds by comparing all of the page with it."""
        return cast("list[etree._Element]", path(self.root))

    def starting(self, start: Start) -> list[etree._Element]:
        """Return the elements of a list of the index; several of them are not in order."""
        if start.kind == "tag":
            return self._tags.get(start.name, [])
        if start.kind == "all":
            return self.elements
        if start.kind == "attribute":
            return self.having(start.name)
        index = self._ids if start.kind == "id" else self._classes
        if test := start.test:
            values = self._id_values if start.kind == "id" else self._class_values
            may_be = index.items() if start.piece in values else ()
            return _joined(elements for names, elements in may_be if test(names))
        if start.kind == "id":
            return index.get(start.name, [])
        name = start.name
        if (found := self._with_class.get(name)) is None:
            found = self._with_class[name] = _joined(
                self._classes[names]
                for names in self._classes_with(name)
                if name in names_in(names)
            )
        return found

    def _classes_with(self, name: str) -> Iterator[str]:
        """Yield the values of the attribute ``class`` that contain a name.

        Most names of a design are on none of its pages, and the others in few of the values.
        """
        values = self._class_values
        at = values.find(name)
        while at >= 0:
            end = values.index(_END, at)
            yield values[values.rfind(_END, 0, at) + 1 : end]
            at = values.find(name, end)

    @cached_property
    def _class_values(self) -> str:
        """All values of the attribute ``class``, in which a name can be looked for at once."""
        return _END.join([*self._classes, ""])

    @cached_property
    def _id_values(self) -> str:
        return _END.join([*self._ids, ""])

    def _in_order(self, found: Iterable[list[etree._Element]]) -> list[etree._Element]:
        unique = dict.fromkeys(_joined(found))
        if len(unique) < 2:
            return list(unique)
        return sorted(unique, key=self.positions.__getitem__)


def parse(text: str, *, every_attribute: bool = False) -> Page:
    """Return the page that ``text`` is, whatever charset it declares: it is text already.

    ``every_attribute`` is what ``Page`` says of it.
    """
    return Page(root_of(html_of(text)), every_attribute=every_attribute)


@lru_cache(maxsize=256)
def _elements_having(attribute: str) -> etree.XPath:
    """Return the path to the elements with an attribute."""
    return etree.XPath(f"descendant-or-self::*/@{attribute}/..")


def _joined(found: Iterable[list[etree._Element]]) -> list[etree._Element]:
    lists = [each for each in found if each]
    return lists[0] if len(lists) == 1 else list(chain.from_iterable(lists))


def _cut_behind(last: etree._Element) -> None:
    """Cut all of a page that follows a node, and what is inside it."""
    del last[:]
    at = last
    while (parent := at.getparent()) is not None:
        del parent[parent.index(at) + 1 :]
        at.tail = None
        at = parent


def html_of(text: str) -> str:
    """Return a page's markup without what makes a parser take it for another kind of document."""
    declared = _XML_DECLARATION.match(text)
    return text[declared.end() :] if declared else text


def text_in(element: etree._Element) -> str:
    """Return all text in an element as it stands there, scripts included."""
    return cast("str", _WHOLE_TEXT(element))
