"""Ids of feed entries: tag URIs (RFC 4151), the same wherever the desk is served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sqlite_utils import Database

#: The year from which on the names are ours, as the RFC asks; it never changes.
_SINCE = "2026"

#: What an entry is of.
Kind = Literal["story", "correction", "feed"]


def authority(db: Database) -> str:
    """Return whose the ids are: this installation, by a name that no host ever has (RFC 2606)."""
    (name,) = db.conn.execute("SELECT name FROM installation").fetchone()
    return f"tag:{name}.invalid,{_SINCE}"


def entry_id(authority: str, kind: Kind, name: int | str) -> str:
    """Return the id of an entry or a feed."""
    return f"{authority}:{kind}/{name}"
