"""Signatures of texts: hashes of the whole, of sentences, and of a sample of shingles.

Our own hashing with constants fixed here, since the values are stored and a library's MinHash may
change them between releases. Any change of the values must raise VERSION; ``scrapy refresh`` then
signs the stored articles again. Only hashes are kept, so they may outlive a purged text.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import xxhash

from newsdb.lazy_modules import LazyModule
from newsdb.similarity.event_words import words_of
from newsdb.similarity.remembered import Remembered
from newsdb.similarity.sentence_style import without_style
from newsdb.similarity.traits import Traits, packed_traits_of
from newsdb.text.boilerplate import is_press_release, text_lines
from newsdb.text.folding import fold, letters, letters_of_each
from newsdb.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from newsdb.records import Article

    Hashes = NDArray[np.uint64]
else:
    np = LazyModule("numpy")

VERSION = 3

#: Characters in a shingle, for CJK scripts and for letters.
SHINGLE, LETTER_SHINGLE = 5, 8

#: A sample keeps about MOST of a text's shingles, each as a hash of BITS bits: with 384 the error
#: of a containment of 0.8 is 0.02, and two long texts share 1 in 1,000 by chance.
BITS = 22
MOST = 384
MOST_NUMBERS = 96

#: Shorter sentences, in letters and digits, are too common to look up.
SHORTEST_SENTENCE = 12
#: How many sentences of a text are looked up: the first ones, since copies are cut at the end.
MOST_SENTENCES = 40

#: Two texts that share 80 % of their shingles share one of 4 bands nine times in ten. Bands are
#: for texts with every sentence edited and another lead: the words of their event find those with
#: a similar beginning, and in addition to those, more bands found no more copies in streams.
BANDS, ROWS = 4, 4

#: Sentences at either end that the outlet has printed elsewhere are not signed, as long as this
#: share of the text stays. Measured: if they were left out anywhere, releases of one template
#: would become the same stump.
LEAST_LEFT = 0.6
#: How many sentences at either end may be left out.
OUTER = 2

#: Texts with fewer letters and digits are the same only if their titles are, too.
SHORT_SKELETON = 60

_KEY_BITS = 16  # keys keep 48 of 64 bits: SQLite stores those in six bytes


class _Constants(NamedTuple):
    """Numbers of 64 bits for hashing."""

    powers: list[np.uint64]
    mixing: tuple[tuple[np.uint64, np.uint64], ...]  # by how much to shift, and to multiply
    last_shift: np.uint64
    ascii: np.uint64  # less is ASCII
    densify: np.uint64
    edges: Hashes  # of 32 bins into which hashes are sorted, of which bands use the first


@cache
def _constants() -> _Constants:
    base = np.uint64(0x9E3779B97F4A7C15)
    with np.errstate(over="ignore"):
        powers = [base ** np.uint64(n) for n in range(LETTER_SHINGLE)]
    return _Constants(
        powers,
        (
            (np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)),
            (np.uint64(27), np.uint64(0x94D049BB133111EB)),
        ),
        np.uint64(31),
        np.uint64(128),
        np.uint64(0xD6E8FEB86659FD93),
        np.arange(32, dtype=np.uint64) << np.uint64(64 - 5),
    )


#: A number with its unit, or with the character behind it.
_NUMBER = re.compile(r"\d\d*(?:[.,]\d+)*(?:\s?[년年월月]|\D)?")
_NUMBER_PARTS = re.compile(r"(\d\d*(?:[.,]\d+)*)(?:\s?([년年월月])|(\D))?")
_YEARS, _MONTHS = frozenset("년年"), frozenset("월月")
#: What may follow a year without a unit.
_BEHIND_A_YEAR = frozenset((*" .,;)\n", ""))

_WIDEST = 0xFFFF


class Sample(NamedTuple):
    """The sorted hashes below ``limit`` of a set (of a multiset for numbers)."""

    total: int
    limit: int
    values: NDArray[np.uint32]

    def pack(self) -> bytes:
        """Return the values as they are stored: gaps in two bytes, or all in four."""
        gaps = self.values.copy()
        gaps[1:] -= self.values[:-1]
        if not len(gaps) or int(gaps.max()) < _WIDEST:
            return gaps.astype("<u2").tobytes()
        wide = gaps // _WIDEST
        if int(wide.sum()) > len(gaps):
            return b"\0" + self.values.astype("<u4").tobytes()
        # The widest gap means that the next value is added to it.
        ends = np.cumsum(wide + 1) - 1
        packed = np.full(int(ends[-1]) + 1, _WIDEST, dtype="<u2")
        packed[ends] = gaps % _WIDEST
        return packed.tobytes()

    @classmethod
    def unpack(cls, total: int, packed: bytes, *, most: int, space: int) -> Sample:
        """Return the sample that ``pack`` stored, made with the same ``most`` and ``space``."""
        if len(packed) % 2:
            values = np.frombuffer(packed, dtype="<u4", offset=1)
        else:
            gaps = np.frombuffer(packed, dtype="<u2")
            values = gaps.cumsum(dtype=np.uint32)[gaps != _WIDEST]
        return cls(total, limit(total, most=most, space=space), values)


def pack_keys(keys: Sequence[int]) -> bytes:
    """Return keys packed for storage, in eight bytes each."""
    return struct.pack(f"<{len(keys)}Q", *keys)


def unpack_keys(packed: bytes) -> tuple[int, ...]:
    """Return the keys that ``pack_keys`` stored."""
    return struct.unpack(f"<{len(packed) // 8}Q", packed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The signature of a text, with the keys by which it and its copies are looked up."""

    version: int
    day: int  # days from 1970 to its publication, 0 when unknown
    skeleton: int
    shingles: Sample
    numbers: Sample
    sentences: tuple[int, ...] = ()  # keys of its sentences, in their order
    bands: tuple[int, ...] = ()
    words: tuple[int, ...] = ()  # keys of the words that identify its event
    agency: str | None = None
    press_release: bool = False
    packed_traits: bytes = b""

    @property
    def traits(self) -> Traits:
        """What tells the text from others of its wording; none when signed without."""
        return Traits.unpack(self.packed_traits)


