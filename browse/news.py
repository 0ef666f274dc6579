"""The articles' database in Datasette: runs newsdb's functions on its threads.

Datasette's own pages and users' SQL read no texts: ``newsdb.visibility`` hides them from its
connections. Only functions of newsdb can read them, and those check what may be shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from datasette import database
from datasette.utils.asgi import Forbidden
from sqlite_utils import Database

from newsdb import visibility
from newsdb.checkpoints import Checkpoints
from newsdb.database import open_database, prompt_transaction
from newsdb.schema.registry import schema_version

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    from datasette.app import Datasette

T = TypeVar("T")

#: Its name in Datasette; templates, table options and stored queries are keyed by it.
NAME = "news"


class ReadOnlyError(Forbidden):  # type: ignore[misc] # Datasette has no types
    """The database can't be written, so that nothing can be decided."""


class NewsDatabase(database.Database):  # type: ignore[misc] # Datasette has no types
    """The database of articles, whose connections can't read texts by themselves.

    ``access`` is the database of who signed in: the same one, unless ``read_only_mode`` (as
    ``newsdb.database`` has it) says that it can't be written. Then it is a file of its own, which
    goes with the desk: without it nobody could sign in to read.
    """

    def __init__(self, desk: Datasette, path: Path, *, read_only_mode: str | None) -> None:
        super().__init__(desk, path=str(path), is_mutable=True, mode=read_only_mode)
        self.is_read_only = read_only_mode is not None
        self._hidden: tuple[int, list[str]] | None = None  # at which version of the schema
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

    async def hidden_table_names(self) -> list[str]:
        """Return the tables that lists leave out, found once for each version of the schema.

        Datasette (1.0a41) reads each table's definition for them, for every list of tables.
        """
        version = await self.execute_fn(lambda connection: schema_version(Database(connection)))
        if self._hidden is None or self._hidden[0] != version:
            self._hidden = version, await super().hidden_table_names()
        return list(self._hidden[1])

    def connect(self, write: bool = False) -> Any:
        """Open a connection for a thread or for the writer, with texts hidden."""
        connection = super().connect(write=write)
        if write and not self.is_read_only:
            self.checkpoints.relieve(connection)
        visibility.hide(connection)
        return connection


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
