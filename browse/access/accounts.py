"""The accounts of a desk: hanil.toml's users as admins have changed them, while it runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from browse.news import ask, write
from browse.permissions import let_in, people_of
from newsdb.access import users
from newsdb.access.users import Administering
from newsdb.database import now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from datasette.app import Datasette
    from sqlite_utils import Database

    from newsdb.configuration.model import UserConfiguration


async def refresh(desk: Datasette) -> None:
    """Let in whom the file and the database name now."""
    people = people_of(desk)
    if people.open:
        return
    in_file = people.in_file
    found = await ask(desk, lambda db: users.listed(db, in_file))
    let_in(desk, replace(people, users=found, file=in_file))


async def administer(
    desk: Datasette, actor: str, address: str, change: Callable[[Administering], None]
) -> None:
    """Let an admin change accounts; it counts from the next request on. Raises UserError."""
    in_file = people_of(desk).in_file

    def act(db: Database) -> None:
        change(Administering(db=db, in_file=in_file, actor=actor, at=now(), address=address))

    await write(desk, act)
    await refresh(desk)


async def change_own_password(
    desk: Datasette, name: str, password_hash: str, address: str
) -> None:
    """Give a user the password that they chose; ends all their sessions. Raises UserError."""
    in_file: Mapping[str, UserConfiguration] = people_of(desk).in_file
    await write(
        desk,
        lambda db: users.change_own_password(
            db, in_file, name, password_hash, at=now(), address=address
        ),
    )
    await refresh(desk)
