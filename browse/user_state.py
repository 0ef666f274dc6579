"""What the desk remembers of its people, in Datasette's internal database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlite_utils import Database

from newsdb.database import now
from newsdb.review import user_state

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from datasette.app import Datasette

T = TypeVar("T")


async def prepare(desk: Datasette) -> None:
    """Make the tables where they are missing."""
    await _write(desk, user_state.prepare)


async def visit(desk: Datasette, person: str, *, at: datetime | None = None) -> str:
    """Return when a person's last visit ended; this one is noted."""
    last = await _ask(desk, lambda db: user_state.last_visit(db, person))
    present = user_state.present_visit(last, at=at or now())
    if present is not last:
        await _write(desk, lambda db: user_state.note_visit(db, person, present))
    return present.previous_at


async def last_visit(desk: Datasette, person: str) -> str | None:
    """Return when a person looked at the queue last, without noting anything."""
    last = await _ask(desk, lambda db: user_state.last_visit(db, person))
    return last.seen_at if last else None


async def filters_of(desk: Datasette, person: str) -> list[dict[str, Any]]:
    """Return a person's own filters and those that others share."""
    return await _ask(desk, lambda db: user_state.filters_of(db, person))


async def keep_filter(
    desk: Datasette, person: str, name: str, filters: str, *, shared: bool
) -> None:
    """Keep a filter under a name, over the person's own one of that name."""
    await _write(desk, lambda db: user_state.keep_filter(db, person, name, filters, shared=shared))


async def drop_filter(desk: Datasette, person: str, key: int) -> None:
    """Take away one of a person's own filters."""
    await _write(desk, lambda db: user_state.drop_filter(db, person, key))


async def _ask(desk: Datasette, fn: Callable[[Database], T]) -> T:
    found: T = await desk.get_internal_database().execute_fn(lambda conn: fn(Database(conn)))
    return found


async def _write(desk: Datasette, fn: Callable[[Database], None]) -> None:
    await desk.get_internal_database().execute_write_fn(lambda conn: fn(Database(conn)))
