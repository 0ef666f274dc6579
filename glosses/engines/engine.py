"""What an engine is, and how it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsdb.records import Language


class EngineError(Exception):
    """The engine could not be asked, or refused; the message has neither its key nor a text."""


class PassingError(EngineError):
    """It may answer later: too many requests, a time-out, a fault of its own."""


class Engine(Protocol):
    """Glosses texts; ``name`` is shown beside a gloss and part of its key in the cache."""

    name: str
    #: So many texts are given at once, at most.
    at_once: int

    def gloss(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        names: Mapping[str, str],
    ) -> list[str | None]:
        """Return a gloss for each text, None for what was left out. Raises EngineError.

        ``names`` are the official names in the texts, with those that glosses must have.
        """
