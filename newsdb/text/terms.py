"""A text as terms for the search index: pairs of CJK characters, and words of letters.

Korean and Japanese are cut into overlapping pairs (중소기업: 중소 소기 기업, then 업 alone),
which needs no dictionary and finds a word inside any compound. The last character of a run stands
alone after its pairs: it marks the end of the run, so that a phrase of pairs is found only where
its characters are adjacent, and it makes single characters findable. Middle dots and hyphens
between two such characters are skipped (한·일 is 한일). 日 after a digit is a day and not part of
what follows (29日韓国 is not 日韓). IT and US are not "it" and "us" (``newsdb.text.acronyms``).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from newsdb.lazy_modules import LazyModule
from newsdb.text.acronyms import mark
from newsdb.text.folding import fold
from newsdb.text.lazy_patterns import lazy
from newsdb.text.stems import english

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray
else:
    np = LazyModule("numpy")

#: The version of the terms of a text. Whatever changes them (here, in ``folding`` or in ``stems``)
#: must raise it; ``scrapy refresh`` then indexes the stored articles again.
VERSION = 3

#: Hangul, Hanja and Kanji, Kana: scripts in which spaces alone don't separate words.
CJK = (
    "\uac00-\ud7a3\u3131-\u318e"
    "\u3005\u3006\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe"
)
_RUN = lazy(
    f"(?P<day>(?<=[0-9])日)"
    f"|(?P<pairs>[{CJK}](?:[·-]?[{CJK}])*)"
    f"|(?P<number>[0-9]+(?:,[0-9]{{3}})+(?![0-9]))"
    f"|(?P<word>[^\\W_{CJK}]+(?:'[^\\W_{CJK}]+)?)"
)
#: The numbers and words of these, with the sign of a day behind a number: all begin with one set,
#: for which Python searches fast.
_WORD = lazy(
    f"([^\\W_{CJK}](?:(?<=[0-9])[0-9]*(?:,[0-9]{{3}})+(?![0-9])"
    f"|[^\\W_{CJK}]*(?:'[^\\W_{CJK}]+)?)(?:(?<=[0-9])日)?)"
)
#: What stands between two characters of a run and is skipped.
_SKIPPED = lazy(f"[·-](?<=[{CJK}].)(?=[{CJK}])")
#: Stands for a word between the pairs: folding leaves no line end.
_A_WORD = "\n"
_BLANK, _LAST_PLANE = 0x20, 0x3FFFF


class Term(NamedTuple):
    """A term of a folded text, with its offsets in it."""

    text: str
    start: int
    end: int


def terms(folded: str) -> Iterator[Term]:
    """Yield the terms of a marked and folded text (``acronyms.mark``, then ``fold``), in order."""
    for run in _RUN.finditer(folded):
        text, start, end = run.group(), run.start(), run.end()
        if run.lastgroup == "word":
            yield Term(english(text), start, end)
        elif run.lastgroup == "number":
            yield Term(text.replace(",", ""), start, end)
        elif len(text) == 1:
            yield Term(text, start, end)
        else:
            yield from _pairs(text, start)


def index_form(text: str) -> str:
    """Return the terms of a stored text, as the index's tokenizer splits them: at spaces.

    The same terms as ``terms``, but without offsets, which takes a sixth of the time: other
    writers wait while an article is indexed.
    """
    between, words = _cut(fold(mark(text)))
    written = _A_WORD.join(map(english, words)).replace(",", "").replace("日", " 日")
    if between.isascii():
        return written.replace(_A_WORD, " ")
    pairs = _all_pairs(between).rstrip(" ")
    return pairs.replace(_A_WORD, "%s") % (*written.split(_A_WORD),) if words else pairs


def _cut(folded: str) -> tuple[str, list[str]]:
    """Return a folded text with ``_A_WORD`` for each word of letters, and these words."""
    parts = _WORD.split(folded)
    between = f" {_A_WORD} ".join(parts[::2])
    if "·" in between or "-" in between:
        between = _SKIPPED.sub("", between)
    return between, parts[1::2]


def _all_pairs(text: str) -> str:
    """Return the pairs of all runs in a text, and what stands for its words, each with a blank.

    Every character and the next one, written side by side by loops in C.
    """
    codes = np.frombuffer(f"{text} ".encode("utf-32-le", "surrogatepass"), dtype="<u4")
    of_runs = _of_runs().take(codes, mode="clip")
    places = np.flatnonzero(of_runs)
    codes = codes * of_runs
    pairs = np.empty((len(places), 3), dtype="<u4")
    pairs[:, 0], pairs[:, 1], pairs[:, 2] = codes[places], codes[places + 1], _BLANK
    return str(pairs[pairs != 0], "utf-32-le")  # without those that would follow a run's last one


@cache
def _of_runs() -> NDArray[np.bool_]:
    """Return which characters are of a run or stand for a word, by their numbers."""
    table = np.zeros(_LAST_PLANE + 2, dtype=bool)  # the last one stands for all that follow
    first_and_last = re.findall("(.)(?:-(.))?", CJK)
    for first, last in first_and_last:
        table[ord(first) : ord(last or first) + 1] = True
    table[ord(_A_WORD)] = True
    return table


def _pairs(run: str, start: int) -> Iterator[Term]:
    places = [at for at, sign in enumerate(run) if sign not in "·-"]
    for one, other in pairwise(places):
        yield Term(run[one] + run[other], start + one, start + other + 1)
    yield Term(run[places[-1]], start + places[-1], start + places[-1] + 1)
