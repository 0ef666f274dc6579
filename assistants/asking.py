"""What a tool is given beside its arguments, and how it refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsdb import visibility

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.assistants.tokens import Role
    from newsdb.configuration.model import BriefingConfiguration
    from newsdb.search.search import Names
    from newsdb.visibility import Kept


class RefusedError(Exception):
    """A tool doesn't do what was asked; the message says why, and what to do.

    It is shown to the assistant: no words of an outlet may be in it.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The database, the moment, and who may have what."""

    db: Database
    at: datetime
    role: Role
    names: Callable[[], Names]
    #: Outlets, by their names, whose whole texts may be passed on.
    whole_texts_of: frozenset[str]
    briefing: BriefingConfiguration

    def level(self, outlet: str, kept: Kept) -> Kept:
        """Return how much of an article may leave, ``kept`` being how much may be shown here."""
        return visibility.third_party_level(kept, may_pass_on=outlet in self.whole_texts_of)
