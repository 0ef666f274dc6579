"""What a match of a concept stands for: itself, the concepts it implies, its countries."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def meanings_of(
    concepts: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]],
) -> dict[str, tuple[str, ...]]:
    """Return what a match of each concept stands for: itself, what it implies, its countries.

    ``concepts`` maps each id to the concepts it implies and its countries. A concept with both
    countries also stands for "both".
    """
    meanings: dict[str, tuple[str, ...]] = {}
    for id_ in concepts:
        found: dict[str, None] = {}
        todo = [id_]
        while todo:
            name = todo.pop()
            if name in found or name not in concepts:
                continue
            found[name] = None
            todo += concepts[name][0]
        countries = {country for name in found for country in concepts[name][1]}
        extra = (*sorted(countries), *(["both"] if len(countries) == 2 else []))
        meanings[id_] = (*found, *extra)
    return meanings
