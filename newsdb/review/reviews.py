"""People's decisions: each change is an event, and nobody overwrites what they haven't seen.

Functions that change a review take the version that the reviewer saw (0: not reviewed yet) and
raise Conflict when somebody else was faster. They run inside the caller's transaction, so that
review, event and the mirrored columns of ``articles`` change together. A story's review applies to
all its articles.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from newsdb.database import stamp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlite_utils import Database

Status = Literal["relevant", "not_relevant", "unsure"]
Kind = Literal["decide", "star", "tag", "note", "undo", "inherit"]
STATUSES: tuple[Status, ...] = ("relevant", "not_relevant", "unsure")

#: The column of ``articles`` that selects a subject's articles.
_MEMBERS = {"story": "story_id", "article": "id"}

MOST_LETTERS = {"reason": 200, "note": 4000, "tag": 60}


class RefusedError(ValueError):
    """What a person asked for can't be done; the message says why, in English.

    ``key`` and ``values`` say it in any language: those of a message of the desk. Without a key it
    is nothing that the desk's own pages ask for.
    """

    def __init__(self, message: str, *, key: str = "", **values: object) -> None:
        super().__init__(message)
        self.key = key
        self.values = values


class ReviewError(RefusedError):
    """A change can't be made."""


class MissingError(ReviewError):
    """The story or article doesn't exist."""


class Subject(NamedTuple):
    """The story or article that is reviewed."""

    kind: Literal["story", "article"]
    id: int


class Review(NamedTuple):
    """The present state of a subject's review."""

    subject: Subject
    status: Status | None = None
    reason: str | None = None
    starred: bool = False
    note: str | None = None
    tags: tuple[str, ...] = ()
    version: int = 0  # 0: never reviewed
    changed_by: str | None = None
    changed_at: str | None = None


class Conflict(Exception):  # noqa: N818 HTTP's name for it (409)
    """Somebody else has changed the review in the meantime; ``now`` is its present state."""

    def __init__(self, now: Review) -> None:
        super().__init__(f"{now.changed_by} changed this at {now.changed_at}: look at it again.")
        self.now = now


def read(db: Database, subject: Subject) -> Review:
    """Return the present review, with version 0 if there is none yet."""
    row = db.conn.execute(
        "SELECT status, reason, starred, note, version, changed_by, changed_at FROM reviews"
        " WHERE subject = ? AND subject_id = ?",
        subject,
    ).fetchone()
    if row is None:
        return Review(subject)
    status, reason, starred, note, version, by, at = row
    return Review(
        subject, status, reason, bool(starred), note, _tags(db, subject), version, by, at
    )


def history(db: Database, subject: Subject) -> list[dict[str, Any]]:
    """Return all events of a subject, oldest first; value and previous are mappings."""
    names = ("id", "kind", "value", "previous", "score", "version", "undone", "actor", "at")
    rows = db.conn.execute(
        f"SELECT {', '.join(names)} FROM review_events"  # noqa: S608 our own names
        " WHERE subject = ? AND subject_id = ? ORDER BY version",
        subject,
    )
    events = [dict(zip(names, row, strict=True)) for row in rows]
    for event in events:
        event["value"], event["previous"] = (
            json.loads(event["value"]),
            json.loads(event["previous"]),
        )
    return events


def decide(
    db: Database,
    subject: Subject,
    status: Status | None,
    *,
    reason: str | None = None,
    version: int,
    actor: str,
    at: datetime,
) -> Review:
    """Set the decision on a subject and its reason; None puts it back into the queue."""
    if status is not None and status not in STATUSES:
        raise ReviewError(f"“{status}” is not a decision ({', '.join(STATUSES)})")
    value = {"status": status, "reason": _text(reason, "reason")}
    return _change(db, subject, "decide", value, version=version, actor=actor, at=at)


def star(
    db: Database, subject: Subject, starred: bool, *, version: int, actor: str, at: datetime
) -> Review:
    """Set or remove the star."""
    value = {"starred": bool(starred)}
    return _change(db, subject, "star", value, version=version, actor=actor, at=at)


def note(
    db: Database, subject: Subject, text: str | None, *, version: int, actor: str, at: datetime
) -> Review:
    """Set the note; an empty one removes it."""
    value = {"note": _text(text, "note")}
    return _change(db, subject, "note", value, version=version, actor=actor, at=at)


def tag(
    db: Database,
    subject: Subject,
    name: str,
    on: bool,
    *,
    version: int,
    actor: str,
    at: datetime,
) -> Review:
    """Set or remove a tag; a new name creates the tag."""
    plain = _text(name, "tag")
    if plain is None:
        raise ReviewError("a tag needs a name", key="tag_nameless")
    others = [each for each in read(db, subject).tags if each != plain]
    value = {"tags": sorted([*others, plain] if on else others)}
    return _change(db, subject, "tag", value, version=version, actor=actor, at=at)


