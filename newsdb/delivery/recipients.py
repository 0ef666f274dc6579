"""Recipients: addresses without an account, what each has agreed to get, and what it has ended.

An address gets mail once it has confirmed that it wants it, by a link that was sent to it; those
that hanil.toml names have been chosen by whoever runs the installation. Both can end it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from newsdb.database import stamp
from newsdb.delivery import outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlite_utils import Database

    from newsdb.delivery.subscriptions import Subscription
    from newsdb.records import Language

State = Literal["asked", "confirmed", "ended"]

#: The most addresses that one subscription is sent to.
MOST = 500
#: So often a day an address is asked at most: nobody is to be flooded with such mails.
MOST_ASKED = 3


class TooManyError(ValueError):
    """A subscription has so many addresses, or one was asked so often, that it may not go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """An address of a subscription; ``key`` and ``nonce`` are what its links are made of."""

    subscription_id: int
    address: str
    language: Language
    state: State
    is_named: bool  # by hanil.toml
    key: str
    nonce: str
    added_by: str
    changed_at: datetime
    ended_at: datetime | None  # when it was last ended; until it has confirmed again
    bounced_at: datetime | None  # when a mail server refused the address for good ...
    bounced: str | None  # ... and what it said; until it has confirmed again


class Asked(NamedTuple):
    """What became of an address that was added: whether a confirmation was asked for."""

    state: State
    is_asked: bool


_DAY = timedelta(days=1)
_SELECT = (
    "SELECT l.subscription_id, r.address, r.language, l.state, l.is_named, l.key, l.nonce,"
    " r.added_by, l.changed_at, l.ended_at, r.bounced_at, r.bounced FROM subscription_recipients l"
    " JOIN recipients r ON r.id = l.recipient_id"
)


def of(db: Database, subscription_id: int) -> list[Recipient]:
    """Return the recipients of a subscription by address, ended ones too."""
    rows = db.query(f"{_SELECT} WHERE l.subscription_id = ? ORDER BY r.address", [subscription_id])
    return [_read(row) for row in rows]


def found(db: Database, subscription_id: int, address: str) -> Recipient | None:
    """Return a subscription's recipient with an address; None if there is none."""
    sql = f"{_SELECT} WHERE l.subscription_id = ? AND r.address = ?"
    return next(map(_read, db.query(sql, [subscription_id, address])), None)


def by_key(db: Database, key: str) -> Recipient | None:
    """Return the recipient whom a link's key stands for; None if there is none."""
    return next(map(_read, db.query(f"{_SELECT} WHERE l.key = ?", [key])), None)


def shown(db: Database, subscription_id: int, named: Collection[str]) -> list[Recipient]:
    """Return who gets a subscription, or has been asked, or has ended it, by address.

    Whom hanil.toml does not name any more (``named`` are those that it does) is not among them,
    except to say that the address has ended it.
    """
    return [
        each
        for each in of(db, subscription_id)
        if each.state == "ended" or not is_left_out(each, named)
    ]


def is_left_out(there: Recipient, named: Iterable[str]) -> bool:
    """Return whether an address got mail since hanil.toml named it, which it no longer does.

    ``named`` are the addresses that it names now.
    """
    return there.is_named and there.address.lower() not in {each.lower() for each in named}


