"""What people did at the desk, in their order, with what it takes to restore the state before."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from newsdb.database import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

#: What is older is no slip of the finger any more, and is forgotten.
KEPT = timedelta(days=7)


class Action(NamedTuple):
    """Something that a person did; ``details`` are of its kind."""

    id: int
    kind: str
    details: dict[str, Any]


def note(db: Database, person: str, kind: str, details: dict[str, Any], *, at: datetime) -> None:
    """Write an action down; runs inside the transaction that does it."""
    db.conn.execute("DELETE FROM desk_actions WHERE at < ?", (stamp(at - KEPT),))
    db.table("desk_actions").insert(
        {
            "person": person,
            "kind": kind,
            "details": json.dumps(details, ensure_ascii=False),
            "at": stamp(at),
        }
    )


def newest(db: Database, person: str) -> Action | None:
    """Return a person's newest action that stands; None if there is none."""
    row = db.conn.execute(
        "SELECT id, kind, details FROM desk_actions"
        " WHERE person = ? AND taken_back_at IS NULL ORDER BY id DESC LIMIT 1",
        (person,),
    ).fetchone()
    return Action(row[0], row[1], json.loads(row[2])) if row else None


def strike(db: Database, action: Action, *, at: datetime) -> None:
    """Note that an action stands no longer, so that the one before it is the newest."""
    db.conn.execute(
        "UPDATE desk_actions SET taken_back_at = ? WHERE id = ?", (stamp(at), action.id)
    )
