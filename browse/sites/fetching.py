"""Fetches for the desk: commands in processes of their own, at most two at a time.

The desk's process has no reactor and asks no site. A command tells how far it has got through the
row of its address; a guard ends it after a time, and when the desk ends, however that happens.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from newsdb.configuration import home
from newsdb.database import now, open_database, transaction
from newsdb.database_errors import UnusableDatabaseError
from newsdb.sites import given
from scheduling.supervisor import SCRAPY, Supervisor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from newsdb.sites.given import Purpose

logger = logging.getLogger(__name__)

AT_ONCE = 2
#: Seconds that a fetch may take, and then has to end cleanly.
LONGEST, GRACE = 240.0, 10.0

#: The command for each purpose, and its log in ``logs`` beside the database.
COMMANDS: dict[Purpose, tuple[str, ...]] = {"site": ("sites", "look"), "page": ("keep",)}


class Fetches:
    """Starts fetches of one desk; ``settings`` are further arguments of each command."""

    def __init__(self, database: Path, settings: Sequence[str] = ()) -> None:
        self.database = database
        self.settings = settings
        self.supervisor = Supervisor(root=home(), logs=database.parent / "logs", grace=GRACE)
        self._turns = threading.Semaphore(AT_ONCE)

    def start(self, number: int, purpose: Purpose) -> None:
        """Fetch the address with a number, as soon as there is room; does not wait."""
        # A thread that the interpreter does not wait for at its end: the guard sees to the child.
        threading.Thread(target=self._fetch, args=(number, purpose), daemon=True).start()

    def _fetch(self, number: int, purpose: Purpose) -> None:
        with self._turns:
            command = (
                *SCRAPY,
                *COMMANDS[purpose],
                *("--given", str(number), "-s", f"DATABASE={self.database.absolute()}"),
                *self.settings,
            )
            end = self.supervisor.run(COMMANDS[purpose][0], command, timeout=LONGEST)
        try:
            self._close(number, end.problem or "")
        except (sqlite3.Error, UnusableDatabaseError):
            logger.exception("What became of address %d can't be written", number)

    def _close(self, number: int, detail: str) -> None:
        """Say that nothing more will come, where the process could not."""
        db = open_database(self.database)
        try:
            with transaction(db):
                found = given.numbered(db, number)
                if found and not found.is_over:
                    said = {"problem": "broken_off", "detail": detail}
                    given.end(db, number, said, well=False, at=now())
        finally:
            db.close()


_FETCHES: WeakKeyDictionary[Any, Fetches] = WeakKeyDictionary()


def fetch_for(desk: Any, fetches: Fetches) -> None:
    """Let a desk fetch by ``fetches``."""
    _FETCHES[desk] = fetches


def fetches_of(desk: Any, database: Path) -> Fetches:
    """Return by what a desk fetches."""
    if desk not in _FETCHES:
        _FETCHES[desk] = Fetches(database)
    return _FETCHES[desk]
