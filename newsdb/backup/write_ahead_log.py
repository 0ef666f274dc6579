"""What stands in a write-ahead log: the frames that SQLite reads, and what is wrong with it."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEADER = struct.Struct(">8I")
_FRAME = struct.Struct(">6I")
_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}  # which order of bytes the checksums are made in


@dataclass(slots=True)
class WriteAheadLog:
    """The pages that committed transactions wrote, and a fault in words, if there is one."""

    pages: dict[int, bytes] = field(default_factory=dict)
    transactions: int = 0
    fault: str | None = None


class _FaultError(Exception):
    """What is wrong with a log, in words."""


def read(path: Path) -> WriteAheadLog:
    """Read a log as SQLite does: up to the last commit before the first frame that is not valid.

    Frames of an earlier round, which a log that was begun anew still has behind, are no fault;
    nor is a transaction that was never committed.
    """
    found = WriteAheadLog()
    if not path.exists():
        return found
    with path.open("rb") as file:
        pending: dict[int, bytes] = {}
        try:
            for number, page, commits in _frames(file):
                pending[number] = page
                if commits:
                    found.pages |= pending
                    found.transactions += 1
                    pending = {}
        except _FaultError as fault:
            found.fault = str(fault)
    return found


def _frames(file: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """Yield number and content of each page, and whether a transaction ends with it."""
    size, order, salts, sums = _header(file)
    number = 0
    while size and (frame := file.read(_FRAME.size)):
        number += 1
        page = file.read(size)
        if len(frame) < _FRAME.size or len(page) < size:
            raise _FaultError(f"it is cut off in frame {number}")
        which, commit, first, second, one, two = _FRAME.unpack(frame)
        if (first, second) != salts:
            return  # of an earlier round
        sums = _checksum(frame[:8] + page, order, sums)
        if sums != (one, two):
            raise _FaultError(f"frame {number} is damaged; what is behind it can't be read")
        yield which, page, bool(commit)


def _header(file: BinaryIO) -> tuple[int, str, tuple[int, int], tuple[int, int]]:
    """Return page size, byte order, salts and checksums; a size of 0 means an empty log."""
    head = file.read(_HEADER.size)
    if not head:
        return 0, "", (0, 0), (0, 0)
    if len(head) < _HEADER.size:
        raise _FaultError("it is cut off in its header")
    magic, _, size, _, first, second, one, two = _HEADER.unpack(head)
    order = _MAGIC.get(magic)
    if order is None or not 512 <= size <= 65536 or size & (size - 1):
        raise _FaultError("it does not begin as a write-ahead log does")
    if _checksum(head[:24], order, (0, 0)) != (one, two):
        raise _FaultError("the checksum of its header is wrong")
    return size, order, (first, second), (one, two)


def _checksum(content: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    one, two = sums
    words = struct.unpack(f"{order}{len(content) // 4}I", content)
    for at in range(0, len(words), 2):
        one = (one + words[at] + two) & 0xFFFFFFFF
        two = (two + words[at + 1] + one) & 0xFFFFFFFF
    return one, two
