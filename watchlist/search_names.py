"""The search's names: those of organisations and places, and synonyms of three languages.

A place or a topic of the watch list is no synonym: who searches 도쿄 does not want 오사카, nor who
searches 최저임금 an article about the budget, though both are signs of one concept.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from newsdb.search.search import Names
from newsdb.text.places import places
from watchlist.in_use import in_use

if TYPE_CHECKING:
    from collections.abc import Sequence


SYNONYMS = Path(__file__).with_name("synonyms.toml")


class WatchListAliases:
    """Groups of names; of the user's own watch list where there is one."""

    def groups(self) -> Sequence[Sequence[str]]:
        """Return the groups; raises as ``names`` does."""
        synonyms = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))
        concepts = in_use().concepts
        organisations = (
            concept.names
            for concept in concepts.values()
            if concept.kind == "organisation" and concept.id not in synonyms["gathered"]
        )
        towns = (tuple(each.rstrip("|") for each in place.names) for place in places())
        return [*organisations, *map(tuple, synonyms["groups"]), *towns]


@cache
def names() -> Names:
    """Return the names as they were when the process first searched.

    Raises ConfigurationError or WatchListError, with words for whoever wrote the list.
    """
    return Names(WatchListAliases())
