"""Bodies, dealings and goods under their names in three languages, from one table."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from newsdb.text.folding import fold
from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsdb.records import Language

_FILE = Path(__file__).with_name("glossary.txt")
_COLUMNS: tuple[Language, ...] = ("ko", "ja", "en")
_LETTER = lazy("[가-힣a-z0-9]")


class Meaning(NamedTuple):
    """What words of three languages mean alike: ``B`` a body, ``D`` a dealing, ``G`` goods."""

    kind: str
    name: str  # its first English word


@cache
def meanings() -> dict[Language, list[tuple[str, Meaning]]]:
    """Return, by language, the words with what they mean."""
    found: dict[Language, list[tuple[str, Meaning]]] = {"ko": [], "ja": [], "en": []}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, *names = line.split("\t")
            meaning = Meaning(kind, names[2].split("/")[0].strip())
            for language, words in zip(_COLUMNS, names, strict=True):
                found[language] += [(each, meaning) for each in words.split("/")]
    return found


def find(folded: str, language: Language) -> Iterator[Meaning]:
    """Yield what a folded text speaks of, each as often as it does.

    Korean and English words begin where a word does; Japanese ones stand anywhere.
    """
    automaton, found = _automaton(language)
    for index, start, _ in automaton.find_matches_as_indexes(folded):
        if language == "ja" or not _LETTER.match(folded[start - 1 : start]):
            yield found[index]


@cache
def _automaton(language: Language) -> tuple[AhoCorasick, list[Meaning]]:
    words: dict[str, Meaning] = {}
    for word, meaning in meanings()[language]:
        words.setdefault(fold(word), meaning)
    return AhoCorasick(list(words), matchkind=MatchKind.LeftmostLongest), list(words.values())
