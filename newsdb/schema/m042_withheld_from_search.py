"""Articles whose texts are kept under a licence, for briefings only, and are not searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m042_withheld_from_search(db: Database) -> None:
    """Make the table; the next purge fills it."""
    db.execute(
        "CREATE TABLE withheld_from_search ("
        " article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,"
        " since TEXT NOT NULL) STRICT"
    )
