"""Changes of drafts as rows that can be taken back, and the versions that keep editors apart."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from newsdb.database import stamp
from newsdb.review.reviews import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlite_utils import Database

Subject = Literal["draft", "section", "entry"]

_TABLES: dict[Subject, str] = {
    "draft": "briefing_drafts",
    "section": "briefing_sections",
    "entry": "briefing_entries",
}
#: Columns whose changes count as a change of the entry's place, not of its words.
_PLACE = frozenset({"section_id", "position"})

#: Typing is saved again and again; what follows within this time is taken back together.
BURST = timedelta(minutes=2)


class DraftError(RefusedError):
    """A draft can't be changed in this way."""


class MissingError(DraftError):
    """What is to be changed is gone, or never was."""


class Conflict(Exception):  # noqa: N818 HTTP's name for it (409)
    """Somebody else has changed it meanwhile; ``now`` is the row as it is."""

    def __init__(self, subject: Subject, now: Mapping[str, Any], *, by: str) -> None:
        super().__init__(f"{by} has changed this meanwhile: look at it again.")
        self.subject = subject
        self.now = dict(now)
        self.by = by


@dataclass(slots=True, kw_only=True)
class Editing:
    """One action of an editor on a draft, inside a transaction: its changes are undone at once."""

    db: Database
    draft_id: int
    actor: str
    at: datetime
    _step: int = field(default=0)

    def open_head(self) -> dict[str, Any]:
        """Return the draft's row; raises MissingError, and DraftError once it is issued."""
        head = self.row("draft", self.draft_id)
        if head["number"] is not None:
            raise DraftError(
                f"it is issued as briefing {head['number']}: a correction is a new issue",
                key="draft_issued",
                number=head["number"],
            )
        if head["discarded_at"] is not None:
            raise DraftError("the draft has been put away", key="draft_away")
        return head

    def row(self, subject: Subject, key: int) -> dict[str, Any]:
        """Return a row of this draft; raises MissingError."""
        condition = "id = ?" if subject == "draft" else f"id = ? AND draft_id = {self.draft_id:d}"
        for row in self.db.query(
            f"SELECT * FROM {_TABLES[subject]} WHERE {condition}",  # noqa: S608 our own names
            [key],
        ):
            return row
        raise MissingError(f"that {subject} is gone", key="draft_part_gone")

    def update(self, subject: Subject, key: int, values: Mapping[str, Any], *, seen: int) -> None:
        """Change columns of a row whose version the editor saw; raises Conflict."""
        before = self.row(subject, key)
        version = _version_of(subject, values)
        if before[version] != seen:
            raise Conflict(subject, before, by=self.last_to_change(subject, key))
        previous = {name: before[name] for name in values}
        if previous == dict(values):
            return
        self._set(subject, key, values, versions=[version])
        if not self._joins_last(subject, key, values):
            self._note(subject, key, previous, dict(values))

    def insert(self, subject: Subject, values: Mapping[str, Any]) -> int:
        """Add a row and return its id, which no row of a draft has had before."""
        table = _TABLES[subject]
        (key,) = self.db.execute(
            f"SELECT 1 + max(coalesce((SELECT max(id) FROM {table}), 0), coalesce((SELECT"  # noqa: S608
            " max(subject_id) FROM briefing_events WHERE subject = ?), 0))",
            [subject],
        ).fetchone()
        row = {"id": key, "draft_id": self.draft_id, **values}
        self.db.table(table).insert(row)
        self._note(subject, key, None, row)
        return int(key)

    def delete(self, subject: Subject, key: int, *, seen: int) -> None:
        """Delete a row whose words the editor saw; raises Conflict."""
        before = self.row(subject, key)
        if before["version"] != seen:
            raise Conflict(subject, before, by=self.last_to_change(subject, key))
        self.db.execute(f"DELETE FROM {_TABLES[subject]} WHERE id = ?", [key])  # noqa: S608
        self._note(subject, key, before, None)

    def position_between(
        self,
        subject: Subject,
        parent: int,
        *,
        after: int | None,
        at_end: bool = False,
        but: int | None = None,
    ) -> float:
        """Return a position behind a row of a section or draft, before the one that follows.

        ``but`` is a row that does not count: the one that is to be moved.
        """
        table, column = _TABLES[subject], "section_id" if subject == "entry" else "draft_id"
        rows = self.db.execute(
            f"SELECT id, position FROM {table} WHERE {column} = ? AND id IS NOT ?"  # noqa: S608
            " ORDER BY position, id",
            [parent, but],
        ).fetchall()
        if at_end or not rows:
            return float(rows[-1][1] + 1) if rows else 1.0
        index = 0 if after is None else [row[0] for row in rows].index(after) + 1
        low = rows[index - 1][1] if index else rows[0][1] - 2
        high = rows[index][1] if index < len(rows) else low + 2
        middle = float(low + (high - low) / 2)
        if low < middle < high:
            return middle
        # Half of a half, some fifty times over: count anew.
        for number, (key, _) in enumerate(rows, start=1):
            self.db.execute(f"UPDATE {table} SET position = ? WHERE id = ?", [float(number), key])  # noqa: S608
        return index + 0.5

    def last_to_change(self, subject: Subject, key: int) -> str:
        """Return who changed a row last; the draft's editor where nobody has."""
        row = self.db.execute(
            "SELECT actor FROM briefing_events WHERE draft_id = ? AND subject = ?"
            " AND subject_id = ? ORDER BY id DESC LIMIT 1",
            [self.draft_id, subject, key],
        ).fetchone()
        return str(row[0] if row else self.row("draft", self.draft_id)["changed_by"])

    def _set(
        self, subject: Subject, key: int, values: Mapping[str, Any], *, versions: list[str]
    ) -> None:
        sets = ", ".join(
            [f"{name} = ?" for name in values] + [f"{name} = {name} + 1" for name in versions]
        )
        self.db.execute(
            f"UPDATE {_TABLES[subject]} SET {sets} WHERE id = ?",  # noqa: S608
            [*values.values(), key],
        )

    def _note(
        self,
        subject: Subject,
        key: int,
        previous: Mapping[str, Any] | None,
        value: Mapping[str, Any] | None,
    ) -> None:
        if not self._step:
            (self._step,) = self.db.execute(
                "SELECT 1 + coalesce(max(step), 0) FROM briefing_events WHERE draft_id = ?",
                [self.draft_id],
            ).fetchone()
        self.db.table("briefing_events").insert(
            {
                "draft_id": self.draft_id,
                "step": self._step,
                "subject": subject,
                "subject_id": key,
                "previous": _json(previous),
                "value": _json(value),
                "actor": self.actor,
                "at": stamp(self.at),
            }
        )
        self.touch()

    def touch(self) -> None:
        """Note who changed the draft last, and when."""
        self.db.execute(
            "UPDATE briefing_drafts SET changed_at = ?, changed_by = ?, edits = edits + 1"
            " WHERE id = ?",
            [stamp(self.at), self.actor, self.draft_id],
        )

    def _joins_last(self, subject: Subject, key: int, values: Mapping[str, Any]) -> bool:
        """Let a change of words join the last one if it goes on with the same typing."""
        row = self.db.execute(
            "SELECT id, subject, subject_id, value, previous, actor, at FROM briefing_events"
            " WHERE draft_id = ? AND NOT undone ORDER BY id DESC LIMIT 1",
            [self.draft_id],
        ).fetchone()
        if row is None or values.keys() & _PLACE or "article_id" in values:
            return False
        event, of, number, value, previous, actor, at = row
        goes_on = (
            (of, number, actor) == (subject, key, self.actor)
            and value is not None
            and previous is not None
            and json.loads(value).keys() == values.keys()
            and timedelta() <= self.at - datetime.fromisoformat(at) <= BURST
        )
        if goes_on:
            self.db.execute(
                "UPDATE briefing_events SET value = ? WHERE id = ?", [_json(values), event]
            )
            self.touch()
        return goes_on


