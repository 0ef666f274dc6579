"""The history of runs: when, why it ended, what it counted, which fields it filled."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, NamedTuple

from newsdb.database import stamp, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlite_utils import Database

Outcome = Literal["success", "failure", "not_run"]

#: The counters of a run that have a column of their own in ``runs``.
COUNTERS = (
    "requests",
    "listings",
    "listings_unchanged",
    "links_found",
    "links_new",
    "links_known",
    "articles_new",
    "articles_same",
    "articles_revised",
    "rejected",
    "errors",
    "refused",
    "limited",
    "retried",
)


class FieldCount(NamedTuple):
    """How many of the articles of one page design had a field."""

    outlet: str
    layout: str
    field: str
    filled: int
    articles: int


def start(db: Database, spider: str, *, arguments: Mapping[str, object], at: datetime) -> int:
    """Open a run and return its id; a run that is killed stays visible as unfinished."""
    cursor = db.conn.execute(
        "INSERT INTO runs (spider, arguments, started_at) VALUES (?, ?, ?)",
        (spider, json.dumps(dict(arguments), ensure_ascii=False, default=str), stamp(at)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def finish(
    db: Database,
    run_id: int,
    *,
    at: datetime,
    reason: str,
    outcome: Outcome,
    problem: str | None,
    counts: Mapping[str, int],
    seconds: float,
    fields: Iterable[FieldCount] = (),
) -> None:
    """Close a run with what it counted."""
    sets = ", ".join(f"{name} = :{name}" for name in COUNTERS)
    with transaction(db):
        db.conn.execute(
            "UPDATE runs SET finished_at = :finished_at, reason = :reason, outcome = :outcome,"  # noqa: S608 our own names
            f" problem = :problem, seconds = :seconds, {sets} WHERE id = :id",
            {
                **{name: counts.get(name, 0) for name in COUNTERS},
                "finished_at": stamp(at),
                "reason": reason,
                "outcome": outcome,
                "problem": problem,
                "seconds": round(seconds, 1),
                "id": run_id,
            },
        )
        db.conn.executemany(
            "INSERT INTO run_fields (run_id, outlet, layout, field, filled, articles)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(run_id, *count) for count in fields],
        )
