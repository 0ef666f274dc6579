"""A briefing as every format writes it: all words chosen, in their order, without a layout.

Words are clean (``documents/cleaning.py``), addresses are ones that may be links. A writer decides
looks only, so that all formats say the same.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one language, perhaps a link."""

    words: str
    language: str  # ko, ja, en, zh
    url: str | None = None


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """Who was first; ``hours`` is None for a day alone, and where one country only has it."""

    countries: tuple[tuple[str, str, str], ...]  # code, letter and name; the first one leads
    hours: float | None
    words: str
    outlet: Piece | None  # that was first


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One story."""

    number: int  # through the whole document
    tags: tuple[str, ...]
    headline: Piece
    sentence: Line  # a piece is a paragraph
    note: Line  # likewise
    excerpt: Line  # likewise
    withheld: str  # why there is no excerpt, or empty
    first: First | None
    details: tuple[Line, ...]  # source, other outlets, what they add
    page: Piece | None  # of the story on the desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section."""

    title: str
    count: str
    items: tuple[Item, ...]
    nothing: str  # what stands there instead of items


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Names with two numbers each; the header has three cells."""

    header: tuple[str, str, str]
    rows: tuple[tuple[Piece, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What follows the stories: lines and tables under a heading."""

    title: str
    lines: tuple[Line, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole briefing. ``made`` is when it was issued: a document never says when it was written.

    Chapters are figures of the period, gaps and the colophon; ``evidence`` is for documents that
    are kept, not for messages.
    """

    language: str
    name: str  # of the issue, for headers and mail: 제32호
    title: str
    subtitle: str
    period: str
    editor: str
    made: datetime
    correction: Chapter | None
    introduction: tuple[str, ...]
    summary: tuple[tuple[str, str], ...]  # number and label
    contents: str  # the label
    parts: tuple[Part, ...]
    chapters: tuple[Chapter, ...]
    evidence: Chapter
    note: str  # the label in front of an editor's note
    page: str  # the word for a page's number
    logo: bytes = b""  # a PNG; for documents that hold pictures, not for messages

    @property
    def logo_address(self) -> str:
        """Return the logo as an address that a page has inside; empty without one."""
        return f"data:image/png;base64,{b64encode(self.logo).decode()}" if self.logo else ""

    @property
    def size(self) -> int:
        """Return how many stories there are."""
        return sum(len(part.items) for part in self.parts)
