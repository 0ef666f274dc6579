"""Why two articles are suggested as reports of one event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m020_why_suggested(db: Database) -> None:
    """Add to links what both articles tell; earlier ones have none until ``scrapy relink``."""
    db.execute("ALTER TABLE links ADD COLUMN why TEXT")