def undo(db: Database, subject: Subject, *, version: int, actor: str, at: datetime) -> Review:
    """Undo the last change that isn't undone yet; this is an event too.

    Raises ReviewError when there is nothing to undo.
    """
    row = db.conn.execute(
        "SELECT id, previous FROM review_events AS event WHERE subject = ? AND subject_id = ?"
        " AND kind NOT IN ('undo', 'inherit') AND NOT EXISTS"
        " (SELECT 1 FROM review_events WHERE undone = event.id) ORDER BY version DESC LIMIT 1",
        subject,
    ).fetchone()
    if row is None:
        raise ReviewError("there is nothing to undo", key="nothing_to_undo")
    value = json.loads(row[1])
    return _change(
        db, subject, "undo", value, version=version, actor=actor, at=at, undone=int(row[0])
    )


def standing(db: Database, subject: Subject) -> int | None:
    """Return the newest event of a subject that no undo has taken back; None if there is none."""
    row = db.conn.execute(
        "SELECT id FROM review_events AS event WHERE subject = ? AND subject_id = ?"
        " AND kind <> 'undo' AND NOT EXISTS"
        " (SELECT 1 FROM review_events WHERE undone = event.id) ORDER BY version DESC LIMIT 1",
        subject,
    ).fetchone()
    return int(row[0]) if row else None


def is_undone(db: Database, event: int) -> bool:
    """Return whether an event was taken back."""
    found = db.conn.execute("SELECT 1 FROM review_events WHERE undone = ?", (event,)).fetchone()
    return found is not None


def restore(
    db: Database, before: Review, *, actor: str, at: datetime, down_to: int | None = None
) -> Review:
    """Give a review the values that it had ``before``, as an undo of its newest event.

    With ``down_to``, the event that stood then or 0, of all that came since: a story into which
    several were merged has an event for each.
    """
    subject = before.subject
    present = read(db, subject)
    names = ("status", "reason", "starred", "note", "tags")
    same = all(getattr(present, name) == getattr(before, name) for name in names)
    since = [] if down_to is None else _standing_above(db, subject, down_to)
    undone: list[int | None] = [*since] or ([] if same else [standing(db, subject)])
    value = {**before._asdict(), "tags": list(before.tags)}
    how: dict[str, Any] = {"actor": actor, "at": at}
    for event in undone:
        restored = {name: value[name] for name in names}
        present = _change(
            db, subject, "undo", restored, version=present.version, undone=event, **how
        )
    return present


def _standing_above(db: Database, subject: Subject, event: int) -> list[int]:
    """Return the events of a subject after one that no undo has taken back, the newest first."""
    rows = db.conn.execute(
        "SELECT id FROM review_events AS event WHERE subject = ? AND subject_id = ?"
        " AND kind <> 'undo' AND id > ? AND NOT EXISTS"
        " (SELECT 1 FROM review_events WHERE undone = event.id) ORDER BY version DESC",
        (*subject, event),
    )
    return [row[0] for row in rows]


def bring_along(db: Database, subject: Subject, other: Review, *, at: datetime) -> Review:
    """Merge the review of a story into that of the story that has absorbed it.

    An existing decision stays; stars, tags and notes are combined.
    """
    own = read(db, subject)
    notes = [each for each in (own.note, other.note) if each]
    value = {
        "status": own.status or other.status,
        "reason": own.reason if own.status else other.reason,
        "starred": own.starred or other.starred,
        "note": "\n\n".join(dict.fromkeys(notes))[: MOST_LETTERS["note"]] or None,
        "tags": sorted({*own.tags, *other.tags}),
    }
    if all(getattr(own, name) == _plain(each) for name, each in value.items()):
        return own
    actor = other.changed_by or own.changed_by or ""
    return _change(db, subject, "inherit", value, version=own.version, actor=actor, at=at)


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def place_tag(db: Database, name: str, position: int) -> None:
    """Assign a digit, 1 to 9, to a tag; a new name creates the tag.

    Raises ReviewError when the digit is already assigned to another tag.
    """
    plain = _text(name, "tag")
    if plain is None or not 1 <= position <= 9:
        raise ReviewError("a tag needs a name, and a digit from 1 to 9", key="tag_digitless")
    db.table("tags").insert({"name": plain}, ignore=True)
    row = db.conn.execute("SELECT name FROM tags WHERE position = ?", (position,)).fetchone()
    if row and row[0] != plain:
        raise ReviewError(
            f"{position} is the tag “{row[0]}” already",
            key="digit_taken",
            digit=position,
            name=row[0],
        )
    db.conn.execute("UPDATE tags SET position = ? WHERE name = ?", (position, plain))


