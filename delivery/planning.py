"""Queues what is due: what each subscription has not been told yet, in one transaction."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from delivery.due import due
from newsdb.database import stamp, transaction
from newsdb.delivery import outbox, recipients, selecting, subscriptions
from newsdb.delivery.selecting import RELEVANT, Span
from newsdb.review import queue_links
from newsdb.search.search import NO_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlite_utils import Database

    from delivery.channels import Channel
    from newsdb.delivery.subscriptions import Subscription
    from newsdb.review.queue import Filters
    from newsdb.search.search import Names

logger = logging.getLogger(__name__)


def plan(
    db: Database,
    channels: Mapping[str, Channel],
    *,
    at: datetime,
    names: Callable[[], Names],
) -> int:
    """Queue the messages that are due at a time; return how many subscriptions were served.

    ``names`` gives the search its other names, and is asked only by a filter with words.
    """
    served = 0
    for each in subscriptions.listing(db):
        if not each.enabled:
            continue
        try:
            if due(each, at) is None:
                continue
            channel = channels.get(each.channel)
            if channel is None:
                logger.warning("%s: hanil.toml has no channel %s", each.name, each.channel)
                continue
            # Asked before the transaction, in which other writers wait.
            known = names() if filters_of(each.filters).text else NO_NAMES
            with transaction(db):
                served += _serve(db, each.id, channel, at=at, names=known)
        except Exception:  # nothing of it is written; the others are served
            logger.exception("Subscription %s can't be served", each.name)
    return served


def filters_of(text: str) -> Filters:
    """Return the filter of a query string as the desk makes them; empty: what is relevant."""
    return queue_links.read(text) if text else RELEVANT


def _serve(db: Database, key: int, channel: Channel, *, at: datetime, names: Names) -> bool:
    """Queue a subscription's message; inside a transaction, in which it is read anew."""
    subscription = subscriptions.numbered(db, key)
    moment = due(subscription, at) if subscription else None
    if subscription is None or moment is None:
        return False
    newest = subscriptions.newest(db)
    filters = filters_of(subscription.filters)
    chosen: dict[str, Any] = {"least": subscription.least_score, "names": names}
    span = Span(subscription.position, newest.articles)
    found = selecting.stories(db, filters, span, **chosen)
    known = subscriptions.told(db, subscription)
    # What a person found relevant after the message that would have told it.
    decisions = Span(subscription.event_position, newest.events)
    late = selecting.stories(db, filters, decisions, decided=True, **chosen)
    # What fits only since its text can be read, or since the outlet wrote more.
    revisions = Span(subscription.revision_position, newest.revisions)
    since = stamp(subscription.begins_at)
    late += selecting.stories(db, filters, revisions, revised_since=since, **chosen)
    found += dict.fromkeys(each for each in late if each not in known and each not in found)
    at_once = subscription.rhythm == "at_once"
    changed: list[int] = []
    if at_once:
        found = [each for each in found if each not in known]
    else:
        change_span = Span(subscription.change_position, newest.changes)
        changed = selecting.changes(db, change_span)
    say = bool(found or changed) or (subscription.empty and not at_once)
    if say:
        outbox.put(
            db,
            channel=subscription.channel,
            recipients=_recipients(db, subscription, channel, at=at),
            kind="alert" if at_once else "digest",
            key=_key(subscription, moment),
            subscription_id=subscription.id,
            message={
                "since": stamp(_since(subscription, moment)),
                "until": stamp(at),
                "stories": found,
                "followed": [each for each in found if each in known],
                "changes": changed,
            },
            at=at,
        )
        subscriptions.note_told(db, subscription, found, at=at)
    # Without a message at once the quarter of an hour has not begun.
    served_at = moment if say or not at_once else subscription.served_at
    subscriptions.note_served(db, subscription, newest, at=served_at)
    return say


def _recipients(
    db: Database, subscription: Subscription, channel: Channel, *, at: datetime
) -> tuple[str, ...]:
    """Return who gets a subscription: whom hanil.toml names and who has confirmed, if still so."""
    if not channel.is_mail:
        return channel.recipients
    recipients.note_named(db, subscription, channel.recipients, at=at)
    return tuple(
        each.address
        for each in recipients.of(db, subscription.id)
        if each.state == "confirmed" and not recipients.is_left_out(each, channel.recipients)
    )


def _key(subscription: Subscription, moment: datetime) -> str:
    """Return what tells a message from all others, in ASCII; it names the mail and the page."""
    kind = "alert" if subscription.rhythm == "at_once" else "digest"
    return f"{kind}-{subscription.id}-{moment:%Y%m%d-%H%M}-{subscription.position}"


def _since(subscription: Subscription, moment: datetime) -> datetime:
    """Return since when a message tells: the last one, or what a first one covers."""
    if subscription.served_at > subscription.created_at:
        return min(subscription.served_at, moment)
    return subscription.begins_at
