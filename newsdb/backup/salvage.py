"""Which tables a damage touches, and all rows that are on sound pages into a new database."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsdb.backup import write_ahead_log
from newsdb.backup.btree import (
    INTERIOR_INDEX,
    LEAF_INDEX,
    LEAF_TABLE,
    Cell,
    Damage,
    PageError,
    Pages,
    record,
)
from newsdb.backup.table_writer import TableWriter
from newsdb.database import open_database, transaction
from newsdb.database_file import create_private
from newsdb.schema import migrations
from newsdb.search import search
from newsdb.sqlite_library import Database

if TYPE_CHECKING:
    import sqlite3  # the same names
    from collections.abc import Iterable, Iterator
    from pathlib import Path
else:
    from newsdb.sqlite_library import sqlite3

_WITHOUT_ROWID = re.compile(r"WITHOUT\s+ROWID[^)]*$", re.IGNORECASE)
_VIRTUAL = re.compile(r"^\s*CREATE\s+VIRTUAL\s+TABLE", re.IGNORECASE)

#: The search index is made again from the texts.
_SEARCH_INDEX = "articles_fts"


@dataclass(slots=True)
class Tree:
    """A table or index as the schema has it, and what is wrong with its pages."""

    name: str
    kind: str  # table or index
    table: str
    root: int
    sql: str | None
    rows: int = 0  # on sound pages
    damage: Damage = field(default_factory=Damage)

    @property
    def without_rowid(self) -> bool:
        return self.kind == "table" and bool(_WITHOUT_ROWID.search(self.sql or ""))

    @property
    def is_index_tree(self) -> bool:
        return self.kind == "index" or self.without_rowid

    def describe(self) -> str:
        """Return what is damaged of it, in words."""
        pages = self.damage.pages
        told = f"{self.rows} rows can be read"
        if pages:
            first = ", ".join(f"{page} ({why})" for page, why in list(pages.items())[:3])
            more = f" and {len(pages) - 3} more" if len(pages) > 3 else ""
            told += f"; damaged pages: {first}{more}"
        spans = [_span(low, high) for low, high in self.damage.gaps[:3]]
        if spans and not self.is_index_tree:
            told += f"; rows are missing {', '.join(spans)}"
        return told


def _span(low: int | None, high: int | None) -> str:
    if low is None:
        return f"before id {high}" if high is not None else "anywhere"
    return f"after id {low}" if high is None else f"between id {low} and {high}"


@dataclass(slots=True)
class Survey:
    """All trees of a file, and whether its schema could be read from where it belongs."""

    trees: list[Tree]
    schema_is_sound: bool
    log: write_ahead_log.WriteAheadLog

    @property
    def damaged(self) -> list[Tree]:
        """The trees that have damaged pages."""
        return [tree for tree in self.trees if tree.damage]


@dataclass(slots=True)
class Saved:
    """What came out of a table, and of which of it the way was lost."""

    table: str
    rows: int
    found_again: int  # of these, on pages that nothing led to any more
    lost_pages: int
    refused: int  # rows that break the table's own rules


def survey(path: Path, *, with_log: bool = True) -> Survey:
    """Look at every page of a database file and say which trees are damaged; reads only."""
    log = write_ahead_log.read(path.with_name(f"{path.name}-wal"))
    pages = Pages(path, log.pages if with_log else None)
    try:
        trees, sound = _schema(pages)
        seen: set[int] = set()
        for tree in trees:
            if not tree.root:
                continue
            for _ in pages.walk(tree.root, seen, tree.damage, index=tree.is_index_tree):
                tree.rows += 1
        return Survey(trees, sound, log)
    finally:
        pages.close()


def salvage(path: Path, new: Path, *, with_log: bool = True) -> list[Saved]:
    """Write all rows on sound pages of ``path`` into ``new``, a database of this version.

    Rows whose page nothing leads to any more are taken where only one damaged table can have
    had them. Raises FileExistsError when ``new`` is there, OSError, and PageError when no table
    of this project can be found in the file.
    """
    if new.exists():
        raise FileExistsError(f"{new} is there already: name a new file")
    log = write_ahead_log.read(path.with_name(f"{path.name}-wal"))
    pages = Pages(path, log.pages if with_log else None)
    create_private(new)
    target = sqlite3.connect(str(new), isolation_level=None)
    try:
        trees, sound = _schema(pages)
        if not any(tree.root for tree in trees):
            raise PageError(f"{path}: no table of this project can be found in it")
        target.execute("PRAGMA foreign_keys = OFF")
        target.execute("PRAGMA synchronous = OFF")
        target.execute("BEGIN")
        saved = _copy(pages, trees, target, schema_is_sound=sound)
        target.execute("COMMIT")
    except BaseException:
        target.close()
        new.unlink(missing_ok=True)
        raise
    finally:
        pages.close()
    target.close()
    db = open_database(new)
    try:
        _index_texts(db)
    finally:
        db.close()
    return saved


def _schema(pages: Pages) -> tuple[list[Tree], bool]:
    """Return the trees that the file's schema names, and whether it could be read as it should.

    Where its pages are damaged, rows of a schema are looked for on all pages; what is still
    missing has no root, so that its rows are found by their shape only.
    """
    damage = Damage()
    rows = []
    if pages.sound_header:
        rows = [_schema_row(cell) for cell in pages.walk(1, set(), damage, index=False)]
    sound = pages.sound_header and not damage
    if not sound:
        rows += [_schema_row(cell) for _, cell in _leaf_cells(pages, {LEAF_TABLE}, set())]
    trees: dict[str, Tree] = {}
    for row in rows:
        if row and row.name not in trees:
            trees[row.name] = row
    if not sound:
        for row in _usual_schema():
            trees.setdefault(row.name, row)
    order = {"table": 0, "index": 1, "view": 2, "trigger": 3}
    return sorted(trees.values(), key=lambda tree: order[tree.kind]), sound


def _schema_row(cell: Cell) -> Tree | None:
    try:
        values = record(cell.payload)
    except PageError:
        return None
    if len(values) != 5:
        return None
    kind, name, table, root, sql = values
    if kind not in {"table", "index", "view", "trigger"} or not isinstance(name, str):
        return None
    if not isinstance(table, str) or not isinstance(root, int):
        return None
    if sql is not None and not (isinstance(sql, str) and sql.startswith("CREATE")):
        return None
    return Tree(name, str(kind), table, root, sql)


def _usual_schema() -> Iterator[Tree]:
    """Yield the schema of this version; no tree has a root."""
    usual = Database(memory=True)
    migrations.apply(usual)
    for kind, name, table, sql in usual.conn.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master"
    ).fetchall():
        yield Tree(name, kind, table, 0, sql)


def _copy(pages: Pages, trees: list[Tree], target: Any, *, schema_is_sound: bool) -> list[Saved]:
    writers: dict[str, TableWriter] = {}
    for tree in trees:
        if _is_own(tree):
            target.execute(tree.sql)
            writers[tree.name] = TableWriter(target, tree.name, without_rowid=tree.without_rowid)
    seen: set[int] = {1}
    for tree in trees:  # indexes too, so that their pages are known
        writer = writers.get(tree.name)
        if tree.root:
            for cell in pages.walk(tree.root, seen, tree.damage, index=tree.is_index_tree):
                if writer:
                    writer.add(cell)
        elif writer:
            tree.damage.pages[0] = "where it begins is not known"
            tree.damage.gaps.append((None, None))
    hurt = [(tree, writers[tree.name]) for tree in trees if _is_own(tree) and tree.damage.pages]
    again = _stray_rows(pages, hurt, seen, certain=schema_is_sound) if hurt else {}
    # Indexes, triggers and the search index come last, and are made of what is there.
    for tree in sorted(trees, key=lambda tree: tree.kind != "table"):
        if tree.sql and (tree.kind != "table" or _VIRTUAL.search(tree.sql)):
            target.execute(tree.sql)
    _note_migrations(target)
    return [
        Saved(
            tree.name,
            writers[tree.name].written,
            again.get(tree.name, 0),
            len(tree.damage.pages),
            writers[tree.name].refused,
        )
        for tree in trees
        if _is_own(tree)
    ]


def _note_migrations(target: Any) -> None:
    """Where the list of migrations is lost, write it again if the tables are of this version."""
    if target.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()[0]:
        return
    usual = Database(memory=True)
    migrations.apply(usual)
    if _columns(usual.conn) == _columns(target):
        target.executemany(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)",
            usual.conn.execute(
                "SELECT migration_set, name, applied_at FROM _sqlite_migrations"
            ).fetchall(),
        )


def _columns(conn: Any) -> set[tuple[str, str]]:
    return set(
        conn.execute(
            "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
            " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
        ).fetchall()
    )


def _is_own(tree: Tree) -> bool:
    """Tell whether a table's rows are copied: not those that belong to the search index."""
    return (
        tree.kind == "table"
        and tree.sql is not None
        and not _VIRTUAL.search(tree.sql)
        and not tree.name.startswith((f"{_SEARCH_INDEX}_", "sqlite_"))
    )


