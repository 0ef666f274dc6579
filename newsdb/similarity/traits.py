"""What two texts of one wording may differ in: names, years, editions, deadlines, directions.

Notices of one template share nearly all of their characters. What differs decides: the call of
another city, last year's fair and an index that fell where the other one rose are no copies.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter, defaultdict
from functools import lru_cache
from operator import add, itemgetter
from typing import TYPE_CHECKING, NamedTuple

from newsdb.similarity.facts import (
    DEADLINE,
    DIRECTION,
    EDITION,
    FIGURE,
    HALF,
    LATER,
    MONTH,
    OPPOSITE,
    QUARTER,
    STREAK,
    TITLE,
    YEAR,
    directions_with_starts,
    facts_of,
    of_kind,
    title_facts,
)
from newsdb.similarity.remembered import Remembered
from newsdb.text import places
from newsdb.text.lazy_patterns import lazy
from newsdb.text.stems import english

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

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

#: Titles are of one article when the one with fewer words shares this much of them.
SAME_TITLE = 0.5
#: Of captions, which say hardly anything themselves.
SAME_TITLE_OF_CAPTIONS = 0.67

#: Each begins with one character of a class, to which the engine skips ahead.
_HANGUL = lazy("[가-힣][가-힣][가-힣]*")
_HAN = lazy("[一-龠々][一-龠々]+")
_KATAKANA = lazy("[ァ-ヺー][ァ-ヺー]+")
_LATIN = lazy(r"[a-z][a-z'&-]+[a-z]")
_LOWER = lazy(r"[a-z](?<![\w'-].)[a-z'-]+")
_COUNTRIES = {"Japan": ("일본", "日本", "japan"), "Korea": ("한국", "韓国", "korea")}
#: Who the first sentence is about: what stands before its particle, or the first names.
_SUBJECT = {
    "ko": lazy("[가-힣]{2,}(?: [가-힣]{2,})?(?=[은는이가] )|[가-힣]{2,}"),
    "ja": lazy("(?<![一-龠々ァ-ヺー])[一-龠々ァ-ヺー]{2,}(?=[はがの])"),
    "en": lazy("[a-z'-]+(?: [a-z'-]+)?"),
}
#: What stands right behind a number.
_COUNTED = lazy("[가-힣](?<=\\d.)[가-힣]+")
_ARTICLES = ("the ", "a ", "an ")

_first_two = itemgetter(slice(2))

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
        """Return them as they are stored."""
        return _packed(self.length, self[1:-1], self.facts)

    @staticmethod
    def packed_size(packed: bytes) -> int:
        """Return how many bytes ``unpack`` reads; raises struct.error where they are no traits."""
        if not packed:
            return 0
        _, *counts, facts = struct.unpack_from(_COUNTS, packed)
        size: int = struct.calcsize(_COUNTS) + 2 * sum(counts) + 4 * facts
        return size

    @staticmethod
    @lru_cache(maxsize=64)  # a text is compared with all that resemble it, one after the other
    def unpack(packed: bytes) -> Traits:
        """Return what ``pack`` stored; none for nothing, as articles signed before have it."""
        if not packed:
            return Traits()
        length, *counts, facts = struct.unpack_from(_COUNTS, packed)
        at, parts = struct.calcsize(_COUNTS), []
        for count in counts:
            parts.append(frozenset(struct.unpack_from(f"<{count}H", packed, at)))
            at += 2 * count
        found = frozenset(struct.unpack_from(f"<{facts}I", packed, at))
        words, title, names, all_places, main, in_title = parts
        return Traits(length, words, title, names, all_places, main, in_title, found)


def packed_traits_of(
    title: str, body: str, language: Language, sentences: Sequence[str], *, letters: int
) -> bytes:
    """Return what tells a text from others of its wording, for ``Traits.unpack``.

    ``title`` and ``sentences`` are those of the text, folded, with so many ``letters`` and digits
    in the sentences; ``body`` as it was printed.
    """
    text = " ".join(sentences)
    first = sentences[0] if sentences else ""
    title_words = _word_hashes(title, language, most=MOST_TITLE_WORDS)
    words = _word_hashes(text, language, most=MOST_WORDS)
    maybe_named = {*title_words, *_word_hashes(first, language)}
    times = Counter(title_words)
    times.update(filter(maybe_named.__contains__, words))
    of_title = {*title_words}
    named = {each for each in maybe_named if times[each] > (1 if each in of_title else 2)}
    if first.startswith(_ARTICLES):
        first = first.partition(" ")[2]
    if subject := _SUBJECT[language].match(first):
        named.update(_word_hashes(subject[0], language))
    if language == "en" and named:
        named.difference_update(map(_english_hashes.__getitem__, _in_small_letters(body)))
    # Both at once, since each search costs as much by itself: no name goes beyond a line.
    whole, end = f"{title}\n{text}", len(title)
    often: defaultdict[str, int] = defaultdict(int)
    named_places, regions = set(), set()
    spelt: dict[str, str] = {}
    for place, start, stop in places.find(whole, language):
        spelling = whole[start:stop]
        place_id = spelt.get(spelling) or spelt.setdefault(spelling, place.id)
        if start > end:
            often[place_id] += 1
        else:
            named_places.add(place_id)
            if place.region:
                regions.add(place.region)
    # A place is one name, however it is written, and a unit behind a number is none.
    words += map(_hashes.__getitem__, set(spelt.values()))
    for each in _COUNTED.findall(f"{title} {first}"):
        named.difference_update(_word_hashes(each, language))
    for spelling, place_id in spelt.items():
        if not named.isdisjoint(hashes := _hashes_of_name(spelling, language)):
            named.difference_update(hashes)
            named.add(_hashes[place_id])
    for country, spellings in _COUNTRIES.items():
        if times_named := sum(map(text.count, spellings)):
            often[country] += times_named
    main = {place for place, count in often.items() if count > 1 or place in named_places}
    title_says = [*facts_of(title, language)]
    directions = {*directions_with_starts(whole)}
    ways = {side for start, side in directions if start < end}
    all_ways = {side for _, side in directions}
    return _packed(
        _length_of(letters, len(sentences), language),
        (
            {*words, *title_words},
            of_title,
            named,
            _hashed(often),
            _hashed(main),
            _hashed(named_places | regions),
        ),
        {
            *title_says,
            *facts_of(text[: LEAD[language]], language),
            *((OPPOSITE << 24) + side for side in all_ways),
            *(each + (TITLE << 24) for each in title_says),
            *(each + (TITLE << 24) for each in title_facts(title, ways)),
        },
    )


def _packed(length: int, words: Sequence[Collection[int]], facts: Collection[int]) -> bytes:
    """Return traits as they are stored: how many of each, then two bytes each, four a fact."""
    values: list[int] = []
    for each in words:
        values += sorted(each)
    return (
        struct.pack(_COUNTS, length, *map(len, words), len(facts))
        + struct.pack(f"<{len(values)}H", *values)
        + struct.pack(f"<{len(facts)}I", *sorted(facts))
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
        for where in (TITLE,) if part else (TITLE, 0):
            mine, theirs = (of_kind(each.facts, kind + where) for each in (one, other))
            none_shared = where != TITLE and not equal
            if mine - theirs and theirs - mine and (not none_shared or mine.isdisjoint(theirs)):
                yield name
    if _opposed(one, other):
        yield "the opposite direction"
    if of_kind(one.facts, LATER + TITLE) != of_kind(other.facts, LATER + TITLE):
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
    mine, theirs = (of_kind(each.facts, FIGURE + TITLE) for each in (one, other))
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


def _opposed(one: Traits, other: Traits) -> bool:
    """Tell whether the one says up where the other says down, in titles or of one thing."""
    for kind in (DIRECTION + TITLE, OPPOSITE):
        mine, theirs = (of_kind(each.facts, kind) for each in (one, other))
        for fact in mine - theirs:
            if fact ^ 1 in theirs and fact ^ 1 not in mine:
                return True
    return False


def _length_of(letters: int, sentences: int, language: Language) -> int:
    length = sum(letters >= least for least in SHORT[language])
    return CAPTION if length == BRIEF and sentences == 1 else length


def _word_hashes(folded: str, language: Language, *, most: int | None = None) -> list[int]:
    """Return hashes of a folded text's first words, as far as they are alike in any inflection.

    Of words, not of whole runs of letters, of which every text has new ones.
    """
    hashes = _english_hashes if language == "en" else _hashes
    return [*map(hashes.__getitem__, _words(folded, language)[:most])]


@lru_cache(maxsize=1 << 12)
def _hashes_of_name(folded: str, language: Language) -> frozenset[int]:
    """Return the same hashes of the name of a place, which comes again in other texts."""
    return frozenset(_word_hashes(folded, language))


def _words(folded: str, language: Language) -> list[str]:
    """Return a folded text's words as far as they are alike in any inflection.

    English ones are whole: ``_english_hashes`` takes their endings.
    """
    words = _LATIN.findall(folded)
    if language == "en":
        return words
    if language == "ko":
        hangul = _HANGUL.findall(folded)
        words += map(_first_two, hangul)
        words += [each[:3] for each in hangul if len(each) > 3]
    else:
        katakana = _KATAKANA.findall(folded)
        words += katakana
        words += [each[:-1] for each in katakana if each[-1] == "ー" and len(each) > 3]
    for run in _HAN.findall(folded):
        words += map(add, run, run[1:])
    return words


def _in_small_letters(body: str) -> set[str]:
    """Return the words of a printed text that begin with a small letter, no names.

    Most stand alone between blanks, which is told without a pattern.
    """
    words = {*body.split()}
    plain = {
        each
        for each in words
        if each.isalpha() and each.islower() and each.isascii() and len(each) > 1
    }
    return plain.union(_LOWER.findall(" ".join(words - plain)))


def _hashed(words: Iterable[str]) -> set[int]:
    return {*map(_hashes.__getitem__, words)}


class _Hashes(Remembered[int]):
    """Hashes of words."""

    MOST = 1 << 15

    def make(self, text: str) -> int:
        return zlib.crc32(text.encode()) & 0xFFFF


class _EnglishHashes(_Hashes):
    """Those of English words without their endings."""

    def make(self, text: str) -> int:
        return super().make(english(text))


_hashes, _english_hashes = _Hashes(), _EnglishHashes()
