"""The language of a text by its script: Hangul, Kana or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from newsdb.records import Language

#: Runs of each script; begin with one character of a class, to which the engine skips ahead.
_HANGUL, _KANA, _HAN, _LATIN = (
    lazy(f"[{letters}][{letters}]*")
    for letters in ("가-힣ㄱ-ㅎㅏ-ㅣ", "ぁ-んァ-ヶｦ-ﾟ", "一-龠々", "A-Za-z")
)

#: Enough characters to decide; the rest of a text doesn't change the answer.
_ENOUGH = 600


def language_of(text: str, *, usual: Language | None = None) -> Language:
    """Return the language of ``text``; for only Han characters, the outlet's ``usual`` one."""
    text = text[:_ENOUGH]
    scripts = (_HANGUL, _KANA, _HAN, _LATIN)
    hangul, kana, han, latin = (len("".join(each.findall(text))) for each in scripts)
    # A Latin letter counts less than a syllable or a character: about five make a word.
    if max(hangul, kana, han) * 5 < latin:
        return "en"
    if hangul or kana:
        return "ko" if hangul >= kana else "ja"
    return usual or ("ja" if han else "en")
