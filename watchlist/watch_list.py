"""A loaded and validated watch list: concepts, rules, thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from watchlist.matcher import Matcher
from watchlist.meanings import meanings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsdb.records import Language
    from watchlist.concepts import Concept
    from watchlist.expressions import Expression


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition, and the points it adds to the score."""

    id: str
    when: Expression
    points: float
    languages: tuple[Language, ...]


@dataclass(frozen=True, repr=False)
class WatchList:
    """Concepts, and the rules that turn their matches into a decision."""

    version: str  # a name and a digest of its content
    concepts: Mapping[str, Concept]
    rules: tuple[Rule, ...]
    defined: Mapping[str, Expression]
    relevant: float  # the least score
    review: float
    lead: int  # characters of the body
    near: int  # characters between two matches; English texts 2.5 times as many

    def __repr__(self) -> str:
        return f"<WatchList {self.version}>"

    @cached_property
    def matcher(self) -> Matcher:
        """The matcher of all names; built at its first use."""
        return Matcher(self.concepts)

    @cached_property
    def meanings(self) -> dict[str, tuple[str, ...]]:
        """What a match of each concept stands for, by id: what it implies, its countries."""
        return meanings_of(
            {each.id: (each.implies, each.countries) for each in self.concepts.values()}
        )

    @cached_property
    def weights(self) -> dict[str, float]:
        """The weights other than 1, by concept id."""
        return {each.id: each.weight for each in self.concepts.values() if each.weight != 1}

    def rules_for(self, language: Language) -> tuple[Rule, ...]:
        """Return the rules that apply to articles in ``language``."""
        return self._rules_by_language[language]

    @cached_property
    def _rules_by_language(self) -> dict[Language, tuple[Rule, ...]]:
        languages: tuple[Language, ...] = ("ko", "ja", "en")
        return {
            each: tuple(rule for rule in self.rules if each in rule.languages)
            for each in languages
        }
