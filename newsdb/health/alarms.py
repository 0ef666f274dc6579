"""Alarms as they are stored: each opens once, is renewed while it lasts, and closes."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from newsdb.database import stamp, transaction
from newsdb.health.kinds import KINDS
from newsdb.invocation import as_typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlite_utils import Database

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What is wrong with an outlet.

    ``subject`` distinguishes alarms of one kind (``LAYOUT FIELD``, a feed's address); ``since`` is
    when it began, as far as is known; ``evidence`` holds the figures behind it.
    """

    outlet: str
    kind: str
    subject: str = ""
    since: datetime
    diagnosis: str
    evidence: Mapping[str, object] = field(default_factory=dict)

    @property
    def advice(self) -> str:
        """What to do about it."""
        return as_typed(KINDS[self.kind].advice).format(outlet=self.outlet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """Evidence that the cause of an alarm has passed."""

    outlet: str
    kind: str
    subject: str = ""
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An alarm as stored in the database."""

    id: int
    outlet: str
    kind: str
    subject: str
    since: datetime
    opened_at: datetime
    opened_by_run: int | None
    diagnosis: str
    advice: str
    evidence: dict[str, Any]
    closed_at: datetime | None = None
    closed_because: str | None = None
    accepted: bool = False


_COLUMNS = (
    "id, outlet, kind, subject, since, opened_at, opened_by_run, diagnosis, advice, evidence,"
    " closed_at, closed_because, accepted"
)


def open_ones(db: Database, outlet: str | None = None) -> list[Kept]:
    """Return the open alarms, of one outlet or of all, the oldest first."""
    return _select(
        db,
        "closed_at IS NULL AND (:outlet IS NULL OR outlet = :outlet) ORDER BY outlet, id",
        {"outlet": outlet},
    )


def closed_ones(db: Database, *, most: int) -> list[Kept]:
    """Return the ``most`` recently closed alarms, the newest first."""
    return _select(db, "closed_at IS NOT NULL ORDER BY closed_at DESC LIMIT :most", {"most": most})


def count_closed(db: Database, outlet: str | None = None) -> int:
    """Return the number of closed alarms, of one outlet or of all."""
    where = "closed_at IS NOT NULL AND (:outlet IS NULL OR outlet = :outlet)"
    return db.table("alarms").count_where(where, {"outlet": outlet})


def closed_of(db: Database, outlet: str, *, most: int) -> list[Kept]:
    """Return an outlet's closed alarms, the last closed first."""
    where = "outlet = :outlet AND closed_at IS NOT NULL ORDER BY closed_at DESC LIMIT :most"
    return _select(db, where, {"outlet": outlet, "most": most})


def all_of(db: Database, outlet: str, *kinds: str) -> list[Kept]:
    """Return every alarm of some kinds that an outlet has ever had, the oldest first."""
    where = "outlet = :outlet AND kind IN (SELECT value FROM json_each(:kinds)) ORDER BY id"
    return _select(db, where, {"outlet": outlet, "kinds": json.dumps(kinds)})


def by_ids(db: Database, ids: Iterable[int]) -> list[Kept]:
    """Return alarms by their ids, open or closed, the oldest first."""
    wanted = json.dumps(list(ids))
    return _select(db, "id IN (SELECT value FROM json_each(:ids)) ORDER BY id", {"ids": wanted})


def titles(db: Database, names: Iterable[str]) -> dict[str, str]:
    """Return the titles of outlets by their names."""
    rows = db.execute(
        "SELECT name, title FROM outlets WHERE name IN (SELECT value FROM json_each(?))",
        [json.dumps(list(names))],
    )
    return dict(rows.fetchall())


def keep(
    db: Database,
    found: Iterable[Alarm | Recovery],
    *,
    at: datetime,
    run_id: int | None = None,
) -> list[Alarm]:
    """Open, renew and close alarms as found, in one transaction; return the new ones."""
    opened: list[Alarm] = []
    found = list(found)
    if not found:
        return opened
    with transaction(db):
        for each in found:
            key = (each.outlet, each.kind, each.subject)
            if isinstance(each, Recovery):
                closed = db.conn.execute(
                    "UPDATE alarms SET closed_at = ?, closed_because = ?"
                    " WHERE outlet = ? AND kind = ? AND subject = ? AND closed_at IS NULL",
                    (stamp(at), each.because, *key),
                ).rowcount
                if closed:
                    logger.info("Recovered: %s, %s: %s", each.outlet, _named(each), each.because)
                continue
            renewed = db.conn.execute(
                "UPDATE alarms SET seen_at = ?"
                " WHERE outlet = ? AND kind = ? AND subject = ? AND closed_at IS NULL",
                (stamp(at), *key),
            ).rowcount
            if not renewed:
                _insert(db, each, at=at, run_id=run_id)
                opened.append(each)
    for alarm in opened:
        logger.warning("Alarm: %s, %s: %s", alarm.outlet, _named(alarm), alarm.diagnosis)
    return opened


def accept(db: Database, alarm_id: int, *, because: str, at: datetime) -> bool:
    """Close an alarm that a person accepts as normal from now on; return whether it was open."""
    return bool(
        db.conn.execute(
            "UPDATE alarms SET closed_at = ?, closed_because = ?, accepted = 1"
            " WHERE id = ? AND closed_at IS NULL",
            (stamp(at), because, alarm_id),
        ).rowcount
    )


def _insert(db: Database, alarm: Alarm, *, at: datetime, run_id: int | None) -> None:
    db.table("alarms").insert(
        {
            "outlet": alarm.outlet,
            "kind": alarm.kind,
            "subject": alarm.subject,
            "since": stamp(alarm.since),
            "opened_at": stamp(at),
            "opened_by_run": run_id,
            "seen_at": stamp(at),
            "diagnosis": alarm.diagnosis,
            "advice": alarm.advice,
            "evidence": json.dumps(dict(alarm.evidence), ensure_ascii=False),
        }
    )


def _named(each: Alarm | Recovery) -> str:
    name = KINDS[each.kind].english.lower()
    return f"{name} ({each.subject})" if each.subject else name


def _select(db: Database, where: str, parameters: Mapping[str, object]) -> list[Kept]:
    rows = db.conn.execute(f"SELECT {_COLUMNS} FROM alarms WHERE {where}", parameters)  # noqa: S608 our own words
    return [
        Kept(
            id=row[0],
            outlet=row[1],
            kind=row[2],
            subject=row[3],
            since=datetime.fromisoformat(row[4]),
            opened_at=datetime.fromisoformat(row[5]),
            opened_by_run=row[6],
            diagnosis=row[7],
            advice=row[8],
            evidence=json.loads(row[9]),
            closed_at=datetime.fromisoformat(row[10]) if row[10] else None,
            closed_because=row[11],
            accepted=bool(row[12]),
        )
        for row in rows
    ]
