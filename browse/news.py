"""The articles' database as Datasette has it: newsdb's functions on its threads, no SQL of ours.

Datasette's own pages, and what is typed into them, read no texts: ``newsdb.visibility`` hides them
from its connections. Only functions of newsdb do, which ask what may be shown.
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

#: Templates, table options and stored queries are keyed by it.
NAME = "news"


class NewsDatabase(database.Database):  # type: ignore[misc] # Datasette has no types
    """The database of articles, none of whose connections reads a text by itself."""

    def connect(self, write: bool = False) -> Any:
        """Open a connection of a thread, or the writer's."""
        connection = super().connect(write=write)
        visibility.hide(connection)
        return connection


async def ask(desk: Datasette, fn: Callable[[Database], T]) -> T:
    """Return what a function of newsdb reads, in a thread."""

    def inside(connection: sqlite3.Connection) -> T:
        with visibility.reading(connection):
            return fn(Database(connection))

    found: T = await desk.get_database(NAME).execute_fn(inside)
    return found


async def write(desk: Datasette, fn: Callable[[Database], T]) -> T:
    """Return what ``fn`` returns, run on the writer's thread in a transaction of its own.

    Raises what ``fn`` raises, nothing written; and SQLite's error when the database stayed locked.
    """

    def inside(connection: sqlite3.Connection) -> T:
        db = Database(connection)
        with visibility.reading(connection), prompt_transaction(db):
            return fn(db)

    made: T = await desk.get_database(NAME).execute_write_fn(inside, transaction=False)
    return made
