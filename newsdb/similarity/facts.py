"""What texts of one template say differently: years, editions, periods, deadlines, directions.

A fact is a number, its kind above 24 bits of a hash of its value, so that it may outlive a text.
Patterns begin with a digit or a letter where they can, and what must not stand before it comes
second: the engine skips ahead to what can begin a match, in a fraction of the time.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from newsdb.text.folding import fold
from newsdb.text.lazy_patterns import lazy
from newsdb.text.opposites import OPPOSITES

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from newsdb.records import Language

# What a fact is about. Two texts contradict each other when both have facts of a kind and none in
# common; those of titles are kinds of their own.
(
    YEAR, EDITION, MONTH, QUARTER, HALF, DEADLINE, STREAK, FIGURE, OPPOSITE, DIRECTION, LATER,
) = range(11)  # fmt: skip
TITLE = 16  # added to the kind of what stands in a title

_YEAR = lazy(
    r"[12令](?<!\d[12])(?:"
    r"(?:(?<=1)9|(?<=2)0)\d\d(?=[년年]|(?![\d,.]{0,12}\d|[가-힣]))|(?<=令)和(\d{1,2})年)"
)
#: What every edition ends with.
_AN_EDITION = lazy(r"\d\s?(?:[회차기호回次期号弾]|st|nd|rd|th)")
_EDITION = lazy(
    r"[제第\d](?:(?<=[제第])\s?\d{1,3}\s?[회차기호回次期号弾]"
    r"|(?<=\d)(?<!\d.)\d{0,2}(?:회째|기(?=\s)|차(?=\s)|回目|期生|(?:st|nd|rd|th)\s(?=[a-z])))"
)
_DIGITS = lazy(r"\d+")
#: Before an English ordinal that is a day.
_BEFORE_A_DAY = ("on the ", "until the ", "by the ", "on ", "/")


def _begins_word(words: Iterable[str]) -> str:
    """Return a pattern of one of some words where a word begins, by their first letter."""
    rests: dict[str, list[str]] = defaultdict(list)
    for each in words:
        rests[each[0]].append(each[1:])
    behind = "|".join(f"(?<={first})(?:{'|'.join(rest)})" for first, rest in rests.items())
    return rf"[{''.join(rests)}](?<!\w.)(?:{behind})"


_ORDINALS = {
    each: str(n)
    for n, each in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
}
_ORDINAL = lazy(
    rf"({_begins_word(_ORDINALS)})[ -](quarter|half|straight|consecutive|month|week|year|day)\b"
)
_QUARTER = lazy(r"([1-4])\s?(?:분기|四半期)")
_HALF = lazy("상반기|하반기|上半期|下半期|上期|下期")
_MONTH_ALONE = lazy(r"([1-9](?<!\d[1-9])(?:(?<=1)[0-2])?)(?:월|月)(?!\s?\d)")
_STREAK = lazy(
    r"(\d{1,2}|[한두석세넉네]|다섯|여섯|일곱|여덟)\s?(?:달|개월|분기|년|해|주|일|회)\s?(?:째|연속)"
    r"|(?<!\d)(\d{1,2})(?:カ月|か月|ヶ月|期|年|週|日|四半期)(?:連続|続けて)"
)
_KOREAN_COUNTS = {
    "한": "1", "두": "2", "석": "3", "세": "3", "넉": "4", "네": "4",
    "다섯": "5", "여섯": "6", "일곱": "7", "여덟": "8",
}  # fmt: skip
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH_NAME = rf"(?:{'|'.join(_MONTHS)})[a-z]*"
_DATE = {
    "cjk": lazy(r"(\d\d?)[월月]\s?(\d{1,2})[일日]"),
    "en": lazy(
        rf"[\d{''.join(dict.fromkeys(each[0] for each in _MONTHS))}]"
        rf"(?:(?<!\w.)(?:{'|'.join(f'(?<={each[0]}){each[1:]}' for each in _MONTHS)})"
        rf"[a-z]*\.?\s\d{{1,2}}(?!\d)|(?<=\d)(?<!\d.)\d?\s{_MONTH_NAME}\b)"
    ),
}
_LETTERS = lazy("[a-z]+")
_IS_DEADLINE_AFTER = lazy(r"\s?(?:\([^)]{0,12}\))?\s?(?:까지|마감|まで|締め?切|必着)")
_IS_DEADLINE_BEFORE = lazy(
    r"(?:until|by|deadline[^.]{0,60}|closes? on|due(?: on)?|before|extended to"
    r"|마감[은일]{0,2}|締め?切りは?)\s?$"
)
#: What stands in any text that names an edition or a deadline.
_OF_EDITIONS = {
    "ko": ("제", "회째", "기 ", "차 ", "기\n", "차\n", "第"),
    "ja": ("第", "回目", "期生"),
    "en": ("st ", "nd ", "rd ", "th "),
}
_OF_DEADLINES = {
    "ko": ("까지", "마감"),
    "ja": ("まで", "締", "必着"),
    "en": ("until", "by", "deadline", "close", "due", "before", "extended"),
}
_FIGURE = lazy(r"\d\d*(?:[.,]\d+)*")

#: What a notice says that follows an earlier one of the same wording.
_LATER = lazy(
    r"연장|추가\s?모집|재공고|재모집|延長|追加募集|再募集|再公募"
    r"|\bextended?\b|\bsecond round\b|\breopen"
)


def of_kind(facts: Iterable[int], kind: int) -> frozenset[int]:
    """Return the facts of a kind, those of titles by their kind and TITLE."""
    return frozenset(each for each in facts if each >> 24 == kind)


def facts_of(folded: str, language: Language) -> Iterator[int]:
    """Yield what a text says of its year, edition, period and deadline.

    Words are looked for before their pattern, which takes ten times as long.
    """
    if _has(folded, ("20", "19", "令和")):
        for found in _YEAR.finditer(folded):
            yield _fact(YEAR, str(2018 + int(found[1])) if found[1] else found[0])
    if _has(folded, _OF_EDITIONS[language]) and _AN_EDITION.search(folded):
        for found in _EDITION.finditer(folded):
            if not folded.endswith(_BEFORE_A_DAY, 0, found.start()):
                yield _fact(EDITION, _DIGITS.findall(found[0])[0].lstrip("0"))
    yield from _english_periods(folded) if language == "en" else _periods(folded)
    if _has(folded, _OF_DEADLINES[language]):
        yield from _deadlines(folded, language)


def _english_periods(folded: str) -> Iterator[int]:
    kinds = {"quarter": QUARTER, "half": HALF}
    for ordinal, of in _ORDINAL.findall(folded):
        yield _fact(kinds.get(of, STREAK), _ORDINALS[ordinal])


def _periods(folded: str) -> Iterator[int]:
    if _has(folded, ("분기", "四半期")):
        yield from (_fact(QUARTER, each) for each in _QUARTER.findall(folded))
    if _has(folded, ("반기", "半期", "上期", "下期")):
        yield from (
            _fact(HALF, "1" if each[0] in "상上" else "2") for each in _HALF.findall(folded)
        )
    if _has(folded, ("월", "月")):
        yield from (_fact(MONTH, each) for each in _MONTH_ALONE.findall(folded))
    if _has(folded, ("째", "연속", "連続", "続けて")):
        for found in _STREAK.finditer(folded):
            count = found[1] or found[2]
            yield _fact(STREAK, _KOREAN_COUNTS.get(count, count))


def _deadlines(folded: str, language: Language) -> Iterator[int]:
    for found in _DATE["en" if language == "en" else "cjk"].finditer(folded):
        before = folded[max(0, found.start() - 70) : found.start()]
        if _IS_DEADLINE_AFTER.match(folded, found.end()) or _IS_DEADLINE_BEFORE.search(before):
            yield _fact(DEADLINE, _date(found, language))


def _has(folded: str, words: Iterable[str]) -> bool:
    return any(map(folded.__contains__, words))


def are_opposed(one: str, other: str) -> bool:
    """Return whether one text says of something that it rises, goes on ..., the other not."""
    ways = [{*directions(fold(text))} for text in (one, other)]
    return any(way ^ 1 in ways[1] and way not in ways[1] for way in ways[0])


def directions(folded: str) -> Iterator[int]:
    """Yield which way a text says that things go: an even number or the odd one behind it."""
    return (side for _, side in directions_with_starts(folded))


def directions_with_starts(folded: str) -> Iterator[tuple[int, int]]:
    """Yield where a text says which way things go, and which."""
    automaton, sides = _ways()
    for index, start, end in automaton.find_matches_as_indexes(folded):
        side, whole = sides[index]
        if not folded[start].isascii() or not (
            folded[start - 1 : start].isalnum() or (whole and folded[end : end + 1].isalnum())
        ):
            yield start, side


@cache
def _ways() -> tuple[AhoCorasick, list[tuple[int, bool]]]:
    words: dict[str, tuple[int, bool]] = {}
    for number, line in enumerate(OPPOSITES.strip().splitlines()):
        for side, stems in enumerate(line.split(" : ")):
            for stem in stems.split():
                words[stem.rstrip(".")] = (2 * number + side, stem.endswith("."))
    automaton = AhoCorasick(
        list(words), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA
    )
    return automaton, list(words.values())


def title_facts(folded: str, ways: Iterable[int]) -> Iterator[int]:
    if _LATER.search(folded):
        yield _fact(LATER, "")
    yield from ((DIRECTION << 24) + side for side in {each & 1 for each in ways})
    for found in _FIGURE.finditer(folded):
        yield _fact(FIGURE, found[0].replace(",", ""))


def _date(found: re.Match[str], language: Language) -> str:
    if language != "en":
        return f"{int(found[1])}-{int(found[2])}"
    month, day = _LETTERS.findall(found[0])[0], _DIGITS.findall(found[0])[0]
    return f"{_MONTHS.index(month[:3]) + 1}-{int(day)}"


def _fact(kind: int, value: str) -> int:
    return (kind << 24) + (zlib.crc32(value.encode()) & 0xFFFFFF)
