"""Names that the search treats as one: of watch-list organisations, and synonyms.

Places and topics of the watch list are not synonyms: a search for 도쿄 does not want 오사카, nor
one for 최저임금 an article about the budget, though each pair belongs to one concept.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import watchlist
from newsdb import configuration
from newsdb.search.search import Names

if TYPE_CHECKING:
    from collections.abc import Sequence


SYNONYMS = Path(__file__).with_name("synonyms.toml")


class WatchListAliases:
    """Groups of names, from the user's own watch list if there is one."""

    def groups(self) -> Sequence[Sequence[str]]:
        """Return the groups; raises the errors of ``names``."""
        synonyms = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))
        concepts = watchlist.load(configuration.load().watchlist).concepts
        organisations = (
            concept.names
            for concept in concepts.values()
            if concept.kind == "organisation" and concept.id not in synonyms["gathered"]
        )
        return [*organisations, *map(tuple, synonyms["groups"])]


@cache
def names() -> Names:
    """Return the names, read once per process.

    Raises ConfigurationError or WatchListError, with a message for the author of the list.
    """
    return Names(WatchListAliases())
