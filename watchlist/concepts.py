"""The concepts that a watch list looks for, with all their names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsdb.records import Country, Language
    from watchlist.entries import Kind


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a concept, with the languages of the articles in which to look for it."""

    text: str  # as written in the file, with its | and ~
    languages: tuple[Language, ...]

    @property
    def bare(self) -> str:
        """The name without the marks | and ~."""
        return self.text.strip("|~").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """Something to look for, under all its names."""

    id: str
    kind: Kind
    countries: tuple[Country, ...] = ()
    spellings: tuple[Name, ...] = ()
    exclusions: tuple[Name, ...] = ()
    implies: tuple[str, ...] = ()
    compounds: tuple[str, ...] = ()
    weight: float = 1
    gloss: Mapping[Language, str] = field(default_factory=dict)  # official names, for glosses
    neighbours: bool = False  # of the country that stands before it (watchlist.neighbours)
    aside: tuple[int, int] = (0, 0)  # how far before, after it a country is set aside

    @property
    def country(self) -> Country | None:
        """Its country; None if it has none or both."""
        return self.countries[0] if len(self.countries) == 1 else None

    @property
    def names(self) -> tuple[str, ...]:
        """All names and aliases in every language, each once."""
        return tuple(dict.fromkeys(name.bare for name in self.spellings))
