"""The words nearest to one that finds nothing: typing errors, initial consonants, a wrong layout.

Candidates are the names that the search knows; those that the archive has are offered.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from newsdb.search.fields import read
from newsdb.search.queries import MOST_LETTERS, parse
from newsdb.search.search import count_hits
from newsdb.text.composing import composed
from newsdb.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

    from newsdb.search.queries import Names

#: So many words are offered, each of a likeness, from 0 to 1, of at least this.
MOST, LEAST_ALIKE = 3, 0.72
_LONGEST = 40

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_ONLY_INITIALS = re.compile(f"[{_INITIALS}]{{2,}}")
#: The Korean letter on each key of a Latin keyboard; in upper case where it differs.
_ON_KEY = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnmQWERTOP",
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ",
        strict=True,
    )
)
_TWO_VOWELS = {
    "ㅗㅏ": "ㅘ",
    "ㅗㅐ": "ㅙ",
    "ㅗㅣ": "ㅚ",
    "ㅜㅓ": "ㅝ",
    "ㅜㅔ": "ㅞ",
    "ㅜㅣ": "ㅟ",
    "ㅡㅣ": "ㅢ",
}


def nearest(db: Database, text: str, names: Names) -> list[str]:
    """Return up to MOST searches like one that finds nothing, each of which finds something.

    Fields are left out: it is the words that nothing has.
    """
    typed = " ".join(read(text[:MOST_LETTERS])[0].split())[:_LONGEST]
    found: list[str] = []
    for each in _candidates(typed, names):
        if each != fold(typed) and each not in found and count_hits(db, parse(each, names)):
            found.append(each)
        if len(found) == MOST:
            break
    return found


def _candidates(typed: str, names: Names) -> Iterator[str]:
    if (korean := as_korean(typed)) != typed:
        yield korean
    known = names.known()
    wanted = fold(typed)
    if _ONLY_INITIALS.fullmatch(wanted):
        yield from sorted((each for each in known if initials(each).startswith(wanted)), key=len)
        return
    by_letters = {composed(each, "NFD"): each for each in known}
    letters = composed(wanted, "NFD")
    for each in get_close_matches(letters, by_letters, n=2 * MOST, cutoff=LEAST_ALIKE):
        yield by_letters[each]


def initials(word: str) -> str:
    """Return the first consonant of each Korean syllable: ㅈㅅㄱㅇ of 중소기업."""
    return "".join(_INITIALS[(ord(each) - 0xAC00) // 588] for each in word if "가" <= each <= "힣")


def as_korean(typed: str) -> str:
    """Return what was meant by Korean typed on a Latin keyboard, itself if it was none.

    wndthrldjq is 중소기업.
    """
    if not typed[:MOST_LETTERS].isascii() or not typed.isalpha():
        return typed
    letters = [_ON_KEY.get(each) or _ON_KEY[each.lower()] for each in typed]
    said, at = "", 0
    while at < len(letters):
        syllable, at = _syllable(letters, at)
        if syllable is None:
            return typed
        said += syllable
    return said


def _syllable(letters: list[str], at: int) -> tuple[str | None, int]:
    """Return the syllable that begins at a letter and where the next one does; None for none."""
    if at + 1 >= len(letters) or letters[at] not in _INITIALS or letters[at + 1] not in _MEDIALS:
        return None, at
    initial, medial = letters[at], letters[at + 1]
    at += 2
    if at < len(letters) and medial + letters[at] in _TWO_VOWELS:
        medial = _TWO_VOWELS[medial + letters[at]]
        at += 1
    final = " "
    # A consonant belongs to the next syllable when a vowel follows it.
    closes = at < len(letters) and letters[at] in _FINALS
    if closes and not (at + 1 < len(letters) and letters[at + 1] in _MEDIALS):
        final = letters[at]
        at += 1
    place = (_INITIALS.index(initial) * 21 + _MEDIALS.index(medial)) * 28 + _FINALS.index(final)
    return chr(0xAC00 + place), at
