"""Exports as responses: CSV and JSON lines while rows are being read, a workbook at the end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from datasette.utils.asgi import AsgiStream, Response

from browse.exports import files
from browse.exports.spreadsheets import BOM, csv_lines, to_xlsx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from browse.exports.spreadsheets import Cell

T = TypeVar("T")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def csv_response(
    name: str,
    columns: Sequence[str],
    parts: AsyncIterator[list[T]],
    cells: Callable[[T], Sequence[Cell]],
) -> AsgiStream:
    """Return a CSV file that is sent part by part; what the first part raises is raised here."""
    none: list[T] = []
    first = await anext(parts, none)

    async def chunks() -> AsyncIterator[bytes]:
        yield BOM.encode() + csv_lines([columns, *map(cells, first)])
        async for part in parts:
            yield csv_lines(map(cells, part))

    return streamed(f"{name}.csv", "text/csv", chunks())


async def xlsx_response(
    name: str,
    columns: Sequence[str],
    parts: AsyncIterator[list[T]],
    cells: Callable[[T], Sequence[Cell]],
    note: Callable[[int], str],
) -> Response:
    """Return a workbook; ``note`` says how many rows are not in it, if some are not."""
    rows: list[Sequence[Cell]] = []
    left_out = 0
    async for part in parts:
        room = files.MOST_IN_A_WORKBOOK - len(rows)
        rows += map(cells, part[:room])
        left_out += len(part[room:])
    body = await asyncio.to_thread(
        to_xlsx, columns, rows, name=name, note=note(left_out) if left_out else ""
    )
    return Response(body, headers=_attached(f"{name}.xlsx"), content_type=XLSX)


def streamed(file_name: str, content_type: str, chunks: AsyncIterator[bytes]) -> AsgiStream:
    """Return a file of UTF-8 that is sent while it is made."""

    async def stream(to: Any) -> None:
        async for chunk in chunks:
            await to.write(chunk.decode())

    content_type = f"{content_type}; charset=utf-8"
    return AsgiStream(stream, headers=_attached(file_name), content_type=content_type)


def _attached(file_name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{file_name}"'}
