"""How far a subscription has got among revisions, and when a recipient has last ended one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m054_revisions_and_ends(db: Database) -> None:
    """Add the position, from the next revision on, and the time.

    Who has confirmed or was refused before, and is asked again, had ended it.
    """
    for statement in (
        "ALTER TABLE subscriptions ADD COLUMN revision_position INTEGER NOT NULL DEFAULT 0",
        """
        UPDATE subscriptions
        SET revision_position = (SELECT coalesce(max(id), 0) FROM revisions)
        """,
        # Being asked once more does not undo that it was ended; confirming does.
        "ALTER TABLE subscription_recipients ADD COLUMN ended_at TEXT",
        """
        UPDATE subscription_recipients SET ended_at = changed_at
        WHERE state = 'ended' OR (state = 'asked' AND (is_named OR recipient_id IN
            (SELECT id FROM recipients WHERE confirmed_at NOT NULL OR bounced_at NOT NULL)))
        """,
    ):
        db.execute(statement)
