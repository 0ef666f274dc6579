"""Other spellings of a word that was typed: Kana, loan words, romanised names, dates.

An index finds what stands there; a person remembers a word by its sound. What is given here is
looked for beside what was typed.
"""

from __future__ import annotations

import re
from datetime import date

_HIRAGANA, _KATAKANA = re.compile("[\u3041-\u3096]"), re.compile("[\u30a1-\u30f6]")
_KANA_RUN = re.compile("[\u3041-\u3096\u30a1-\u30f6ー]{2,8}")
_FROM_HIRAGANA = 0x60  # from a Hiragana sign to the Katakana one

#: Syllables that Korean writes Japanese names with, by either rule.
_LOAN_SYLLABLES = (("쓰", "츠"), ("규", "큐"), ("도", "토"), ("가", "카"), ("교", "쿄"))
_SHORTEST_LOAN = 3

#: A romanised given name is written as one, with a hyphen or as two.
_ROMANISED = re.compile("[a-z]{4,10}")

_DATE = re.compile(r"(?:(\d{4})[-./年]\s?)?(\d{1,2})[-./月]\s?(\d{1,2})日?\.?")
_MONTHS = "January February March April May June July August September October November December"
_ABBREVIATED = "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec"


def variants(word: str) -> list[str]:
    """Return other spellings of a folded word; none of an ordinary one."""
    return [
        each
        for each in dict.fromkeys((*_kana(word), *_loans(word), *_romanised(word), *_dates(word)))
        if each != word
    ]


def _kana(word: str) -> list[str]:
    """Return a word with the beginning of its Kana, or all, in the other script (モノづくり)."""
    run = _KANA_RUN.search(word)
    if run is None:
        return []
    before, kana, after = word[: run.start()], run.group(), word[run.end() :]
    cuts = [(kana[:count], kana[count:]) for count in range(2, len(kana) + 1)]
    return [
        before + form + after
        for head, rest in cuts
        for form in (
            _to_katakana(head) + rest,
            _to_hiragana(head) + rest,
            _to_katakana(head) + _to_hiragana(rest),
        )
    ]


def _to_katakana(text: str) -> str:
    return _HIRAGANA.sub(lambda sign: chr(ord(sign[0]) + _FROM_HIRAGANA), text)


def _to_hiragana(text: str) -> str:
    return _KATAKANA.sub(lambda sign: chr(ord(sign[0]) - _FROM_HIRAGANA), text)


def _loans(word: str) -> list[str]:
    """Return a Korean word with the syllables of a Japanese name by the other rule."""
    if len(word) < _SHORTEST_LOAN or not "가" <= word[0] <= "힣":
        return []
    found = [word]
    for one, other in _LOAN_SYLLABLES:
        more = []
        for each in found:
            more += [each.replace(one, other), each.replace(other, one)]
        found = [*dict.fromkeys((*found, *more))][:12]
    return found


def _romanised(word: str) -> list[str]:
    """Return a Latin word in two parts (Kimun: Ki-mun is indexed as ki mun), or the two in one."""
    joined = word.replace("-", "")
    if not _ROMANISED.fullmatch(joined):
        return []
    return [joined, *(f"{joined[:at]} {joined[at:]}" for at in range(2, len(joined) - 1))]


def _dates(word: str) -> list[str]:
    """Return a date as articles print it in three languages; none of what is no date."""
    found = _DATE.fullmatch(word)
    if found is None:
        return []
    try:
        day = date(int(found[1] or 2024), int(found[2]), int(found[3]))
    except ValueError:
        return []
    full, short = (names.split()[day.month - 1] for names in (_MONTHS, _ABBREVIATED))
    return [
        f"{day.month}월 {day.day}일",
        f"{day.month}월{day.day}일",
        f"{day.month}月{day.day}日",
        *(f"{name} {day.day}".lower() for name in (full, short, short[:3])),
        *(f"{day.day} {name}".lower() for name in (full, short, short[:3])),
        *([day.strftime("%Y.%m.%d"), day.isoformat()] if found[1] else []),
    ]
