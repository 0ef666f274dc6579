"""CSV and XLSX whose cells a spreadsheet shows and never runs."""

from __future__ import annotations

import csv
import io
import re
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter

from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Link(NamedTuple):
    """An address that a workbook makes a link of."""

    url: str


#: A flag is ``bool``; a time is told in KST (= JST), in a CSV as ISO 8601.
Cell = str | int | float | bool | date | datetime | Link | None

#: Excel reads a CSV file as UTF-8 only if it begins with this.
BOM = "\ufeff"

#: What makes a cell a formula in some spreadsheet, also behind blanks and in full width.
_FORMULA = re.compile(r"^[\s\x00-\x1f]*[=+\-@＝＋－＠]|^[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LONGEST = 32_767  # characters in a cell of XLSX
_LONGEST_LINK, _MOST_LINKS = 2_079, 65_530  # of a sheet of XLSX

# Of the whole process, but it guards nothing here: what is read was written a moment ago, and a
# cell of more than 131,072 characters would end an export.
csv.field_size_limit(sys.maxsize)


def harmless(cell: str) -> str:
    """Return a cell's text, with an apostrophe before it if it would be taken for a formula.

    Source: OWASP, CSV injection. Numbers stay numbers.
    """
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV file in UTF-8 that Excel decodes right, with no formula in it."""
    return BOM.encode() + csv_lines([header, *rows])


def csv_lines(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return lines of a CSV file in UTF-8 with no formula in them."""
    out = io.StringIO()
    csv.writer(out).writerows([_as_csv(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _as_csv(cell: Cell) -> str | float | None:
    match cell:
        case Link(url):
            return harmless(url)
        case str():
            return harmless(cell)
        case bool():
            return int(cell)
        case datetime():
            return cell.isoformat(timespec="minutes")
        case date():
            return cell.isoformat()
        case _:
            return cell


def to_xlsx(
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    name: str = "articles",
    note: str = "",
) -> bytes:
    """Return a workbook with real dates and links, a filter and a header that stays in sight.

    Every string is plain text: no formulas, and links only where a ``Link`` is given. A ``note``
    (what was left out) stands below the last row.
    """
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False})
    sheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True})
    times = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    days = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, bold)
    links = last = 0
    for line, row in enumerate(rows, start=1):
        last = line
        for column, cell in enumerate(row):
            match cell:
                case Link(url) if links < _MOST_LINKS and _is_link(url):
                    links += 1
                    sheet.write_url(line, column, url)
                case Link(words) | str(words):
                    sheet.write_string(line, column, _fitting(_UNPRINTABLE.sub("", words)))
                case bool():
                    sheet.write_boolean(line, column, cell)
                case datetime():
                    local = cell.astimezone(KST).replace(tzinfo=None)
                    sheet.write_datetime(line, column, local, times)
                case date():
                    sheet.write_datetime(line, column, cell, days)
                case int() | float():
                    sheet.write_number(line, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), len(header) - 1)
    sheet.set_column(0, len(header) - 1, 22)
    if note:
        sheet.write_string(last + 2, 0, note, bold)
    workbook.close()
    return out.getvalue()


def _is_link(url: str) -> bool:
    """Return whether Excel takes an address for a link; it has a limit for their length."""
    return (
        url.startswith(("https://", "http://"))
        and len(url) <= _LONGEST_LINK
        and not _UNPRINTABLE.search(url)
    )


def _fitting(text: str) -> str:
    """Return as much as a cell of XLSX can hold; what is cut is said there."""
    if len(text) <= _LONGEST:
        return text
    note = f" … [{len(text):,} characters, cut at the limit of XLSX; the CSV has them all]"
    return text[: _LONGEST - len(note)] + note


class CsvStream:
    """Makes the cells of a CSV file harmless while it is being sent.

    ``is_cut_short`` tells, after the last chunk, that the file ended within a record: ``rest``.
    """

    def __init__(self, *, bom: bool) -> None:
        self._waiting: list[bytes] = []  # of a record that has not ended
        self._is_quoted = False  # whether what comes next is inside quotes
        self._start = BOM if bom else ""
        self.is_cut_short = False

    def feed(self, chunk: bytes, *, last: bool) -> bytes:
        """Return the part that can be sent now: whole records only."""
        records = b""
        if end := self._end_of_records(chunk):
            records = b"".join([*self._waiting, chunk[:end]])
            self._waiting = []
        if rest := chunk[end:]:
            self._waiting.append(rest)
        out = io.StringIO()
        writer = csv.writer(out)
        for row in csv.reader(io.StringIO(records.decode(), newline="")):
            writer.writerow([harmless(cell) for cell in row])
        self.is_cut_short = last and bool(self._waiting)
        start, self._start = self._start, ""
        return (start + out.getvalue()).encode()

    @property
    def rest(self) -> str:
        """What came after the last whole record."""
        return b"".join(self._waiting).decode(errors="replace")

    def _end_of_records(self, chunk: bytes) -> int:
        """Return where in the next chunk the last whole record ends: a line break outside quotes.

        Each chunk is looked at once, however long a record is.
        """
        pieces = chunk.split(b'"')
        ends_quoted = self._is_quoted ^ (len(pieces) % 2 == 0)
        self._is_quoted = ends_quoted
        end, is_quoted = len(chunk), ends_quoted
        for piece in reversed(pieces):
            begin = end - len(piece)
            if not is_quoted and (at := piece.rfind(b"\n")) >= 0:
                return begin + at + 1
            end, is_quoted = begin - 1, not is_quoted
        return 0
