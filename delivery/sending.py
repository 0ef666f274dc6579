"""Works off the outbox: in order, with growing pauses, and safe against being killed."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from delivery.channels import page_name
from delivery.outgoing import (
    BouncedError,
    PostponedError,
    RefusedError,
    UnavailableError,
    UncertainError,
)
from newsdb.database import transaction
from newsdb.delivery import channel_states, outbox, pages, recipients

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlite_utils import Database

    from delivery.channels import Channel
    from delivery.outgoing import Outgoing
    from newsdb.delivery.outbox import Queued

logger = logging.getLogger(__name__)

#: A recipient that does not accept a message now is asked again after these times ...
PAUSES = tuple(timedelta(minutes=each) for each in (15, 30, 60, 180))
#: ... but not for longer than this: by then the news is old.
LONGEST_WAIT = timedelta(days=5)


def work_off(
    db: Database,
    channels: Mapping[str, Channel],
    *,
    at: datetime,
    write: Callable[[Queued], Outgoing],
) -> Counter[str]:
    """Send what is queued; return how many were sent, failed, dropped, unwritten, and so on.

    ``write`` makes a message from a row. Only one process at a time may do this. What an earlier
    one was about to send when it was killed is sent again, with the same message id; to a chat it
    is not. A message waits until those before it to the same recipient have left, but not for one
    that can't be written or may have arrived.
    """
    outbox.recover(db, chats=[name for name, each in channels.items() if each.is_chat])
    done: Counter[str] = Counter()
    closed: set[str] = set()  # channels that can't be used in this pass
    held: set[tuple[str, str]] = set()
    for row in outbox.pending(db):
        channel = channels.get(row.channel)
        if channel is None:
            outbox.give_up(db, row, "hanil.toml does not name it any more", dropped=True)
            done["dropped"] += 1
            continue
        place = (row.channel, row.recipient)
        if place in held or row.channel in closed or not _is_time(db, row, at):
            if row.problem != outbox.UNWRITTEN:
                held.add(place)
            done["waiting"] += 1
            continue
        outcome = _send(db, row, channel, at=at, write=write)
        done[outcome] += 1
        if outcome == "waiting":
            held.add(place)
        if outcome in {"waiting", "unknown"} and channel_states.read(db, row.channel).is_pausing(
            at
        ):
            closed.add(row.channel)
    return done


def _send(
    db: Database,
    row: Queued,
    channel: Channel,
    *,
    at: datetime,
    write: Callable[[Queued], Outgoing],
) -> str:
    try:
        outgoing = write(row)
    except Exception as error:
        return _note_unwritten(db, row, error, at=at)
    if outgoing.quoted:  # before the page is there: none may be forgotten
        pages.note(db, row.channel, page_name(outgoing.name), outgoing.quoted)
    outbox.begin(db, row)
    try:
        channel.send(outgoing)
    except (RefusedError, PostponedError) as error:
        is_final = isinstance(error, RefusedError) or at - row.created_at > LONGEST_WAIT
        if is_final:
            logger.error("Channel %s: %s", row.channel, error)
            with transaction(db):
                outbox.give_up(db, row, str(error))
                if isinstance(error, BouncedError):
                    recipients.note_bounced(db, row.recipient, str(error), at=at)
        else:
            outbox.postpone(db, row, str(error), until=at + _pause(row))
        return "failed" if is_final else "waiting"
    except UnavailableError as error:
        return _note_unavailable(db, row, error, at=at)
    except Exception as error:
        return _note_broken(db, row, channel, error, at=at)
    outbox.note_sent(db, row, at=at)
    channel_states.note_success(db, row.channel, at=at)
    return "sent"


def _note_unavailable(db: Database, row: Queued, error: UnavailableError, *, at: datetime) -> str:
    """Put a message back and let its channel pause; give up one that was refused for days."""
    if error.is_refusal and at - row.created_at > LONGEST_WAIT:
        logger.error("Channel %s: %s", row.channel, error)
        outbox.give_up(db, row, str(error))
        return "failed"
    outbox.postpone(db, row, str(error), may_have_left=error.may_have_left)
    state = channel_states.note_failure(db, row.channel, str(error), at=at, wait=error.retry_after)
    logger.warning(
        "Channel %s can't be used (%d times in a row): %s", row.channel, state.failures, error
    )
    return "waiting"


def _note_broken(
    db: Database, row: Queued, channel: Channel, error: Exception, *, at: datetime
) -> str:
    """Note that a message may have left: a mail is sent again, with its id, a chat's is not.

    Whatever it was, it stays in the outbox, and other channels go on.
    """
    if isinstance(error, UncertainError):
        problem = str(error)
        logger.warning("Channel %s: %s", row.channel, problem)
    else:
        problem = type(error).__name__
        logger.error("Channel %s", row.channel, exc_info=error)
    channel_states.note_failure(db, row.channel, problem, at=at)
    if channel.is_chat:
        outbox.note_unknown(db, row, problem)
        return "unknown"
    outbox.postpone(db, row, problem, may_have_left=True)
    return "waiting"


def _note_unwritten(db: Database, row: Queued, error: Exception, *, at: datetime) -> str:
    if isinstance(error, RefusedError):
        outbox.give_up(db, row, str(error), dropped=True)
        return "dropped"
    # A lock passes and an upgrade repairs: its news is not lost at once.
    logger.error("Message %s can't be written", row.key, exc_info=error)
    if at - row.created_at > LONGEST_WAIT:
        outbox.give_up(db, row, outbox.UNWRITTEN)
        return "failed"
    outbox.postpone(db, row, outbox.UNWRITTEN, until=at + PAUSES[0])
    return "unwritten"


def _is_time(db: Database, row: Queued, at: datetime) -> bool:
    """Return whether a message may be tried; a pause longer than any is a wrong clock's."""
    if channel_states.read(db, row.channel).is_pausing(at):
        return False
    return row.next_try_at is None or not at < row.next_try_at <= at + PAUSES[-1]


def _pause(row: Queued) -> timedelta:
    """Return how long a recipient is let alone; ``row`` counts the attempts before this one."""
    return PAUSES[min(row.tries, len(PAUSES) - 1)]
