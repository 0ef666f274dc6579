"""The small language of rules: names of concepts joined by and, or, not, near and fields.

``title:(partner and small)``, ``lead:near(partner, small)``, ``near(kbiz, JP, 40) >= 3``,
``sme and not sports``. Besides concepts there are KR and JP (any concept of that country),
``partner`` (the other country: JP in Korean articles, KR in Japanese ones, both near each other
in English ones), ``home`` (the article's own) and ``both`` (concepts of both countries).
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from watchlist.evidence import Evidence

#: Names that are defined in every watch list.
BUILT_IN = frozenset({"KR", "JP", "partner", "home", "both"})
FIELDS = frozenset({"title", "opening", "lead", "body"})

_TOKEN = re.compile(r"\s*(?:(>=)|([():,])|(\d+)|([A-Za-z][A-Za-z0-9-]*)|(\S))")
_DEEPEST = 40
_MOST_DIGITS = 6


class ExpressionError(ValueError):
    """A rule can't be parsed; the message says where and why."""


class Matches(Protocol):
    """What an expression needs of the matches in an article (``watchlist.matches``)."""

    nothing: Evidence

    def named(self, name: str, field: str | None) -> Evidence | None:
        """Return the evidence for a concept, a built-in name or a definition."""

    def near(self, one: Evidence, other: Evidence, within: int | None) -> Evidence | None:
        """Return the matches of ``one`` and ``other`` that are near each other."""

    def together(self, parts: Iterable[Evidence]) -> Evidence:
        """Return the evidence for all of ``parts``."""

    def either(self, parts: Iterable[Evidence | None]) -> Evidence | None:
        """Return the evidence for whichever of ``parts`` hold."""


class Expression(ABC):
    """A condition that holds for an article or doesn't."""

    @abstractmethod
    def of(self, matches: Matches, field: str | None = None) -> Evidence | None:
        """Return the evidence that it holds, within ``field`` if given; None if it doesn't."""

    @abstractmethod
    def names(self) -> Iterator[str]:
        """Yield every name that it uses."""


@dataclass(frozen=True, slots=True)
class Named(Expression):
    """A concept, a built-in name or a definition."""

    name: str

    def of(self, matches: Matches, field: str | None = None) -> Evidence | None:
        """Return the evidence for the name within ``field``."""
        return matches.named(self.name, field)

    def names(self) -> Iterator[str]:
        """Yield the name."""
        yield self.name


@dataclass(frozen=True, slots=True)
class Within(Expression):
    """An expression that must hold within the title, the first sentence, the lead or the body."""

    field: str
    inner: Expression

    def of(self, matches: Matches, field: str | None = None) -> Evidence | None:
        """Return the evidence for ``inner`` within this field."""
        return self.inner.of(matches, self.field)

    def names(self) -> Iterator[str]:
        """Yield the names in ``inner``."""
        yield from self.inner.names()


@dataclass(frozen=True, slots=True)
class AllOf(Expression):
    """Holds if all its parts do."""

    parts: tuple[Expression, ...]

    def of(self, matches: Matches, field: str | None = None) -> Evidence | None:
        """Return the evidence of all parts together."""
        found = []
        for part in self.parts:
            if (evidence := part.of(matches, field)) is None:
                return None
            found.append(evidence)
        return matches.together(found)

    def names(self) -> Iterator[str]:
        """Yield the names in all parts."""
        for part in self.parts:
            yield from part.names()


@dataclass(frozen=True, slots=True)
class AnyOf(Expression):
    """Holds if any of its parts does."""

    parts: tuple[Expression, ...]

    def of(self, matches: Matches, field: str | None = None) -> Evidence | None:
        """Return the evidence of the parts that hold."""
        return matches.either([part.of(matches, field) for part in self.parts])

    def names(self) -> Iterator[str]:
        """Yield the names in all parts."""
        for part in self.parts:
            yield from part.names()


@dataclass(frozen=True, slots=True)
class Not(Expression):
    """Holds if ``inner`` doesn't."""

    inner: Expression

    def of(self, matches: Matches, field: str | None = None) -> Evidence | None:
        """Return empty evidence if ``inner`` doesn't hold."""
        return matches.nothing if self.inner.of(matches, field) is None else None

    def names(self) -> Iterator[str]:
        """Yield the names in ``inner``."""
        yield from self.inner.names()


@dataclass(frozen=True, slots=True)
class Near(Expression):
    """Holds if matches of both are within some characters of each other, in the same field."""

    one: Expression
    other: Expression
    within: int | None  # characters; None: the watch list's ``near``

    def of(self, matches: Matches, field: str | None = None) -> Evidence | None:
        """Return the pairs of matches that are near each other."""
        if (one := self.one.of(matches, field)) is None:
            return None
        if (other := self.other.of(matches, field)) is None:
            return None
        return matches.near(one, other, self.within)

    def names(self) -> Iterator[str]:
        """Yield the names in both."""
        yield from self.one.names()
        yield from self.other.names()


