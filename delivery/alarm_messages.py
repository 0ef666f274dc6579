"""Tells whoever looks after the installation what has opened and what has recovered, once each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from delivery.messages import counted, time_name
from newsdb.database import transaction
from newsdb.delivery import outbox, recipients, told_alarms
from newsdb.health import alarms, languages
from newsdb.health.alarms import Alarm, Recovery
from newsdb.health.installation import INSTALLATION
from translations.domains import DELIVERY, DESK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from delivery.channels import Channel
    from newsdb.delivery.channel_states import ChannelState
    from newsdb.health.alarms import Kept
    from translations.catalogues import Translate

#: At most one message about alarms in this time: when the network fails, every outlet's opens.
BUNDLE = timedelta(minutes=15)
#: An alarm that opens again this soon after it was told is not news.
AGAIN = timedelta(hours=24)
#: A channel that has failed for so long is an alarm; until then it is only tried again.
LONGEST_FAILING = timedelta(minutes=30)
#: A message that could not be written is an alarm so long after it was queued, also when it was
#: given up meanwhile.
UNWRITTEN_SHOWN = timedelta(days=6)

_MOST_SHOWN = 20


def plan(db: Database, channel_name: str, channel: Channel, *, at: datetime) -> bool:
    """Queue a message about alarms that have opened or recovered; return whether there was one.

    What opened and closed again before it was told is not told at all.
    """
    with transaction(db):
        if told_alarms.told_since(db, at - BUNDLE, at):
            return False
        opened = told_alarms.to_tell_opened(db, reopened_after=at - AGAIN)
        closed = told_alarms.to_tell_closed(db)
        if not opened and not closed:
            return False
        outbox.put(
            db,
            channel=channel_name,
            recipients=channel.recipients,
            kind="alarms",
            key=f"alarms-{at:%Y%m%d-%H%M%S}-{max([*opened, *closed])}",
            subscription_id=None,
            message={"opened": opened, "closed": closed},
            at=at,
        )
        told_alarms.note(db, opened, "opened", at=at)
        told_alarms.note(db, closed, "closed", at=at)
    return True


def page_of(
    db: Database, opened: Sequence[int], closed: Sequence[int], *, language: str, at: datetime
) -> dict[str, Any]:
    """Return what is said of alarms with these ids, as the template "notice" and chats take it.

    Recovered ones come last.
    """
    words = DELIVERY.translator(language)
    # One that has recovered before the message left is told as that.
    found = alarms.by_ids(db, [*opened, *closed])
    failing = [each for each in found if each.closed_at is None]
    recovered = [each for each in found if each.closed_at is not None]
    titles = alarms.titles(db, {each.outlet for each in found})
    parts = []
    if failing:
        parts.append(counted(words, "opened", len(failing)))
    if recovered:
        parts.append(counted(words, "recovered", len(recovered)))
    told = ", ".join(parts)
    shown = [*failing, *recovered]
    items = [_item(each, titles, words, language, at) for each in shown[:_MOST_SHOWN]]
    first = f": {items[0]['title']}" if len(items) == 1 else ""
    left = len(shown) - len(items)
    return {
        "language": language,
        "subject": words("subject_alert", name=words("name"), title=f"{told}{first}"),
        "name": words("name"),
        "kind": words("alarms"),
        "title": told,
        "preview": told,
        "summary": [words("others_alarms", number=left)] if left else [],
        "notices": items,
        "foot": [words("zone")],
    }


def look_after_channels(db: Database, states: Sequence[ChannelState], *, at: datetime) -> None:
    """Keep the alarms about channels: open where one has failed for long, closed when it works."""
    found: list[Alarm | Recovery] = []
    for each in states:
        if each.failing_since is None:
            found.append(
                Recovery(
                    outlet=INSTALLATION,
                    kind="delivery",
                    subject=each.channel,
                    because="a message was delivered",
                )
            )
        elif at - each.failing_since >= LONGEST_FAILING:
            found.append(
                Alarm(
                    outlet=INSTALLATION,
                    kind="delivery",
                    subject=each.channel,
                    since=each.failing_since,
                    diagnosis=f"{each.failures} attempts failed; the last one: {each.problem}",
                )
            )
    alarms.keep(db, found, at=at)


def look_after_messages(db: Database, channels: Iterable[str], *, at: datetime) -> None:
    """Keep the alarms about messages that can't be written, one for each channel."""
    found: list[Alarm | Recovery] = []
    for name in channels:
        subject = f"{name}, unwritten"
        number, since = outbox.unwritten(db, name, since=at - UNWRITTEN_SHOWN)
        if since is None:
            because = "no message waits that can't be written"
            found.append(
                Recovery(outlet=INSTALLATION, kind="delivery", subject=subject, because=because)
            )
        elif at - since >= LONGEST_FAILING:
            found.append(
                Alarm(
                    outlet=INSTALLATION,
                    kind="delivery",
                    subject=subject,
                    since=since,
                    diagnosis=f"messages that can't be written: {number}; the log says why",
                )
            )
    alarms.keep(db, found, at=at)


