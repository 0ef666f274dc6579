"""The words of an article's event, stored so that its text need not be read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m010_event_words(db: Database) -> None:
    """Add the keys of the words that identify an article's event, 8 bytes each, and their weight.

    Articles signed earlier have none and are not suggested for later ones until ``scrapy relink``,
    which ``scrapy doctor`` recommends then.
    """
    for statement in (
        "ALTER TABLE signatures ADD COLUMN words BLOB",
        "ALTER TABLE signatures ADD COLUMN tells REAL",
    ):
        db.execute(statement)
