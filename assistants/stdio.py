"""The MCP server over standard input and output, for one person's own machine.

Who may read the database's file may ask it: there is no token. What is asked is noted as at the
desk.
"""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Any

import anyio
from mcp.server.stdio import stdio_server

from assistants import calling
from assistants.asking import Asking
from assistants.calling import Caller, Desk
from assistants.limits import CallLimit
from assistants.server import server_for
from newsdb.assistants.connections import only_reading
from newsdb.database import now, open_database, transaction
from newsdb.database_errors import DatabaseError, UnusableDatabaseError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from assistants.calling import Answered
    from assistants.tools.records import Answer
    from newsdb.assistants.tokens import Role
    from newsdb.configuration.model import Configuration
    from newsdb.search.search import Names


def serve(path: Path, settings: Configuration, *, role: Role, names: Callable[[], Names]) -> None:
    """Answer until standard input ends. Raises UnusableDatabaseError."""
    with only_reading(path):
        pass  # says now what is wrong with it
    anyio.run(_serve, desk_of(path, settings, names=names), Caller(_user(), role, None, "stdio"))


def desk_of(path: Path, settings: Configuration, *, names: Callable[[], Names]) -> Desk:
    """Return what answers calls from a file: in threads, over connections that can't write."""

    async def ask(caller: Caller, tool: Callable[[Asking], Answer]) -> Answer:
        def inside() -> Answer:
            with only_reading(path) as db:
                return tool(
                    Asking(
                        db=db,
                        at=now(),
                        role=caller.role,
                        names=names,
                        whole_texts_of=frozenset(settings.assistants.whole_texts_of),
                        briefing=settings.briefing,
                    )
                )

        return await anyio.to_thread.run_sync(inside)

    async def note(
        caller: Caller, tool: str, arguments: Mapping[str, Any], answered: Answered
    ) -> None:
        def inside() -> None:
            try:
                db = open_database(path)
                try:
                    with transaction(db):
                        calling.noted(caller, tool, arguments, answered, db)
                finally:
                    db.close()
            except (DatabaseError, UnusableDatabaseError) as error:
                # A file that can only be read can be asked all the same.
                sys.stderr.write(f"{tool} of {caller.person} could not be noted: {error}\n")

        await anyio.to_thread.run_sync(inside)

    return Desk(ask, note, CallLimit(settings.assistants.calls_a_minute))


async def _serve(desk: Desk, caller: Caller) -> None:
    server = server_for(desk, caller)
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def _user() -> str:
    """Return who runs this process, as far as the system knows."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"
