"""The search's names, from the watch list: every name of a concept finds all of them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from newsdb.search import Names

if TYPE_CHECKING:
    from collections.abc import Sequence


class WatchListAliases:
    """The watch list's concepts as groups of names."""

    def groups(self) -> Sequence[Sequence[str]]:
        if find_spec("watchlist") is None:  # before the watch list is there, names stand alone
            return ()
        loaded = import_module("watchlist").load()
        return [concept.names for concept in loaded.concepts.values()]


@cache
def names() -> Names:
    """Return the names as they were when the process first searched."""
    return Names(WatchListAliases())
