"""How far a subscription has got among the revisions of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m054_told_revisions(db: Database) -> None:
    """Add the position; subscriptions that are there begin with the next revision."""
    db.execute("ALTER TABLE subscriptions ADD COLUMN revision_position INTEGER NOT NULL DEFAULT 0")
    db.execute(
        "UPDATE subscriptions SET revision_position = (SELECT coalesce(max(id), 0) FROM revisions)"
    )
