"""Terminal tables that align Korean, Japanese and English text."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def columns(rows: Sequence[Sequence[str]], *, gap: str = "  ") -> str:
    """Return ``rows`` as lines whose cells are aligned in columns."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = (
        gap.join(cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True))
        for row in rows
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def width(text: str) -> int:
    """Return the columns that a terminal needs for ``text``: two for Hangul, Kana and Han."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
