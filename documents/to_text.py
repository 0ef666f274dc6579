"""A document as plain text for a messenger: short lines, and one address a story."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from documents.document import Document, Item, Line


def write(document: Document) -> bytes:
    """Return the text; figures and proofs are left to the other formats."""
    return ("\n\n".join(_blocks(document)) + "\n").encode()


def _blocks(document: Document) -> Iterator[str]:
    yield f"{document.title}\n{document.subtitle}\n{document.period}"
    if document.correction:
        said = [_line(each) for each in document.correction.lines]
        yield "\n".join((f"! {document.correction.title}", *said))
    if document.introduction:
        yield "\n".join(document.introduction)
    yield " · ".join(f"{label} {number}" for number, label in document.summary)
    for part in document.parts:
        yield f"■ {part.title} ({part.count})"
        if part.nothing:
            yield part.nothing
        for item in part.items:
            yield "\n".join(_item(item, document.note))
    for chapter in document.chapters:
        if chapter.lines:
            yield "\n".join((f"■ {chapter.title}", *map(_line, chapter.lines)))


def _item(item: Item, note: str) -> Iterator[str]:
    yield f"{item.number}. {item.headline.words}"
    yield from item.tags
    for piece in item.sentence:
        yield piece.words
    for place, piece in enumerate(item.note):
        yield ("" if place else note) + piece.words
    for piece in item.excerpt:
        yield f"| {piece.words}"
    if item.withheld:
        yield item.withheld
    if item.first:
        yield item.first.words + (f" · {item.first.outlet.words}" if item.first.outlet else "")
    yield from map(_line, item.details)
    # An address at the end of a line: a messenger makes a link of it, and of nothing behind it.
    if item.page or item.headline.url:
        yield (item.page and item.page.url) or item.headline.url or ""


def _line(line: Line) -> str:
    return "".join(piece.words for piece in line)
