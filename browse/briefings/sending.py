"""Sending an issue from its page: to which channels it may go, and queueing it for one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browse.briefings.actions import RequestError
from newsdb import configuration
from newsdb.briefings import issues
from newsdb.delivery import outbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database


def channels() -> dict[str, int]:
    """Return the channels of hanil.toml that name addresses, each with how many it names."""
    found = configuration.load().channels
    return {name: len(each.to) for name, each in found.items() if each.to}


def key_of(number: int) -> str:
    """Return what tells an issue from all other messages of a channel."""
    return f"briefing-{number}"


def queue(db: Database, number: int, channel: str, *, actor: str, at: datetime) -> None:
    """Queue an issue for every address of a channel, once: who has it already gets no second one.

    Raises MissingError for an issue and RequestError for a channel that isn't there.
    """
    issues.read(db, number, at=at)
    if channel not in channels():
        raise RequestError("channel= takes a channel of hanil.toml that names addresses")
    outbox.put(
        db,
        channel=channel,
        recipients=tuple(configuration.load().channels[channel].to),
        kind="briefing",
        key=key_of(number),
        subscription_id=None,
        message={"number": number, "by": actor},
        at=at,
    )
