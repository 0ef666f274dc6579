"""How many articles an outlet usually has, as it was learnt when its health was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m052_usual_days(db: Database) -> None:
    """Add a column for the four numbers; the next look at the outlet's health fills it."""
    db.execute("ALTER TABLE outlets ADD COLUMN usual_days TEXT")