def _stray_rows(
    pages: Pages, hurt: list[tuple[Tree, TableWriter]], seen: set[int], *, certain: bool
) -> dict[str, int]:
    """Write the rows on pages that nothing leads to, where one table only can have had them."""
    found: dict[str, int] = {}
    try:
        free = pages.free()
    except PageError:
        free = set()
    kinds = {LEAF_TABLE, LEAF_INDEX, INTERIOR_INDEX}
    for kind, cell in _leaf_cells(pages, kinds, seen | free):
        fitting = [
            writer
            for tree, writer in hurt
            if tree.without_rowid == (kind != LEAF_TABLE)
            and (not certain or tree.without_rowid or _in_gap(cell, tree.damage))
            and writer.fits(cell)
        ]
        if len(fitting) == 1 and fitting[0].add(cell):
            name = fitting[0].name
            found[name] = found.get(name, 0) + 1
    return found


def _in_gap(cell: Cell, damage: Damage) -> bool:
    rowid = cell.rowid or 0
    return any(
        (low is None or rowid > low) and (high is None or rowid < high)
        for low, high in damage.gaps
    )


def _leaf_cells(
    pages: Pages, kinds: Iterable[int], without: set[int]
) -> Iterator[tuple[int, Cell]]:
    """Yield the rows of all pages of these kinds, with the kind of their page."""
    wanted = frozenset(kinds)
    for number in range(1, pages.count + 1):
        if number in without:
            continue
        try:
            content = pages.page(number)
            kind, offsets, _ = pages.cells_of(number, content, wanted)
        except (PageError, IndexError):
            continue
        for at in offsets:
            try:
                _, cell = pages.cell(content, at, kind)
            except (PageError, IndexError):
                continue
            if cell:
                yield kind, cell


def _index_texts(db: Database) -> None:
    """Make the search index again, some articles at a time."""
    ids = [row[0] for row in db.conn.execute("SELECT id FROM articles ORDER BY id")]
    for start in range(0, len(ids), 500):
        with transaction(db):
            for each in ids[start : start + 500]:
                search.index(db, each)
