"""Stories written to a file of any format, some at a time where the format allows it."""

from __future__ import annotations

from dataclasses import asdict, fields
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from browse.exports.spreadsheets import BOM, csv_lines, to_xlsx
from browse.exports.stories import COLUMNS, cells, json_line
from newsdb.stories.story_rows import StoryRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Stories in a workbook, which is made in memory; what is left out is said in it.
MOST_IN_A_WORKBOOK = 50_000
_AT_ONCE = 1000


class MissingLibraryError(Exception):
    """A format needs a library that is not installed; the message says how to install it."""


def write(kind: str, file: BinaryIO, rows: Iterator[StoryRow]) -> None:
    """Write stories as ``kind``, one of ``WRITERS``; raises MissingLibraryError."""
    WRITERS[kind](file, rows)


def _csv(file: BinaryIO, rows: Iterator[StoryRow]) -> None:
    file.write(BOM.encode() + csv_lines([COLUMNS]))
    file.writelines(csv_lines(map(cells, some)) for some in _some(rows))


def _json_lines(file: BinaryIO, rows: Iterator[StoryRow]) -> None:
    file.writelines(map(json_line, rows))


def _workbook(file: BinaryIO, rows: Iterator[StoryRow]) -> None:
    fitting = [cells(row) for row in islice(rows, MOST_IN_A_WORKBOOK)]
    left_out = sum(1 for _ in rows)
    note = (
        f"{left_out:,} more stories are not in this file: the CSV has them all."
        if left_out
        else ""
    )
    file.write(to_xlsx(COLUMNS, fitting, name="stories", note=note))


def _parquet(file: BinaryIO, rows: Iterator[StoryRow]) -> None:
    try:
        import pyarrow as pa  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise MissingLibraryError(
            "Parquet needs the library pyarrow: pip install '.[parquet]'"
        ) from None
    kinds: dict[str, Any] = {
        "int": pa.int64(),
        "float": pa.float64(),
        "bool": pa.bool_(),
        "tuple[str, ...]": pa.list_(pa.string()),
    }
    schema = pa.schema(
        [(each.name, kinds.get(str(each.type), pa.string())) for each in fields(StoryRow)]
    )
    with parquet.ParquetWriter(file, schema) as writer:
        for some in _some(rows):
            writer.write_table(pa.Table.from_pylist([asdict(row) for row in some], schema=schema))


def _some(rows: Iterator[StoryRow]) -> Iterator[list[StoryRow]]:
    while some := list(islice(rows, _AT_ONCE)):
        yield some


WRITERS: dict[str, Callable[[BinaryIO, Iterator[StoryRow]], None]] = {
    "csv": _csv,
    "jsonl": _json_lines,
    "xlsx": _workbook,
    "parquet": _parquet,
}
