"""The language of a text by its script: Hangul, Kana or neither."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsdb.records import Language

_HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
_KANA = re.compile(r"[ぁ-んァ-ヶｦ-ﾟ]")
_HAN = re.compile(r"[一-龠々]")
_LATIN = re.compile(r"[A-Za-z]")

#: Enough characters to decide; the rest of a text doesn't change the answer.
_ENOUGH = 600


def language_of(text: str, *, usual: Language | None = None) -> Language:
    """Return the language of ``text``; for only Han characters, the outlet's ``usual`` one."""
    text = text[:_ENOUGH]
    hangul, kana = len(_HANGUL.findall(text)), len(_KANA.findall(text))
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    # A Latin letter counts less than a syllable or a character: about five make a word.
    if max(hangul, kana, han) * 5 < latin:
        return "en"
    if hangul or kana:
        return "ko" if hangul >= kana else "ja"
    return usual or ("ja" if han else "en")
