"""Builds a watch list from layered files, a later one over an earlier one, and validates it."""

from __future__ import annotations

import functools
import hashlib
import json
from typing import TYPE_CHECKING, get_args

from newsdb.records import Language
from newsdb.text import places
from newsdb.text.folding import fold
from watchlist.concepts import Concept, Name
from watchlist.edges import NO_LETTER, packed_name
from watchlist.entries import LANGUAGES_OF, ConceptEntry, DecisionEntry, RuleEntry
from watchlist.expressions import BUILT_IN, FIELDS, ExpressionError, never_holds, parse
from watchlist.sources import WatchListError
from watchlist.watch_list import Rule, WatchList

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsdb.records import Country
    from watchlist.entries import FileEntry, Kind
    from watchlist.expressions import Expression
    from watchlist.sources import Source

#: More names than any list of organisations has; beyond this, building takes seconds and memory.
MOST_NAMES = 200_000

LANGUAGES: tuple[Language, ...] = get_args(Language)
_NAMES = tuple(LANGUAGES_OF)
_RESERVED = BUILT_IN | FIELDS | {"and", "or", "not", "near"}


class _Merged:
    """The merged content of the files, and the file that set each entry last."""

    def __init__(self) -> None:
        self.concepts: dict[str, tuple[Kind, ConceptEntry]] = {}
        self.rules: dict[str, RuleEntry] = {}
        self.define: dict[str, str] = {}
        self.decision = DecisionEntry()
        self.names: list[str] = []
        self.sources: dict[tuple[str, str], Source] = {}
        self.faults: list[str] = []
        #: Most names are folded three times, and most of building was that.
        self.folded = functools.cache(fold)

    def fault(self, table: str, id_: str, problem: str, *rest: str, value: str = "") -> None:
        source = self.sources[table, id_]
        self.faults.append(source.error((table, id_, *rest), problem, value))


def build(files: Sequence[tuple[Source, FileEntry]]) -> WatchList:
    """Return the watch list made from ``files``, the later ones over the earlier ones.

    Raises WatchListError with all faults, one per line.
    """
    merged = _Merged()
    for source, entry in files:
        _merge(merged, source, entry)
    own = files[-1][0]
    names = sum(
        len(getattr(entry, key))
        for _, entry in merged.concepts.values()
        for key in (*_NAMES, "but")
    )
    if names > MOST_NAMES:
        raise WatchListError(own.error((), f"{names:,} names are more than {MOST_NAMES:,}"))
    concepts = {
        id_: _concept(merged, id_, kind, entry) for id_, (kind, entry) in merged.concepts.items()
    }
    if not concepts:
        merged.faults.append(own.error((), "it has no concepts"))
    _check_references(merged)
    _check_countries(merged, concepts)
    _check_glosses(merged)
    defined = _define(merged, set(concepts))
    rules = _rules(merged, {*concepts, *BUILT_IN, *merged.define})
    relevant, review = merged.decision.relevant, merged.decision.review
    if not any(rule.points > 0 for rule in rules) and not merged.faults:
        merged.faults.append(own.error((), "it has no rule that adds to the score"))
    if relevant is None or review is None:
        merged.faults.append(own.error(("decision",), "it must set “relevant” and “review”"))
    elif review > relevant:
        source = merged.sources.get(("decision", ""), own)
        problem = f"review ({review:g}) must not be more than relevant ({relevant:g})"
        merged.faults.append(source.error(("decision", "review"), problem))
    if merged.faults:
        raise WatchListError("\n".join(dict.fromkeys(merged.faults)))
    assert relevant is not None
    assert review is not None
    return WatchList(
        version=_version(merged),
        concepts=concepts,
        rules=tuple(rules),
        defined=defined,
        relevant=relevant,
        review=review,
        lead=merged.decision.lead or 300,
        near=merged.decision.near or 60,
    )


def _merge(merged: _Merged, source: Source, entry: FileEntry) -> None:
    merged.names += [entry.name or source.path.stem.lower()]
    for id_, kind, concept in entry.concepts():
        before = merged.concepts.get(id_)
        merged.sources[kind, id_] = source
        if before and before[0] != kind:
            merged.fault(kind, id_, f"“{id_}” is already an entry of kind {before[0]}")
            continue
        if before and not concept.replace:
            concept = _over(before[1], concept)  # noqa: PLW2901 both merged
        merged.concepts[id_] = kind, concept
        if concept.off:
            del merged.concepts[id_]
    for id_, rule in entry.rule.items():
        merged.sources["rule", id_] = source
        earlier = merged.rules.get(id_, RuleEntry())
        merged.rules[id_] = earlier.model_copy(update=rule.model_dump(exclude_unset=True))
        if merged.rules[id_].off:
            del merged.rules[id_]
    for id_, text in entry.define.items():
        merged.sources["define", id_] = source
        merged.define[id_] = text
    if changed := entry.decision.model_dump(exclude_none=True):
        merged.sources["decision", ""] = source
        merged.decision = merged.decision.model_copy(update=changed)


def _over(below: ConceptEntry, above: ConceptEntry) -> ConceptEntry:
    """Return ``below`` with the names of ``above`` added and its other settings overridden."""
    removed = set(above.remove)
    sums = {
        key: list(
            dict.fromkeys(
                [name for name in getattr(below, key) if name not in removed] + getattr(above, key)
            )
        )
        for key in (*_NAMES, "but", "implies")
    }
    compounds = f"{below.compounds} {above.compounds}".strip()
    single = {
        "aside",
        "country",
        "gloss",
        "languages",
        "neighbours",
        "places",
        "weight",
        "off",
    } & above.model_fields_set
    return below.model_copy(
        update={**sums, "compounds": compounds, **{key: getattr(above, key) for key in single}}
    )


