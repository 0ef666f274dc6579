"""Names by their sound, so that 노현길 and Roh Hyeon-gil, ハンギョル and Hangyeol can be compared.

What scripts and romanisations spell differently is one here: 김 and Kim, パ and バ, eo and o. A
name's key has its consonants by where they are spoken, with the vowels where both scripts have
them; Katakana puts vowels behind every consonant, so that there only consonants count.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

#: Consonants and vowels of Hangul in the order of their numbers in a syllable.
_FIRSTS = (
    "K", "K", "N", "T", "T", "L", "M", "P", "P", "S", "S", "", "S", "S", "S", "K", "T", "P", "",
)  # fmt: skip
_VOWELS = (
    "A", "E", "A", "E", "O", "E", "O", "E", "O", "A", "E",
    "E", "O", "O", "O", "E", "I", "O", "O", "I", "I",
)  # fmt: skip
_FINALS = (
    "", "K", "K", "K", "N", "N", "N", "T", "L", "K", "M", "P", "L", "L", "P", "L", "M",
    "P", "P", "T", "T", "N", "T", "T", "K", "T", "P", "",
)  # fmt: skip

#: Letters and pairs of them by their sound, the longer ones first.
_LATIN = (
    ("tch", "S"), ("sh", "S"), ("ch", "S"), ("ts", "S"), ("th", "T"), ("ph", "P"), ("ck", "K"),
    ("qu", "K"), ("eo", "O"), ("eu", "O"), ("oo", "O"), ("ou", "O"), ("ae", "E"), ("oe", "E"),
    ("wa", "A"), ("wo", "O"), ("we", "E"), ("ui", "I"), ("wi", "I"), ("ee", "I"),
    ("x", "KS"), ("k", "K"), ("g", "K"), ("c", "K"), ("q", "K"), ("t", "T"), ("d", "T"),
    ("p", "P"), ("b", "P"), ("v", "P"), ("f", "P"), ("s", "S"), ("z", "S"), ("j", "S"),
    ("l", "L"), ("m", "M"), ("n", "N"), ("a", "A"), ("e", "E"), ("i", "I"), ("o", "O"), ("u", "O"),
)  # fmt: skip
_LATIN_PIECE = re.compile("|".join(piece for piece, _ in _LATIN) + "|r")
_BY_PIECE = dict(_LATIN)

_KANA_ROWS = {
    "K": "カキクケコガギグゲゴ",
    "S": "サシスセソザジズゼゾチツヂヅ",
    "T": "タテトダデド",
    "N": "ナニヌネノン",
    "P": "パピプペポバビブベボヴ",
    "M": "マミムメモ",
    "L": "ラリルレロ",
    "": "ァアィイゥウェエォオハヒフヘホャヤュユョヨヮワヲッー",
}
_BY_KANA = {kana: sound for sound, row in _KANA_ROWS.items() for kana in row}
_TWICE = re.compile(r"(.)\1+")
_VOWEL = re.compile("[AEIO]")

#: A name with fewer consonants sounds like too many others.
LEAST_CONSONANTS, LEAST_SOUNDS = 3, 4


@cache
def _hangul(syllable: str) -> tuple[str, str, str]:
    place = ord(syllable) - 0xAC00
    return _FIRSTS[place // 588], _VOWELS[place // 28 % 21], _FINALS[place % 28]


def of_hangul(word: str) -> str:
    """Return how a Korean word sounds, consonants and vowels."""
    return _TWICE.sub(r"\1", "".join("".join(_hangul(each)) for each in word))


def of_latin(word: str) -> str:
    """Return how a Latin name in lower case sounds, as Korean or Japanese names are romanised."""
    letters = word.replace("-", "").replace("'", "")
    # ng ends a syllable unless a vowel follows; r before a consonant is not heard.
    letters = re.sub("ng(?![aeiouwy])", "n", letters)
    letters = re.sub("r(?![aeiouwy])", "", letters)
    letters = re.sub("y$", "i", letters).replace("r", "l")
    return _TWICE.sub(
        r"\1", "".join(_BY_PIECE.get(each, "") for each in _LATIN_PIECE.findall(letters))
    )


def of_katakana(word: str) -> str:
    """Return the consonants of a Katakana word."""
    return _TWICE.sub(r"\1", "".join(_BY_KANA.get(each, "") for each in word))


def consonants(sound: str) -> str:
    """Return a sound without its vowels, as Katakana can be compared with it."""
    return _TWICE.sub(r"\1", _VOWEL.sub("", sound))


@lru_cache(maxsize=1 << 14)
def keys(word: str) -> tuple[str, ...]:
    """Return by what a name is compared: its sound among Hangul and Latin, and with Katakana."""
    if "ァ" <= word[0] <= "ー":
        found = [f"c:{of_katakana(word)}"]
    else:
        sound = of_hangul(word) if "가" <= word[0] <= "힣" else of_latin(word)
        found = [f"s:{sound}", f"c:{consonants(sound)}"]
    return tuple(
        key
        for key in found
        if len(_VOWEL.sub("", key)) - 2 >= LEAST_CONSONANTS - (key[0] == "s")
        and len(key) - 2 >= (LEAST_SOUNDS if key[0] == "s" else LEAST_CONSONANTS)
    )
