"""What two texts of one wording may differ in: names, years, editions, deadlines, directions.

Notices of one template share nearly all of their characters. What differs decides: the call of
another city, last year's fair and an index that fell where the other one rose are no copies.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from newsdb.text import places
from newsdb.text.folding import fold, letters
from newsdb.text.lazy_patterns import lazy
from newsdb.text.opposites import OPPOSITES
from newsdb.text.stems import english

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

    from newsdb.records import Language

#: Characters of a text, by language, that tell what it is about; years, editions, deadlines and
#: directions further on are background.
LEAD = {"ko": 300, "ja": 300, "en": 700}

#: Of longer texts the words so far: two that were cut off are not told apart by what was cut.
MOST_WORDS = 1500
MOST_TITLE_WORDS = 30

#: How long a text is. With fewer letters and digits than the first, by language, it may be the
#: caption of a photograph, as it may with one sentence; with fewer than the second it is a
#: brief.
CAPTION, BRIEF, LONG = range(3)
SHORT = {"ko": (80, 120), "ja": (80, 120), "en": (160, 260)}
#: So many characters of a longer text have more letters, as a rule.
_ENOUGH = 600

#: Titles are of one article when the one with fewer words shares this much of them.
SAME_TITLE = 0.5
#: Of captions, which say hardly anything themselves.
SAME_TITLE_OF_CAPTIONS = 0.67

_HANGUL = lazy("[가-힣]{2,}")
_HAN = lazy("[一-龠々]{2,}")
_KATAKANA = lazy("[ァ-ヺー]{2,}")
_LATIN = lazy(r"[a-z][a-z'&-]+[a-z]|[a-z]{2}")
_LOWER = lazy(r"(?<![\w'-])[a-z][a-z'-]+")
_LEAST_LATIN = 3
_COUNTRIES = {"Japan": ("일본", "日本", "japan"), "Korea": ("한국", "韓国", "korea")}
#: Who the first sentence is about: what stands before its particle, or the first names.
_SUBJECT = {
    "ko": lazy("[가-힣]{2,}(?: [가-힣]{2,})?(?=[은는이가] )|[가-힣]{2,}"),
    "ja": lazy("(?<![一-龠々ァ-ヺー])[一-龠々ァ-ヺー]{2,}(?=[はがの])"),
    "en": lazy("[a-z'-]+(?: [a-z'-]+)?"),
}
_LEADS_IN = lazy("^(?:the|a|an) ")

# What a fact is about. Two texts contradict each other when both have facts of a kind and none in
# common; those of titles are kinds of their own.
(
    YEAR, EDITION, MONTH, QUARTER, HALF, DEADLINE, STREAK, FIGURE, OPPOSITE, DIRECTION, LATER,
) = range(11)  # fmt: skip
_TITLE = 16  # added to the kind of what stands in a title

_YEAR = lazy(r"(?<!\d)((?:19|20)\d\d)(?=[년年]|(?![\d,.]{0,12}\d|[가-힣]))|令和(\d{1,2})年")
_EDITION = lazy(
    r"(?:제|第)\s?(\d{1,3})\s?(?:회|차|기|호|回|次|期|号|弾)"
    r"|(?<!\d)(\d{1,3})(?:회째|기(?=\s)|차(?=\s)|回目|期生|(?:st|nd|rd|th)\s(?=[a-z]))"
)
#: Before an English ordinal that is a day.
_BEFORE_A_DAY = ("on the ", "until the ", "by the ", "on ", "/")
_ORDINALS = {
    each: str(n)
    for n, each in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
}
_ORDINAL = lazy(
    rf"\b({'|'.join(_ORDINALS)})[ -](quarter|half|straight|consecutive|month|week|year|day)\b"
)
_QUARTER = lazy(r"([1-4])\s?(?:분기|四半期)")
_HALF = lazy("상반기|하반기|上半期|下半期|上期|下期")
_MONTH_ALONE = lazy(r"(?<!\d)(1[0-2]|[1-9])(?:월|月)(?!\s?\d)")
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
    "cjk": lazy(r"(\d{1,2})[월月]\s?(\d{1,2})[일日]"),
    "en": lazy(rf"\b({_MONTH_NAME})\.?\s(\d{{1,2}})(?!\d)|(?<!\d)(\d{{1,2}})\s({_MONTH_NAME})\b"),
}
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
_FIGURE = lazy(r"\d+(?:[.,]\d+)*")

#: What a notice says that follows an earlier one of the same wording.
_LATER = lazy(
    r"연장|추가\s?모집|재공고|재모집|延長|追加募集|再募集|再公募"
    r"|\bextended?\b|\bsecond round\b|\breopen"
)


_COUNTS = "<B7H"  # its length, and how many there are of each


class Traits(NamedTuple):
    """What a text is told by among those of its wording; hashes, so that they may be kept."""

    length: int = LONG  # CAPTION: title and day must say the rest; BRIEF: the one or the other
    words: frozenset[int] = frozenset()  # of title and text
    title: frozenset[int] = frozenset()
    names: frozenset[int] = frozenset()  # words of the title or first sentence, said again
    places: frozenset[int] = frozenset()  # of the text: any may stand in a title
    main_places: frozenset[int] = frozenset()  # in the text and again, or in the title
    title_places: frozenset[int] = frozenset()  # with their regions
    facts: frozenset[int] = frozenset()

    def pack(self) -> bytes:
        """Return them as they are stored: how many of each, then two bytes each, four a fact."""
        words = self[1:-1]
        counts = struct.pack(_COUNTS, self.length, *map(len, words), len(self.facts))
        values = [value for each in words for value in sorted(each)]
        return (
            counts
            + struct.pack(f"<{len(values)}H", *values)
            + struct.pack(f"<{len(self.facts)}I", *sorted(self.facts))
        )

    @classmethod
    def unpack(cls, packed: bytes) -> Traits:
        """Return what ``pack`` stored; none for nothing, as articles signed before have it."""
        if not packed:
            return cls()
        length, *counts, facts = struct.unpack_from(_COUNTS, packed)
        at, parts = struct.calcsize(_COUNTS), []
        for count in counts:
            parts.append(frozenset(struct.unpack_from(f"<{count}H", packed, at)))
            at += 2 * count
        found = frozenset(struct.unpack_from(f"<{facts}I", packed, at))
        words, title, names, all_places, main, in_title = parts
        return cls(length, words, title, names, all_places, main, in_title, found)


def traits_of(title: str, body: str, language: Language, sentences: Sequence[str]) -> Traits:
    """Return what tells a text from others of its wording.

    ``sentences`` are those of the text, folded; ``body`` as it was printed.
    """
    folded_title, text = fold(title), " ".join(sentences)
    title_words = _words(folded_title, language)[:MOST_TITLE_WORDS]
    words = _words(text, language)[:MOST_WORDS]
    times = Counter((*title_words, *words))
    first = _words(sentences[0], language) if sentences else []
    named = {each for each in title_words if times[each] > 1}
    named.update(each for each in first if times[each] > 2)
    if subject := _SUBJECT[language].match(_LEADS_IN.sub("", sentences[0]) if sentences else ""):
        named.update(_words(subject[0], language))
    if language == "en":
        named.difference_update(map(_english_hash, {*_LOWER.findall(body)}))
    in_title = {each.place for each in places.find(folded_title, language)}
    named_places = {each.id for each in in_title}
    often = Counter(each.place.id for each in places.find(text, language))
    for country, spellings in _COUNTRIES.items():
        if times_named := sum(map(text.count, spellings)):
            often[country] += times_named
    main = {place for place, count in often.items() if count > 1 or place in named_places}
    title_facts = [*_facts(folded_title, language)]
    ways = {*_directions(folded_title)}
    return Traits(
        length=_length_of(text, len(sentences), language),
        words=frozenset(times),
        title=frozenset(title_words),
        names=frozenset(named),
        places=_hashed(often),
        main_places=_hashed(main),
        title_places=_hashed({*named_places, *(each.region for each in in_title if each.region)}),
        facts=frozenset(
            (
                *title_facts,
                *_facts(text[: LEAD[language]], language),
                *((OPPOSITE << 24) + side for side in (*ways, *_directions(text))),
                *(each + (_TITLE << 24) for each in title_facts),
                *(each + (_TITLE << 24) for each in _title_facts(folded_title, ways)),
            )
        ),
    )


def difference(one: Traits, other: Traits, *, part: bool, equal: bool, later: bool) -> str | None:
    """Return in what two texts of one wording differ so that they are two; None for nothing.

    Of a text that is but a ``part`` of the other, the lead tells of something else. Where texts
    are nearly ``equal``, every place is there because it matters; where one is ``later``, every
    word: who copies a text that late does not replace words in it.
    """
    return next(_differences(one, other, part=part, equal=equal, later=later), None)


def _differences(
    one: Traits, other: Traits, *, part: bool, equal: bool, later: bool
) -> Iterator[str]:
    mine, theirs = one.title_places, other.title_places
    if mine and theirs and mine.isdisjoint(theirs) and same_title(one, other):
        yield "another place in the title"
    mine, theirs = (each.places if equal else each.main_places for each in (one, other))
    if mine - other.places and theirs - one.places:
        yield "another place"
    for kind, name in _KINDS.items():
        for where in (_TITLE,) if part else (_TITLE, 0):
            mine, theirs = (_of_kind(each.facts, kind + where) for each in (one, other))
            none_shared = where != _TITLE and not equal
            if mine - theirs and theirs - mine and (not none_shared or mine.isdisjoint(theirs)):
                yield name
    if _opposed(one, other):
        yield "the opposite direction"
    if _of_kind(one.facts, LATER + _TITLE) != _of_kind(other.facts, LATER + _TITLE):
        yield "a later notice"
    if one.names - other.words and other.names - one.words:
        yield "another name"
    if later and one.words - other.words and other.words - one.words:
        yield "other words at another time"


def same_title(one: Traits, other: Traits, *, least: float = SAME_TITLE) -> bool:
    """Tell whether two titles are of one article, whatever figures they have."""
    fewer = min(len(one.title), len(other.title))
    return bool(fewer) and len(one.title & other.title) >= least * fewer


def same_words_of_title(one: Traits, other: Traits) -> bool:
    """Tell whether two titles are the same but for figures."""
    return bool(one.title) and one.title == other.title


def other_figures_of_title(one: Traits, other: Traits) -> bool:
    """Tell whether two titles have figures of which none is the same."""
    mine, theirs = (_of_kind(each.facts, FIGURE + _TITLE) for each in (one, other))
    return bool(mine and theirs and mine.isdisjoint(theirs))


_KINDS = {
    YEAR: "another year",
    EDITION: "another edition",
    MONTH: "another month",
    QUARTER: "another quarter",
    HALF: "another half of the year",
    DEADLINE: "another deadline",
    STREAK: "another period",
}


def _of_kind(facts: Iterable[int], kind: int) -> frozenset[int]:
    return frozenset(each for each in facts if each >> 24 == kind)


def _opposed(one: Traits, other: Traits) -> bool:
    """Tell whether the one says up where the other says down, in titles or of one thing."""
    for kind in (DIRECTION + _TITLE, OPPOSITE):
        mine, theirs = (_of_kind(each.facts, kind) for each in (one, other))
        for fact in mine - theirs:
            if fact ^ 1 in theirs and fact ^ 1 not in mine:
                return True
    return False


def _length_of(text: str, sentences: int, language: Language) -> int:
    count = len(letters(text[:_ENOUGH]))
    if count < SHORT[language][-1]:
        count = len(letters(text))
    length = sum(count >= least for least in SHORT[language])
    return CAPTION if length == BRIEF and sentences == 1 else length


def _words(folded: str, language: Language) -> list[int]:
    """Return the hashes of a folded text's words as far as they are alike in any inflection."""
    latin = [each for each in _LATIN.findall(folded) if len(each) >= _LEAST_LATIN]
    if language == "en":
        return [*map(_english_hash, latin)]
    words = latin
    if language == "ko":
        hangul = _HANGUL.findall(folded)
        words += [each[:2] for each in hangul]
        words += [each[:3] for each in hangul if len(each) > 3]
    else:
        words += _KATAKANA.findall(folded)
    for each in _HAN.findall(folded):
        words += map("".join, pairwise(each))
    return [*map(_hash, words)]


