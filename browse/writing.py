"""Writing beside a crawl: the desk's transaction gets its turn within milliseconds.

SQLite's own busy handler sleeps up to a tenth of a second between two looks at the lock, and a
crawl that stores one article after the other has taken it again by then.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

from newsdb.database import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette

T = TypeVar("T")

LONGEST_WAIT = 10.0  # seconds
_LOOK = 0.001
_USUAL_TIMEOUT = 5000  # milliseconds, as Datasette opens its connections


async def write(desk: Datasette, fn: Callable[[Any], T]) -> T:
    """Return what ``fn`` returns, run on the writer's thread in a transaction of its own.

    Raises what ``fn`` raises, nothing written; and SQLite's error when the database stayed locked.
    """

    def inside(conn: Any) -> T:
        _begin(conn)
        try:
            result = fn(conn)
        except BaseException:
            conn.execute("ROLLBACK")
            raise
        conn.execute("COMMIT")
        return result

    result: T = await desk.get_database("news").execute_write_fn(inside, transaction=False)
    return result


def _begin(conn: Any) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    conn.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                conn.execute("BEGIN IMMEDIATE")
            except DatabaseError as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(_LOOK)
            else:
                return
    finally:
        conn.execute(f"PRAGMA busy_timeout = {_USUAL_TIMEOUT}")
