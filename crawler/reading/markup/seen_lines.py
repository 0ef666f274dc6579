"""The lines of a page that are looked at, and those that it has twice.

The first ones are, or those around a known text. Copies of a text are for machines, printers and
screen readers.
"""

from __future__ import annotations

from itertools import islice, takewhile
from typing import TYPE_CHECKING

from crawler.reading.markup.blocks import Block, blocks
from crawler.reading.markup.cuts import first
from crawler.reading.markup.spans import Spans
from crawler.reading.markup.weights import LONG, prose_of, upwards
from crawler.reading.text import BLOCKS, INVISIBLE, outermost

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from lxml import etree

    from crawler.reading.markup.parsed_page import Page

#: No page seen has a quarter of so many lines. What is cut is logged (``cuts``).
_LINES = "lines", 3_000

#: How many lines before a text and behind it may hold dates and bylines.
BEFORE, BEHIND = 25, 4

#: How many elements before a text probably hold these lines, and how many times as many if not.
_REACH, _FARTHER = 150, 4

#: With less visible prose a page's text may be in elements that browsers don't show.
_LITTLE_PROSE = 200

#: A line that contains more of the page's paragraphs than this (itself included) is not one.
_FEWEST_COPIED = 3
_MOST_COPIES, _MOST_COMPARED = 3, 200
#: A shorter line may come twice in a text.
_LONG_TO_REPEAT = 40


def seen(
    page: Page,
    root: etree._Element,
    place: etree._Element | None,
    opened: Collection[etree._Element] = (),
) -> tuple[list[Block], list[etree._Element], Spans]:
    """Return the lines of a page, the elements that they are in, and which is in which.

    If the text's element is known, no others of the page are looked at than those in and around
    it, except one line more, which may be cut.
    """
    if place is None:
        spans = Spans()
        lines = first(page, blocks(root, opened=opened, spans=spans), *_LINES)
        spans.conclude()
        elements = page.inner(root)
        if len(lines) == _LINES[1]:  # what follows may be cut
            elements = elements[: _end_of(page, lines) - page.positions[root] + 1]
        return lines, elements, spans
    at, reach = page.positions[place], _REACH
    top = page.positions[root]
    is_inside = page.inside({place})
    while True:
        begin = max(top, at - reach)
        found, before, behind = list[Block](), 0, 0
        start = page.elements[begin] if begin > top else None
        spans = Spans()
        left = blocks(root, opened=opened, start=start, spans=spans)
        for line in islice(left, _LINES[1]):
            found.append(line)
            if is_inside(line.home):
                before = before or len(found)
            elif before:
                behind += 1
                if behind == BEHIND:
                    break
        else:
            if next(left, None) is not None:
                page.cuts[_LINES[0]] = _LINES[1]
        if start is None or before > BEFORE + 1:
            break
        reach *= _FARTHER
    spans.conclude()
    elements = page.elements[begin : _end_of(page, found, begin) + 1]
    around = [] if start is None else list(start.iterancestors())
    return found[start is not None :], [*around, *elements], spans


def _end_of(page: Page, lines: Iterable[Block], begin: int = 0) -> int:
    """Return the place of the last element, in document order, with a line; ``begin`` for none.

    Not that of the last line: text behind a <br> or another element is in what is around both.
    """
    return max((page.positions[line.home] for line in lines), default=begin)


def unbroken(
    page: Page,
    element: etree._Element,
    shown: Sequence[Block],
    spans: Spans,
    apart: Iterable[etree._Element],
) -> Sequence[Block]:
    """Return an element's lines out of those of its page if they are the same, nothing else.

    They are where nothing in it is apart, and what stands around it makes no difference: a block
    begins and ends a line.
    """
    if element.tag not in BLOCKS or any(each.tag == "a" for each in upwards(element)):
        return ()
    if any(map(page.inside({element}, only_below=True), apart)):
        return ()
    found = shown[spans.lines_in(element, shown)]
    return () if found and found[0].pictured else found


def up_to_end(page: Page, lines: Iterator[Block], shown: Sequence[Block]) -> Iterator[Block]:
    """Return the lines up to the end of those that are shown: what is behind it is not known."""
    lines = islice(lines, _LINES[1])
    if _LINES[0] not in page.cuts:
        return lines
    positions, end = page.positions, _end_of(page, shown)
    return takewhile(lambda line: positions[line.home] <= end, lines)


def hidden_text(
    page: Page, shown: Sequence[Block], elements: Collection[etree._Element]
) -> set[etree._Element]:
    """Return an element to read although browsers don't show its text.

    Some pages have their text for browsers without scripts, and a <button> that is never closed
    swallows what follows: such an element holds more prose than the page shows.
    """
    unseen = {each for tag in INVISIBLE for each in page.by_tag(tag) if len(each)}
    unseen = {each for each in unseen if each.find(".//p") is not None}
    outer = outermost(each for each in elements if each in unseen) if unseen else []
    if not outer or (visible := sum(map(prose_of, shown))) > _LITTLE_PROSE:
        return set()
    prose = {
        each: sum(map(prose_of, islice(blocks(each, opened={each}), _LINES[1]))) for each in outer
    }
    most = max(prose, key=lambda each: prose[each])
    return {most} if prose[most] > visible else set()


def copies_in(shown: Iterable[Block]) -> set[str]:
    """Return the lines that repeat the whole text, for machines or screen readers."""
    long = [each.text for each in shown if len(each.text) >= LONG]
    paragraphs = sorted(long, key=len, reverse=True)[:_MOST_COMPARED]
    return {
        text
        for text in paragraphs[:_MOST_COPIES]
        if sum(other in text for other in paragraphs) > _FEWEST_COPIED
    }


def seen_once(shown: list[Block], spans: Spans, hidden: set[etree._Element]) -> list[Block]:
    """Return the lines without those of a hidden copy of the text, made for a printer."""
    is_hidden = spans.covered(hidden)
    if not any(is_hidden):
        return shown
    unseen = [each.text for each in shown if is_hidden[each.number]]
    seen = [each.text for each in shown if not is_hidden[each.number]]
    lines = [each for each in seen if len(each) >= _LONG_TO_REPEAT][:_MOST_COMPARED]
    copies = set(seen)
    for text in sorted(unseen, key=len, reverse=True)[:_MOST_COPIES]:  # all of it in one line
        if sum(each in text for each in lines) >= _FEWEST_COPIED:
            copies.add(text)
    return [each for each in shown if each.text not in copies or not is_hidden[each.number]]


def once(lines: Iterable[Block]) -> list[Block]:
    """Return the lines without the later ones of long lines that are the same."""
    told: set[str] = set()
    kept = []
    for line in lines:
        if len(line.text) >= _LONG_TO_REPEAT:
            if line.text in told:
                continue
            told.add(line.text)
        kept.append(line)
    return kept
