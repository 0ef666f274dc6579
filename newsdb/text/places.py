"""Places under their names in Korean, Japanese and English news, from one table.

창원, 昌原 and Changwon are one place: stories, the watch list and the search all ask here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from newsdb.text.folding import fold
from newsdb.text.lazy_patterns import lazy
from newsdb.text.particles import on_nouns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsdb.records import Language

_FILE = Path(__file__).with_name("places.txt")

#: What may follow a Korean name that ends a word: the kind of place it is, or a particle.
_END = lazy(rf"(?:[시군구도]|지역|산)?(?:서|발|{on_nouns()})?(?![가-힣])")
#: What makes a surname of a Japanese place's name.
_PERSON = lazy(
    r"[一-龠々ぁ-ん]{0,3}(?:社長|会長|専務|常務|理事長|代表|教授|部長|課長|所長|氏|さん|選手|記者)"
)
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_KATAKANA = frozenset((*map(chr, range(ord("ァ"), ord("ヺ") + 1)), "ー"))


class Place(NamedTuple):
    """A place with its names, the usual one of each language first."""

    country: str  # by ISO 3166-1
    region: str | None  # the English name of the province or prefecture that it lies in
    ko: tuple[str, ...]
    ja: tuple[str, ...]
    en: tuple[str, ...]

    @property
    def id(self) -> str:
        """What tells it from all others: its usual names."""
        return (self.en or self.ko or self.ja)[0]

    @property
    def names(self) -> tuple[str, ...]:
        """All names in all languages, the usual ones first."""
        return (*self.ko[:1], *self.ja[:1], *self.en[:1], *self.ko[1:], *self.ja[1:], *self.en[1:])


class Found(NamedTuple):
    """A place that a text names, and where."""

    place: Place
    start: int
    end: int


@cache
def places() -> tuple[Place, ...]:
    """Return the places of the table."""
    found = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, region, *names = line.split("\t")
            ko, ja, en = (() if each == "-" else tuple(each.split("/")) for each in names)
            found.append(Place(country, None if region == "-" else region, ko, ja, en))
    return tuple(found)


def find(folded: str, language: Language) -> Iterator[Found]:
    """Yield the places that a folded text names, in their order."""
    automaton, named = _automaton(language)
    for index, start, end in automaton.find_matches_as_indexes(folded):
        place, ends_word = named[index]
        if _stands_alone(folded, start, end, ends_word=ends_word):
            yield Found(place, start, end)


@cache
def _automaton(language: Language) -> tuple[AhoCorasick, list[tuple[Place, bool]]]:
    terms: dict[str, tuple[Place, bool]] = {}
    for place in places():
        # Korean headlines write 東京 too.
        for name in {"ko": (*place.ko, *place.ja), "ja": place.ja, "en": place.en}[language]:
            terms.setdefault(fold(name.rstrip("|")), (place, name.endswith("|")))
    return AhoCorasick(list(terms), matchkind=MatchKind.LeftmostLongest), list(terms.values())


def _stands_alone(text: str, start: int, end: int, *, ends_word: bool) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    first = text[start]
    if first in _LATIN:
        return before not in _LATIN and after not in _LATIN
    if "가" <= first <= "힣":
        return not "가" <= before <= "힣" and (not ends_word or bool(_END.match(text, end)))
    if first in _KATAKANA:
        return before not in _KATAKANA and after not in _KATAKANA
    return not _PERSON.match(text, end)
