"""Sessions of the desk: a random token in the reader's cookie, everything else here.

The table holds a token's SHA-256 only, so that who reads the database, or a copy of it, can't
take a session over.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from newsdb.database import stamp

if TYPE_CHECKING:
    from sqlite_utils import Database

#: A session ends when nobody has used it for so long ...
IDLE = timedelta(hours=24)
#: ... and anyway so long after signing in.
LONGEST = timedelta(days=14)
#: Its last use is written down no more often than this.
SPARING = timedelta(minutes=1)
LONGEST_BROWSER = 200  # characters of what a browser calls itself


class Session(NamedTuple):
    """Somebody who has signed in with some browser; times are ISO 8601 with +09:00."""

    id: int
    person: str
    password_key: str  # the password's at that time, as browse.permissions.session_key has it
    address: str
    browser: str | None
    started_at: str
    seen_at: str

    def is_seen_again(self, at: datetime) -> bool:
        """Tell whether this use is to be written down."""
        return datetime.fromisoformat(self.seen_at) + SPARING <= at


_COLUMNS = ", ".join(Session._fields)


def start(
    db: Database,
    person: str,
    *,
    password_key: str,
    address: str,
    browser: str | None,
    at: datetime,
) -> str:
    """Open a session and return its token, 256 random bits; expired ones are swept away."""
    db.execute(
        "DELETE FROM sessions WHERE seen_at <= ? OR started_at <= ?",
        (stamp(at - IDLE), stamp(at - LONGEST)),
    )
    token = secrets.token_urlsafe(32)
    db.execute(
        "INSERT INTO sessions (token_hash, person, password_key, address, browser, started_at,"
        " seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            _hash(token),
            person,
            password_key,
            address,
            browser[:LONGEST_BROWSER] if browser else None,
            stamp(at),
            stamp(at),
        ),
    )
    return token


def find(db: Database, token: str, *, at: datetime) -> Session | None:
    """Return the session of a token unless it has expired."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM sessions"  # noqa: S608 our own columns
        " WHERE token_hash = ? AND seen_at > ? AND started_at > ?",
        (_hash(token), stamp(at - IDLE), stamp(at - LONGEST)),
    ).fetchone()
    return Session(*row) if row else None


def touch(db: Database, session: int, *, at: datetime) -> None:
    """Write down that a session is in use."""
    db.execute("UPDATE sessions SET seen_at = max(seen_at, ?) WHERE id = ?", (stamp(at), session))


def open_ones(db: Database, person: str | None = None, *, at: datetime) -> list[Session]:
    """Return the sessions that have not expired, last used first; of one person or of all."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM sessions WHERE seen_at > ? AND started_at > ?"  # noqa: S608
        " AND (? IS NULL OR person = ?) ORDER BY seen_at DESC, id DESC",
        (stamp(at - IDLE), stamp(at - LONGEST), person, person),
    )
    return [Session(*row) for row in rows]


def end(db: Database, session: int, person: str) -> bool:
    """End one of a person's sessions; tells whether there was such a one."""
    ended = db.execute("DELETE FROM sessions WHERE id = ? AND person = ?", (session, person))
    return bool(ended.rowcount)


def end_all(db: Database, person: str) -> int:
    """End every session of a person and return how many there were."""
    ended = db.execute("DELETE FROM sessions WHERE person = ?", (person,))
    return int(ended.rowcount)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
