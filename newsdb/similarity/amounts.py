"""The numbers of a text by their value, however they are written: 2만 and 20,000, 여섯 and six."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.similarity.remembered import Remembered
from newsdb.text.folding import fold
from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsdb.records import Language

#: Smaller numbers are in every text.
LEAST_NUMBER = 3

#: Larger ones are compared as reports round them, too: by their first two digits.
ROUNDED_FROM = 1000

#: Units within four digits, and units of four digits: 2천800만 is 2,800 times ten thousand.
_WITHIN = {"십": 10, "백": 100, "천": 1000, "千": 1000}
_SCALE = {
    "만": 1e4, "万": 1e4, "억": 1e8, "億": 1e8, "조": 1e12, "兆": 1e12,
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
}  # fmt: skip
_SCALES = rf"([{''.join(_WITHIN)}])?\s?({'|'.join(_SCALE)})?"
_NUMBER_WORDS = {
    each: n
    for n, words in enumerate(
        (
            "three 세 三", "four 네 四", "five 다섯 五", "six 여섯 六", "seven 일곱 七",
            "eight 여덟 八", "nine 아홉 九", "ten 열 十", "eleven 열한 十一", "twelve 열두 十二",
            "thirteen 열세 十三", "fourteen 열네 十四", "fifteen 열다섯 十五", "sixteen 열여섯",
            "seventeen 열일곱", "eighteen 열여덟", "nineteen 열아홉", "twenty 스무 二十",
        ),
        3,
    )
    for each in words.split()
} | {"dozen": 12, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}  # fmt: skip
_ENGLISH_NUMBER_WORDS = tuple(filter(str.isascii, _NUMBER_WORDS))
#: Begins with the words, since what stands before a match is looked at ten times as fast after it.
_NUMBER_WORD = {
    "ko": lazy(
        rf"({'|'.join(each for each in _NUMBER_WORDS if each[0] >= '가')})"
        r"\s?(?:곳|개|명|차례|사|팀|군데)"
    ),
    "ja": lazy(
        rf"({'|'.join(each for each in _NUMBER_WORDS if '一' <= each[0] <= '龠')})"
        r"(?:社|人|件|校|軒|カ所)"
    ),
}
_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_PART = lazy(rf"({_DIGITS})\s?{_SCALES}")
_UNIT = r"[년年월月일日시時분分](?![간間])|[년年]|th\b"
#: Begins with a digit and nothing around it: the engine skips ahead to what can begin a match.
_AMOUNT = lazy(
    rf"(?P<amount>(?P<digits>{_DIGITS})\s?{_SCALES}\s?(?P<more>(?:{_DIGITS}\s?{_SCALES}\s?)*))"
    rf"(?P<unit>{_UNIT})?"
)
_PLAIN_SCALES = _SCALES.replace("(", "(?:")
#: The same without groups, and with what makes the number that of an edition.
_AS_WRITTEN = lazy(
    rf"{_DIGITS}\s?{_PLAIN_SCALES}\s?(?:{_DIGITS}\s?{_PLAIN_SCALES}\s?)*(?:{_UNIT})?"
    r"(?:[회차기回次期 ]|(?:st|nd|rd) )?"
)


def written(text: str) -> list[str]:
    """Return the numbers of a folded text as they are written, each with what it is of."""
    return _AS_WRITTEN.findall(text)


def labels(numbers: Iterable[str], text: str, language: Language, *, most: int) -> list[str]:
    """Return the first amounts of a folded text as words for keys, no dates: n:721400000000.

    ``numbers`` are those ``written`` in it. A large one has a second label that it shares with
    those that are nearly equal.
    """
    found: dict[str, None] = {}
    for number in numbers:
        if len(found) >= most:
            break
        found |= _labels[number]
    found |= {f"n:{_NUMBER_WORDS[each]}": None for each in _number_words(text, language)}
    return [*found][:most]


class _Labels(Remembered[dict[str, None]]):
    """The labels of a number as it is written, in their order; none for dates and years."""

    def make(self, text: str) -> dict[str, None]:
        amount = _AMOUNT.match(text)
        assert amount is not None
        written, digits, within, scale, more, *_, unit = amount.groups("")
        value = _value(_PART.findall(written) if more else ((digits, within, scale),))
        year = 1900 <= value <= 2100 and not more
        if unit or value < LEAST_NUMBER or year:
            return {}
        plain = {f"n:{value:g}": None}
        return {**plain, f"n:~{value:.1e}": None} if value > ROUNDED_FROM else plain


_labels = _Labels()


def _number_words(text: str, language: Language) -> list[str]:
    """Return the numbers that a text writes as words of their own."""
    if language == "en":
        return _english_number_words(text)
    return [
        found[1]
        for found in _NUMBER_WORD[language].finditer(text)
        if language == "ja" or not "가" <= text[found.start() - 1 : found.start()] <= "힣"
    ]


def _english_number_words(text: str) -> list[str]:
    """Return the number words of an English text in their order.

    Each is looked for by itself: few are in a text, and a pattern of a word reads all of it.
    """
    found = []
    for word in _ENGLISH_NUMBER_WORDS:
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            if not (_is_of_word(text[at - 1 : at]) or _is_of_word(text[end : end + 1])):
                found.append((at, word))
            at = text.find(word, end)
    return [word for _, word in sorted(found)]


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def amounts(text: str) -> frozenset[float]:
    """Return the values of a text's numbers, however they are written: 1만2000 and 1만 2천."""
    folded = fold(text)
    written = {_value(_PART.findall(found["amount"])) for found in _AMOUNT.finditer(folded)}
    words = {
        float(_NUMBER_WORDS[word])
        for pattern in _NUMBER_WORD.values()
        for word in pattern.findall(folded)
    }
    return frozenset(written | words)


def _value(parts: Iterable[tuple[str, str, str]]) -> float:
    """Return the value of digits with their units: 1억2천만 as 120,000,000."""
    value = group = 0.0
    for number, within, scale in parts:
        digits = number.replace(",", "").rstrip(".")
        if len(digits) > 12:
            break
        group += float(digits) * _WITHIN.get(within, 1)
        if scale:
            value += group * _SCALE[scale]
            group = 0.0
    return value + group
