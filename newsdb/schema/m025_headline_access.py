"""Articles of which a page shows only the headline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m025_headline_access(db: Database) -> None:
    """Let ``articles.access`` be ``headline``; ``paywalled``, which no release wrote, goes.

    A column's check can't be changed, so a new column takes its place.
    """
    for statement in (
        """
        ALTER TABLE articles ADD COLUMN seen_access TEXT NOT NULL DEFAULT 'free'
            CHECK (seen_access IN ('free', 'partial', 'headline'))
        """,
        "UPDATE articles SET seen_access = 'partial' WHERE access <> 'free'",
        "ALTER TABLE articles DROP COLUMN access",
        "ALTER TABLE articles RENAME COLUMN seen_access TO access",
    ):
        db.execute(statement)
