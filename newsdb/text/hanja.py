"""Korean readings of Han characters, so that Korean and Japanese words can be compared.

経済産業省 is 경제산업성 in Korean: the same word by its reading. For comparison only.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    import re

_FILE = Path(__file__).with_name("hanja.txt")
_RUN = lazy("[一-龠々]+")

#: The single characters that stand for countries in headlines.
COUNTRIES = {"韓": "한국", "日": "일본", "美": "미국", "中": "중국", "北": "북한", "英": "영국"}
#: Begins with one of them, what must not stand before it comes second: the engine skips ahead.
_COUNTRY = lazy(
    r"([韓日美中北英](?<![\d一-龠가-힣].)[韓日美中北英]{0,2})(?![一-龠])(?!(?:요일|월))"
)

_FIRST, _MEDIALS, _FINALS = 0xAC00, 21, 28
_RIEUL, _NIEUN, _IEUNG = 5, 2, 11
#: Vowels before which an initial ㄹ or ㄴ becomes silent: ㅑ ㅒ ㅕ ㅖ ㅛ ㅠ ㅣ.
_SILENCING = frozenset({2, 3, 6, 7, 12, 17, 20})


@cache
def readings() -> dict[str, str]:
    """Return the table of readings by character."""
    table: dict[str, str] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            reading, characters = line.split()
            table |= dict.fromkeys(characters, reading)
    return table


def read(folded: str) -> str:
    """Return a folded text with its Han characters replaced by their readings, if known."""
    return _RUN.sub(lambda run: read_run(run[0]), folded)


@lru_cache(maxsize=8192)
def read_run(characters: str) -> str:
    """Return the Korean reading of a word in Han characters: 女性 is 여성, 不動産 부동산."""
    table = readings()
    syllables: list[str] = []
    for at, character in enumerate(characters):
        if character == "々" and syllables:
            syllables.append(syllables[-1])
            continue
        reading = table.get(character, character)
        if character == "不" and at + 1 < len(characters):
            after = table.get(characters[at + 1], "")
            reading = "부" if after and _parts(after)[0] in {3, 12} else "불"
        if reading in {"률", "렬"} and syllables and _ends_in_vowel_or_n(syllables[-1]):
            reading = "율" if reading == "률" else "열"
        syllables.append(initial(reading) if not at else reading)
    return "".join(syllables)


def name_countries(folded: str) -> str:
    """Return a Korean headline with single Hanja for countries written out."""

    def named(found: re.Match[str]) -> str:
        under_way = found[1] == "中" and found.start() and folded[found.start() - 1] == " "
        if under_way and "가" <= folded[found.start() - 2] <= "힣":
            return found[1]  # 작업 中: under way, not China
        return " ".join(COUNTRIES[each] for each in found[1]) + " "

    return _COUNTRY.sub(named, folded)


def initial(syllable: str) -> str:
    """Return a syllable as pronounced at the start of a word: 녀 as 여, 로 as 노."""
    if len(syllable) != 1 or not "가" <= syllable <= "힣":
        return syllable
    first, medial, final = _parts(syllable)
    if first in {_RIEUL, _NIEUN} and medial in _SILENCING:
        first = _IEUNG
    elif first == _RIEUL:
        first = _NIEUN
    return chr(_FIRST + (first * _MEDIALS + medial) * _FINALS + final)


def plain(text: str) -> str:
    """Return a text with every syllable in its initial form, as word boundaries are unknown."""
    return text.translate(_initials())


@cache
def _initials() -> dict[int, str]:
    points = range(_FIRST, ord("힣") + 1)
    return {each: form for each in points if (form := initial(chr(each))) != chr(each)}


def _parts(syllable: str) -> tuple[int, int, int]:
    place = ord(syllable[0]) - _FIRST
    return place // (_MEDIALS * _FINALS), place // _FINALS % _MEDIALS, place % _FINALS


def _ends_in_vowel_or_n(syllable: str) -> bool:
    """Return whether a syllable ends in a vowel or in ㄴ."""
    return "가" <= syllable <= "힣" and _parts(syllable)[2] in {0, 4}
