"""What a watch list looks for: concepts under all their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsdb.records import Country, Language
    from watchlist.entries import Kind


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a concept, with the languages of the articles in which it is looked for."""

    text: str  # as written in the file, with its marks
    languages: tuple[Language, ...]

    @property
    def bare(self) -> str:
        """The name as a person writes it."""
        return self.text.strip("|~").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A thing to look for under all its names."""

    id: str
    kind: Kind
    countries: tuple[Country, ...] = ()
    spellings: tuple[Name, ...] = ()
    exclusions: tuple[Name, ...] = ()
    implies: tuple[str, ...] = ()
    compounds: tuple[str, ...] = ()
    weight: float = 1

    @property
    def country(self) -> Country | None:
        """Its country; None when it has none or belongs to both."""
        return self.countries[0] if len(self.countries) == 1 else None

    @property
    def names(self) -> tuple[str, ...]:
        """All names and aliases in every language, each once."""
        return tuple(dict.fromkeys(name.bare for name in self.spellings))
