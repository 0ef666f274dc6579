"""What an article must name for a rule to hold at all, so that most rules need not be tried.

Of the rules of a list nearly all want the other country, and few articles name it.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from watchlist.expressions import AllOf, AnyOf, AtLeast, Named, Near, Within

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsdb.records import Language
    from watchlist.expressions import Expression

    #: Of each of these sets an article names something, or the expression doesn't hold.
    Needs = frozenset[frozenset[str]]

_NOTHING: Needs = frozenset()
_BOTH = frozenset({frozenset({"KR"}), frozenset({"JP"})})
_PARTNER: dict[Language, Needs] = {
    "ko": frozenset({frozenset({"JP"})}),
    "ja": frozenset({frozenset({"KR"})}),
    "en": _BOTH,
}
_HOME: dict[Language, Needs] = {"ko": _PARTNER["ja"], "ja": _PARTNER["ko"], "en": _BOTH}


def needs_of(expression: Expression, language: Language, defined: Mapping[str, Needs]) -> Needs:
    """Return the sets of names of which an article in a language must have one each.

    ``defined`` are the needs of definitions. All are necessary, not sufficient; there are none for
    what holds without any name.
    """
    parts: tuple[Expression, ...]
    match expression:
        case Named("partner"):
            return _PARTNER[language]
        case Named("home"):
            return _HOME[language]
        case Named(name):
            return defined[name] if name in defined else frozenset({frozenset({name})})
        case Within(_, inner) | AtLeast(inner, _):
            parts = (inner,)
        case AllOf(parts) | AnyOf(parts):
            pass
        case Near(one, other):
            parts = one, other
        case _:  # what must not hold needs nothing
            parts = ()
    needs = [needs_of(each, language, defined) for each in parts]
    return reduce(_either, needs) if isinstance(expression, AnyOf) else _NOTHING.union(*needs)


def needs_of_definitions(
    definitions: Mapping[str, Expression], language: Language
) -> dict[str, Needs]:
    """Return what each definition needs; each may use those before it."""
    found: dict[str, Needs] = {}
    for name, expression in definitions.items():
        found[name] = needs_of(expression, language, found)
    return found


def _either(one: Needs, other: Needs) -> Needs:
    """Return what is needed where the one or the other holds."""
    # What both need stays as it is; of the rest the most telling set of each, the smallest.
    rest = [
        sorted(each - (one & other), key=lambda names: (len(names), sorted(names)))
        for each in (one, other)
    ]
    if not all(rest):
        return one & other
    return (one & other) | {rest[0][0] | rest[1][0]}
