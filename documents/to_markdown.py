"""A document as Markdown (CommonMark, with GitHub's tables): nothing from outside is markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from documents.document import Chapter, Document, Item, Line, Piece, Table

#: All that is markup somewhere in a line, HTML and references to characters with it.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>|~&#^$]")
#: What is markup at the beginning of a line alone: lists, headings, quotations, rules.
_BEGINNING = re.compile(r"(?:[-+=:]|\d{1,9}(?=[.)]))")
#: An address that some programs make a link of though nobody said that it is one.
_BARE_LINK = re.compile(r"(?i)(?<=www)\.|(?<=http):|(?<=https):|(?<=ftp):|@")


def write(document: Document) -> bytes:
    """Return a Markdown file."""
    return ("\n\n".join(_blocks(document)) + "\n").encode()


def _blocks(document: Document) -> Iterator[str]:
    yield f"# {_escaped(document.title)}"
    yield _block(document.subtitle)
    yield _block(document.period)
    if document.correction:
        title = f"**{_escaped(document.correction.title)}**"
        yield _quoted((title, *map(_line, document.correction.lines)))
    yield from map(_block, document.introduction)
    yield " · ".join(f"{_escaped(label)} **{number}**" for number, label in document.summary)
    for part in document.parts:
        yield f"## {_escaped(part.title)} ({part.count})"
        if part.nothing:
            yield _block(part.nothing)
        for item in part.items:
            yield from _item(item, document.note)
    for chapter in (*document.chapters, document.evidence):
        if chapter.lines or chapter.tables:
            yield from _chapter(chapter)


def _item(item: Item, note: str) -> Iterator[str]:
    yield f"### {item.number}\\. {_piece(item.headline)}"
    if item.tags:
        yield " · ".join(map(_escaped, item.tags))
    for piece in item.sentence:
        yield _block(piece.words)
    for place, piece in enumerate(item.note):
        # Not bold: between punctuation and Hangul or kanji the end of it would not be seen.
        yield _block(piece.words if place else note + piece.words)
    if item.excerpt:
        yield _quoted(_block(piece.words) for piece in item.excerpt)
    facts = [_escaped(item.withheld)] if item.withheld else []
    if item.first:
        outlet = f" · {_piece(item.first.outlet)}" if item.first.outlet else ""
        facts.append(f"**{_escaped(item.first.words)}**{outlet}")
    facts += map(_line, item.details)
    if item.page:
        facts.append(_piece(item.page))
    yield "\n".join(f"- {each}" for each in facts)


def _quoted(paragraphs: Iterable[str]) -> str:
    return "\n>\n".join(f"> {each}" for each in paragraphs)


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f"## {_escaped(chapter.title)}"
    if chapter.lines:
        yield "\n".join(f"- {_line(line)}" for line in chapter.lines)
    yield from map(_table, chapter.tables)


def _table(table: Table) -> str:
    rows = [
        " | ".join(map(_escaped, table.header)),
        "--- | ---: | ---:",
        *(f"{_piece(name)} | {now} | {before}" for name, now, before in table.rows),
    ]
    return "\n".join(f"| {row} |" for row in rows)


def _line(line: Line) -> str:
    return _begun("".join(map(_piece, line)))


def _piece(piece: Piece) -> str:
    words = _escaped(piece.words)
    # Brackets may stand in an address, but not in one between brackets.
    return f"[{words}]({_target(piece.url)})" if piece.url else words


def _target(url: str) -> str:
    return url.translate({ord("("): "%28", ord(")"): "%29", ord("*"): "%2A", ord("_"): "%5F"})


def _block(words: str) -> str:
    """Return words as a block of their own."""
    return _begun(_escaped(words))


def _begun(written: str) -> str:
    """Return a block whose beginning makes no list, heading or rule of it."""
    found = _BEGINNING.match(written)
    if not found:
        return written
    # Of a number the point behind it is what makes a list.
    at = found.end() if found[0].isdigit() else 0
    return f"{written[:at]}\\{written[at:]}"


def _escaped(words: str) -> str:
    return _BARE_LINK.sub(r"\\\g<0>", _MARKUP.sub(r"\\\g<0>", words))
