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
    """Return the channels that an issue may go to, each with its number of addresses or rooms."""
    found = configuration.load().channels
    return {name: len(each.named) for name, each in found.items() if each.named}


def key_of(number: int) -> str:
    """Return what tells an issue from all other messages of a channel."""
    return f"briefing-{number}"


def queue(db: Database, number: int, channel: str, *, actor: str, at: datetime) -> None:
    """Queue an issue for every address of a channel, or its room: who has it gets no second one.

    Raises MissingError for an issue and RequestError for a channel that isn't there.
    """
    issues.read(db, number, at=at)
    if channel not in channels():
        raise RequestError("channel= takes a channel of hanil.toml that names addresses or a chat")
    outbox.put(
        db,
        channel=channel,
        recipients=configuration.load().channels[channel].named,
        kind="briefing",
        key=key_of(number),
        subscription_id=None,
        message={"number": number, "by": actor},
        at=at,
    )
