"""By which rules each article was indexed for the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m014_index_versions(db: Database) -> None:
    """Add the versions; articles indexed earlier have none until ``scrapy refresh``."""
    db.execute(
        "CREATE TABLE index_versions ("
        " article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,"
        " version INTEGER NOT NULL) STRICT"
    )
