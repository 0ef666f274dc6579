"""The articles' database in Datasette: runs newsdb's functions on its threads.

Datasette's own pages and users' SQL read no texts: ``newsdb.visibility`` hides them from its
connections. Only functions of newsdb can read them, and those check what may be shown.
"""

from __future__ import annotations

import copy
import functools
import time
from typing import TYPE_CHECKING, Any, TypeVar

from datasette import database
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Forbidden
from sqlite_utils import Database

from browse.permissions import UNSEEN
from newsdb import visibility
from newsdb.checkpoints import Checkpoints
from newsdb.database import open_database, prompt_transaction
from newsdb.schema.registry import rows_up_to, schema_version
from newsdb.sqlite_library import sqlite3

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from datasette.app import Datasette

T = TypeVar("T")

#: Its name in Datasette; templates, table options and stored queries are keyed by it.
NAME = "news"


class ReadOnlyError(Forbidden):  # type: ignore[misc] # Datasette has no types
    """The database can't be written, so that nothing can be decided."""


#: For so long the schema is not looked at again, in seconds; Datasette refreshes its own catalogue
#: no more often. Only a migration by a newer version changes it while a desk runs.
SCHEMA_AGE = 1.0
#: What is kept of a schema: ten methods' answers on each table. An address may name others.
MOST_ANSWERS = 2_000


def _once_a_schema(asked: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Return a method of Datasette's database that asks SQLite once for each state of the schema.

    Datasette (1.0a41) takes a turn on a thread for the columns, keys and search table of each
    table, on each page with a list of tables or a query: 170 turns for 57 tables.
    """

    @functools.wraps(asked)
    async def kept(self: NewsDatabase, *arguments: Any) -> Any:
        about = await self._about_schema()
        key = (asked.__name__, *arguments)
        if key not in about:
            if len(about) >= MOST_ANSWERS:
                about.clear()
            about[key] = await asked(self, *arguments)
        return copy.copy(about[key])  # Datasette adds to some of the lists

    return kept


class NewsDatabase(database.Database):  # type: ignore[misc] # Datasette has no types
    """The database of articles, whose connections can't read texts by themselves.

    ``access`` is the database of who signed in: the same one, unless ``read_only_mode`` (as
    ``newsdb.database`` has it) says that it can't be written. Then it is a file of its own, which
    goes with the desk: without it nobody could sign in to read.
    """

    def __init__(self, desk: Datasette, path: Path, *, read_only_mode: str | None) -> None:
        super().__init__(desk, path=str(path), is_mutable=True, mode=read_only_mode)
        self.is_read_only = read_only_mode is not None
        self._about: dict[tuple[Any, ...], Any] = {}  # the schema of that cookie, by method
        self._cookie: int | None = None  # SQLite's own, which each change of the schema raises
        self._looked_at = float("-inf")
        self.checkpoints = Checkpoints(path)
        self.access: database.Database = self
        if self.is_read_only:
            self.access = database.Database(desk, is_temp_disk=True)
            self.access.name = f"{NAME}_access"
            open_database(self.access.path).close()

    def close(self) -> None:
        """Close what was opened; may be called again."""
        super().close()
        if self.access is not self:
            self.access.close()

    async def _about_schema(self) -> dict[tuple[Any, ...], Any]:
        """Return what was read of the present schema; empty when it has changed."""
        if time.monotonic() - self._looked_at >= SCHEMA_AGE:
            cookie = await self.execute_fn(lambda conn: schema_version(Database(conn)))
            if cookie != self._cookie:
                self._cookie, self._about = cookie, {}
            self._looked_at = time.monotonic()
        return self._about

    table_names = _once_a_schema(database.Database.table_names)
    view_names = _once_a_schema(database.Database.view_names)
    hidden_table_names = _once_a_schema(database.Database.hidden_table_names)
    table_columns = _once_a_schema(database.Database.table_columns)
    table_column_details = _once_a_schema(database.Database.table_column_details)
    primary_keys = _once_a_schema(database.Database.primary_keys)
    fts_table = _once_a_schema(database.Database.fts_table)
    label_column_for_table = _once_a_schema(database.Database.label_column_for_table)
    foreign_keys_for_table = _once_a_schema(database.Database.foreign_keys_for_table)
    get_all_foreign_keys = _once_a_schema(database.Database.get_all_foreign_keys)

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        """Return each table's number of rows, at most ``count_limit`` + 1.

        None stands where that took more than ``limit`` ms. All are counted in one turn on a
        thread, where Datasette takes one for each; what nobody may view isn't, since the search
        index's own tables are the slowest.
        """
        names = await self.table_names()
        most = self.count_limit + 1

        def count(connection: sqlite3.Connection) -> dict[str, int | None]:
            return {
                name: None if name in UNSEEN else _rows(connection, name, most, limit)
                for name in names
            }

        counts: dict[str, int | None] = await self.execute_fn(count)
        return counts

    def connect(self, write: bool = False) -> Any:
        """Open a connection for a thread or for the writer, with texts hidden."""
        connection = super().connect(write=write)
        if write and not self.is_read_only:
            self.checkpoints.relieve(connection)
        visibility.hide(connection)
        return connection


def _rows(connection: sqlite3.Connection, table: str, most: int, limit: int) -> int | None:
    """Return how many rows a table has, at most so many; None if that takes ``limit`` ms."""
    try:
        with sqlite_timelimit(connection, limit):
            return rows_up_to(Database(connection), table, most)
    except sqlite3.DatabaseError:  # too late, or a table of an extension
        return None


async def ask(desk: Datasette, fn: Callable[[Database], T]) -> T:
    """Return the result of ``fn``, run in a thread and allowed to read texts."""
    return await _ask(desk.get_database(NAME), fn)


async def ask_access(desk: Datasette, fn: Callable[[Database], T]) -> T:
    """Return the result of ``fn`` on the database of who signed in."""
    return await _ask(desk.get_database(NAME).access, fn)


async def write(desk: Datasette, fn: Callable[[Database], T]) -> T:
    """Return the result of ``fn``, run on the writer's thread in a transaction of its own.

    Raises what ``fn`` raises, with nothing written, SQLite's error if the database stays locked,
    and ReadOnlyError if it can't be written at all.
    """
    news = desk.get_database(NAME)
    if news.is_read_only:
        raise ReadOnlyError("The articles can only be read here: their file can't be written.")
    made: T = await _write(news, fn)
    news.checkpoints.soon()
    return made


async def write_access(desk: Datasette, fn: Callable[[Database], T]) -> T:
    """Return the result of ``fn``, as ``write`` does, on the database of who signed in."""
    news = desk.get_database(NAME)
    made: T = await _write(news.access, fn)
    if not news.is_read_only:
        news.checkpoints.soon()
    return made


async def _ask(asked: database.Database, fn: Callable[[Database], T]) -> T:
    def inside(connection: sqlite3.Connection) -> T:
        with visibility.reading(connection):
            return fn(Database(connection))

    found: T = await asked.execute_fn(inside)
    return found


async def _write(written: database.Database, fn: Callable[[Database], T]) -> T:
    def inside(connection: sqlite3.Connection) -> T:
        db = Database(connection)
        with visibility.reading(connection), prompt_transaction(db):
            return fn(db)

    made: T = await written.execute_write_fn(inside, transaction=False)
    return made
