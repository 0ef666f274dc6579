"""Which articles were stored before control characters were taken out of what is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m027_uncleaned(db: Database) -> None:
    """Note the articles of before, which ``scrapy refresh`` cleans; no row when there are none.

    Not cleaned here: a migration is one transaction, and would read every text while crawls and
    desk wait.
    """
    db.execute(
        "CREATE TABLE uncleaned ("
        " first INTEGER NOT NULL,"  # ids of articles, both included
        " last INTEGER NOT NULL) STRICT"
    )
    db.execute("INSERT INTO uncleaned SELECT min(id), max(id) FROM articles HAVING count(*) > 0")
