"""What assistants asked: a row for each call, which nothing changes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from newsdb.assistants import tokens
from newsdb.database import stamp
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlite_utils import Database

Transport = Literal["http", "stdio"]

#: As the access log's.
KEPT = timedelta(days=180)
MOST = 100_000

#: Characters of a call's arguments and of an error, and ids of what it found.
LONGEST = 500
MOST_FOUND = 100


class Call(NamedTuple):
    """A call: who asked what, and what it was answered.

    ``found`` are ids of articles or stories, as the tool answers with the one or the other.
    """

    at: str
    transport: Transport
    token_id: int | None
    person: str
    tool: str
    arguments: str  # JSON, cut to LONGEST characters
    found: str  # JSON
    bytes: int
    milliseconds: int
    error: str | None


_COLUMNS = ", ".join(Call._fields)


def note(
    db: Database,
    tool: str,
    arguments: Mapping[str, object],
    *,
    transport: Transport,
    person: str,
    token: int | None,
    found: Sequence[int],
    size: int,
    milliseconds: int,
    error: str | None,
    at: datetime,
) -> None:
    """Add a row; the oldest go as the access log's do. ``size`` is the answer's, in bytes."""
    asked = json.dumps(arguments, ensure_ascii=False, default=str)
    row = Call(
        at=stamp(at) or "",
        transport=transport,
        token_id=token,
        person=person,
        tool=_cut(tool)[:60],
        arguments=_cut(asked),
        found=json.dumps(list(found[:MOST_FOUND])),
        bytes=size,
        milliseconds=milliseconds,
        error=_cut(error) if error else None,
    )
    db.execute(
        f"INSERT INTO assistant_calls ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 our own
        row,
    )
    db.execute(
        "DELETE FROM assistant_calls WHERE at < ?"
        " OR id <= (SELECT max(id) FROM assistant_calls) - ?",
        (stamp(at - KEPT), MOST),
    )
    if token is not None:
        tokens.touch(db, token, at=at)


def newest(db: Database, most: int) -> list[tuple[Call, str | None]]:
    """Return the newest calls, last first, each with the name of its token."""
    columns = ", ".join(f"c.{name}" for name in Call._fields)
    rows = db.execute(
        f"SELECT {columns}, t.name FROM assistant_calls c"  # noqa: S608
        " LEFT JOIN assistant_tokens t ON t.id = c.token_id ORDER BY c.id DESC LIMIT ?",
        (most,),
    )
    return [(Call(*row[:-1]), row[-1]) for row in rows]


def _cut(text: str) -> str:
    """Return what an assistant sent, as one line that no terminal obeys."""
    plain = " ".join(without_controls(text[: 2 * LONGEST]).split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