def sign(
    article: Article,
    *,
    agencies: Collection[str] = (),
    printed_elsewhere: Callable[[Sequence[int]], Collection[int]] | None = None,
) -> Signature:
    """Return the signature of an article's text.

    ``agencies`` are the names that ``Article.source`` has when it is wire copy;
    ``printed_elsewhere`` returns those sentence keys that the outlet has printed often.
    """
    title, lines = fold(article.title), text_lines(article.body)
    sentences = [part for line in lines for part in split(line)]
    of_each = letters_of_each(sentences)
    plain = [without_style(each) for each in of_each]
    keys = [sentence_key(each) if len(each) >= SHORTEST_SENTENCE else 0 for each in plain]
    first, last = _without_boilerplate(of_each, keys, printed_elsewhere)
    whole = "".join(of_each[first:last])
    hashes = shingle_hashes("".join(plain[first:last]))
    known = whole if len(whole) >= SHORT_SKELETON else f"{letters(title)}\0{whole}"
    return Signature(
        version=VERSION,
        day=day_of(article.published_at),
        skeleton=xxhash.xxh64_intdigest(known.encode()) - (1 << 63),
        shingles=sample_shingles(hashes),
        numbers=sample_numbers(number_hashes("\n".join(sentences[first:last]))),
        sentences=tuple(dict.fromkeys(filter(None, keys[first:last])))[:MOST_SENTENCES],
        bands=band_keys(hashes),
        words=words_of(article.title, " ".join(lines), article.language, printed=article.body),
        agency=article.source if article.source in agencies else None,
        press_release=is_press_release("\n".join(lines)),
        packed_traits=packed_traits_of(
            title,
            article.body,
            article.language,
            sentences[first:last],
            letters=len(whole),
        ),
    )


def number_hashes(folded: str) -> list[int]:
    """Return hashes of the numbers of a text without years and months, as a text of the day has.

    Each as often as it occurs, from 0 to 2 ** BITS.
    """
    found = map(_number_hashes.__getitem__, _NUMBER.findall(folded))
    return [each for each in found if each is not None]


class _NumberHashes(Remembered[int | None]):
    """The hash of a number with what follows it; none for a year and a month."""

    def make(self, text: str) -> int | None:
        found = _NUMBER_PARTS.match(text)
        assert found is not None
        number, unit, after = found.groups("")
        year = len(number) == 4 and number[:2] in {"19", "20"}
        if year and (unit in _YEARS or (not unit and after in _BEHIND_A_YEAR)):
            return None
        if len(number) < 3 and unit in _MONTHS:
            return None
        return xxhash.xxh32_intdigest(number.replace(",", "").encode()) >> (32 - BITS)


_number_hashes = _NumberHashes()


def _without_boilerplate(
    sentences: list[str],
    keys: list[int],
    printed_elsewhere: Callable[[Sequence[int]], Collection[int]] | None,
) -> tuple[int, int]:
    """Return the range of sentences without those that the outlet puts around every text."""
    first, last = 0, len(sentences)
    if printed_elsewhere is None or last < 3:
        return first, last
    left = sum(map(len, sentences))
    least = LEAST_LEFT * left
    outermost = {keys[0], keys[-1]} - {0}
    often = printed_elsewhere([*outermost])
    if not often:
        return first, last
    often = {*often, *printed_elsewhere([*{*keys[1:OUTER], *keys[-OUTER:-1]} - {0}])}
    while first < OUTER and keys[first] in often and left - len(sentences[first]) >= least:
        left -= len(sentences[first])
        first += 1
    while (
        len(sentences) - last < 3
        and keys[last - 1] in often
        and left - len(sentences[last - 1]) >= least
    ):
        last -= 1
        left -= len(sentences[last])
    return first, last


