"""Writes the message that a row of the outbox stands for, with what may be shown now."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from delivery import alarm_messages, briefings, confirmations, digests, folders
from delivery.chats import texts
from delivery.chats.services import SERVICES
from delivery.outgoing import Outgoing, RefusedError
from delivery.rendering import LARGEST_HTML, Reader, Rendered, digest_message, render
from newsdb.delivery import recipients, subscriptions
from newsdb.records import KST
from watchlist.in_use import in_use

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlite_utils import Database

    from newsdb.configuration.model import ChannelConfiguration, Configuration
    from newsdb.delivery.links import Links
    from newsdb.delivery.outbox import Queued
    from newsdb.delivery.recipients import Recipient
    from newsdb.delivery.subscriptions import Subscription

#: How many stories a message at once shows; the others are counted.
MOST_AT_ONCE = 10


def write(
    db: Database,
    configuration: Configuration,
    row: Queued,
    *,
    at: datetime,
    links: Links | None = None,
) -> Outgoing:
    """Return the message that a row of the outbox stands for, with what may be shown now.

    Raises RefusedError for one that nobody wants any more: its subscription is gone, or its
    reader is.
    """
    channel = configuration.channels.get(row.channel)
    if channel is None or channel.is_mail != bool(row.recipient):
        raise RefusedError("hanil.toml does not name it any more")
    if row.kind == "alarms":
        return _alarms(db, configuration, row, channel, at=at)
    if row.kind == "briefing":
        if row.recipient not in channel.named:  # it may lead elsewhere by now, even to a folder
            raise RefusedError("hanil.toml does not name it any more")
        issue = briefings.read(db, row.message["number"], at=at)
        return briefings.message(
            issue,
            row.key,
            row.recipient,
            at=row.created_at,
            chat=channel.chat,
            desk=configuration.desk,
        )
    subscription = subscriptions.numbered(db, row.subscription_id) if row.subscription_id else None
    if subscription is None:
        raise RefusedError("its subscription is gone")
    recipient = _recipient(db, row, subscription, channel)
    if row.kind == "confirmation":
        assert recipient is not None
        return confirmations.message(recipient, subscription, row, links=links)
    return _digest(db, configuration, row, subscription, recipient, at=at, links=links)


def _recipient(
    db: Database, row: Queued, subscription: Subscription, channel: ChannelConfiguration
) -> Recipient | None:
    """Return who gets a row, None where nobody in particular; raises RefusedError."""
    if not row.recipient:
        return None
    named = row.recipient.lower() in {each.lower() for each in channel.to}
    there = recipients.found(db, subscription.id, row.recipient)
    if row.kind == "confirmation":
        if there is None or there.state != "asked" or there.nonce != row.message["nonce"]:
            raise RefusedError("nobody waits for it any more")
        return there
    if there is None and named:
        return None  # of before recipients were kept
    if there is None or there.state != "confirmed" or recipients.is_left_out(there, channel.to):
        raise RefusedError("hanil.toml does not name it any more, or it was unsubscribed")
    return there


def _alarms(
    db: Database,
    configuration: Configuration,
    row: Queued,
    channel: ChannelConfiguration,
    *,
    at: datetime,
) -> Outgoing:
    assert configuration.alarms is not None
    if channel.is_mail and row.recipient not in channel.to:
        raise RefusedError("hanil.toml does not name it any more")
    language = configuration.alarms.language
    said = row.message
    page = alarm_messages.page_of(db, said["opened"], said["closed"], language=language, at=at)
    if channel.chat:
        made = Rendered(page["subject"], texts.notice(page, SERVICES[channel.chat], language), "")
    else:
        made = render("notice", page)
    return Outgoing(
        name=row.key,
        recipient=row.recipient,
        subject=made.subject,
        text=made.text,
        html=made.html,
        language=language,
        at=row.created_at,
    )


def _digest(
    db: Database,
    configuration: Configuration,
    row: Queued,
    subscription: Subscription,
    recipient: Recipient | None,
    *,
    at: datetime,
    links: Links | None,
) -> Outgoing:
    said, channel = row.message, configuration.channels[row.channel]
    until = datetime.fromisoformat(said["until"])
    digest = digests.read(
        db,
        said["stories"],
        since=datetime.fromisoformat(said["since"]),
        until=until,
        at=at,
        followed=said["followed"],
        changes=said["changes"],
        most=MOST_AT_ONCE if row.kind == "alert" else None,
    )
    language = subscription.language
    if recipient and not recipient.is_named:
        language = recipient.language
    unsubscribe = links.unsubscribe(recipient) if links and recipient else ""
    reader = Reader(
        language,
        configuration.desk,
        # A page of an intranet has no reader who could answer.
        subscription.name if row.recipient else "",
        unsubscribe,
        subscription.sections,
        section_names(language) if subscription.sections == "concept" else None,
    )
    folder = folders.prepare(db, digest, at=at) if channel.folder else None
    if channel.chat:
        made = texts.digest_message(digest, reader, SERVICES[channel.chat], kind=row.kind)
    else:
        made = digest_message(
            digest,
            reader,
            kind=row.kind,
            largest=LARGEST_HTML if row.recipient else None,
            marks=folder.marks if folder else None,
        )
    year, week, _ = until.astimezone(KST).isocalendar()
    return Outgoing(
        name=row.key,
        recipient=row.recipient,
        subject=made.subject,
        text=made.text,
        html=made.html,
        language=language,
        at=row.created_at,
        thread=f"{row.kind}-{subscription.id}-{year}-w{week:02}",
        list_name=subscription.name,
        unsubscribe=unsubscribe,
        quoted=folder.quoted if folder else (),
    )


def section_names(language: str) -> Mapping[str, str]:
    """Return the names of the watch list's topics and organisations by their ids.

    Raises ConfigurationError or WatchListError.
    """
    concepts = in_use().concepts.values()
    found = {}
    for each in concepts:
        if each.kind in {"topic", "organisation"} and each.spellings:
            own = (name for name in each.spellings if language in name.languages)
            found[each.id] = next(own, each.spellings[0]).bare
    return found
