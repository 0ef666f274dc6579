"""What an article tells of an event by: names, numbers and long words, across three languages.

Japanese words of Han characters are compared with Korean ones by their reading, all languages by
numbers and Latin names. Two reports of one event share rare ones; how rare is what the database
says of the days before. Reports of one event are suggested only: none is put together by them.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import xxhash

from newsdb.text import hanja
from newsdb.text.folding import fold
from newsdb.text.particles import common

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from newsdb.records import Language

#: Characters of a text that tell the event; what follows are details and background.
LEAD = 320

#: One of so many parts of words is kept, by its hash, so that two texts keep the same ones.
ONE_OF = 2
MOST_PARTS = 16
MOST_NUMBERS, MOST_NAMES = 5, 5
#: Smaller numbers are in every text.
LEAST_NUMBER = 20
#: So many letters of a Latin word count, since English inflects.
LETTERS = 7

#: Days between two reports of one event.
DAYS = 3

#: Words in this many earlier articles or more all count as equally frequent.
MOST_WITH_A_WORD = 50

#: The weight of a word, by the number of texts that have it.
_RARITY = [math.log(1 + MOST_WITH_A_WORD / max(1, n)) for n in range(MOST_WITH_A_WORD + 1)]

#: From here two reports are suggested as one event; what is less alike is not kept. On labelled
#: articles of 2009 to 2025 no pair of two events reaches 0.1; a daily crawl has more chances.
SUGGESTED = 0.18

#: Words of this project's subject and of news itself: they are in every other text and say
#: nothing about the event.
COMMON = (
    "한국 일본 중소기업 중소벤처기업 스타트업 한일 일한 양국 두나라 협력 교류 경제 "
    "산업 기업 기업인 정부 대통령 총리 장관 서울 도쿄 동경 오사카 수출 수입 무역 "
    "시장 투자 기술 지원 사업 개최 참석 참가 발표 추진 계획 확대 강화 관계 업무협약 "
    "협약 체결 중앙회 협회 회장 대표 국내 해외 글로벌 세계 국제 지난해 올해 내년 "
    "관련 위해 통해 대한 이번 가운데 따라 최근 현지 진출 판로 상담회 간담회 포럼 "
    "회의 위원회 센터 분야 기자 뉴스 밝혔다 말했다 전했다 설명했다 있다 했다 된다 "
    "한다 중소기업중앙회 중소벤처기업부 일본중소기업 한국중소기업"
)
_COMMON_LATIN = frozenset(
    "the and for with from that this have has was were will said says its his her their into over"
    " korea korean south japan japanese seoul tokyo sme smes ceo news new one two first year years"
    " firm firms company companies business businesses small medium enterprises government"
    " ministry president minister monday tuesday wednesday thursday friday saturday sunday".split()
)

#: The length in characters of the longest common particle.
_LONGEST_PARTICLE = 4
_HANGUL = re.compile("[가-힣]{2,}")
_HAN = re.compile("[一-龠々]{2,}")
_KATAKANA = re.compile("[ァ-ヶー]{3,}")
_LATIN = re.compile(r"[a-z][a-z0-9&-]*[a-z0-9]")
#: Units within four digits, and units of four digits: 2천800만 is 2,800 times ten thousand.
_WITHIN = {"십": 10, "백": 100, "천": 1000, "千": 1000}
_SCALE = {
    "만": 1e4, "万": 1e4, "억": 1e8, "億": 1e8, "조": 1e12, "兆": 1e12,
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
}  # fmt: skip
_SCALES = rf"([{''.join(_WITHIN)}])?\s?({'|'.join(_SCALE)})?"
_PART = re.compile(rf"(\d[\d,]*(?:\.\d+)?)\s?{_SCALES}")
_AMOUNT = re.compile(
    rf"(?P<amount>(?:\d[\d,]*(?:\.\d+)?\s?{_SCALES}\s?)+)"
    r"(?P<unit>[년年월月일日시時분分](?![간間])|[년年]|th\b)?"
)


def key_of(word: str) -> int:
    """Return where articles with a word are looked up."""
    return xxhash.xxh64_intdigest(word.encode(), seed=2) >> 16


def words_of(title: str, lead: str, language: Language) -> tuple[int, ...]:
    """Return the keys of the words by which an article's event is known, of its title and lead.

    ``lead`` is the folded text, of which only the beginning counts.
    """
    text = f"{fold(title)}\n{lead[:LEAD]}"
    if language == "ko":
        text = hanja.name_countries(text)
    named = map(key_of, [*_numbers(text), *_names(text, language)])
    return tuple(dict.fromkeys([*named, *_parts(text, language)]))


def likeness(
    shared: Iterable[int], mine: float, theirs: float, frequency: Mapping[int, int]
) -> float:
    """Return how much of what tells an event two articles share, from 0 to 1.

    ``shared`` are the keys of the words that both have, ``mine`` and ``theirs`` what all words of
    each tell, ``frequency`` how many earlier articles have a word.
    """
    both = sum(weight(frequency[each]) for each in shared)
    return both / math.sqrt(mine * theirs) if both else 0.0


def weight(frequency: int) -> float:
    """Return what a word tells that so many texts have."""
    return _RARITY[min(frequency, MOST_WITH_A_WORD)]


def _numbers(text: str) -> list[str]:
    """Return the amounts of a text by their value: 7,214億 as 7214억, no dates."""
    found: list[str] = []
    for amount in _AMOUNT.finditer(text):
        if amount["unit"]:
            continue
        parts = _PART.findall(amount["amount"])
        value = _value(parts)
        year = 1900 <= value <= 2100 and len(parts) == 1
        if value >= LEAST_NUMBER and not year:
            found.append(f"n:{value:g}")
    return found[:MOST_NUMBERS]


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


def _names(text: str, language: Language) -> list[str]:
    """Return the Latin names of a Korean or Japanese text; in English every word is Latin."""
    if language == "en":
        return []
    # Two letters are what everything is about for a year: AI, IT, EV.
    names = (each for each in _LATIN.findall(text) if len(each) > 2 and each not in _COMMON_LATIN)
    return [f"w:{each[:LETTERS]}" for each in dict.fromkeys(names)][:MOST_NAMES]


def _parts(text: str, language: Language) -> list[int]:
    """Return the keys of a sample of the three-syllable parts of a text's words."""
    common = _COMMON_LATIN if language == "en" else _COMMON_PARTS
    kept: dict[int, None] = {}
    for gram in _grams(text, language):
        if gram[2:] in common or (key := key_of(gram)) % ONE_OF:
            continue
        kept[key] = None
        if len(kept) == MOST_PARTS:
            break
    return [*kept]


