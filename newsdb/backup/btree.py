"""Rows out of the pages of an SQLite file, also of one that SQLite itself gives up on.

After sqlite.org/fileformat2.html. A damaged page costs what is on it: the rest of its tree is read
by way of other pages, and pages that nothing leads to any more are found by looking at each.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MAGIC = b"SQLite format 3\0"

#: Types of pages: what begins a page that is part of a tree.
INTERIOR_INDEX, INTERIOR_TABLE, LEAF_INDEX, LEAF_TABLE = 2, 5, 10, 13
_TABLE_PAGES = frozenset({INTERIOR_TABLE, LEAF_TABLE})
_INDEX_PAGES = frozenset({INTERIOR_INDEX, LEAF_INDEX})

_USUAL_PAGE_SIZE = 4096
_LONGEST_PAYLOAD = 1 << 30

Value = int | float | str | bytes | None


class PageError(Exception):
    """A page, or a cell on it, is not what it should be."""


class Cell(NamedTuple):
    """A row as it is stored: its rowid (None in trees of indexes) and its record."""

    rowid: int | None
    payload: bytes


@dataclass(slots=True)
class Damage:
    """What is wrong in one tree: pages with the reason, and cells that could not be read.

    ``gaps`` are the rowids between which rows were on damaged pages; None is open.
    """

    pages: dict[int, str] = field(default_factory=dict)
    cells: int = 0
    gaps: list[tuple[int | None, int | None]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.pages or self.cells)


class Pages:
    """The pages of a file; ``newer`` are those that its write-ahead log has."""

    def __init__(self, path: Path, newer: Mapping[int, bytes] | None = None) -> None:
        self.file = path.open("rb")
        self.newer = newer or {}
        head = self.page_one()
        self.sound_header = head.startswith(MAGIC)
        size = int.from_bytes(head[16:18]) if self.sound_header else _USUAL_PAGE_SIZE
        self.size = 65536 if size == 1 else size
        if self.size < 512 or self.size & (self.size - 1):
            self.sound_header, self.size = False, _USUAL_PAGE_SIZE
        self.usable = self.size - (head[20] if self.sound_header else 0)
        length = path.stat().st_size
        self.count = max(length // self.size, max(self.newer, default=0))

    def page_one(self) -> bytes:
        """Return the first hundred bytes of the file, the header."""
        if 1 in self.newer:
            return self.newer[1][:100]
        self.file.seek(0)
        return self.file.read(100).ljust(100, b"\0")

    def close(self) -> None:
        self.file.close()

    def page(self, number: int) -> bytes:
        """Return a page; raises PageError when the file has none of that number."""
        if number in self.newer:
            return self.newer[number]
        if not 1 <= number <= self.count:
            raise PageError(f"page {number} is beyond the file's end")
        self.file.seek((number - 1) * self.size)
        content = self.file.read(self.size)
        if len(content) < self.size:
            raise PageError(f"page {number} is cut off")
        return content

    def free(self) -> set[int]:
        """Return the pages of the free list, as far as it can be followed: what was deleted."""
        free: set[int] = set()
        trunk = int.from_bytes(self.page(1)[32:36])
        while trunk and trunk not in free and trunk <= self.count:
            free.add(trunk)
            content = self.page(trunk)
            following, leaves = struct.unpack_from(">II", content)
            if leaves > self.usable // 4 - 2:
                break
            free.update(struct.unpack_from(f">{leaves}I", content, 8))
            trunk = following
        return free

    def walk(self, root: int, seen: set[int], damage: Damage, *, index: bool) -> Iterator[Cell]:
        """Yield every row of a tree whose page is sound; note in ``damage`` what is not.

        ``seen`` collects the pages that the tree has, its overflow included.
        """
        kinds = _INDEX_PAGES if index else _TABLE_PAGES
        last: int | None = None  # the greatest rowid that a sound leaf has shown so far
        open_gaps: list[int | None] = []
        stack: list[int | Cell] = [root]
        while stack:
            following = stack.pop()
            if isinstance(following, Cell):
                yield following
                continue
            if following in seen:
                damage.pages[following] = "part of two trees"
                continue
            seen.add(following)
            try:
                content = self.page(following)
                kind, cells, rightmost = self.cells_of(following, content, kinds)
            except PageError as error:
                damage.pages[following] = str(error)
                open_gaps.append(last)
                continue
            entries: list[int | Cell] = []
            for at in cells:
                try:
                    child, cell = self.cell(content, at, kind, seen)
                except (PageError, struct.error, IndexError) as error:
                    damage.cells += 1
                    damage.pages.setdefault(following, f"a cell is damaged ({error})")
                    continue
                if child is not None:
                    entries.append(child)
                if cell is not None:
                    entries.append(cell)
            if rightmost is not None:
                entries.append(rightmost)
            rowids = [each.rowid for each in entries if isinstance(each, Cell) and each.rowid]
            if rowids and not index:
                damage.gaps += [(low, min(rowids)) for low in open_gaps]
                open_gaps = []
                last = max(rowids)
            stack += reversed(entries)
        damage.gaps += [(low, None) for low in open_gaps]

    def cells_of(
        self, number: int, content: bytes, kinds: frozenset[int]
    ) -> tuple[int, list[int], int | None]:
        """Return a page's type, the offsets of its cells, and its rightmost child.

        Raises PageError when it is no page of a tree of these ``kinds``.
        """
        start = 100 if number == 1 else 0
        kind = content[start]
        if kind not in kinds:
            blank = not any(content[start:])
            raise PageError("all of it is zero" if blank else "it is not a page of this tree")
        interior = kind in {INTERIOR_INDEX, INTERIOR_TABLE}
        count = int.from_bytes(content[start + 3 : start + 5])
        begin = start + (12 if interior else 8)
        if begin + 2 * count > self.usable:
            raise PageError("it says it has more cells than can be")
        offsets = list(struct.unpack_from(f">{count}H", content, begin))
        rightmost = int.from_bytes(content[start + 8 : start + 12]) if interior else None
        return kind, offsets, rightmost

    def cell(
        self, content: bytes, at: int, kind: int, seen: set[int] | None = None
    ) -> tuple[int | None, Cell | None]:
        """Return the child page that a cell leads to, and the row that it holds.

        Raises PageError, IndexError, struct.error.
        """
        child = None
        if not 8 <= at < self.usable:
            raise PageError(f"it begins at {at}")
        if kind in {INTERIOR_INDEX, INTERIOR_TABLE}:
            child = int.from_bytes(content[at : at + 4])
            at += 4
            if kind == INTERIOR_TABLE:
                return child, None
        length, at = varint(content, at)
        if length > _LONGEST_PAYLOAD:
            raise PageError(f"it says it has {length} bytes")
        rowid = None
        if kind == LEAF_TABLE:
            rowid, at = varint(content, at)
            rowid = rowid - (1 << 64) if rowid >> 63 else rowid
        return child, Cell(rowid, self._payload(content, at, length, kind, seen))

    def _payload(
        self, content: bytes, at: int, length: int, kind: int, seen: set[int] | None
    ) -> bytes:
        usable = self.usable
        least = (usable - 12) * 32 // 255 - 23
        most = usable - 35 if kind == LEAF_TABLE else (usable - 12) * 64 // 255 - 23
        if length <= most:
            if at + length > usable:
                raise PageError("it goes beyond its page")
            return content[at : at + length]
        local = least + (length - least) % (usable - 4)
        local = local if local <= most else least
        parts = [content[at : at + local]]
        left = length - local
        following = int.from_bytes(content[at + local : at + local + 4])
        passed: set[int] = set()
        while left > 0:
            if following in passed:
                raise PageError("its overflow runs in a circle")
            passed.add(following)
            overflow = self.page(following)
            parts.append(overflow[4 : 4 + min(left, usable - 4)])
            left -= usable - 4
            following = int.from_bytes(overflow[:4])
        if seen is not None:
            seen |= passed
        return b"".join(parts)


def varint(content: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at an offset, and the offset behind it."""
    number = 0
    for count in range(8):
        byte = content[at + count]
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, at + count + 1
    return number << 8 | content[at + 8], at + 9


_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def record(payload: bytes) -> list[Value]:
    """Return the values of a record; raises PageError when it is none."""
    values: list[Value] = []
    try:
        end, at = varint(payload, 0)
        place = end
        while at < end:
            kind, at = varint(payload, at)
            if kind in _INTEGERS:
                length = _INTEGERS[kind]
                values.append(int.from_bytes(payload[place : place + length], signed=True))
            elif kind == 7:
                length = 8
                values.append(struct.unpack_from(">d", payload, place)[0])
            elif kind in {0, 8, 9}:
                length = 0
                values.append({0: None, 8: 0, 9: 1}[kind])
            elif kind >= 12:
                length = (kind - 12) // 2
                content = payload[place : place + length]
                values.append(content.decode() if kind % 2 else content)
            else:
                raise PageError(f"a value has type {kind}")
            place += length
        if place != len(payload):
            raise PageError("a record is longer or shorter than it says")
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise PageError(f"a record can't be read: {error}") from error
    return values