def tag_position(db: Database, name: str) -> tuple[bool, int | None]:
    """Return whether there is a tag of a name, and its digit."""
    row = db.conn.execute("SELECT position FROM tags WHERE name = ?", (name.strip(),)).fetchone()
    return row is not None, row[0] if row else None


def put_tag_back(db: Database, name: str, position: int | None, *, existed: bool) -> None:
    """Give a tag the digit that it had before; a tag that is new and unused is removed.

    Raises ReviewError when another tag has that digit now.
    """
    others = "SELECT 1 FROM tags WHERE position = ? AND name <> ?"
    if position and db.conn.execute(others, (position, name)).fetchone():
        raise ReviewError(f"{position} is another tag by now")
    db.conn.execute("UPDATE tags SET position = ? WHERE name = ?", (position, name))
    if not existed:
        db.conn.execute(
            "DELETE FROM tags WHERE name = ? AND id NOT IN (SELECT tag_id FROM review_tags)",
            (name,),
        )


def tags(db: Database) -> list[dict[str, Any]]:
    """Return all tags, those with a digit first."""
    order = "position IS NULL, position, name"
    return list(db.table("tags").rows_where(select="name, position", order_by=order))


def mirror(db: Database, subject: Subject) -> None:
    """Copy a review to its articles' columns; a trigger does so for articles that join later."""
    review = read(db, subject)
    column = _MEMBERS[subject.kind]
    db.conn.execute(
        f"UPDATE articles SET status = ?, starred = ? WHERE {column} = ?",  # noqa: S608 our own
        (review.status, review.starred, subject.id),
    )


def _change(
    db: Database,
    subject: Subject,
    kind: Kind,
    value: dict[str, Any],
    *,
    version: int,
    actor: str,
    at: datetime,
    undone: int | None = None,
) -> Review:
    """Write a change and its event; nothing else writes reviews."""
    url, score = _about(db, subject)
    before = read(db, subject)
    if before.version != version:
        raise Conflict(before)
    previous = {name: getattr(before, name) for name in value}
    after = before._replace(**value, version=version + 1, changed_by=actor, changed_at=stamp(at))
    columns = (after.status, after.reason, after.starred, after.note)
    db.conn.execute(
        "INSERT OR REPLACE INTO reviews (subject, subject_id, status, reason, starred, note,"
        " version, changed_by, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*subject, *columns, after.version, after.changed_by, after.changed_at),
    )
    if "tags" in value:
        _write_tags(db, subject, value["tags"])
    db.table("review_events").insert(
        {
            "subject": subject.kind,
            "subject_id": subject.id,
            "url": url,
            "kind": kind,
            "value": json.dumps(value, ensure_ascii=False),
            "previous": json.dumps(previous, ensure_ascii=False),
            "score": score,
            "version": after.version,
            "undone": undone,
            "actor": actor,
            "at": after.changed_at,
        }
    )
    if kind in {"decide", "star", "undo", "inherit"}:
        mirror(db, subject)
    return after._replace(tags=_tags(db, subject))


def _write_tags(db: Database, subject: Subject, names: Sequence[str]) -> None:
    db.table("review_tags").delete_where("subject = ? AND subject_id = ?", subject)
    for name in names:
        db.table("tags").insert({"name": name}, ignore=True)
        db.conn.execute(
            "INSERT INTO review_tags (subject, subject_id, tag_id)"
            " SELECT ?, ?, id FROM tags WHERE name = ?",
            (*subject, name),
        )


def _tags(db: Database, subject: Subject) -> tuple[str, ...]:
    rows = db.conn.execute(
        "SELECT t.name FROM review_tags r JOIN tags t ON t.id = r.tag_id"
        " WHERE r.subject = ? AND r.subject_id = ? ORDER BY t.name",
        subject,
    )
    return tuple(name for (name,) in rows)


def _about(db: Database, subject: Subject) -> tuple[str, float | None]:
    """Return a subject's address and score, which its history keeps."""
    row = db.conn.execute(
        f"SELECT url, score FROM articles WHERE {_MEMBERS[subject.kind]} = ?"  # noqa: S608
        " ORDER BY score DESC, id LIMIT 1",
        (subject.id,),
    ).fetchone()
    if row is None:
        raise MissingError(f"there is no {subject.kind} {subject.id}", key="gone")
    return row[0], row[1]


def _text(text: str | None, what: str) -> str | None:
    """Return a text as stored, None if it is empty; raises ReviewError if it is too long."""
    plain = (text or "").strip()
    if len(plain) > MOST_LETTERS[what]:
        most = MOST_LETTERS[what]
        raise ReviewError(
            f"the {what} is longer than {most} characters", key=f"{what}_too_long", most=most
        )
    return plain or None
