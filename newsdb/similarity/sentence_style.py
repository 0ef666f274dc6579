"""Sentences without what only their style ends them with, as a rewritten copy has them, too."""

from __future__ import annotations

from functools import lru_cache

_HIRAGANA = "".join(map(chr, range(0x3041, 0x3097)))


def without_style(letters: str) -> str:
    """Return a sentence's letters without what plain and polite style end it with.

    밝혔습니다 and 밝혔다 are both 밝혔다, 합니다 and 한다 하다, 開きました and 開いた 開.
    """
    if letters.endswith("다"):
        return letters[:-3] + _without_style(letters[-3:])
    return letters.rstrip(_HIRAGANA) or letters


@lru_cache(maxsize=1 << 10)
def _without_style(ending: str) -> str:
    """Return the last three letters of a Korean sentence in plain style."""
    if ending == "습니다":
        return "다"
    end = -3 if ending.endswith("니다") else -2
    return ending[:end] + _without_final(ending[end:][:1]) + "다"


def _without_final(syllable: str) -> str:
    """Return a syllable without the ㄴ or ㅂ of a verb's ending; 는 of 받는다 is all ending."""
    if syllable == "는" or not "가" <= syllable <= "힣":
        return "" if syllable == "는" else syllable
    final = (ord(syllable) - 0xAC00) % 28
    return chr(ord(syllable) - final) if final in {4, 17} else syllable