def undo(edit: Editing) -> bool:
    """Take back the actor's last step on the draft; return whether there was one.

    Raises Conflict if somebody has changed the same since, with nothing taken back.
    """
    db = edit.db
    events = db.execute(
        "SELECT id, subject, subject_id, previous, value FROM briefing_events"
        " WHERE draft_id = :draft AND NOT undone AND step = (SELECT step FROM briefing_events"
        " WHERE draft_id = :draft AND actor = :actor AND NOT undone ORDER BY id DESC LIMIT 1)"
        " ORDER BY id DESC",
        {"draft": edit.draft_id, "actor": edit.actor},
    ).fetchall()
    for event, subject, key, stored_previous, stored_value in events:
        previous = json.loads(stored_previous) if stored_previous else None
        value = json.loads(stored_value) if stored_value else None
        if value is None:
            assert previous is not None
            _put_back(edit, subject, key, previous)
        elif previous is None:
            _take_out(edit, subject, key, value)
        else:
            _restore(edit, subject, key, previous, value)
        db.execute("UPDATE briefing_events SET undone = 1 WHERE id = ?", [event])
    if events:
        edit.touch()
    return bool(events)


def _put_back(edit: Editing, subject: Subject, key: int, previous: dict[str, Any]) -> None:
    if subject == "entry":
        there = edit.db.execute(
            "SELECT 1 FROM briefing_sections WHERE id = ? AND draft_id = ?",
            [previous["section_id"], edit.draft_id],
        ).fetchone()
        if not there:
            raise MissingError("its section is gone: undo that first", key="draft_undo_section")
        article = edit.db.execute(
            "SELECT 1 FROM articles WHERE id = ?", [previous["article_id"]]
        ).fetchone()
        if not article:
            raise MissingError(
                "its article has been taken out of the database", key="article_gone"
            )
    edit.db.table(_TABLES[subject]).insert({**previous, "id": key})


def _take_out(edit: Editing, subject: Subject, key: int, value: dict[str, Any]) -> None:
    present = edit.row(subject, key)
    added = {"sentence": "", "note": ""} if subject == "entry" else {}
    added |= {name: each for name, each in value.items() if name != "position"}
    # Not by its version: what was written since and taken back has left it higher.
    if any(present[name] != each for name, each in added.items()):
        raise Conflict(subject, present, by=edit.last_to_change(subject, key))
    if subject == "section" and edit.db.table("briefing_entries").count_where(
        "section_id = ?", [key]
    ):
        raise DraftError("the section has entries by now", key="draft_section_full")
    edit.db.execute(f"DELETE FROM {_TABLES[subject]} WHERE id = ?", [key])  # noqa: S608


def _restore(
    edit: Editing,
    subject: Subject,
    key: int,
    previous: dict[str, Any],
    value: dict[str, Any],
) -> None:
    present = edit.row(subject, key)
    if any(present[name] != each for name, each in value.items()):
        raise Conflict(subject, present, by=edit.last_to_change(subject, key))
    edit._set(subject, key, previous, versions=[_version_of(subject, previous)])


def _version_of(subject: Subject, values: Mapping[str, Any]) -> str:
    return "placed" if subject == "entry" and values.keys() <= _PLACE else "version"


def _json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(dict(value), ensure_ascii=False)
