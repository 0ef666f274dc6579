"""Records that a damaged file still holds, as rows of a table in a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsdb.backup.btree import Cell, PageError, Value, record

if TYPE_CHECKING:
    import sqlite3  # the same names
else:
    from newsdb.sqlite_library import sqlite3

#: What a value of a STRICT column may be once it is stored.
_MAY_BE: dict[str, tuple[type, ...]] = {
    "INTEGER": (int,),
    "INT": (int,),
    "REAL": (float, int),
    "TEXT": (str,),
    "BLOB": (bytes,),
}


class TableWriter:
    """Writes the records of one table, whose columns it knows in the order they are stored."""

    def __init__(self, target: Any, name: str, *, without_rowid: bool) -> None:
        self.target = target
        self.name = name
        self.written = self.refused = 0
        info = target.execute(f"PRAGMA table_xinfo([{name}])").fetchall()
        columns = [row for row in info if row[6] not in {1, 2}]  # virtual ones are not stored
        self.alias: str | None = None
        if without_rowid:
            by_number = {row[0]: row for row in info}
            (key,) = [
                row[1] for row in target.execute(f"PRAGMA index_list([{name}])") if row[3] == "pk"
            ]
            order = target.execute(f"PRAGMA index_xinfo([{key}])").fetchall()
            columns = [by_number[row[1]] for row in order]
        else:
            keys = [row for row in info if row[5]]
            if len(keys) == 1 and keys[0][2].upper() == "INTEGER":
                self.alias = keys[0][1]
        self.columns = [(row[1], row[2].upper(), bool(row[3])) for row in columns]

    def fits(self, cell: Cell) -> bool:
        """Tell whether a record can be a row of this table, by number and types of its values."""
        try:
            values = record(cell.payload)
        except PageError:
            return False
        if not 0 < len(values) <= len(self.columns):
            return False
        return all(self._may_be(value, *column) for value, column in zip(values, self.columns))  # noqa: B905 columns that were added later are missing in old rows

    def _may_be(self, value: Value, name: str, kind: str, must: bool) -> bool:
        if name == self.alias:
            return value is None
        if value is None:
            return not must
        return isinstance(value, _MAY_BE.get(kind, (int, float, str, bytes)))

    def add(self, cell: Cell) -> bool:
        """Write a row; False when it can't be read, breaks a rule, or is there already."""
        try:
            values = record(cell.payload)
            names = [name for name, _, _ in self.columns[: len(values)]]
            if self.alias in names:
                values[names.index(self.alias)] = cell.rowid
            marks = ", ".join("?" * len(values))
            listed = ", ".join(f"[{name}]" for name in names)
            written = self.target.execute(
                f"INSERT OR IGNORE INTO [{self.name}] ({listed}) VALUES ({marks})",  # noqa: S608
                values[: len(names)],
            ).rowcount
        except (PageError, sqlite3.Error):
            self.refused += 1
            return False
        self.written += written
        return bool(written)
