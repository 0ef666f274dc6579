"""How much of an article's text is kept, and when it was purged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m006_policies(db: Database) -> None:
    """Add how much of each article's text is kept, and when it was purged."""
    for statement in (
        """
        ALTER TABLE articles ADD COLUMN kept TEXT NOT NULL DEFAULT 'full'
            CHECK (kept IN ('full', 'excerpt', 'headline', 'nothing'))
        """,
        "ALTER TABLE articles ADD COLUMN purged_at TEXT",
        "CREATE INDEX articles_to_purge ON articles (outlet, first_seen_at)",
    ):
        db.execute(statement)
