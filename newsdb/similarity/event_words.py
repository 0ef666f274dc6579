"""The words by which the event of an article is known, as keys under which they are looked up.

Places, bodies, dealings and goods are known by tables, names by their sound, numbers by their
value; Japanese words of Han characters are compared with Korean ones by their reading.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import xxhash

from newsdb.similarity import amounts
from newsdb.text import glossary, hanja, places, sounds
from newsdb.text.folding import fold
from newsdb.text.lazy_patterns import lazy
from newsdb.text.particles import common

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsdb.records import Language

#: Characters of a text, by language, that tell the event; what follows is background.
LEAD = {"ko": 320, "ja": 320, "en": 700}

#: Every other part of a word is kept, by its hash, so that two texts keep the same ones.
MOST_PARTS = 9
MOST_NUMBERS, MOST_NAMES, MOST_PLACES, MOST_BODIES, MOST_THINGS = 8, 10, 5, 4, 9

#: What a key is of, kept in its last three bits, so that it can be told from the others.
PART, PLACE, NUMBER, NAME, BODY, THING, EDITION, COUNTRY = range(8)
_KINDS = {
    "p": PART, "w": PART, "k": PART, "l": PLACE, "n": NUMBER, "s": NAME, "c": NAME,
    "b": BODY, "d": THING, "g": THING, "e": EDITION, "y": COUNTRY,
}  # fmt: skip

#: So many letters of a Latin word count, since English inflects.
LETTERS = 7

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
#: What every edition ends with: begins with a digit, to which the engine skips ahead.
_AN_EDITION = lazy(r"\d(?:[회차기回次期]|(?:st|nd|rd|th) )")
_EDITION = lazy(r"[제第]\s?(\d{1,3})[회차기回次期]|\b(\d{1,3})(?:st|nd|rd|th) (?=[a-z])")
_KOREA = ("한국", "한일", "韓国", "韓日", "日韓"), "korea"
_JAPAN = ("일본", "한일", "日本", "韓日", "日韓", "대일 ", "엔저", "엔고"), "japan"
#: These begin with a letter, what must not stand before it comes second: the engine skips ahead.
_LOWER = lazy(r"[a-z](?<![\w'-].)[a-z'-]+")
_CAPITAL = lazy(r"[A-Z](?<![\w'-].)[\w'-]{3,}")
_QUOTED = lazy("['\"]([가-힣 ]{2,12})['\"]")
_TITLED = lazy(
    r"([가-힣]{3,4})\s(?:[가-힣]{1,10}\s?)?(?:회장|대표|이사장|원장|장관|차관|조합장|사장)"
)


@lru_cache(maxsize=1 << 14)
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
        *_editions(text)[:2],
        *amounts.labels(text, language, most=MOST_NUMBERS),
        *_names(text, f"{title}\n{printed[: LEAD[language]]}", language),
    ]
    return tuple(dict.fromkeys([*map(key_of, named), *_parts(text, language)]))


def _editions(text: str) -> list[str]:
    if not _AN_EDITION.search(text):
        return []
    return [f"e:{next(filter(None, each))}" for each in _EDITION.findall(text)]


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


@lru_cache(maxsize=1 << 13)
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
