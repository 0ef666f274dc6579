"""Licences bought from outlets: what the configuration says of them, noted beside the policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlite_utils import Database

    from newsdb.configuration.model import LicenceConfiguration


def note(db: Database, licences: Mapping[str, LicenceConfiguration]) -> None:
    """Note the licences of outlets by name; an outlet that has none any more loses it.

    Texts are then stored and kept as long as a licence holds, for briefings only: everything else
    goes by the outlet's policy. Nothing is written where nothing is new; an outlet that was never
    crawled is noted by a later call.
    """
    wanted = {name: (each.number, each.until.isoformat()) for name, each in licences.items()}
    known = {
        name: (number, until)
        for name, number, until in db.conn.execute(
            "SELECT name, licence_number, licence_until FROM outlets"
        )
    }
    nothing = (None, None)
    changed = [
        (*wanted.get(name, nothing), name)
        for name, present in known.items()
        if wanted.get(name, nothing) != present
    ]
    if changed:
        db.conn.executemany(
            "UPDATE outlets SET licence_number = ?, licence_until = ? WHERE name = ?", changed
        )


def unknown(db: Database, licences: Mapping[str, LicenceConfiguration]) -> list[str]:
    """Return the names that no outlet has, in order: a licence under one of them does nothing."""
    known = {row[0] for row in db.conn.execute("SELECT name FROM outlets")}
    return sorted(licences.keys() - known)