def _grams(text: str, language: Language) -> Iterator[str]:
    """Yield the parts of a text's words, Han characters as Korean reads them; English words."""
    if language == "en":
        yield from (f"w:{each[:LETTERS]}" for each in _LATIN.findall(text) if len(each) >= 4)
        return
    for each in _words(text, language):
        said = hanja.plain(each)
        if len(said) > 1:
            for at in range(max(1, len(said) - 2)):
                yield f"p:{said[at : at + 3]}"
    yield from (f"k:{each}" for each in _KATAKANA.findall(text))


def _words(text: str, language: Language) -> Iterator[str]:
    """Yield the Korean words of a text without particles; of Japanese, the Korean readings."""
    if language == "ko":
        for each in _HANGUL.findall(hanja.read(text)):
            yield _stem(each) if len(each) > 2 else each
    else:
        yield from map(hanja.read_run, _HAN.findall(text))


def _stem(word: str) -> str:
    particles = common()
    for length in range(min(len(word), _LONGEST_PARTICLE), 0, -1):
        if word[-length:] in particles:
            return word[:-length]
    return word


_COMMON_PARTS = frozenset(
    part
    for word in map(hanja.plain, COMMON.split())
    for part in (word, *(word[at : at + 3] for at in range(len(word) - 2)))
)
