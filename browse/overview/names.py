"""What the concepts of the watch list are called, and where their pages are."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from watchlist.in_use import in_use

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchlist.concepts import Concept

#: Where the pages of concepts are, by kind; topics and actions are concepts to readers.
PATHS = {
    "organisation": "/-/organisations",
    "place": "/-/places",
    "topic": "/-/concepts",
    "action": "/-/concepts",
}


class Spellings(NamedTuple):
    """Names of a concept in one language."""

    language: str  # ko, ja or en
    names: tuple[str, ...]


@cache
def concepts() -> Mapping[str, Concept]:
    """Return the concepts of the configured watch list, until the desk sees that it changed.

    Raises ConfigurationError or WatchListError, with words for whoever wrote the list.
    """
    return in_use().concepts


def path_of(concept: str) -> str | None:
    """Return the address of a concept's page; None if the watch list does not have it any more."""
    found = concepts().get(concept)
    return f"{PATHS[found.kind]}/{quote(concept)}" if found else None


def name_of(concept: str, language: str) -> str:
    """Return a concept's first name in a language, else its first name, else its id."""
    found = concepts().get(concept)
    if found is None:
        return concept
    for each in spellings(found):
        if each.language == language:
            return each.names[0]
    return found.names[0] if found.names else concept


def spellings(concept: Concept) -> list[Spellings]:
    """Return the names of a concept by language: Korean, Japanese, English."""
    names: dict[str, dict[str, None]] = {"ko": {}, "ja": {}, "en": {}}
    for each in concept.spellings:
        of = each.languages[0] if len(each.languages) == 1 else _by_script(each.bare)
        names[of][each.bare] = None
    return [Spellings(language, tuple(found)) for language, found in names.items() if found]


def _by_script(name: str) -> str:
    """Return the language of a name that is looked for in several."""
    if any("가" <= sign <= "힣" for sign in name):
        return "ko"
    return "en" if name.isascii() else "ja"