def _concept(merged: _Merged, id_: str, kind: Kind, entry: ConceptEntry) -> Concept:
    allowed = tuple(entry.languages or LANGUAGES)
    if id_ in _RESERVED:
        merged.fault(kind, id_, f"“{id_}” is a reserved word in rules")
    spellings = [
        Name(text, tuple(each for each in LANGUAGES_OF[key] if each in allowed))
        for key in _NAMES
        for text in getattr(entry, key)
    ]
    spellings += [
        Name(text, tuple(each for each in LANGUAGES_OF[key] if each in allowed))
        for key, text in _names_of_places(entry.places)
    ]
    exclusions = [Name(text, allowed) for text in entry.but]
    for key in (*_NAMES, "but"):
        for text in getattr(entry, key):
            if not packed_name(merged.folded(text)):
                given = "not" if key == "but" else key
                merged.fault(kind, id_, f"“{text}”: {NO_LETTER}", given, value=text)
    excluded = {merged.folded(name.bare) for name in exclusions}
    for name in spellings:
        if merged.folded(name.bare) in excluded:
            problem = f"“{name.bare}” is both a name and an exclusion (not)"
            merged.fault(kind, id_, problem, "not", value=name.text)
    if not spellings:
        merged.fault(kind, id_, "it has no names")
    country = entry.country or ()
    countries: tuple[Country, ...] = (country,) if isinstance(country, str) else tuple(country)
    if kind == "place" and not countries:
        merged.fault(kind, id_, "a place needs its country (KR, JP or both)")
    if entry.neighbours and countries:
        problem = "neighbours = true finds the country, so that country must not be set"
        merged.fault(kind, id_, problem, "neighbours")
    return Concept(
        id=id_,
        kind=kind,
        countries=countries,
        spellings=tuple(spellings),
        exclusions=tuple(exclusions),
        implies=tuple(entry.implies),
        compounds=tuple(entry.compounds.split()),
        weight=entry.weight,
        neighbours=entry.neighbours,
        aside=(entry.aside.before, entry.aside.after) if entry.aside else (0, 0),
        gloss=entry.gloss,
    )


def _names_of_places(country: Country | None) -> Iterator[tuple[str, str]]:
    """Yield the names of a country's places with the key under which each would be written."""
    for place in places.places() if country else ():
        if place.country == country:
            for key, names in (("ko", place.ko), ("ja", place.ja), ("en", place.en)):
                yield from ((key, name) for name in names)


def _check_references(merged: _Merged) -> None:
    for id_, (kind, entry) in merged.concepts.items():
        for implied in entry.implies:
            if implied not in merged.concepts:
                problem = f"it implies “{implied}”, which is not a concept"
                merged.fault(kind, id_, problem, "implies", value=implied)


def _check_countries(merged: _Merged, concepts: dict[str, Concept]) -> None:
    """Refuse names that would be both Korean and Japanese in the same article."""
    owners: dict[tuple[str, Language], Concept] = {}
    for concept in concepts.values():
        if concept.country is None:
            continue
        for name in concept.spellings:
            for language in name.languages:
                owner = owners.setdefault((merged.folded(name.bare), language), concept)
                if owner.country != concept.country:
                    problem = (
                        f"“{name.bare}” belongs to {concept.country} here and to {owner.country}"
                        f" in [{owner.kind}.{owner.id}]"
                    )
                    merged.fault(concept.kind, concept.id, problem, value=name.text)


def _check_glosses(merged: _Merged) -> None:
    """Refuse official names that no gloss could choose between."""
    owners: dict[tuple[Language, str], str] = {}
    for id_, (kind, entry) in merged.concepts.items():
        if len(entry.gloss) == 1:
            merged.fault(kind, id_, "gloss needs the name in two languages or more", "gloss")
        for language, name in entry.gloss.items():
            owner = owners.setdefault((language, fold(name)), id_)
            if owner != id_:
                problem = f"“{name}” is the official name of “{owner}” already"
                merged.fault(kind, id_, problem, "gloss", value=name)


def _define(merged: _Merged, concepts: set[str]) -> dict[str, Expression]:
    """Return the definitions; each may use those before it."""
    known = concepts | BUILT_IN
    defined: dict[str, Expression] = {}
    for id_, text in merged.define.items():
        if id_ in concepts or id_ in _RESERVED:
            merged.fault("define", id_, f"“{id_}” is already something else")
        try:
            defined[id_] = parse(text, known)
        except ExpressionError as error:
            merged.fault("define", id_, str(error))
        known = known | {id_}
    return defined


def _rules(merged: _Merged, known: set[str]) -> list[Rule]:
    rules: list[Rule] = []
    for id_, entry in merged.rules.items():
        try:
            when = parse(entry.when, known)
        except ExpressionError as error:
            merged.fault("rule", id_, str(error), "when")
            continue
        if never_holds(when):
            merged.fault("rule", id_, "it requires something and its opposite", "when")
        if not entry.points:
            merged.fault("rule", id_, "it must add or subtract points", "points")
        rules.append(Rule(id_, when, entry.points, tuple(entry.languages or LANGUAGES)))
    return rules


def _version(merged: _Merged) -> str:
    """Return the list's name with a digest of everything that affects decisions."""
    content = {
        "concepts": {
            id_: [k, e.model_dump(exclude={"gloss"})] for id_, (k, e) in merged.concepts.items()
        },
        "rules": {id_: each.model_dump() for id_, each in merged.rules.items()},
        "define": merged.define,
        "decision": merged.decision.model_dump(),
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    digest = hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
    return f"{'+'.join(dict.fromkeys(merged.names))}-{digest}"
