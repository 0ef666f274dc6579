"""Addresses that a mail server refuses for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m049_bounced(db: Database) -> None:
    """Add when an address was refused, and with which words; both empty once it confirms again."""
    for column in ("bounced_at", "bounced"):
        db.execute(f"ALTER TABLE recipients ADD COLUMN {column} TEXT")
