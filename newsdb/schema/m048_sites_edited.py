"""What of an added site may go to a translator, and what each change of one made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m048_sites_edited(db: Database) -> None:
    """Add the columns; nobody was asked about translators before, so nothing goes to one."""
    db.execute(
        "ALTER TABLE sites ADD COLUMN may_gloss TEXT NOT NULL DEFAULT 'nothing'"
        " CHECK (may_gloss IN ('nothing', 'headline', 'sentence'))"
    )
    db.execute("ALTER TABLE site_changes ADD COLUMN after TEXT CHECK (json_valid(after))")
