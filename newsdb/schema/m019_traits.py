"""What tells a text from others of its wording, so that it need not be read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@migrations()
def m019_traits(db: Database) -> None:
    """Add names, places, years, deadlines and directions, hashed.

    Articles signed earlier have none until ``scrapy relink``, which ``scrapy doctor`` asks for.
    """
    db.execute("ALTER TABLE signatures ADD COLUMN traits BLOB")
