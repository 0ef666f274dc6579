"""The language of a text by its script: Hangul, Kana or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from newsdb.records import Language

_HANGUL = lazy(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
_KANA = lazy(r"[ぁ-んァ-ヶｦ-ﾟ]")
_HAN = lazy(r"[一-龠々]")
_LATIN = lazy(r"[A-Za-z]")

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
