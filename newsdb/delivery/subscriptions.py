"""Subscriptions: what a channel is told, how often, in which language, and how far it got."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from newsdb.database import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

    from newsdb.records import Language

Rhythm = Literal["at_once", "daily", "weekly"]
#: The days of a daily message: all, Monday to Friday, the working days of a country, or those of
#: either (on a Korean holiday the office in Tokyo still reads).
Days = Literal["every", "weekdays", "KR", "JP", "either"]

#: How a digest is divided: by the desk's tags, by what it is about, by who had it.
Sections = Literal["tag", "concept", "country"]

#: What a first message covers: not everything ever stored.
FIRST_SPAN = {"at_once": timedelta(), "daily": timedelta(days=1), "weekly": timedelta(days=7)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A filter of the desk with a channel and a rhythm; times are KST = JST as ``08:30``.

    ``filters`` is the query string of the desk's queue, empty for all relevant stories.
    ``position``, ``change_position``, ``event_position`` and ``revision_position`` are the highest
    ids of articles, of changes, of people's decisions and of articles' revisions that it has
    covered; ``served_at`` is the due time that was served last, or the last message at once.
    """

    id: int
    name: str
    person: str  # the desk's user whose it is; empty: made on the command line
    channel: str
    filters: str = ""
    rhythm: Rhythm = "daily"
    at_time: str = "08:30"
    weekday: int = 0  # Monday; of a weekly message
    days: Days = "either"
    language: Language = "ko"
    least_score: float = 0
    quiet_from: str | None = None
    quiet_until: str | None = None
    empty: bool = True  # whether a message says that there was nothing
    enabled: bool = True
    sections: Sections = "tag"
    position: int = 0
    change_position: int = 0
    event_position: int = 0
    revision_position: int = 0
    served_at: datetime
    created_at: datetime

    @property
    def begins_at(self) -> datetime:
        """Since when what comes in is its own: a first message covers a day, or a week, before."""
        return self.created_at - FIRST_SPAN[self.rhythm]


class Newest(NamedTuple):
    """The highest ids there are, which grow in the order of commits."""

    articles: int
    changes: int
    events: int
    revisions: int


#: What a person chooses; the rest is kept by the project itself.
CHOSEN = (
    "name person channel filters rhythm at_time weekday days language least_score quiet_from"
    " quiet_until empty enabled sections"
).split()


def listing(db: Database, *, person: str | None = None) -> list[Subscription]:
    """Return the subscriptions by name; with ``person``, theirs only."""
    rows = db.query(
        "SELECT * FROM subscriptions WHERE :person IS NULL OR person = :person ORDER BY name",
        {"person": person},
    )
    return [_read(row) for row in rows]


def named(db: Database, name: str) -> Subscription | None:
    """Return the subscription of a name; None if there is none."""
    rows = db.query("SELECT * FROM subscriptions WHERE name = ?", [name])
    return next(map(_read, rows), None)


def numbered(db: Database, key: int) -> Subscription | None:
    """Return the subscription with an id; None if it was removed."""
    rows = db.query("SELECT * FROM subscriptions WHERE id = ?", [key])
    return next(map(_read, rows), None)


def add(db: Database, *, at: datetime, **chosen: Any) -> Subscription:
    """Add a subscription of these ``CHOSEN`` values; inside the caller's transaction.

    Its first message covers the day, or the week, before ``at``.
    """
    blank = Subscription(id=0, served_at=at, created_at=at, **{"person": "", **chosen})
    values = {name: getattr(blank, name) for name in CHOSEN}
    there = newest(db)
    key = (
        db.table("subscriptions")
        .insert(
            {
                **values,
                "position": articles_before(db, blank.begins_at),
                "change_position": changes_before(db, blank.begins_at),
                "event_position": there.events,
                "revision_position": there.revisions,
                "served_at": stamp(at),
                "created_at": stamp(at),
            }
        )
        .last_pk
    )
    added = numbered(db, int(str(key)))
    assert added is not None
    return added


def change(db: Database, subscription: Subscription, **chosen: Any) -> None:
    """Change some of the ``CHOSEN`` values; how far it got stays."""
    if unknown := chosen.keys() - set(CHOSEN):
        raise KeyError(f"not a choice: {', '.join(sorted(unknown))}")
    db.table("subscriptions").update(subscription.id, chosen)


def remove(db: Database, subscription: Subscription) -> None:
    """Remove a subscription; what is queued for it is not sent any more.

    Addresses that were only its own are deleted.
    """
    db.execute(
        "UPDATE outbox SET state = 'dropped', problem = 'the subscription was removed'"
        " WHERE subscription_id = ? AND state = 'queued'",
        [subscription.id],
    )
    db.table("subscriptions").delete(subscription.id)
    db.execute(
        "DELETE FROM recipients WHERE id NOT IN (SELECT recipient_id FROM subscription_recipients)"
    )