def _facts(folded: str, language: Language) -> Iterator[int]:
    """Yield what a text says of its year, edition, period and deadline.

    Words are looked for before their pattern, which takes ten times as long.
    """
    if _has(folded, ("20", "19", "令和")):
        for found in _YEAR.finditer(folded):
            yield _fact(YEAR, found[1] or str(2018 + int(found[2])))
    if _has(folded, _OF_EDITIONS[language]):
        for found in _EDITION.finditer(folded):
            if not folded[: found.start()].endswith(_BEFORE_A_DAY):
                yield _fact(EDITION, (found[1] or found[2]).lstrip("0"))
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
    return any(each in folded for each in words)


def are_opposed(one: str, other: str) -> bool:
    """Return whether one text says of something that it rises, goes on ..., the other not."""
    ways = [{*_directions(fold(text))} for text in (one, other)]
    return any(way ^ 1 in ways[1] and way not in ways[1] for way in ways[0])


def _directions(folded: str) -> Iterator[int]:
    """Yield which way a text says that things go: an even number or the odd one behind it."""
    automaton, sides = _ways()
    for index, start, end in automaton.find_matches_as_indexes(folded):
        side, whole = sides[index]
        if not folded[start].isascii() or not (
            folded[start - 1 : start].isalnum() or (whole and folded[end : end + 1].isalnum())
        ):
            yield side


