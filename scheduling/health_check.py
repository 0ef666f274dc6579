"""The scheduler's eye on health: silence is no event, so somebody has to look."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from newsdb import health
from newsdb.database import now, open_database
from newsdb.health.installation import look_after_installation

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

#: How often, in seconds: silences are measured in hours.
EVERY = 15 * 60.0


class Watch:
    """Looks over all outlets every quarter of an hour; alarms are kept in the database."""

    def __init__(self, database: Path, *, off: Collection[str] = (), every: float = EVERY) -> None:
        self.database = database
        self.off = off
        self.every = every
        self._last = float("-inf")

    def __call__(self) -> None:
        if time.monotonic() - self._last < self.every:
            return
        self._last = time.monotonic()
        db = open_database(self.database)
        try:
            health.look_over(db, at=now(), off=self.off)
            look_after_installation(db, at=now())
        finally:
            db.close()
