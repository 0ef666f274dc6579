"""CSS selectors that look only where a page's index says that their elements may be.

lxml and parsel translate each part of a selector to XPath, which compares every element of the
page with it, and a design has some forty parts. Here a part starts at the elements that have its
last id, class or tag, and looks upward from them. What designs rarely need is left to XPath.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cssselect import HTMLTranslator, parse
from cssselect.parser import (
    Attrib,
    Class,
    CombinedSelector,
    Element,
    Hash,
    Negation,
    Pseudo,
    Relation,
)
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cssselect.parser import Tree

    Test = Callable[[etree._Element, "Known"], bool]
    TextTest = Callable[[str], bool]

#: An attribute's name that is one for XPath too.
_PLAIN = re.compile(r"[a-z][a-z-]{0,60}")
_BLANKS = re.compile(r"[ \t\n\r\f]+")


class Index(Protocol):
    """What a page tells about its elements: it is asked, not imported."""

    def starting(self, start: Start) -> list[etree._Element]:
        """Return the elements of a list of the index."""

    def inside(
        self, elements: Iterable[etree._Element], *, only_below: bool = False
    ) -> Callable[[etree._Element], bool]:
        """Return the test whether an element is one of others, or is inside one."""


class Known:
    """What combinators found out about a page while one selector is compared with it."""

    __slots__ = ("behind", "below", "page")

    def __init__(self, page: Index) -> None:
        self.page = page
        #: By combinator: the test whether an element is below those of its left side.
        self.below: dict[object, Callable[[etree._Element], bool]] = {}
        #: By combinator: whether an element, or one before it, is one of its left side.
        self.behind: dict[object, dict[etree._Element, bool]] = {}


class Start(NamedTuple):
    """The list of a page's index in which the elements of a selector's part are looked for."""

    kind: str = "all"  # or "attribute", "tag", "class", "id"
    name: str = ""
    test: TextTest | None = None  # of the whole id or class, where only a piece is known
    piece: str = ""  # what that id or class contains

    @property
    def rank(self) -> int:
        """How short the list usually is: the higher, the shorter."""
        kinds = ("all", "attribute", "tag", "class", "id")
        return 2 * kinds.index(self.kind) - bool(self.test)


class Part(NamedTuple):
    """One part of a comma list: where to look, and what an element found there must be."""

    start: Start
    test: Test | None
    #: What it must be inside of, if anything: where to look for that, and the test that it passes.
    above: tuple[Start, Test] | None = None
    #: Where the elements are that stand above or before: without any of them there is no match.
    beside: tuple[Start, ...] = ()
    xpath: etree.XPath | None = None  # instead of both, for what is not understood here


class _NotUnderstoodError(Exception):
    """A part of a selector that is left to XPath."""


#: The lists that hold all elements that a simple selector matches, and no others.
_COMPLETE = frozenset(("tag", "class", "id"))


@lru_cache(maxsize=1024)
def compiled(css: str) -> tuple[Part, ...]:
    """Return the parts of a selector; raises cssselect's SelectorError when it is none."""
    parts = []
    for each in parse(css):
        try:
            if each.pseudo_element:
                raise _NotUnderstoodError
            tree = innermost = each.parsed_tree
            above = None
            if isinstance(tree, CombinedSelector) and tree.combinator == " ":
                above = _part(tree.selector)[0], _test(tree.selector)
                innermost = tree.subselector
            start, tests = _part(innermost)
            # What is in the list of a name need not be tested for it.
            left = tests[1:] if start.kind in _COMPLETE and start.test is None else tests
            test = _all(left) if left else None
            parts.append(Part(start, test, above, tuple(_beside(tree))))
        except _NotUnderstoodError:
            path = HTMLTranslator().selector_to_xpath(each)
            parts.append(Part(Start(), None, xpath=etree.XPath(path)))
    return tuple(parts)


def names_in(value: str) -> list[str]:
    """Return the names in an attribute that holds several, such as ``class``."""
    return value.split() if value.isascii() else _BLANKS.split(value)


def _part(tree: Tree) -> tuple[Start, list[Test]]:
    """Return where the elements of a selector are, and the tests that they pass.

    The first test is that of the place where they are looked for, if that is no asterisk's.
    """
    found: list[tuple[Start, Test]] = []
    above = None
    if isinstance(tree, CombinedSelector):
        above, tree = tree, tree.subselector
    while not isinstance(tree, Element):
        found.append(_simple(tree))
        tree = tree.selector
    if tree.namespace:
        raise _NotUnderstoodError
    if tree.element:
        tag = tree.element.lower()
        found.append((Start("tag", tag), lambda element, _: element.tag == tag))
    found.sort(key=lambda each: each[0].rank, reverse=True)
    tests = [test for _, test in found]
    if above is not None:
        tests.append(_related(above))
    return found[0][0] if found else Start(), tests


