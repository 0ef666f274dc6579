"""A loaded and validated watch list: concepts, rules, thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from watchlist.matcher import Matcher
from watchlist.meanings import meanings_of
from watchlist.needs import needs_of, needs_of_definitions

if TYPE_CHECKING:
    from collections.abc import Iterator, KeysView, Mapping

    from newsdb.records import Country, Language
    from watchlist.concepts import Concept
    from watchlist.expressions import Expression
    from watchlist.needs import Needs

#: The topic whose names are those of third countries.
ABROAD = "other-country"


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
    lead: int  # characters of the body; English texts 1.5 times as many
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
    def made_of_others(self) -> frozenset[str]:
        """The names in rules that are no concepts but stand for some of them."""
        return frozenset((*self.defined, "partner", "home"))

    @cached_property
    def ambiguous(self) -> frozenset[str]:
        """The bodies that several countries have under one name (``watchlist.neighbours``)."""
        return frozenset(each.id for each in self.concepts.values() if each.neighbours)

    @cached_property
    def countries(self) -> dict[str, Country | Literal["abroad"]]:
        """The one country that each concept names, "abroad" for third ones, by id."""
        named: dict[str, Country | Literal["abroad"]] = {
            each.id: each.country
            for each in self.concepts.values()
            if each.country is not None and not each.neighbours
        }
        if ABROAD in self.concepts:
            named[ABROAD] = "abroad"
        return named

    @cached_property
    def asides(self) -> dict[str, tuple[int, int]]:
        """How far the words reach that set a country aside, before and after them, by id."""
        return {each.id: each.aside for each in self.concepts.values() if any(each.aside)}

    @cached_property
    def weights(self) -> dict[str, float]:
        """The weights other than 1, by concept id."""
        return {each.id: each.weight for each in self.concepts.values() if each.weight != 1}

    def rules_for(self, language: Language, named: KeysView[str]) -> Iterator[Rule]:
        """Yield the rules that may hold for an article in ``language`` with those names."""
        rules, all_needs = self._rules_by_language[language]
        unmet = {*filter(named.isdisjoint, all_needs)}
        for rule, needs in rules:
            if unmet.isdisjoint(needs):
                yield rule

    @cached_property
    def _rules_by_language(self) -> dict[Language, tuple[list[tuple[Rule, Needs]], Needs]]:
        """The rules for articles in each language with what each needs, and all they need."""
        languages: tuple[Language, ...] = ("ko", "ja", "en")
        found = {}
        for language in languages:
            defined = needs_of_definitions(self.defined, language)
            rules = [
                (rule, needs_of(rule.when, language, defined))
                for rule in self.rules
                if language in rule.languages
            ]
            all_needs: Needs = frozenset().union(*(needs for _, needs in rules))
            found[language] = rules, all_needs
        return found
