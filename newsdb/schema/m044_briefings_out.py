"""A briefing can wait in the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.schema.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

#: The check of ``outbox.kind`` as it was, and as it is.
_KINDS = ("'alarms', 'confirmation')", "'alarms', 'confirmation', 'briefing')")


@migrations()
def m044_briefings_out(db: Database) -> None:
    """Let the outbox hold briefings.

    The schema's text is changed, which SQLite allows for a check that allows more
    (lang_altertable.html, section 8): a new table would be a copy of all messages.
    """
    (version,) = db.execute("PRAGMA schema_version").fetchone()
    db.execute("PRAGMA writable_schema = ON")
    db.execute(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?)"
        " WHERE type = 'table' AND name = 'outbox'",
        _KINDS,
    )
    db.execute(f"PRAGMA schema_version = {version + 1}")
    db.execute("PRAGMA writable_schema = RESET")