def look_after_unknown(db: Database, channels: Iterable[str], *, at: datetime) -> None:
    """Keep the alarms about messages that may have arrived, one a channel, until settled."""
    found: list[Alarm | Recovery] = []
    for name in channels:
        subject = f"{name}, unknown"
        number, since = outbox.unknown(db, name)
        if since is None:
            because = "no message is left of which nobody knows whether it arrived"
            found.append(
                Recovery(outlet=INSTALLATION, kind="delivery", subject=subject, because=because)
            )
        else:
            said = (
                f"messages that may have arrived: {number}; scrapy channels resend {name} sends"
                f" them again, scrapy channels settle {name} counts them as sent"
            )
            found.append(
                Alarm(
                    outlet=INSTALLATION,
                    kind="delivery",
                    subject=subject,
                    since=since,
                    diagnosis=said,
                )
            )
    alarms.keep(db, found, at=at)


def look_after_addresses(db: Database, *, at: datetime) -> None:
    """Keep the alarms about addresses that were refused, until they confirm again or are gone."""
    refused = recipients.bounced(db)
    found: list[Alarm | Recovery] = [
        Alarm(
            outlet=INSTALLATION, kind="recipient", subject=address, since=since, diagnosis=problem
        )
        for address, (since, problem) in refused.items()
    ]
    found += [
        Recovery(
            outlet=INSTALLATION,
            kind="recipient",
            subject=each.subject,
            because="the address was confirmed or taken out",
        )
        for each in alarms.open_ones(db, INSTALLATION)
        if each.kind == "recipient" and each.subject not in refused
    ]
    alarms.keep(db, found, at=at)


def _item(
    alarm: Kept, titles: Mapping[str, str], words: Translate, language: str, at: datetime
) -> dict[str, object]:
    outlet = titles.get(alarm.outlet, alarm.outlet)
    if alarm.outlet == INSTALLATION:
        outlet = words("installation")
    kind = languages.kind_name(alarm.kind, language)
    if alarm.subject:
        kind += f" ({alarm.subject})"
    since = time_name(alarm.since, language, today=at)
    lines = [languages.in_language(alarm.diagnosis, language)]
    if alarm.closed_at is not None:
        because = languages.in_language(alarm.closed_because or "", language)
        lines.append(words("recovered_because", because=because))
    else:
        lines.append(words("advice", advice=_advice(alarm, language)))
    return {"title": words("gap", outlet=outlet, kind=kind, since=since), "lines": lines}


def _advice(alarm: Kept, language: str) -> str:
    """Return what to do about an alarm, in the words of the desk's health page."""
    if language == "en":
        return alarm.advice
    return DESK.translator(language)(f"advice {alarm.kind}", outlet=alarm.outlet)
