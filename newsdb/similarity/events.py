"""What an article tells of an event by, so that reports in three languages can be compared.

Places, bodies, dealings and goods are known by tables, names by their sound, numbers by their
value; Japanese words of Han characters are compared with Korean ones by their reading. Two reports
of one event share rare ones; how rare is what the database says of the days before. What
contradicts counts against: another place, another number, another country. Reports of one event
are suggested only: none is put together by them.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import xxhash

from newsdb.text import glossary, hanja, places, sounds
from newsdb.text.folding import fold
from newsdb.text.lazy_patterns import lazy
from newsdb.text.particles import common

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from newsdb.records import Language

#: Characters of a text, by language, that tell the event; what follows is background.
LEAD = {"ko": 320, "ja": 320, "en": 700}

#: Every other part of a word is kept, by its hash, so that two texts keep the same ones.
MOST_PARTS = 9
MOST_NUMBERS, MOST_NAMES, MOST_PLACES, MOST_BODIES, MOST_THINGS = 8, 10, 5, 4, 9
#: Smaller numbers are in every text.
LEAST_NUMBER = 3

#: Larger ones are compared as reports round them, too: by their first two digits.
ROUNDED_FROM = 1000

#: What a key is of, kept in its last three bits, so that it can be told from the others.
PART, PLACE, NUMBER, NAME, BODY, THING, EDITION, COUNTRY = range(8)
_KINDS = {
    "p": PART, "w": PART, "k": PART, "l": PLACE, "n": NUMBER, "s": NAME, "c": NAME,
    "b": BODY, "d": THING, "g": THING, "e": EDITION, "y": COUNTRY,
}  # fmt: skip
#: How much a key tells beside its rarity: chance alone makes two texts share a part of a word.
_TELLS = {
    PART: 0.5, PLACE: 1.2, NUMBER: 0.8, NAME: 1.2,
    BODY: 0.8, THING: 0.8, EDITION: 0.6, COUNTRY: 0.0,
}  # fmt: skip
#: So many letters of a Latin word count, since English inflects.
LETTERS = 7

#: Days between two reports of one event.
DAYS = 3

#: Words in this many earlier articles or more all count as equally frequent.
MOST_WITH_A_WORD = 50

#: The weight of a word, by the number of texts that have it.
_RARITY = [math.log(1 + MOST_WITH_A_WORD / max(1, n)) for n in range(MOST_WITH_A_WORD + 1)]

#: What is left of a likeness when two reports have places in one country and none in common, when
#: only one is about a third country or about both of ours, and where their other facts differ.
OTHER_PLACE, OTHER_COUNTRY, ONE_COUNTRY = 0.3, 0.4, 0.3
OTHER_EDITION, OTHER_NUMBERS, OTHER_THINGS = 0.4, 0.7, 0.6

#: From here two reports are suggested as one event; what is less alike is not kept. With half of
#: the tables taken away, pairs of one event in two languages stay above it and others below.
SUGGESTED = 0.14

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
_HANGUL = lazy("[가-힣]{2,}")
_HAN = lazy("[一-龠々]{2,}")
_KATAKANA = lazy("[ァ-ヶー]{3,}")
_LATIN = lazy(r"[a-z][a-z0-9&-]*[a-z0-9]")
#: Units within four digits, and units of four digits: 2천800만 is 2,800 times ten thousand.
_WITHIN = {"십": 10, "백": 100, "천": 1000, "千": 1000}
_SCALE = {
    "만": 1e4, "万": 1e4, "억": 1e8, "億": 1e8, "조": 1e12, "兆": 1e12,
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
}  # fmt: skip
_SCALES = rf"([{''.join(_WITHIN)}])?\s?({'|'.join(_SCALE)})?"
_EDITION = lazy(r"[제第]\s?(\d{1,3})[회차기回次期]|\b(\d{1,3})(?:st|nd|rd|th) (?=[a-z])")
_KOREA = ("한국", "한일", "韓国", "韓日", "日韓"), "korea"
_JAPAN = ("일본", "한일", "日本", "韓日", "日韓", "대일 ", "엔저", "엔고"), "japan"
_LOWER = lazy(r"(?<![\w'-])[a-z][a-z'-]+")
_CAPITAL = lazy(r"(?<![\w'-])[A-Z][\w'-]{3,}")
_QUOTED = lazy("['\"]([가-힣 ]{2,12})['\"]")
_TITLED = lazy(
    r"([가-힣]{3,4})\s(?:[가-힣]{1,10}\s?)?(?:회장|대표|이사장|원장|장관|차관|조합장|사장)"
)
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
_ENGLISH_WORD = lazy(r"\w+")
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
_PART = lazy(rf"(\d[\d,]*(?:\.\d+)?)\s?{_SCALES}")
_AMOUNT = lazy(
    rf"(?P<amount>(?:\d[\d,]*(?:\.\d+)?\s?{_SCALES}\s?)+)"
    r"(?P<unit>[년年월月일日시時분分](?![간間])|[년年]|th\b)?"
)


@lru_cache(maxsize=1 << 15)
def key_of(word: str) -> int:
    """Return where articles with a word are looked up; its first letter says its kind."""
    return (xxhash.xxh64_intdigest(word.encode(), seed=2) >> 16 & ~7) | _KINDS[word[0]]


def kind_of(key: int) -> int:
    """Return what a key is of: PLACE, NUMBER, NAME and so on."""
    return key & 7


def words_of(title: str, lead: str, language: Language, *, printed: str = "") -> tuple[int, ...]:
    """Return the keys of the words by which an article's event is known, of its title and lead.

    ``lead`` is the folded text, of which only the beginning counts, and ``printed`` the text as it
    was printed, which in English tells names from words.
    """
    text = f"{fold(title)}\n{lead[: LEAD[language]]}"
    if language == "ko":
        text = hanja.name_countries(text)
    found = [*places.find(text, language)]
    where = dict.fromkeys(f"l:{each.place.id}" for each in found)
    said: dict[str, list[str]] = {"b": [], "d": [], "g": []}
    for meaning in glossary.find(text, language):
        said[meaning.kind.lower()].append(f"{meaning.kind.lower()}:{meaning.name}")
    named = [
        *[*where][:MOST_PLACES],
        *_countries(text, language, found),
        *[*dict.fromkeys(said["b"])][:MOST_BODIES],
        *[*dict.fromkeys((*said["g"], *said["d"]))][:MOST_THINGS],
        *[f"e:{next(filter(None, each))}" for each in _EDITION.findall(text)][:2],
        *_numbers(text, language),
        *_names(text, f"{title}\n{printed[: LEAD[language]]}", language),
    ]
    return tuple(dict.fromkeys([*map(key_of, named), *_parts(text, language)]))


def likeness(
    mine: Iterable[int],
    theirs: Iterable[int],
    whole: tuple[float, float],
    frequency: Mapping[int, int],
) -> float:
    """Return how sure it is that two articles report one event, from 0 to 1.

    ``mine`` and ``theirs`` are the keys of their words, ``whole`` what all words of each tell,
    ``frequency`` how many earlier articles have one of mine.
    """
    one, other = frozenset(mine), frozenset(theirs)
    both = sum(weight(frequency[each], each) for each in one & other)
    if not both:
        return 0.0
    return both / math.sqrt(whole[0] * whole[1]) * agreement(one, other)


def weight(frequency: int, key: int) -> float:
    """Return what a word tells that so many texts have."""
    return _RARITY[min(frequency, MOST_WITH_A_WORD)] * _TELLS[kind_of(key)]


def agreement(mine: frozenset[int], theirs: frozenset[int]) -> float:
    """Return 1 for what nothing contradicts, less for each thing that differs in kind."""
    factor = 1.0
    one, other = (_of_kind(each, PLACE) for each in (mine, theirs))
    here, there = (_by_country(each) for each in (one, other))
    for country in here.keys() & there.keys():
        if here[country].isdisjoint(there[country]):
            factor *= OTHER_PLACE
    foreign, abroad = (each.keys() - {"KR", "JP"} for each in (here, there))
    if foreign ^ abroad and not foreign & abroad:
        factor *= OTHER_COUNTRY
    if _of_kind(mine, COUNTRY) != _of_kind(theirs, COUNTRY):
        factor *= ONE_COUNTRY
    for kind, less in ((EDITION, OTHER_EDITION), (NUMBER, OTHER_NUMBERS), (THING, OTHER_THINGS)):
        one, other = (_of_kind(each, kind) for each in (mine, theirs))
        if one and other and one.isdisjoint(other):
            factor *= less
    return factor


def reasons(mine: Iterable[int], theirs: Iterable[int]) -> str:
    """Return in words what two articles share of an event: places and things by name."""
    shared = frozenset(mine) & frozenset(theirs)
    known = _known()
    names = [known[each] for each in sorted(shared) if each in known]
    counts = [
        f"{len(found)} {name}{'s' if len(found) > 1 else ''}"
        for kind, name in ((NAME, "name"), (NUMBER, "number"), (PART, "part"))
        if (found := _of_kind(shared, kind))
    ]
    return ", ".join([*dict.fromkeys(names), *counts])


@cache
def _known() -> dict[int, str]:
    """Return what the keys of the tables stand for."""
    found = {key_of(f"l:{each.id}"): each.id for each in places.places()}
    for _, meaning in (each for words in glossary.meanings().values() for each in words):
        found[key_of(f"{meaning.kind.lower()}:{meaning.name}")] = meaning.name
    return found


@cache
def _places_by_key() -> dict[int, places.Place]:
    return {key_of(f"l:{each.id}"): each for each in places.places()}


def _by_country(keys: Iterable[int]) -> dict[str, set[str]]:
    """Return by country the places of some keys with the regions that they lie in."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in keys:
        if place := _places_by_key().get(each):
            found[place.country] |= {place.id, *((place.region,) if place.region else ())}
    return found


