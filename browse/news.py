"""The articles' database in Datasette: runs newsdb's functions on its threads.

Datasette's own pages and users' SQL read no texts: ``newsdb.visibility`` hides them from its
connections. Only functions of newsdb can read them, and those check what may be shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from datasette import database
from sqlite_utils import Database

from newsdb import visibility
from newsdb.database import prompt_transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from datasette.app import Datasette

T = TypeVar("T")

#: Its name in Datasette; templates, table options and stored queries are keyed by it.
NAME = "news"


class NewsDatabase(database.Database):  # type: ignore[misc] # Datasette has no types
    """The database of articles, whose connections can't read texts by themselves."""

    def connect(self, write: bool = False) -> Any:
        """Open a connection for a thread or for the writer, with texts hidden."""
        connection = super().connect(write=write)
        visibility.hide(connection)
        return connection


async def ask(desk: Datasette, fn: Callable[[Database], T]) -> T:
    """Return the result of ``fn``, run in a thread and allowed to read texts."""

    def inside(connection: sqlite3.Connection) -> T:
        with visibility.reading(connection):
            return fn(Database(connection))

    found: T = await desk.get_database(NAME).execute_fn(inside)
    return found


async def write(desk: Datasette, fn: Callable[[Database], T]) -> T:
    """Return the result of ``fn``, run on the writer's thread in a transaction of its own.

    Raises what ``fn`` raises, with nothing written, and SQLite's error if the database stays
    locked.
    """

    def inside(connection: sqlite3.Connection) -> T:
        db = Database(connection)
        with visibility.reading(connection), prompt_transaction(db):
            return fn(db)

    made: T = await desk.get_database(NAME).execute_write_fn(inside, transaction=False)
    return made