def _beside(tree: Tree) -> Iterator[Start]:
    """Yield where the elements are that a selector's combinators ask for, the nearest first."""
    while isinstance(tree, CombinedSelector):
        tree = tree.selector
        yield _part(tree)[0]


def _test(tree: Tree) -> Test:
    """Return the test that an element passes which matches a selector."""
    return _all(_part(tree)[1])


def _all(tests: Sequence[Test]) -> Test:
    """Return the test that an element passes which passes each of ``tests``."""
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        first, second = tests
        return lambda element, known: first(element, known) and second(element, known)
    # For an asterisk alone there is none.
    return lambda element, known: all(test(element, known) for test in tests)


def _simple(tree: Tree) -> tuple[Start, Test]:
    """Return the same for the last of a compound's simple selectors."""
    if isinstance(tree, Hash):
        wanted = tree.id
        return Start("id", wanted), lambda element, _: element.get("id") == wanted
    if isinstance(tree, Class):
        name = tree.class_name

        def has_it(element: etree._Element, _: Known) -> bool:
            names = element.get("class", "")
            return name in names and name in names_in(names)

        return Start("class", name), has_it
    if isinstance(tree, Attrib):
        return _attribute(tree)
    if isinstance(tree, Negation):
        refused = _test(tree.subselector)
        return Start(), lambda element, known: not refused(element, known)
    if isinstance(tree, Relation) and all(each.value == ">" for each, _ in tree.arguments):
        inside = [_test(each.parsed_tree) for _, each in tree.arguments]
        return Start(), lambda element, known: any(
            test(child, known) for child in element.iterchildren(etree.Element) for test in inside
        )
    if isinstance(tree, Pseudo) and tree.ident == "last-of-type":
        return Start(), lambda element, _: next(element.itersiblings(element.tag), None) is None
    raise _NotUnderstoodError


def _attribute(tree: Attrib) -> tuple[Start, Test]:
    if tree.flag or tree.namespace:
        raise _NotUnderstoodError
    name = tree.attrib.lower()
    wanted = tree.value.value or "" if tree.value else ""
    test = _compared(tree.operator, wanted)

    def has_it(element: etree._Element, _: Known) -> bool:
        value = element.get(name)
        return value is not None and test(value)

    if name in {"class", "id"}:
        return Start(name, test=test, piece=wanted), has_it
    return Start("attribute", name) if _PLAIN.fullmatch(name) else Start(), has_it


#: How an attribute's value is compared with what a selector asks for.
_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "=": str.__eq__,
    "~=": lambda value, wanted: wanted in names_in(value),
    "|=": lambda value, wanted: value == wanted or value.startswith(f"{wanted}-"),
    "^=": str.startswith,
    "$=": str.endswith,
    "*=": str.__contains__,
}


def _compared(operator: str, wanted: str) -> TextTest:
    """Return the comparison of an attribute's value by a selector's operator."""
    if operator == "exists":
        return lambda _: True
    if operator not in _OPERATORS:
        raise _NotUnderstoodError
    if not wanted and operator not in {"=", "|="}:  # nothing contains, begins or ends with it
        return lambda _: False
    compare = _OPERATORS[operator]
    return lambda value: compare(value, wanted)


def _related(tree: CombinedSelector) -> Test:
    """Return the test of what is above or before an element by a selector's combinator.

    What holds for an element holds for those inside it, or after it: each is looked at once for a
    combinator, however deep they are nested.
    """
    is_it = _test(tree.selector)
    if tree.combinator == " ":
        return _below(_part(tree.selector)[0], is_it)
    if tree.combinator == "~":
        return _behind(is_it)
    step = etree._Element.getparent if tree.combinator == ">" else _element_before

    def is_beside(element: etree._Element, known: Known) -> bool:
        at = step(element)
        return at is not None and is_it(at, known)

    return is_beside


def _below(start: Start, is_it: Test) -> Test:
    """Return the test whether an element is inside one that ``is_it``, looked for from ``start``.

    Those are found once for a selector, and what is inside them is told by its place on the page.
    """

    def is_below(element: etree._Element, known: Known) -> bool:
        if (below := known.below.get(is_below)) is None:
            above = [each for each in known.page.starting(start) if is_it(each, known)]
            below = known.below[is_below] = known.page.inside(above, only_below=True)
        return below(element)

    return is_below


def _behind(is_it: Test) -> Test:
    """Return the test whether an element follows one that ``is_it``, in the same parent."""

    def is_behind(element: etree._Element, known: Known) -> bool:
        found = known.behind.setdefault(is_behind, {})
        passed = []
        holds = False
        at = _element_before(element)
        while at is not None:
            if (told := found.get(at)) is not None:
                holds = told
                break
            passed.append(at)
            if is_it(at, known):
                holds = True
                break
            at = _element_before(at)
        found.update(dict.fromkeys(passed, holds))
        return holds

    return is_behind


def _element_before(element: etree._Element) -> etree._Element | None:
    return next(element.itersiblings(etree.Element, preceding=True), None)
