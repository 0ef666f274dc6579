"""What pages and messages show of glosses, as hanil.toml and the watch list have it."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING

import watchlist
from newsdb import configuration
from newsdb.configuration import ConfigurationError
from newsdb.glosses.names import Glossary
from newsdb.glosses.shown import Engine as ShownEngine

if TYPE_CHECKING:
    from pathlib import Path

    from newsdb.configuration.model import GlossConfiguration

logger = logging.getLogger(__name__)


def glossary_of(list_: Path | None) -> Glossary:
    """Return the official names of a watch list. Raises WatchListError."""
    concepts = watchlist.load(list_).concepts.values()
    return Glossary(each.gloss for each in concepts if each.gloss)


def shown() -> ShownEngine:
    """Return whose glosses pages and messages show; the glossary as first read by the process.

    What can't be read costs the glosses only, and is said where it is used.
    """
    try:
        settings = configuration.load()
        name = name_of(settings.gloss)
        return ShownEngine(name, _glossary(settings.watchlist) if name else Glossary())
    except (ConfigurationError, watchlist.WatchListError) as error:
        logger.warning("no glosses are shown: %s", error)
        return ShownEngine("")


@cache
def _glossary(list_: Path | None) -> Glossary:
    return glossary_of(list_)


def forget_names() -> None:
    """Let the next gloss be checked by the watch list as it is then."""
    _glossary.cache_clear()


def name_of(settings: GlossConfiguration) -> str:
    """Return the name of the engine that is configured, empty if it is off."""
    if settings.engine == "off":
        return ""
    return f"chat:{settings.model}" if settings.engine == "chat" else settings.engine
