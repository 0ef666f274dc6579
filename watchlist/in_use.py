"""The watch list that pages and messages use: the configured one, or what a process has instead.

Who judges takes the configured list and nothing else: an article that an older list has judged
would look as if the present one had. A page that names concepts can do with an older one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb import configuration
from watchlist.loading import WatchListError, load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchlist.watch_list import WatchList

_instead: Callable[[Path], WatchList] | None = None


def use_instead(find: Callable[[Path], WatchList] | None) -> None:
    """Let this process use what ``find`` returns for a file with faults; None: it is refused."""
    global _instead  # noqa: PLW0603 of this process
    _instead = find


def in_use() -> WatchList:
    """Return the list. Raises ConfigurationError, and WatchListError where there is none instead.

    Callers keep what they make of it: to build a list takes 0.3 s of CPU time.
    """
    path = configuration.load().watchlist
    try:
        return load(path)
    except WatchListError:
        if path is None or _instead is None:
            raise
        return _instead(path)