def note_served(db: Database, subscription: Subscription, newest: Newest, *, at: datetime) -> None:
    """Write down how far a subscription got; in the transaction that queues its message."""
    db.table("subscriptions").update(
        subscription.id,
        {
            "position": newest.articles,
            "change_position": newest.changes,
            "event_position": newest.events,
            "revision_position": newest.revisions,
            "served_at": stamp(at),
        },
    )


def told(db: Database, subscription: Subscription) -> set[int]:
    """Return the ids of the stories that a subscription was told."""
    rows = db.execute(
        "SELECT story_id FROM told_stories WHERE subscription_id = ?", [subscription.id]
    )
    return {row[0] for row in rows}


def note_told(
    db: Database, subscription: Subscription, stories: Iterable[int], *, at: datetime
) -> None:
    """Write down which stories a subscription was told; in the transaction that queues them."""
    db.conn.executemany(
        "INSERT OR IGNORE INTO told_stories (subscription_id, story_id, told_at) VALUES (?, ?, ?)",
        [(subscription.id, each, stamp(at)) for each in stories],
    )


def note_united(db: Database, stays: int, goes: int) -> None:
    """Write down that who was told the story that goes knows the one that has absorbed it."""
    db.conn.execute(
        "INSERT OR IGNORE INTO told_stories (subscription_id, story_id, told_at)"
        " SELECT s.id, ?, t.told_at FROM subscriptions s"
        " JOIN told_stories t ON t.subscription_id = s.id AND t.story_id = ?",
        (stays, goes),
    )


def told_of(db: Database, story: int) -> set[int]:
    """Return the subscriptions that were told of a story."""
    rows = db.conn.execute(
        "SELECT s.id FROM subscriptions s JOIN told_stories t ON t.subscription_id = s.id"
        " AND t.story_id = ?",
        (story,),
    )
    return {row[0] for row in rows}


def forget_told(db: Database, story: int, told: Iterable[int]) -> None:
    """Take back that some subscriptions were told of a story."""
    db.conn.executemany(
        "DELETE FROM told_stories WHERE story_id = ? AND subscription_id = ?",
        [(story, each) for each in told],
    )


def lower_positions(db: Database) -> None:
    """Set positions down to the highest ids there are, after the newest rows were deleted.

    Their ids are given again; what comes under them would count as told.
    """
    db.conn.execute(
        "UPDATE subscriptions SET position = min(position, ?),"
        " change_position = min(change_position, ?), event_position = min(event_position, ?),"
        " revision_position = min(revision_position, ?)",
        newest(db),
    )


def start_from_here(db: Database) -> None:
    """Set positions to the highest ids there are: what is in the database counts as told."""
    db.conn.execute(
        "UPDATE subscriptions"
        " SET (position, change_position, event_position, revision_position) = (?, ?, ?, ?)",
        newest(db),
    )


def articles_before(db: Database, moment: datetime) -> int:
    """Return the highest id of the articles that were first seen before a time."""
    return _highest(db, "SELECT max(id) FROM articles WHERE first_seen_at < ?", moment)


def changes_before(db: Database, moment: datetime) -> int:
    """Return the highest id of the changes that were seen before a time."""
    return _highest(
        db,
        "SELECT max(c.id) FROM changes c JOIN revisions r ON r.article_id = c.article_id"
        " AND r.number = c.number WHERE r.seen_at < ?",
        moment,
    )


def newest(db: Database) -> Newest:
    """Return the highest ids of articles, changes, people's decisions and revisions."""
    found = db.execute(
        "SELECT (SELECT max(id) FROM articles), (SELECT max(id) FROM changes),"
        " (SELECT max(id) FROM review_events), (SELECT max(id) FROM revisions)"
    ).fetchone()
    return Newest(*(each or 0 for each in found))


def _highest(db: Database, sql: str, moment: datetime) -> int:
    (found,) = db.execute(sql, [stamp(moment)]).fetchone()
    return found or 0


def _read(row: dict[str, Any]) -> Subscription:
    for name in ("served_at", "created_at"):
        row[name] = datetime.fromisoformat(row[name])
    for name in ("empty", "enabled"):
        row[name] = bool(row[name])
    return Subscription(**row)


def as_json(subscription: Subscription) -> dict[str, Any]:
    """Return a subscription as values that JSON can hold; times are ISO 8601."""
    values = asdict(subscription)
    return values | {name: stamp(values[name]) for name in ("served_at", "created_at")}
