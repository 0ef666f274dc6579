"""The text of a watch list's file, for finding the line that an error is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_HEADER = re.compile(r"^\s*+\[++\s*+([^\]]+)\]")


class WatchListError(Exception):
    """The watch list can't be used; the message says where and why, one line per fault."""


@dataclass(frozen=True)
class Source:
    """A watch list's file as it was read."""

    path: Path
    text: str

    def error(self, location: Sequence[str | int], problem: str, value: str = "") -> str:
        """Return ``problem`` with its file and line, worded for the person who wrote it.

        ``location`` is its path in the file (place, japan, ko), ``value`` the offending value.
        """
        names = [str(each) for each in location if not isinstance(each, int)]
        line = self.line_of(names, value)
        where = f"{self.path}, line {line}" if line else str(self.path)
        depth = 1 if names[:1] in (["decision"], ["define"]) else 2
        table, key = names[:depth], names[depth:]
        subject = " ".join(filter(None, (f"[{'.'.join(table)}]" if table else "", *key)))
        return f"{where}: {subject}: {problem}" if subject else f"{where}: {problem}"

    def line_of(self, names: Sequence[str], value: str = "") -> int | None:
        """Return the line of the key that ``names`` lead to, or of ``value`` under it."""
        lines = self.text.splitlines()
        start, end, rest = self._table(lines, list(names))
        if start is None:
            return None
        at = start
        if rest:
            key = re.compile(rf"^\s*[\"']?{re.escape(rest[0])}[\"']?\s*[=.]")
            at = next((n for n in range(start, end) if key.match(lines[n])), start)
        if value:
            quoted = re.compile(rf"[\"']{re.escape(value)}[\"']")
            at = next((n for n in range(at, end) if quoted.search(lines[n])), at)
        return at + 1

    def _table(self, lines: list[str], names: list[str]) -> tuple[int | None, int, list[str]]:
        """Return where the table of ``names`` starts and ends, and the names left over."""
        headers = [
            (n, re.sub(r"[\s\"']", "", found[1]).split("."))
            for n, line in enumerate(lines)
            if (found := _HEADER.match(line))
        ]
        for depth in range(min(len(names), 3), 0, -1):
            for place, (n, header) in enumerate(headers):
                if header == names[:depth]:
                    end = headers[place + 1][0] if place + 1 < len(headers) else len(lines)
                    return n, end, names[depth:]
        if not names:
            return None, 0, []
        for place, (n, header) in enumerate(headers):  # a table named only by its subtables
            if header[0] == names[0]:
                end = headers[place + 1][0] if place + 1 < len(headers) else len(lines)
                return n, end, names[len(header) :]
        first = headers[0][0] if headers else len(lines)
        top = re.compile(rf"^\s*[\"']?{re.escape(names[0])}[\"']?\s*[=.]")
        at = next((n for n in range(first) if top.match(lines[n])), None)
        return at, first, []
