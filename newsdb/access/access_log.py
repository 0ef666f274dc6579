"""The log of who signed in, who failed to, who had to wait, and whose rights changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from newsdb.database import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

Kind = Literal[
    "signed_in",
    "failed",
    "paused",
    "signed_out",
    "signed_out_everywhere",
    "ended",
    "account_added",
    "account_removed",
    "role_changed",
    "password_changed",
]

#: Who guesses costs a row an hour, not a row a guess.
_FOLDED: frozenset[Kind] = frozenset({"failed", "paused"})
_FOLD = timedelta(hours=1)

#: Addresses are personal data: they are kept as long as an incident takes to come to light.
KEPT = timedelta(days=180)
#: Beyond so many rows the oldest go, so that guessing can't fill the disk.
MOST = 100_000

#: Where somebody has signed in within this time is an address that is known to be theirs.
KNOWN = timedelta(days=30)


class Entry(NamedTuple):
    """A line of the log; ``person`` is None where a name was tried that nobody has.

    What was typed then is not kept: it may be a password in the wrong field. ``by`` is who did it
    to somebody else's account, None for oneself and for hanil.toml.
    """

    at: str
    last_at: str
    times: int
    kind: Kind
    person: str | None
    address: str | None
    by: str | None
    detail: str | None


_COLUMNS = ", ".join(Entry._fields)


def note(
    db: Database,
    kind: Kind,
    person: str | None,
    *,
    at: datetime,
    address: str | None = None,
    by: str | None = None,
    detail: str | None = None,
) -> None:
    """Add a line; failures from one address within an hour are one, with their number."""
    moment = stamp(at)
    if kind in _FOLDED:
        folded = db.execute(
            "UPDATE access_log SET times = times + 1, last_at = ?, detail = ? WHERE id = ("
            " SELECT max(id) FROM access_log WHERE address IS ? AND kind = ? AND person IS ?"
            " AND at > ?)",
            (moment, detail, address, kind, person, stamp(at - _FOLD)),
        )
        if folded.rowcount:
            return
    db.execute(
        "INSERT INTO access_log (at, last_at, kind, person, address, by, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (moment, moment, kind, person, address, by, detail),
    )
    db.execute(
        "DELETE FROM access_log WHERE last_at < ? OR id <= ( SELECT max(id) FROM access_log) - ?",
        (stamp(at - KEPT), MOST),
    )


def newest(db: Database, most: int) -> list[Entry]:
    """Return the newest lines, last first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM access_log ORDER BY last_at DESC, id DESC LIMIT ?",  # noqa: S608
        (most,),
    )
    return [Entry(*row) for row in rows]


def knows(db: Database, person: str, address: str, *, at: datetime) -> bool:
    """Tell whether a person has signed in from an address lately."""
    (known,) = db.execute(
        "SELECT EXISTS (SELECT 1 FROM access_log WHERE address = ? AND kind = 'signed_in'"
        " AND person = ? AND at > ?)",
        (address, person, stamp(at - KNOWN)),
    ).fetchone()
    return bool(known)
