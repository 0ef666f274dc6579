"""The desk's side of ``newsdb.review.user_state``, and what an older desk kept in internal.db."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from browse.writing import write
from newsdb.database import now
from newsdb.review import user_state
from newsdb.review.user_state import LONGEST_NAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from datasette.app import Datasette

__all__ = ["LONGEST_NAME", "drop_filter", "filters_of", "keep_filter", "last_visit", "visit"]


async def prepare(desk: Datasette) -> None:
    """Bring over visits and filters that an older desk kept in Datasette's internal database.

    They are dropped there once they are here.
    """
    internal = desk.get_internal_database()
    there = set(await internal.table_names())
    if not {"hanil_visits", "hanil_filters"} <= there:
        return
    visits = await internal.execute("SELECT person, previous_at, seen_at FROM hanil_visits")
    filters = await internal.execute("SELECT name, filters, person, shared FROM hanil_filters")
    await _write(
        desk,
        lambda db: user_state.bring_over(
            db, [tuple(row) for row in visits.rows], [tuple(row) for row in filters.rows]
        ),
    )
    for table in ("hanil_visits", "hanil_filters"):
        await internal.execute_write(f"DROP TABLE {table}")


async def visit(desk: Datasette, person: str, *, at: datetime | None = None) -> str:
    """Return when a person's last visit ended; this one is noted."""
    moment = at or now()
    previous, is_news = await _read(desk, lambda db: user_state.visit(db, person, at=moment))
    if is_news:
        await _write(
            desk, lambda db: user_state.note_visit(db, person, previous=previous, at=moment)
        )
    return str(previous)


async def last_visit(desk: Datasette, person: str) -> str | None:
    """Return when a person looked at the queue last, without noting anything."""
    found: str | None = await _read(desk, lambda db: user_state.last_visit(db, person))
    return found


async def filters_of(desk: Datasette, person: str) -> list[dict[str, Any]]:
    """Return a person's own filters and those that others share."""
    found: list[dict[str, Any]] = await _read(desk, lambda db: user_state.filters_of(db, person))
    return found


async def keep_filter(
    desk: Datasette, person: str, name: str, filters: str, *, shared: bool
) -> None:
    """Keep a filter under a name, over the person's own one of that name."""
    await _write(desk, lambda db: user_state.keep_filter(db, person, name, filters, shared=shared))


async def drop_filter(desk: Datasette, person: str, key: int) -> None:
    """Take away one of a person's own filters."""
    await _write(desk, lambda db: user_state.drop_filter(db, person, key))


async def _read(desk: Datasette, ask: Callable[[Database], Any]) -> Any:
    return await desk.get_database("news").execute_fn(lambda conn: ask(Database(conn)))


async def _write(desk: Datasette, act: Callable[[Database], None]) -> None:
    await write(desk, lambda conn: act(Database(conn)))
