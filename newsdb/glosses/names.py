"""Official names in texts and their glosses: which ones a text has, and whether a gloss has them.

A gloss without the name is shown with a mark and never repaired: who puts a name in the place of
another may put it into the wrong place.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from newsdb.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsdb.records import Language

_BLANKS = re.compile(r"\s")
_LATIN = re.compile(r"[a-z0-9]")


class _Entry(NamedTuple):
    folded: str
    name: str
    others: Mapping[Language, str]


class Glossary:
    """Official names of organisations, by language."""

    def __init__(self, entries: Iterable[Mapping[Language, str]] = ()) -> None:
        self._by_language: dict[str, list[_Entry]] = {}
        for names in entries:
            for language, name in names.items():
                entry = _Entry(_folded(name, language), name, names)
                self._by_language.setdefault(language, []).append(entry)
        for found in self._by_language.values():
            # The longest first: a name may be a part of another.
            found.sort(key=lambda each: (-len(each.folded), each.folded))

    def names_in(self, text: str, source: Language, target: Language) -> dict[str, str]:
        """Return the official names in a text, each with that of the target language."""
        rest = _folded(text, source)
        found: dict[str, str] = {}
        for entry in self._by_language.get(source, ()):
            place = _place(rest, entry.folded)
            if place is None or target not in entry.others:
                continue
            found[entry.name] = entry.others[target]
            # What belongs to a longer name is no other name.
            rest = rest.replace(entry.folded, "\0")
        return found


def missing(names: Mapping[str, str], gloss: str, target: Language) -> tuple[str, ...]:
    """Return the official names of the target language that a gloss should have and hasn't."""
    folded = _folded(gloss, target)
    wanted = {name: _folded(name, target) for name in names.values()}
    # The longest first, so that the name of one isn't taken for a part of another's.
    lacking = []
    for name, form in sorted(wanted.items(), key=lambda each: -len(each[1])):
        if _place(folded, form) is None:
            lacking.append(name)
        else:
            folded = folded.replace(form, "\0", 1)
    return tuple(name for name in dict.fromkeys(names.values()) if name in lacking)


def hash_of(names: Mapping[str, str]) -> str:
    """Return what tells the names of one glossary from those of another."""
    said = json.dumps(sorted(names.items()), ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _folded(text: str, language: Language) -> str:
    """Return a text for comparing: Korean and Japanese is spaced differently everywhere."""
    folded = fold(text)
    return folded if language == "en" else _BLANKS.sub("", folded)


def _place(text: str, name: str) -> int | None:
    """Return where a name stands; one in Latin letters is no part of a longer word."""
    start = text.find(name)
    while start >= 0:
        before, after = text[:start][-1:], text[start + len(name) :][:1]
        if not (
            (_LATIN.match(name[0]) and _LATIN.match(before))
            or (_LATIN.match(name[-1]) and _LATIN.match(after))
        ):
            return start
        start = text.find(name, start + 1)
    return None
