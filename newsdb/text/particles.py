"""Korean particles, endings and suffixes of nouns, each with what is known of it."""

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
    """What may hang on a noun; the data file says what each property means."""

    text: str
    kind: Kind
    after: Sound
    ambiguous: bool
    common: bool


@cache
def particles() -> tuple[Particle, ...]:
    """Return all of them, the longest first, so that the first that fits is the whole ending."""
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
    """Return a pattern of one that hangs on a noun as it is, without a verb in between."""
    return _pattern(each.text for each in particles() if each.kind != "verb")


@cache
def behind_names() -> str:
    """Return a pattern of what stands behind a name alone: case, topic, a party's side."""
    return _pattern(each.text for each in particles() if each.kind in {"case", "topic", "side"})


@cache
def common() -> frozenset[str]:
    """Return those that leads of news have."""
    return frozenset(each.text for each in particles() if each.common)


@cache
def to_strip() -> tuple[Particle, ...]:
    """Return those that may be taken off an unknown word, verbs among them, the longest first."""
    return tuple(each for each in particles() if not each.ambiguous)


def _pattern(texts: Iterable[str]) -> str:
    return f"(?:{'|'.join(texts)})"
