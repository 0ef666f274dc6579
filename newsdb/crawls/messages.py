"""Messages between the scheduler, workers and the writer: JSON of a version, never code.

Whoever can write to the broker can send anything, so each is validated as a whole before anything
is done with it; an event that can't be understood costs only itself.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from newsdb.crawls.events import Event
from newsdb.crawls.own_list import OwnList  # noqa: TC001 pydantic asks for it
from newsdb.crawls.state import CrawlState

#: Raised when a message's meaning changes; the writer understands this one and the one before.
VERSION = 1
UNDERSTOOD = frozenset({VERSION})

#: What is longer is no message of ours, in bytes; RabbitMQ's own limit is 16 MB.
LONGEST = 8_000_000

#: How much of an unreadable message is told.
_TOLD = 300

_SURROGATES = re.compile("[\ud800-\udfff]")

Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
LeaseId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
SpiderName = Annotated[str, Field(max_length=100, pattern=r"^[a-z][a-z0-9_]*$")]
ProcessEnding = Literal["exited", "timed_out", "killed", "stopped", "not_started"]


class MessageError(ValueError):
    """A message can't be understood; the message says why."""


@checked(frozen=True, slots=True, kw_only=True)
class Ended:
    """How the process of a crawl ended, and what went wrong if anything."""

    ending: ProcessEnding
    problem: Annotated[str, Field(max_length=2000)] | None = None


@checked(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Events of a crawl: ``number`` counts its bundles from 0, which says that it was taken.

    One without events says that the crawl goes on; ``refused`` is why a worker didn't begin.
    """

    version: int
    lease: LeaseId
    number: Annotated[int, Field(ge=0, lt=10_000_000)]
    worker: Name
    sent_at: AwareDatetime
    events: list[dict[str, Any]]
    ended: Ended | None = None
    refused: Annotated[str, Field(max_length=2000)] | None = None


@checked(frozen=True, slots=True, kw_only=True)
class OrderedCrawl:
    """A crawl of one outlet, and what it has to know."""

    lease: LeaseId
    spider: SpiderName
    state: CrawlState


@checked(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Order:
    """Crawls that a worker makes in one process, for at most ``timeout`` seconds.

    None of them may begin after ``begin_by``: another one may be under way then. A worker that
    can't reach the broker for ``lease`` seconds has lost its crawls. The versions are those of
    the writer's program and watch list: with others verdicts would differ. The user's list comes
    along; None where there is none, or it is too large to be handed out. ``archive``: pages are
    sent along for the archive.
    """

    version: int
    program: Name
    watchlist: Name
    own_list: OwnList | None = None
    archive: bool = False
    timeout: Annotated[float, Field(gt=0, le=24 * 3600)]
    lease: Annotated[float, Field(gt=0, le=3600)]
    begin_by: AwareDatetime
    crawls: Annotated[list[OrderedCrawl], Field(min_length=1, max_length=100)]


@checked(frozen=True, slots=True, kw_only=True)
class _Leased:
    lease: LeaseId


@checked(frozen=True, slots=True, kw_only=True)
class _Leases:
    """What orders of all versions have."""

    crawls: Annotated[list[_Leased], Field(max_length=100)]


@cache
def _events() -> TypeAdapter[Event]:
    return TypeAdapter(Annotated[Event, Field(discriminator="type")])


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def event_to_json(event: Event) -> bytes:
    """Return an event in one line."""
    return _dumped(_events(), event)


def state_to_json(state: CrawlState) -> bytes:
    """Return a state in one line."""
    return _dumped(_adapter(CrawlState), state)


def order_to_json(order: Order) -> str:
    """Return an order as text."""
    return _dumped(_adapter(Order), order).decode()


def bundle_to_json(bundle: Bundle, events: list[bytes]) -> bytes:
    """Return a bundle with events that are JSON already."""
    head = _dumped(_adapter(Bundle), bundle)
    assert head.count(b'"events":[]') == 1
    return head.replace(b'"events":[]', b'"events":[' + b",".join(events) + b"]")


def _dumped(adapter: TypeAdapter[Any], value: object) -> bytes:
    try:
        return adapter.dump_json(value)
    except ValueError:  # half a character: there is no UTF-8 for it
        return adapter.dump_json(adapter.validate_python(_whole(adapter.dump_python(value))))


def _whole(value: Any) -> Any:
    """Return a value without half characters in its texts."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_whole(name): _whole(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(each) for each in value]
    return value


def read_state(body: bytes) -> CrawlState:
    """Return the state in a message; raises MessageError."""
    state: CrawlState = _read(_adapter(CrawlState), body)
    return state


def read_order(body: object) -> Order:
    """Return an order; raises MessageError."""
    order: Order = _read(_adapter(Order), _order_bytes(body))
    _check_version(order.version)
    return order


def leases_of_unreadable(body: object) -> list[str]:
    """Return the leases in an order that can't be understood, as far as they can be made out."""
    with suppress(MessageError):
        return [each.lease for each in _read(_adapter(_Leases), _order_bytes(body)).crawls]
    return []


def _order_bytes(body: object) -> bytes:
    if not isinstance(body, str):
        raise MessageError("it is no text")
    return body.encode("utf-8", "surrogatepass")


def read_bundle(body: bytes) -> Bundle:
    """Return a bundle with its events as they are: ``read_event``; raises MessageError."""
    bundle: Bundle = _read(_adapter(Bundle), body)
    _check_version(bundle.version)
    return bundle


def read_event(event: dict[str, Any]) -> Event:
    """Return an event of a bundle; raises MessageError."""
    try:
        return _events().validate_python(event)
    except (ValidationError, RecursionError) as error:
        raise MessageError(_told(error)) from None


def _read(adapter: TypeAdapter[Any], body: bytes) -> Any:
    if len(body) > LONGEST:
        raise MessageError(f"it has {len(body)} bytes, more than {LONGEST}")
    try:
        return adapter.validate_json(body)
    except (ValidationError, RecursionError) as error:
        raise MessageError(_told(error)) from None


def _told(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "it"
        return f"{where}: {first['msg']}"[:_TOLD]
    return type(error).__name__


def _check_version(version: int) -> None:
    if version not in UNDERSTOOD:
        known = ", ".join(map(str, sorted(UNDERSTOOD)))
        raise MessageError(
            f"version {version} of messages is not known here (known: {known}): bring scheduler,"
            " writer and workers to the same version of this program"
        )
