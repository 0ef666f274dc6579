"""Requests of assistants: whose token it is and what it may do; then the MCP server answers.

Neither a session nor a cookie lets anybody in here, so that no page can call with them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from datasette import Response

from assistants import calling, importing
from assistants.asking import Asking
from assistants.calling import Caller, Desk
from assistants.limits import CallLimit
from browse.news import ask, ask_access, write_access
from browse.permissions import people_of
from browse.review_page import ANYBODY
from newsdb import configuration
from newsdb.assistants import tokens
from newsdb.database import now
from watchlist.search_names import names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from datasette.app import Datasette
    from sqlite_utils import Database

    from assistants.calling import Answered
    from assistants.tools.records import Answer
    from newsdb.assistants.tokens import Role, Token
    from newsdb.configuration.model import Configuration


class _Refusal(NamedTuple):
    status: int
    said: str
    headers: Mapping[str, str] = {}


_LIMITS: WeakKeyDictionary[Any, CallLimit] = WeakKeyDictionary()


async def answer(datasette: Datasette, request: Any, send: Any, receive: Any) -> Response | None:
    """Answer an assistant's request; a refusal is a response that says what to do."""
    settings = configuration.load()
    refusal = _refusal(request, settings)
    if refusal is None:
        token = await _token(datasette, request)
        role = role_of(datasette, token.person) if token else None
        if token and role:
            # The library takes a third of a second to load: not before somebody may use it.
            from assistants.server import answer_http  # noqa: PLC0415

            caller = Caller(token.person, tokens.least(token.role, role), token.id, "http")
            await answer_http(_desk(datasette, settings), caller, request.scope, receive, send)
            return None
        refusal = _Refusal(
            401,
            "This takes a token: Authorization: Bearer hnw_... (made at /-/assistants)",
            {"www-authenticate": "Bearer"},
        )
    return Response.json(
        {"error": refusal.said}, status=refusal.status, headers=dict(refusal.headers)
    )


def role_of(datasette: Datasette, person: str) -> Role | None:
    """Return what a person is now; None for who has gone. On the open desk nobody has a name."""
    people = people_of(datasette)
    if people.open:
        return "admin" if person == ANYBODY else None
    user = people.users.get(person)
    return user.role if user else None


def _refusal(request: Any, settings: Configuration) -> _Refusal | None:
    if not settings.assistants.enabled:
        return _Refusal(404, "Assistants are off here: [assistants] enabled = true in hanil.toml")
    if not importing.is_installed():
        return _Refusal(501, importing.MISSING)
    if request.method != "POST":
        # A GET would hold a connection open on which nothing ever comes.
        return _Refusal(405, "POST only", {"allow": "POST"})
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        return _Refusal(403, "Pages of other sites may not ask here")
    return None


async def _token(datasette: Datasette, request: Any) -> Token | None:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    found: Token | None = await ask_access(datasette, lambda db: tokens.find(db, secret.strip()))
    return found


def _desk(datasette: Datasette, settings: Configuration) -> Desk:
    if (limit := _LIMITS.get(datasette)) is None:
        limit = _LIMITS[datasette] = CallLimit(settings.assistants.calls_a_minute)

    async def run(caller: Caller, tool: Callable[[Asking], Answer]) -> Answer:
        def inside(db: Database) -> Answer:
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

        return await ask(datasette, inside)

    async def note(
        caller: Caller, tool: str, arguments: Mapping[str, Any], answered: Answered
    ) -> None:
        await write_access(datasette, partial(calling.noted, caller, tool, arguments, answered))

    return Desk(run, note, limit)