@cache
def _ways() -> tuple[AhoCorasick, list[tuple[int, bool]]]:
    words: dict[str, tuple[int, bool]] = {}
    for number, line in enumerate(OPPOSITES.strip().splitlines()):
        for side, stems in enumerate(line.split(" : ")):
            for stem in stems.split():
                words[stem.rstrip(".")] = (2 * number + side, stem.endswith("."))
    automaton = AhoCorasick(list(words), matchkind=MatchKind.LeftmostLongest)
    return automaton, list(words.values())


def _title_facts(folded: str, ways: Iterable[int]) -> Iterator[int]:
    if _LATER.search(folded):
        yield _fact(LATER, "")
    yield from ((DIRECTION << 24) + side for side in {each & 1 for each in ways})
    for found in _FIGURE.finditer(folded):
        yield _fact(FIGURE, found[0].replace(",", ""))


def _date(found: re.Match[str], language: Language) -> str:
    if language != "en":
        return f"{int(found[1])}-{int(found[2])}"
    month, day = found[1] or found[4], found[2] or found[3]
    return f"{_MONTHS.index(month[:3]) + 1}-{int(day)}"


def _fact(kind: int, value: str) -> int:
    return (kind << 24) + (zlib.crc32(value.encode()) & 0xFFFFFF)


def _hashed(words: Iterable[str]) -> frozenset[int]:
    return frozenset(map(_hash, words))


@lru_cache(maxsize=1 << 16)
def _english_hash(word: str) -> int:
    return _hash(english(word))


@lru_cache(maxsize=1 << 16)
def _hash(word: str) -> int:
    return zlib.crc32(word.encode()) & 0xFFFF
