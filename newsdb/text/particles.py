"""Korean particles, endings and suffixes of nouns, with their properties."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal[
    "case",
    "topic",
    "auxiliary",
    "compound",
    "copula",
    "contraction",
    "plural",
    "side",
    "suffix",
    "verb",
]
Sound = Literal["consonant", "vowel", "vowel or ㄹ", "any"]


class Particle(NamedTuple):
    """A particle or ending of nouns; the data file explains each property."""

    text: str
    kind: Kind
    after: Sound
    ambiguous: bool
    common: bool


@cache
def particles() -> tuple[Particle, ...]:
    """Return all particles, the longest first: the first that fits is the whole ending."""
    lines = Path(__file__).with_name("particles.tsv").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if not line.startswith("#"):
            text, kind, after, marks = line.split("\t")
            found.append(
                Particle(
                    text,
                    cast("Kind", kind),
                    cast("Sound", after),
                    ambiguous="ambiguous" in marks,
                    common="common" in marks,
                )
            )
    return tuple(sorted(found, key=lambda each: (-len(each.text), each.text)))


@cache
def on_nouns() -> str:
    """Return a pattern of one particle that attaches directly to a noun, without a verb."""
    return _pattern(each.text for each in particles() if each.kind != "verb")


@cache
def behind_names() -> str:
    """Return a pattern of one particle that can follow a name: case, topic or side."""
    return _pattern(each.text for each in particles() if each.kind in {"case", "topic", "side"})


@cache
def common() -> frozenset[str]:
    """Return the particles that are common in leads of news."""
    return frozenset(each.text for each in particles() if each.common)


@cache
def to_strip() -> tuple[Particle, ...]:
    """Return those that may be stripped from an unknown word, verbs included, longest first."""
    return tuple(each for each in particles() if not each.ambiguous)


def _pattern(texts: Iterable[str]) -> str:
    return f"(?:{'|'.join(texts)})"