def day_of(moment: datetime | None) -> int:
    """Return the days from 1970 to ``moment``, 0 for None."""
    return int(moment.timestamp() // 86_400) if moment else 0


def sentence_key(sentence: str) -> int:
    """Return the key of texts with this sentence, given in letters and digits."""
    return xxhash.xxh64_intdigest(sentence.encode(), seed=1) >> _KEY_BITS


def text_key(skeleton_hash: int) -> int:
    """Return the key of texts with this skeleton."""
    return ((skeleton_hash + (1 << 63)) ^ 0x5DEECE66D) >> _KEY_BITS


def shingle_hashes(text: str) -> Hashes:
    """Return the sorted, distinct hashes of the shingles of a text's letters and digits.

    A shingle that begins with an ASCII letter or digit is longer: five letters are only a syllable
    or two, and English texts would share many of them by chance.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint64)
    count = len(codes) - SHINGLE + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    powers, mixing, last_shift, no_ascii, _, _ = _constants()
    # A polynomial of the characters: hashes of two give those of four, and these those of eight.
    twos = codes[:-1] + codes[1:] * powers[1]
    fours = twos[:-2] + twos[2:] * powers[2]
    hashes = fours[:count] + codes[4:] * powers[4]
    longer = max(0, len(codes) - LETTER_SHINGLE + 1)
    if longer:
        eights = fours[:-4] + fours[4:] * powers[4]
        np.copyto(hashes[:longer], eights, where=codes[:longer] < no_ascii)
    # At the end of a text there are no longer ones.
    ends = [at for at, code in enumerate(codes[longer:count].tolist(), longer) if code >= no_ascii]
    if len(ends) < count - longer:
        hashes = np.concatenate((hashes[:longer], hashes[ends])) if ends else hashes[:longer]
    for shift, factor in mixing:
        hashes ^= hashes >> shift
        hashes *= factor
    hashes ^= hashes >> last_shift
    return _sorted_once(hashes)


def _sorted_once(values: NDArray[Any]) -> NDArray[Any]:
    values.sort()
    return _once(values)


def _once(values: NDArray[Any]) -> NDArray[Any]:
    """Return sorted values without those that repeat the one before them."""
    first = np.empty(len(values), dtype=bool)
    first[:1] = True
    np.not_equal(values[1:], values[:-1], out=first[1:])
    once: NDArray[Any] = values[first]
    return once


def limit(total: int, *, most: int, space: int) -> int:
    """Return the value below which about ``most`` of ``total`` hashes lie."""
    return space if total <= most else space * most // total


def sample_shingles(hashes: Hashes) -> Sample:
    """Return the sample of a text's shingles by which it is compared."""
    total = len(hashes)
    top = limit(total, most=MOST, space=1 << BITS)
    shift = 64 - BITS
    if top < 1 << BITS:
        hashes = hashes[: np.searchsorted(hashes, np.uint64(top << shift))]
    return Sample(total, top, _once((hashes >> np.uint64(shift)).astype(np.uint32)))


def sample_numbers(hashes: list[int]) -> Sample:
    """Return a sample of a text's numbers, given by hashes, each as often as it occurs."""
    top = limit(len(hashes), most=MOST_NUMBERS, space=1 << BITS)
    kept = sorted(value for value in hashes if value < top)
    return Sample(len(hashes), top, np.array(kept, dtype=np.uint32))


def band_keys(hashes: Hashes) -> tuple[int, ...]:
    """Return the keys of texts that share most of these shingles.

    One-permutation MinHash: the hashes are sorted into bins, the least in each bin is its value,
    and an empty bin borrows that of the next one.
    """
    if not len(hashes):
        return ()
    edges = _constants().edges
    at = np.searchsorted(hashes, edges)
    if len(hashes) > at[-1] and len({*at.tolist()}) == len(edges):  # none is empty, as usual
        return _keys_of_rows(hashes[at[: BANDS * ROWS]])
    has_any = np.empty(len(edges), dtype=bool)
    np.less(at[:-1], at[1:], out=has_any[:-1])
    has_any[-1] = at[-1] < len(hashes)
    filled = np.flatnonzero(has_any)
    values = np.zeros(len(edges), dtype=np.uint64)
    values[filled] = hashes[at[filled]]
    if len(filled) < len(edges):
        empty = np.flatnonzero(~has_any)
        after = np.searchsorted(filled, empty)
        lender = filled[after % len(filled)]
        distance = ((lender - empty) % len(edges)).astype(np.uint64)
        values[empty] = values[lender] + distance * _constants().densify
    return _keys_of_rows(values)


def _keys_of_rows(values: Hashes) -> tuple[int, ...]:
    rows = values.tobytes()
    width = ROWS * 8
    return tuple(
        xxhash.xxh64_intdigest(rows[n * width : (n + 1) * width], seed=100 + n) >> _KEY_BITS
        for n in range(BANDS)
    )
