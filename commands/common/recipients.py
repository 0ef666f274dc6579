"""Recipients by hand: what ``scrapy recipients`` does."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from commands.common.tables import columns
from newsdb.configuration import ConfigurationError, mail_address
from newsdb.database import now
from newsdb.delivery import recipients, subscriptions
from newsdb.delivery.recipients import TooManyError
from newsdb.times import in_kst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

    from newsdb.configuration.model import Configuration
    from newsdb.delivery.subscriptions import Subscription
    from newsdb.records import Language


def change_by_hand(
    db: Database, configuration: Configuration, args: Sequence[str], *, language: Language
) -> str:
    """Add, confirm, end or remove an address; return what was done. Raises UsageError.

    ``args`` are the subscription, the action and the address. Runs inside the caller's
    transaction.
    """
    name, action, address = args
    subscription = _named(db, name)
    if action == "add":
        return _add(db, configuration, subscription, address, language)
    there = recipients.found(db, subscription.id, address)
    if there is None:
        raise UsageError(f"{name} is not sent to {address}", print_help=False)
    channel = configuration.channels.get(subscription.channel)
    named = channel.to if channel else []
    if action == "remove" and there.is_named and not recipients.is_left_out(there, named):
        raise UsageError(f"hanil.toml names {address}: take it out there", print_help=False)
    if action == "confirm":
        if there.state == "ended":
            raise UsageError(f"{address} has ended it: add it, which asks it", print_help=False)
        recipients.confirm_by_hand(db, there, at=now())
        return f"{address}: confirmed"
    if action == "end":
        recipients.end(db, there.key, at=now())
        return f"{address}: ended"
    recipients.remove(db, there)
    return f"{address}: removed"


def _add(
    db: Database,
    configuration: Configuration,
    subscription: Subscription,
    address: str,
    language: Language,
) -> str:
    channel = configuration.channels.get(subscription.channel)
    if channel is None or not channel.is_mail:
        raise UsageError(f"{subscription.name} does not go by mail", print_help=False)
    try:
        checked = mail_address(address)
        asked = recipients.add(
            db,
            subscription,
            checked,
            language=language,
            by=getpass.getuser(),
            at=now(),
            named=channel.to,
        )
    except (ConfigurationError, TooManyError) as error:
        raise UsageError(str(error), print_help=False) from None
    if asked.is_asked:
        return f"{checked}: asked by mail; it gets nothing until it has confirmed"
    return f"{checked}: {asked.state} already"


def table(db: Database, configuration: Configuration, name: str) -> str:
    """Return a subscription's addresses as lines; raises UsageError."""
    subscription = _named(db, name)
    channel = configuration.channels.get(subscription.channel)
    found = recipients.shown(db, subscription.id, channel.to if channel else [])
    if not found:
        return "No address is noted; those of hanil.toml are with the first message.\n"
    rows = [("address", "language", "state", "since", "added by", "")]
    rows += [
        (
            each.address,
            each.language,
            "refused" if each.bounced_at else each.state,
            in_kst(each.changed_at),
            each.added_by,
            each.bounced or "",
        )
        for each in found
    ]
    return columns(rows)


def _named(db: Database, name: str) -> Subscription:
    subscription = subscriptions.named(db, name)
    if subscription is None:
        raise UsageError(f"there is no subscription {name}", print_help=False)
    return subscription