def _of_kind(keys: Iterable[int], kind: int) -> frozenset[int]:
    return frozenset(each for each in keys if each & 7 == kind)


def _countries(text: str, language: Language, found: Iterable[places.Found]) -> Iterator[str]:
    """Yield a key if a text is of Korea and Japan; the own country need not be named."""
    named = {each.place.country for each in found}
    korea = language == "ko" or "KR" in named or _names_country(text, *_KOREA)
    japan = language == "ja" or "JP" in named or _names_country(text, *_JAPAN)
    if korea and japan:
        yield "y:both"


def _names_country(text: str, words: Iterable[str], latin: str) -> bool:
    """Tell whether a folded text has any of some words, or one that begins with a Latin name.

    Words are looked for one by one, since a pattern of all takes ten times as long.
    """
    if any(each in text for each in words):
        return True
    return latin in text and re.search(rf"\b{latin}", text) is not None


def _numbers(text: str, language: Language) -> list[str]:
    """Return the amounts of a text by their value: 7,214億 as 7214억, no dates."""
    found: dict[str, None] = {}
    for amount in _AMOUNT.finditer(text):
        if len(found) >= MOST_NUMBERS:
            break
        if amount["unit"]:
            continue
        parts = _PART.findall(amount["amount"])
        value = _value(parts)
        year = 1900 <= value <= 2100 and len(parts) == 1
        if value >= LEAST_NUMBER and not year:
            found[f"n:{value:g}"] = None
            if value > ROUNDED_FROM:
                found[f"n:~{value:.1e}"] = None
    found |= {f"n:{_NUMBER_WORDS[each]}": None for each in _number_words(text, language)}
    return [*found][:MOST_NUMBERS]


