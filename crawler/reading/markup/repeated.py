"""Lines that a page has twice: copies of its text for machines, printers and screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.reading.markup.weights import LONG

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

    from crawler.reading.markup.blocks import Block
    from crawler.reading.markup.spans import Spans

#: A line that contains more of the page's paragraphs than this (itself included) is not one.
_FEWEST_COPIED = 3
_MOST_COPIES, _MOST_COMPARED = 3, 200
#: A shorter line may come twice in a text.
_LONG_TO_REPEAT = 40


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
