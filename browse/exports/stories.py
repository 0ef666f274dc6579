"""The queue's stories as rows of a file."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from browse.exports.spreadsheets import Link
from newsdb.stories.story_rows import StoryRow

if TYPE_CHECKING:
    from browse.exports.spreadsheets import Cell

#: The names of the columns, in order.
COLUMNS = tuple(each.name for each in fields(StoryRow))

_TIMES = frozenset(("published", "reviewed", "first_in_korea_at", "first_in_japan_at"))


def cells(row: StoryRow) -> list[Cell]:
    """Return a story as cells: times and days as such, its address as a link."""
    return [_cell(name, value) for name, value in asdict(row).items()]


def json_line(row: StoryRow) -> bytes:
    """Return a story as a line of JSON, with lists where several may stand."""
    return json.dumps(asdict(row), ensure_ascii=False).encode() + b"\n"


def moment(stored: str) -> date | datetime:
    """Return a stored time, or the day where only that is known."""
    return datetime.fromisoformat(stored) if "T" in stored else date.fromisoformat(stored)


def _cell(name: str, value: Any) -> Cell:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, str) and name in _TIMES:
        return moment(value)
    if isinstance(value, str) and name == "url":
        return Link(value)
    cell: Cell = value
    return cell