@dataclass(frozen=True, slots=True)
class AtLeast(Expression):
    """Holds if ``inner`` does at least ``times`` times."""

    inner: Expression
    times: int

    def of(self, matches: Matches, field: str | None = None) -> Evidence | None:
        """Return the evidence for ``inner`` if it holds often enough."""
        evidence = self.inner.of(matches, field)
        return evidence if evidence is not None and evidence.times >= self.times else None

    def names(self) -> Iterator[str]:
        """Yield the names in ``inner``."""
        yield from self.inner.names()


def parse(text: str, known: Collection[str]) -> Expression:
    """Parse ``text`` into an expression; ``known`` are the names it may use.

    Raises ExpressionError.
    """
    return _Parser(text, known).read()


def never_holds(expression: Expression) -> bool:
    """Return whether an expression requires something together with its opposite."""
    if not isinstance(expression, AllOf):
        return False
    return any(
        isinstance(part, Not) and part.inner in expression.parts for part in expression.parts
    )


class _Token(NamedTuple):
    text: str
    at: int


class _Parser:
    def __init__(self, text: str, known: Collection[str]) -> None:
        self.known = known
        self.tokens: list[_Token] = []
        for found in _TOKEN.finditer(text):
            token = _Token(found.group().strip(), found.start(found.lastindex or 0))
            if found.group(5):
                raise ExpressionError(f"“{token.text}” at character {token.at + 1} is not allowed")
            self.tokens.append(token)
        self.tokens.append(_Token("", len(text)))
        self.place = 0
        self.depth = 0

    def read(self) -> Expression:
        if len(self.tokens) == 1:
            raise ExpressionError("the rule is empty")
        expression = self.any_of()
        if self.current.text:
            raise self.unexpected("“and”, “or” or the end")
        return expression

    @property
    def current(self) -> _Token:
        return self.tokens[self.place]

    def take(self, text: str) -> bool:
        if self.current.text != text:
            return False
        self.place += 1
        return True

    def need(self, text: str) -> None:
        if not self.take(text):
            raise self.unexpected(f"“{text}”")

    def unexpected(self, wanted: str) -> ExpressionError:
        found = f"“{self.current.text}”" if self.current.text else "the end"
        place = self.current.at + 1
        return ExpressionError(f"expected {wanted} at character {place}, not {found}")

    def any_of(self) -> Expression:
        return self.joined("or", self.all_of, AnyOf)

    def all_of(self) -> Expression:
        return self.joined("and", self.one, AllOf)

    def joined(
        self,
        word: str,
        part: Callable[[], Expression],
        whole: Callable[[tuple[Expression, ...]], Expression],
    ) -> Expression:
        parts = [part()]
        while self.take(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else whole(tuple(parts))

    def one(self) -> Expression:
        if self.take("not"):
            return Not(self.deeper(self.one))
        expression = self.deeper(self.simple)
        return AtLeast(expression, self.number()) if self.take(">=") else expression

    def deeper(self, part: Callable[[], Expression]) -> Expression:
        """Return a part that may hold others; raises ExpressionError when they are too many."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ExpressionError("it is nested too deeply")
        expression = part()
        self.depth -= 1
        return expression

    def simple(self) -> Expression:
        if self.take("("):
            expression = self.any_of()
            self.need(")")
            return expression
        word = self.current.text
        if word == "near":
            self.place += 1
            return self.near()
        if word in FIELDS:
            self.place += 1
            self.need(":")
            return Within(word, self.deeper(self.simple))
        if not word or not word[0].isalpha() or word in {"and", "or"}:
            raise self.unexpected("a concept")
        if word not in self.known:
            raise ExpressionError(f"nothing is called “{word}”{_suggestion(word, self.known)}")
        self.place += 1
        return Named(word)

    def near(self) -> Expression:
        self.need("(")
        one = self.any_of()
        self.need(",")
        other = self.any_of()
        within = self.number() if self.take(",") else None
        self.need(")")
        return Near(one, other, within)

    def number(self) -> int:
        digits = self.current.text
        if not digits.isdigit():
            raise self.unexpected("a number")
        if len(digits) > _MOST_DIGITS:
            raise ExpressionError(f"{digits[:_MOST_DIGITS]}... is too large a number")
        self.place += 1
        return int(digits)


def _suggestion(word: str, known: Collection[str]) -> str:
    """Return a hint at the name that may have been meant, or an empty text."""
    from difflib import get_close_matches  # noqa: PLC0415 only imported for errors

    close = get_close_matches(word, known, n=1)
    return f" (did you mean “{close[0]}”?)" if close else ""
