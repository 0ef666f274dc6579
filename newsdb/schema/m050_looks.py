"""When each outlet was looked at, without reading its runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m050_looks(db: Database) -> None:
    """Add an index of the runs that read a listing: a year of them is asked for after each run."""
    db.execute("CREATE INDEX runs_with_listings ON runs (spider, started_at) WHERE listings > 0")
