"""Indexes for pages that read a table in an order, or counted all of it, at a million articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m047_pages(db: Database) -> None:
    """Add indexes: runs by time and by outcome, reviews by time, articles and rejections to count.

    That of articles holds what is counted by outlet and language, so that no row is read for it;
    that of links found has the last ones of an outlet, for its rhythm.
    """
    db.execute("CREATE INDEX runs_by_time ON runs (started_at)")
    db.execute("CREATE INDEX runs_by_outcome ON runs (spider, outcome, started_at)")
    db.execute("CREATE INDEX reviews_by_time ON reviews (changed_at)")
    db.execute("CREATE INDEX rejections_counted ON rejections (outlet, reason)")
    db.execute("CREATE INDEX discovered_by_time ON discovered (outlet, found_at)")
    db.execute("CREATE INDEX articles_counted ON articles (outlet, language)")
