"""A call from its arguments to its answer, without the protocol: checks, the tool, its size."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from assistants import catalogue, outgoing
from assistants.asking import Asking, RefusedError
from newsdb.assistants import calls
from newsdb.database import now

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from sqlite_utils import Database

    from assistants.limits import CallLimit
    from assistants.tools.records import Answer
    from newsdb.assistants.calls import Transport
    from newsdb.assistants.tokens import Role

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the role that counts, and the token, None over standard input and output."""

    person: str
    role: Role
    token: int | None
    transport: Transport


class Answered(NamedTuple):
    """What a call came to: an answer as JSON, or an error."""

    json: str
    error: str | None
    found: list[int]
    milliseconds: int

    @property
    def size(self) -> int:
        """Its bytes."""
        return len((self.error or self.json).encode())


@dataclass(frozen=True, slots=True)
class Desk:
    """What calls need of where they come in.

    ``ask`` runs a function of an Asking on the database, ``note`` writes a call down before it is
    answered.
    """

    ask: Callable[[Caller, Callable[[Asking], Answer]], Awaitable[Answer]]
    note: Callable[[Caller, str, Mapping[str, Any], Answered], Awaitable[None]]
    limit: CallLimit


async def call(desk: Desk, caller: Caller, name: str, arguments: Mapping[str, Any]) -> Answered:
    """Return what a tool answers; every call is noted, refused ones too."""
    began = time.monotonic()
    try:
        answer: Answer | None = await _answer(desk, caller, name, arguments)
        error = None
    except RefusedError as refused:
        answer, error = None, str(refused)
    except Exception:
        # What an unforeseen error says may be an outlet's words, or the desk's own business.
        logger.exception("the tool %a of an assistant failed", name)
        answer, error = None, "the desk could not answer: its log says why"
    answered = Answered(
        answer.model_dump_json() if answer else "",
        error,
        catalogue.found_in(answer) if answer else [],
        int((time.monotonic() - began) * 1000),
    )
    await desk.note(caller, name, arguments, answered)
    return answered


async def _answer(desk: Desk, caller: Caller, name: str, arguments: Mapping[str, Any]) -> Answer:
    if wait := desk.limit.take(caller.token):
        raise RefusedError(f"too many calls: wait {int(wait) + 1} seconds")
    tool = catalogue.TOOLS.get(name)
    if tool is None:
        raise RefusedError(f"there is no such tool; there are {', '.join(catalogue.TOOLS)}")
    if not catalogue.may_use(caller.role, tool):
        raise RefusedError(f"{name} takes the role {tool.role}; this token has {caller.role}")
    try:
        asked = tool.arguments.model_validate(dict(arguments))
    except ValidationError as error:
        raise RefusedError(_explained(error)) from None
    return await desk.ask(caller, lambda asking: tool.run(asking, asked))


def _explained(error: ValidationError) -> str:
    """Return what is wrong with arguments, without what was given."""
    problems = [
        f"{'.'.join(map(str, each['loc'])) or 'arguments'}: {each['msg'].lower()}"
        for each in error.errors(include_url=False, include_input=False, include_context=False)
    ]
    return outgoing.line("; ".join(problems[:5]), 400)


def noted(
    caller: Caller, tool: str, arguments: Mapping[str, Any], answered: Answered, db: Database
) -> None:
    """Write a call down; inside the transaction of whoever calls this."""
    calls.note(
        db,
        tool,
        arguments,
        transport=caller.transport,
        person=caller.person,
        token=caller.token,
        found=answered.found,
        size=answered.size,
        milliseconds=answered.milliseconds,
        error=answered.error,
        at=now(),
    )
