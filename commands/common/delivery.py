"""What the commands about messages share; each imports it when it runs, as it takes mail along."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from commands.common.tables import columns
from delivery.channels import channels_of
from delivery.chats.services import SERVICES
from delivery.outgoing import DeliveryError
from delivery.trial import trial_message
from newsdb.configuration import ConfigurationError
from newsdb.database import now, open_database
from newsdb.database_errors import UnusableDatabaseError
from newsdb.delivery import channel_states, choosing, outbox
from newsdb.delivery.channel_states import ChannelState
from newsdb.delivery.choosing import ChoiceError
from newsdb.records import KST
from newsdb.review import user_state
from newsdb.times import in_kst

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlite_utils import Database

    from delivery.channels import Channel
    from delivery.outgoing import Outgoing
    from newsdb.configuration.model import ChannelConfiguration, Configuration


def configured_channels(configuration: Configuration) -> dict[str, Channel]:
    """Return the channels with their secrets; raises UsageError."""
    try:
        return channels_of(configuration)
    except ConfigurationError as error:
        raise UsageError(str(error), print_help=False) from None


def moment_of(option: str, words: str) -> datetime:
    """Return the time that an option names (``2026-12-03``, ``2026-12-03 08:30``; KST = JST).

    Raises UsageError.
    """
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise UsageError(
            f"{option} {words}: not a time like 2026-12-03 or “2026-12-03 08:30”",
            print_help=False,
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=KST)


def saved_filter(db: Database, name: str) -> str:
    """Return the query string of a filter saved at the desk; raises UsageError."""
    found = user_state.filters_named(db, name)
    if len(found) == 1:
        try:
            return choosing.filters_of(found[0])
        except ChoiceError:
            raise UsageError(
                f"“{name}” asks what is unread, new since the last visit or waiting for “me”:"
                " only the desk knows who is asking",
                print_help=False,
            ) from None
    said = "several people saved a filter" if found else "there is no saved filter"
    raise UsageError(f"{said} called “{name}”", print_help=False)


def named_channel(configuration: Configuration, name: str) -> str:
    """Return the name of a channel that hanil.toml knows; raises UsageError for another."""
    if name in configuration.channels:
        return name
    known = ", ".join(sorted(configuration.channels)) or "none"
    raise UsageError(f"hanil.toml names no channel {name} (known: {known})", print_help=False)


def send_to_all(channel: Channel, name: str, message: Callable[[str], Outgoing]) -> str:
    """Send every recipient of a channel a message now, saying so; return the last problem."""
    problem = "" if channel.recipients else "it names no address"
    if problem:
        sys.stdout.write(f"{name}: {problem}\n")
    for recipient in channel.recipients:
        try:
            channel.send(message(recipient))
        except DeliveryError as error:
            problem = str(error)
            sys.stdout.write(f"{recipient or name}: {problem}\n")
        else:
            sys.stdout.write(f"{recipient or name}: sent\n")
    channel.close()
    return problem


def try_out(path: Path, configuration: Configuration, name: str, language: str) -> bool:
    """Send a channel's recipients a test message; return whether all left. Raises UsageError."""
    at = now()
    problem = send_to_all(
        configured_channels(configuration)[named_channel(configuration, name)],
        name,
        lambda recipient: trial_message(
            name, recipient, language=language, at=at, chat=configuration.channels[name].chat
        ),
    )
    db = opened(path)
    try:
        if problem:
            channel_states.note_failure(db, name, problem, at=at)
        else:
            channel_states.note_success(db, name, at=at)
    finally:
        db.close()
    return not problem


def channel_table(db: Database | None, configuration: Configuration) -> str:
    """Return the channels as lines; ``db`` is None before there is a database."""
    rows = [("channel", "leads to", "last success", "waiting", "state")]
    for name, each in configuration.channels.items():
        state = channel_states.read(db, name) if db else ChannelState(name)
        counts = outbox.counts(db, name) if db else {}
        said = "ok" if state.succeeded_at else "never used"
        if unknown := counts.get("unknown", 0):
            said += f", {unknown} unknown"
        if state.failing_since:
            said = f"failing since {in_kst(state.failing_since)}: {state.problem}"
        waiting = str(counts.get("queued", 0) + counts.get("sending", 0))
        rows.append((name, _leads_to(each), in_kst(state.succeeded_at), waiting, said))
    return columns(rows)


def _leads_to(channel: ChannelConfiguration) -> str:
    if channel.folder:
        return str(channel.folder)
    if channel.chat:
        return SERVICES[channel.chat].title
    number = len(channel.to)
    addresses = "1 address" if number == 1 else f"{number} addresses"
    return f"mail, {addresses}" + (", readers" if channel.readers else "")


def settle(path: Path, name: str, *, again: bool) -> str:
    """Send a channel's unknown messages again, or count them as sent; return what was done."""
    db = opened(path)
    try:
        number = outbox.settle(db, name, again=again)
    finally:
        db.close()
    what = "will be sent again" if again else "count as sent"
    return f"{number} messages of {name} {what}\n"


def opened(path: Path) -> Database:
    """Open the database, making it if it is missing; raises UsageError."""
    try:
        return open_database(path)
    except UnusableDatabaseError as error:
        raise UsageError(str(error), print_help=False) from None
