"""Bearer tokens of assistants: shown once to whom they belong; the database has hashes only.

So who reads the database, or a copy of it, can't read through the desk with one.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from newsdb.database import stamp
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from sqlite_utils import Database

Role = Literal["reader", "analyst", "admin"]
#: From least to most.
ROLES: tuple[Role, ...] = get_args(Role)

#: By this a secret that was published by mistake is known for what it is.
PREFIX = "hnw_"
_TOKEN = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}")

LONGEST_NAME = 60  # characters
#: So many of a person may be in use at once.
MOST = 20
#: Its last use is written down no more often than this.
SPARING = timedelta(minutes=1)


class TokenError(Exception):
    """A token can't be made; the message says why."""


class Token(NamedTuple):
    """A token without its secret; times are ISO 8601 with +09:00.

    ``role`` is the most that its bearer may do; less if its person may do less.
    """

    id: int
    name: str
    person: str
    role: Role
    made_at: str
    used_at: str | None
    revoked_at: str | None
    revoked_by: str | None


_COLUMNS = ", ".join(Token._fields)


def make(db: Database, name: str, *, person: str, role: Role, at: datetime) -> tuple[str, Token]:
    """Make a token; return its secret, 256 random bits that are kept nowhere, and its row.

    Raises TokenError for a name that can't be used, and for too many tokens.
    """
    plain = " ".join(without_controls(name).split())
    if not 0 < len(plain) <= LONGEST_NAME:
        raise TokenError(f"a token's name has 1 to {LONGEST_NAME} characters")
    if len(listing(db, person=person, only_open=True)) >= MOST:
        raise TokenError(f"{person} has {MOST} tokens: revoke one that is not used any more")
    secret = PREFIX + secrets.token_urlsafe(32)
    made = db.execute(
        "INSERT INTO assistant_tokens (token_hash, name, person, role, made_at)"
        " VALUES (?, ?, ?, ?, ?)",
        (_hash(secret), plain, person, role, stamp(at)),
    )
    assert made.lastrowid is not None
    return secret, Token(made.lastrowid, plain, person, role, stamp(at) or "", None, None, None)


def find(db: Database, secret: str) -> Token | None:
    """Return the token with this secret, unless it was revoked."""
    if not _TOKEN.fullmatch(secret):
        return None
    row = db.execute(
        f"SELECT {_COLUMNS} FROM assistant_tokens WHERE token_hash = ? AND revoked_at IS NULL",  # noqa: S608 our own
        (_hash(secret),),
    ).fetchone()
    return Token(*row) if row else None


def touch(db: Database, token: int, *, at: datetime) -> None:
    """Write down that a token is in use, at most once in SPARING."""
    db.execute(
        "UPDATE assistant_tokens SET used_at = ? WHERE id = ? AND coalesce(used_at, '') < ?",
        (stamp(at), token, stamp(at - SPARING)),
    )


def listing(db: Database, *, person: str | None = None, only_open: bool = False) -> list[Token]:
    """Return a person's tokens, or everybody's: those in use first, then the newest."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM assistant_tokens WHERE (? IS NULL OR person = ?)"  # noqa: S608
        " AND (NOT ? OR revoked_at IS NULL) ORDER BY revoked_at IS NOT NULL, id DESC",
        (person, person, only_open),
    )
    return [Token(*row) for row in rows]


def revoke(db: Database, token: int, *, by: str, at: datetime, person: str | None = None) -> bool:
    """Revoke a token, of one person or of anybody; tells whether there was one in use."""
    revoked = db.execute(
        "UPDATE assistant_tokens SET revoked_at = ?, revoked_by = ?"
        " WHERE id = ? AND revoked_at IS NULL AND (? IS NULL OR person = ?)",
        (stamp(at), by, token, person, person),
    )
    return bool(revoked.rowcount)


def revoke_all(db: Database, person: str, *, by: str, at: datetime) -> int:
    """Revoke every token of a person and return how many there were."""
    revoked = db.execute(
        "UPDATE assistant_tokens SET revoked_at = ?, revoked_by = ?"
        " WHERE person = ? AND revoked_at IS NULL",
        (stamp(at), by, person),
    )
    return int(revoked.rowcount)


def least(role: Role, other: Role) -> Role:
    """Return the one of two roles that may do less."""
    return min(role, other, key=ROLES.index)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
