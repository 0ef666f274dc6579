"""The scheduler's health check: silence raises no event, so it has to be polled for."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from newsdb import health
from newsdb.database import now, open_database
from newsdb.database_errors import DatabaseError, UnusableDatabaseError, explain
from newsdb.figures import counting
from newsdb.health.installation import look_after_installation

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

logger = logging.getLogger("scheduler")

#: The interval in seconds; silences are measured in hours.
EVERY = 15 * 60.0


class Watch:
    """Checks all outlets every 15 minutes; alarms are kept in the database."""

    def __init__(
        self,
        database: Path,
        *,
        off: Collection[str] = (),
        known: Collection[str] | None = None,
        every: float = EVERY,
    ) -> None:
        self.database = database
        self.off = off
        self.known = known
        self.every = every
        self._last = float("-inf")

    def __call__(self) -> None:
        if time.monotonic() - self._last < self.every:
            return
        self._last = time.monotonic()
        try:
            self._look()
        except UnusableDatabaseError as error:
            logger.warning("The outlets' health can't be checked at the moment: %s", error)
        except DatabaseError as error:
            said = explain(error, self.database)
            logger.warning("The outlets' health can't be checked at the moment: %s", said)

    def _look(self) -> None:
        db = open_database(self.database)
        try:
            health.look_over(db, at=now(), off=self.off, known=self.known)
            look_after_installation(db, at=now())
            counting.bring_up_to_date(db)
        finally:
            db.close()
