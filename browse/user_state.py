"""The desk's side of ``newsdb.review.user_state``, and what an older one kept apart."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from browse.news import ReadOnlyError, ask, write
from newsdb.database import now
from newsdb.review import user_state

if TYPE_CHECKING:
    from datetime import datetime

    from datasette.app import Datasette


async def prepare(desk: Datasette) -> None:
    """Bring over visits and filters that an older desk kept in Datasette's internal database.

    They are dropped there once they are here. A desk that can only read leaves them.
    """
    internal = desk.get_internal_database()
    there = set(await internal.table_names())
    if not {"hanil_visits", "hanil_filters"} <= there:
        return
    found = await internal.execute_fn(lambda conn: user_state.kept_apart(Database(conn)))
    try:
        await write(desk, lambda db: user_state.bring_over(db, *found))
    except ReadOnlyError:
        return
    await internal.execute_write_fn(lambda conn: user_state.drop_apart(Database(conn)))


async def visit(desk: Datasette, person: str, *, at: datetime | None = None) -> str:
    """Return when a person's last visit ended; this one is noted, where anything can be."""
    last = await ask(desk, lambda db: user_state.last_visit(db, person))
    present = user_state.present_visit(last, at=at or now())
    if present is not last:
        with suppress(ReadOnlyError):
            await write(desk, lambda db: user_state.note_visit(db, person, present))
    return present.previous_at


async def last_visit(desk: Datasette, person: str) -> str | None:
    """Return what ``visit`` would, without noting anything; None before the first visit."""
    last = await ask(desk, lambda db: user_state.last_visit(db, person))
    return user_state.present_visit(last, at=now()).previous_at if last else None


async def filters_of(desk: Datasette, person: str) -> list[dict[str, Any]]:
    """Return a person's own filters and those that others share."""
    return await ask(desk, lambda db: user_state.filters_of(db, person))


async def keep_filter(
    desk: Datasette, person: str, name: str, filters: str, *, shared: bool
) -> None:
    """Keep a filter under a name, over the person's own one of that name."""
    await write(desk, lambda db: user_state.keep_filter(db, person, name, filters, shared=shared))


async def drop_filter(desk: Datasette, person: str, key: int) -> None:
    """Take away one of a person's own filters."""
    await write(desk, lambda db: user_state.drop_filter(db, person, key))
