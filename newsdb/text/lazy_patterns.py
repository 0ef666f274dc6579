"""Regular expressions compiled when they are first used, and tried only where they can begin.

Scrapy imports every command and every spider whichever is asked for, and a large pattern takes
some ten milliseconds to compile: all of them together took as long as everything else of a start.
"""

from __future__ import annotations

import re
import sys
from itertools import takewhile
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterable


class LazyPattern:
    """What stands for a pattern until it is used; from then on it costs as little as one."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in _ATTRIBUTES:
            raise AttributeError(name)
        pattern = self.compiled()
        self.__dict__ |= {each: getattr(pattern, each) for each in _ATTRIBUTES}
        return self.__dict__[name]

    def compiled(self) -> re.Pattern[str]:
        """Return the pattern; raises re.error when it is none."""
        return compile_pattern(self._source, self._flags)


_ATTRIBUTES = frozenset(
    (
        "findall finditer flags fullmatch groupindex groups match pattern search split sub subn"
    ).split()
)


#: Python's own compiler of patterns, and its function for a set of characters; another
#: interpreter or a later Python may have neither.
_compiler: Any = sys.modules.get("re._compiler")
_optimize: Any = getattr(_compiler, "_optimize_charset", None)
_sets: dict[tuple[object, ...], tuple[list[Any], Any]] = {}
_MOST_SETS = 2_000


def compile_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return what ``re.compile`` does, in less time; raises re.error.

    Python ticks off every character of every set in a pattern: [가-힣] takes half a millisecond
    wherever it stands, and some patterns have forty such sets. Here each is worked out once for
    all patterns, for which Python has no public way.
    """
    if _optimize is None:
        return re.compile(source, flags)
    # No lock, which a fork could inherit while it is held: whichever of the two functions another
    # thread meets meanwhile, it gets the same, and what is put back is always Python's own.
    _compiler._optimize_charset = _optimize_once
    try:
        return re.compile(source, flags)
    finally:
        _compiler._optimize_charset = _optimize


def _optimize_once(charset: Iterable[tuple[Any, Any]], *how: Any) -> tuple[list[Any], Any]:
    """Return what a set is compiled to; ``how`` are functions and a table of Python's module."""
    key = (*charset, *map(id, how))
    found = _sets.get(key)
    if found is None:
        if len(_sets) >= _MOST_SETS:
            _sets.clear()
        found = _sets[key] = _optimize(charset, *how)
    compiled, has_case = found
    return [*compiled], has_case


def lazy(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that is compiled at its first use; a fault in it shows only then."""
    return cast("re.Pattern[str]", LazyPattern(source, flags))


#: What stands for something else than itself where a part of a pattern could begin.
_SPECIAL = frozenset("()*+?{}|.^$")
_NOT_ITSELF = _SPECIAL | frozenset("\\[]")


def first_characters(pattern: str) -> frozenset[str] | None:
    """Return parts of a character class, which together hold each first character of a match.

    None where that isn't plain: what may match nothing, or begins with more than a character, a
    class of characters or a ``(?:group)`` of such, each with a quantifier or without.
    """
    if "[]" in pattern or "[^" in pattern:
        return None
    alternatives, end = _alternatives(pattern, 0)
    return _of_any(alternatives) if end == len(pattern) else None


def literal_head(pattern: str) -> str:
    """Return the characters with which every match of a pattern begins; empty where unknown."""
    (first, *others), _ = _alternatives(pattern, 0)
    head = "".join(takewhile(lambda each: each not in _NOT_ITSELF, first))
    optional = first[len(head) :].startswith(("?", "*", "{"))
    return "" if others else head[:-1] if optional else head


def _of_any(alternatives: list[str]) -> frozenset[str] | None:
    found: frozenset[str] = frozenset()
    for each in alternatives:
        first = _of_one(each)
        if first is None:
            return None
        found |= first
    return found


def _of_one(pattern: str) -> frozenset[str] | None:
    """Return the first characters of a pattern without alternatives outside of groups."""
    found: frozenset[str] = frozenset()
    at = 0
    while at < len(pattern):
        character = pattern[at]
        first: frozenset[str] | None
        if pattern.startswith("(?:", at):
            alternatives, end = _alternatives(pattern, at + 3)
            first, at = _of_any(alternatives), end + 1
        elif character == "[":
            end = pattern.find("]", at)
            inside = pattern[at + 1 : end]
            first, at = None if end < 0 or "\\" in inside else frozenset({inside}), end + 1
        elif character == "\\":
            escaped = pattern[at + 1 : at + 2]
            first = None if not escaped or escaped.isalnum() else frozenset({re.escape(escaped)})
            at += 2
        else:
            first = None if character in _SPECIAL else frozenset({re.escape(character)})
            at += 1
        if first is None:
            return None
        found |= first
        if not pattern.startswith(("?", "*", "{0", "{,"), at):
            return found
        at = pattern.find("}", at) + 1 if pattern[at] == "{" else at + 1
    return None


def _alternatives(pattern: str, start: int) -> tuple[list[str], int]:
    """Return the alternatives from ``start`` to the end of their group, and where that is."""
    found, depth, in_class, at = [], 0, False, start
    while at < len(pattern):
        character = pattern[at]
        if character == "\\":
            at += 1
        elif in_class:
            in_class = character != "]"
        elif character == "[":
            in_class = True
        elif character == ")" and not depth:
            break
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == "|" and not depth:
            found.append(pattern[start:at])
            start = at + 1
        at += 1
    return [*found, pattern[start:at]], at