def add(
    db: Database,
    subscription: Subscription,
    address: str,
    *,
    language: Language,
    by: str,
    at: datetime,
    named: Collection[str] = (),
) -> Asked:
    """Add an address to a subscription and queue the mail that asks it to confirm.

    An address that has confirmed before is not asked again, unless it has ended this subscription
    or all that it had. Nothing is queued for one that is asked already. One that hanil.toml named
    and that is not among those ``named`` now is asked like one that was never there. Inside a
    transaction. Raises TooManyError.
    """
    recipient, confirmed = _recipient(db, address, language=language, by=by, at=at)
    there = found(db, subscription.id, address)
    is_there = there is not None and not is_left_out(there, named)
    if there and is_there and there.state != "ended":
        return Asked(there.state, False)
    if there is None and len(of(db, subscription.id)) >= MOST:
        raise TooManyError(f"a subscription has at most {MOST} addresses")
    has_ended = there is not None and there.ended_at is not None
    is_known = confirmed and not is_there and not has_ended and _has_any(db, recipient)
    state: State = "confirmed" if is_known else "asked"
    if state == "asked" and outbox.confirmations(db, address, since=at - _DAY) >= MOST_ASKED:
        raise TooManyError(f"{address} was asked {MOST_ASKED} times within a day")
    nonce = _random()
    db.table("subscription_recipients").upsert(
        {
            "subscription_id": subscription.id,
            "recipient_id": recipient,
            "state": state,
            "is_named": 0,  # from here on it is its own word that counts
            "key": there.key if there else _random(),
            "nonce": nonce,
            "changed_at": stamp(at),
        },
        pk=("subscription_id", "recipient_id"),
    )
    if state == "asked":
        outbox.put(
            db,
            channel=subscription.channel,
            recipients=(address,),
            kind="confirmation",
            key=f"confirm-{subscription.id}-{nonce[:12]}",
            subscription_id=subscription.id,
            message={"nonce": nonce},
            at=at,
        )
    return Asked(state, state == "asked")


def note_named(
    db: Database, subscription: Subscription, addresses: Iterable[str], *, at: datetime
) -> None:
    """Keep the addresses that hanil.toml names, so that they too can end it. In a transaction.

    One that was asked to confirm, and has not, no longer has to; one that has ended it has.
    """
    there = {each.address.lower(): each for each in of(db, subscription.id)}
    for address in addresses:
        if known := there.get(address.lower()):
            if known.state == "asked" and known.ended_at is None:
                db.execute(
                    "UPDATE subscription_recipients"
                    " SET state = 'confirmed', is_named = 1, changed_at = ? WHERE key = ?",
                    [stamp(at), known.key],
                )
            continue
        language = subscription.language
        recipient, _ = _recipient(db, address, language=language, by="hanil.toml", at=at)
        db.table("subscription_recipients").insert(
            {
                "subscription_id": subscription.id,
                "recipient_id": recipient,
                "state": "confirmed",
                "is_named": 1,
                "key": _random(),
                "nonce": _random(),
                "changed_at": stamp(at),
            }
        )


def confirm(db: Database, key: str, nonce: str, *, at: datetime) -> Recipient | None:
    """Note that an address wants a subscription; None where the link is not the last one asked by.

    A second time changes nothing. A link confirms nothing any more once its reader has ended the
    subscription, whoever finds it. Inside a transaction.
    """
    there = by_key(db, key)
    if there is None or not secrets.compare_digest(there.nonce, nonce) or there.state == "ended":
        return None
    if there.state == "asked":
        _set(db, there, "confirmed", at=at)
        db.execute(
            "UPDATE recipients SET confirmed_at = ?, bounced_at = NULL, bounced = NULL"
            " WHERE address = ?",
            [stamp(at), there.address],
        )
    return by_key(db, key)


def confirm_by_hand(db: Database, there: Recipient, *, at: datetime) -> None:
    """Note what an address has answered by mail; inside a transaction."""
    confirm(db, there.key, there.nonce, at=at)


def end(db: Database, key: str, *, everything: bool = False, at: datetime) -> Recipient | None:
    """End a subscription for an address, or with ``everything`` all that it gets.

    What waits for it is not sent any more. None where nobody has the key. Inside a transaction.
    """
    there = by_key(db, key)
    if there is None:
        return None
    rows = db.query(f"{_SELECT} WHERE r.address = ?", [there.address]) if everything else ()
    for each in [*map(_read, rows)] or [there]:
        _end(db, each, because="unsubscribed", at=at)
    return by_key(db, key)