def _number_words(text: str, language: Language) -> list[str]:
    """Return the numbers that a text writes as words of their own."""
    if language == "en":
        words = _ENGLISH_WORD.findall(text)
        return [each for each in words if each in _NUMBER_WORDS and each.isascii()]
    return [
        found[1]
        for found in _NUMBER_WORD[language].finditer(text)
        if language == "ja" or not "가" <= text[found.start() - 1 : found.start()] <= "힣"
    ]


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


def _names(text: str, printed: str, language: Language) -> list[str]:
    """Return the names of a text by their sound, those that are hardly words first."""
    found: list[str] = []
    if language == "en":
        lower = {*_LOWER.findall(printed)}
        found = [
            each
            for word in _CAPITAL.findall(printed)
            if (each := word.lower().removesuffix("'s")) not in lower and each not in _COMMON_LATIN
        ]
    else:
        # Two letters are what everything is about for a year: AI, IT, EV.
        latin = _LATIN.findall(text)
        found = [each for each in latin if len(each) > 2 and each not in _COMMON_LATIN]
        if language == "ja":
            found += _KATAKANA.findall(text)
        else:
            quoted = [word for each in _QUOTED.findall(text) for word in each.split()]
            titled = [each[-2:] for each in _TITLED.findall(text)]
            words = [_stem(each) for each in _HANGUL.findall(text) if len(each) > 3][:20]
            words = [each for each in words if each not in _COMMON_PARTS]
            found += [*quoted, *titled, *words, *(each[:3] for each in words if len(each) > 4)]
    keys: dict[str, None] = {}
    for each in found:
        keys |= dict.fromkeys(sounds.keys(each))
        if len(keys) >= MOST_NAMES:
            break
    return [*keys][:MOST_NAMES]


def _parts(text: str, language: Language) -> list[int]:
    """Return the keys of a sample of the three-syllable parts of a text's words."""
    common = _COMMON_LATIN if language == "en" else _COMMON_PARTS
    kept: dict[int, None] = {}
    for gram in _grams(text, language):
        if gram[2:] in common or (key := key_of(gram)) >> 3 & 1:
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
