"""How likely two articles report one event, in whatever languages they do.

Reports of one event share rare words (``newsdb.similarity.event_words``); how rare is what the
database says of the days before. What contradicts counts against: another place, another number,
another country. Reports of one event are suggested only: none is put together by them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from newsdb.similarity.event_words import (
    BODY,
    COUNTRY,
    EDITION,
    NAME,
    NUMBER,
    PART,
    PLACE,
    THING,
    key_of,
)
from newsdb.text import glossary, places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: How much a key tells beside its rarity: chance alone makes two texts share a part of a word.
_TELLS = {
    PART: 0.5, PLACE: 1.2, NUMBER: 0.8, NAME: 1.2,
    BODY: 0.8, THING: 0.8, EDITION: 0.6, COUNTRY: 0.0,
}  # fmt: skip

#: Days between two reports of one event.
DAYS = 3

#: Words in this many earlier articles or more all count as equally frequent.
MOST_WITH_A_WORD = 50

#: The weight of a word, by the number of texts that have it.
_RARITY = [math.log(1 + MOST_WITH_A_WORD / max(1, n)) for n in range(MOST_WITH_A_WORD + 1)]

#: What a word tells, by its kind and by the number of texts that have it.
_WEIGHTS = [[rarity * _TELLS[kind] for rarity in _RARITY] for kind in range(len(_TELLS))]

#: What is left of a likeness when two reports have places in one country and none in common, when
#: only one is about a third country or about both of ours, and where their other facts differ.
OTHER_PLACE, OTHER_COUNTRY, ONE_COUNTRY = 0.3, 0.4, 0.3
OTHER_EDITION, OTHER_NUMBERS, OTHER_THINGS = 0.4, 0.7, 0.6

#: From here two reports are suggested as one event; what is less alike is not kept. With half of
#: the tables taken away, pairs of one event in two languages stay above it and others below.
SUGGESTED = 0.14


def likeness(
    mine: Iterable[int],
    theirs: Iterable[int],
    whole: tuple[float, float],
    frequency: Mapping[int, int],
) -> float:
    """Return how sure it is that two articles report one event, from 0 to 1.

    ``mine`` and ``theirs`` are the keys of their words, ``whole`` what all words of each tell,
    ``frequency`` how many earlier articles have one of mine.
    """
    one, other = frozenset(mine), frozenset(theirs)
    both = sum(weight(frequency[each], each) for each in one & other)
    if not both:
        return 0.0
    return both / math.sqrt(whole[0] * whole[1]) * agreement(one, other)


def weight(frequency: int, key: int) -> float:
    """Return what a word tells that so many texts have."""
    return _WEIGHTS[key & 7][min(frequency, MOST_WITH_A_WORD)]


def agreement(mine: frozenset[int], theirs: frozenset[int]) -> float:
    """Return 1 for what nothing contradicts, less for each thing that differs in kind."""
    factor = 1.0
    one, other = _by_kind(mine), _by_kind(theirs)
    here, there = (_by_country(each[PLACE]) for each in (one, other))
    for country in here.keys() & there.keys():
        if here[country].isdisjoint(there[country]):
            factor *= OTHER_PLACE
    foreign, abroad = (each.keys() - {"KR", "JP"} for each in (here, there))
    if foreign ^ abroad and not foreign & abroad:
        factor *= OTHER_COUNTRY
    if one[COUNTRY] != other[COUNTRY]:
        factor *= ONE_COUNTRY
    for kind, less in ((EDITION, OTHER_EDITION), (NUMBER, OTHER_NUMBERS), (THING, OTHER_THINGS)):
        if one[kind] and other[kind] and one[kind].isdisjoint(other[kind]):
            factor *= less
    return factor


def reasons(mine: Iterable[int], theirs: Iterable[int]) -> str:
    """Return in words what two articles share of an event: places and things by name."""
    shared = frozenset(mine) & frozenset(theirs)
    known = _known()
    names = [known[each] for each in sorted(shared) if each in known]
    kinds = _by_kind(shared)
    counts = [
        f"{len(kinds[kind])} {name}{'s' if len(kinds[kind]) > 1 else ''}"
        for kind, name in ((NAME, "name"), (NUMBER, "number"), (PART, "part"))
        if kinds[kind]
    ]
    return ", ".join([*dict.fromkeys(names), *counts])


@cache
def _known() -> dict[int, str]:
    """Return what the keys of the tables stand for."""
    found = {key_of(f"l:{each.id}"): each.id for each in places.places()}
    for _, meaning in (each for words in glossary.meanings().values() for each in words):
        found[key_of(f"{meaning.kind.lower()}:{meaning.name}")] = meaning.name
    return found


@cache
def _places_by_key() -> dict[int, places.Place]:
    return {key_of(f"l:{each.id}"): each for each in places.places()}


def _by_country(keys: Iterable[int]) -> dict[str, set[str]]:
    """Return by country the places of some keys with the regions that they lie in."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in keys:
        if place := _places_by_key().get(each):
            found[place.country] |= {place.id, *((place.region,) if place.region else ())}
    return found


def _by_kind(keys: Iterable[int]) -> list[set[int]]:
    """Return some keys by what they are of."""
    found: list[set[int]] = [set() for _ in _TELLS]
    for each in keys:
        found[each & 7].add(each)
    return found
