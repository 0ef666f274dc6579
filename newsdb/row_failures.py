"""Long loops over stored rows: what can't be handled costs only itself, and is told."""

from __future__ import annotations

import errno
import logging
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, TypeVar

from newsdb.database import part_of_transaction
from newsdb.database_errors import DatabaseError, is_about_row, message_of
from newsdb.text.controls import without_controls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from sqlite_utils import Database

T = TypeVar("T")

logger = logging.getLogger(__name__)

#: So many are logged with their traceback and told; of the others there is only the number.
TOLD = 20
#: Characters of an error that are told.
_MOST = 200

#: What a file has in common with all others after it.
_OF_ALL_FILES = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
    }
)


class RowFailures:
    """Counts what a loop could not handle, and says why.

    A lock, a full disk or a damaged file would fail for every row: these errors go on upward.
    """

    def __init__(self) -> None:
        self._known: set[tuple[str, str]] = set()
        self._told: list[str] = []

    @property
    def number(self) -> int:
        """How many failures there were; the same of one row in two loops is one."""
        return len(self._known)

    @property
    def lines(self) -> list[str]:
        """What failed and why, a line each, the first TOLD of it; then how many more."""
        more = self.number - len(self._told)
        return [*self._told, *([f"and {more} more"] if more else [])]

    @contextmanager
    def aside(self, db: Database, what: str) -> Iterator[None]:
        """Handle one row in the block; what it wrote is taken back when it fails.

        ``what`` names the row. Outside of a transaction nothing is taken back but what the block
        itself groups.
        """
        try:
            with _part(db):
                yield
        except Exception as error:
            if not _costs_itself(error):
                raise
            self._note(what, error)

    def together(
        self,
        db: Database,
        items: Sequence[T],
        handle: Callable[[Sequence[T]], object],
        *,
        named: Callable[[T], str],
    ) -> list[T]:
        """Handle rows at once or, where that fails, one by one; return those that failed.

        What fails must not leave anything outside the database.
        """
        try:
            with _part(db):
                handle(items)
        except Exception as error:
            if not _costs_itself(error):
                raise
        else:
            return []
        failed = []
        for item in items:
            try:
                with _part(db):
                    handle([item])
            except Exception as error:
                if not _costs_itself(error):
                    raise
                self._note(named(item), error)
                failed.append(item)
        return failed

    def _note(self, what: str, error: Exception) -> None:
        said = f"{type(error).__name__}: {without_controls(message_of(error))}"[:_MOST]
        if (what, said) in self._known:
            return
        self._known.add((what, said))
        if len(self._told) < TOLD:
            self._told.append(f"{what}: {said}")
            # A traceback would quote the text as well.
            traceback = None if isinstance(error, DatabaseError) else error
            logger.error("%s can't be handled: %s", what, said, exc_info=traceback)


def _part(db: Database) -> AbstractContextManager[None]:
    return part_of_transaction(db) if db.conn.in_transaction else nullcontext()


def _costs_itself(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno not in _OF_ALL_FILES
    return is_about_row(error)