def _end(db: Database, each: Recipient, *, because: str, at: datetime) -> None:
    if each.state == "ended":
        return
    _set(db, each, "ended", at=at)
    db.execute(
        "UPDATE outbox SET state = 'dropped', problem = ?"
        " WHERE subscription_id = ? AND recipient = ? COLLATE NOCASE AND state = 'queued'",
        [because, each.subscription_id, each.address],
    )


def note_bounced(db: Database, address: str, problem: str, *, at: datetime) -> None:
    """Note that a mail server refuses an address for good, with its words.

    All that the address gets ends, so that it is asked once more before anything else is sent
    there. Inside a transaction.
    """
    db.execute(
        "UPDATE recipients SET bounced_at = ?, bounced = ? WHERE address = ?",
        [stamp(at), problem, address],
    )
    for row in db.query(f"{_SELECT} WHERE r.address = ?", [address]):
        _end(db, _read(row), because="its address was refused", at=at)


def bounced(db: Database) -> dict[str, tuple[datetime, str]]:
    """Return when each refused address was refused, and what was said, by the address."""
    rows = db.execute(
        "SELECT address, bounced_at, bounced FROM recipients WHERE bounced_at NOT NULL"
        " ORDER BY address"
    ).fetchall()
    return {address: (datetime.fromisoformat(at), problem) for address, at, problem in rows}


def bounced_by_subscription(db: Database) -> dict[int, int]:
    """Return how many of its addresses were refused, by the id of a subscription."""
    rows = db.execute(
        "SELECT l.subscription_id, count(*) FROM subscription_recipients l"
        " JOIN recipients r ON r.id = l.recipient_id"
        " WHERE r.bounced_at NOT NULL GROUP BY l.subscription_id"
    )
    return dict(rows.fetchall())


def remove(db: Database, there: Recipient) -> None:
    """Take an address out of a subscription; one that is in no other is deleted.

    One that has ended it is left, so that nobody adds it unasked. Inside a transaction.
    """
    if there.state == "ended" and there.bounced_at is None:
        return
    db.execute("DELETE FROM subscription_recipients WHERE key = ?", [there.key])
    db.execute(
        "DELETE FROM recipients WHERE id NOT IN (SELECT recipient_id FROM subscription_recipients)"
    )


def _recipient(
    db: Database, address: str, *, language: Language, by: str, at: datetime
) -> tuple[int, bool]:
    """Return the id of an address and whether it has ever confirmed; it is added if it is new."""
    sql = "SELECT id, confirmed_at FROM recipients WHERE address = ?"
    row = db.execute(sql, [address]).fetchone()
    if row is None:
        db.table("recipients").insert(
            {"address": address, "language": language, "added_by": by, "added_at": stamp(at)}
        )
        row = db.execute(sql, [address]).fetchone()
    elif by != "hanil.toml":
        db.execute("UPDATE recipients SET language = ? WHERE id = ?", [language, row[0]])
    return row[0], row[1] is not None


def _has_any(db: Database, recipient: int) -> bool:
    """Return whether an address gets anything by its own word."""
    row = db.execute(
        "SELECT 1 FROM subscription_recipients WHERE recipient_id = ? AND state = 'confirmed'"
        " AND NOT is_named",
        [recipient],
    ).fetchone()
    return row is not None


def _set(db: Database, there: Recipient, state: State, *, at: datetime) -> None:
    ended_at = stamp(at) if state == "ended" else None
    db.execute(
        "UPDATE subscription_recipients SET state = ?, changed_at = ?, ended_at = ? WHERE key = ?",
        [state, stamp(at), ended_at, there.key],
    )


def _random() -> str:
    return secrets.token_urlsafe(16)


def _read(row: dict[str, Any]) -> Recipient:
    row["is_named"] = bool(row["is_named"])
    row["changed_at"] = datetime.fromisoformat(row["changed_at"])
    for name in ("ended_at", "bounced_at"):
        row[name] = datetime.fromisoformat(row[name]) if row[name] else None
    return Recipient(**row)
