"""A text as terms for the search index: pairs of CJK characters, and words of letters.

Korean and Japanese are cut into overlapping pairs (중소기업: 중소 소기 기업, then 업 alone),
which needs no dictionary and finds a word inside any compound. The last character of a run stands
alone after its pairs: it marks the end of the run, so that a phrase of pairs is found only where
its characters are adjacent, and it makes single characters findable. Middle dots and hyphens
between two such characters are skipped (한·일 is 한일). 日 after a digit is a day and not part of
what follows (29日韓国 is not 日韓). IT and US are not "it" and "us" (``newsdb.text.acronyms``).
"""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from newsdb.text.acronyms import mark
from newsdb.text.folding import fold
from newsdb.text.lazy_patterns import lazy
from newsdb.text.stems import english

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The version of the terms of a text. Whatever changes them (here, in ``folding`` or in ``stems``)
#: must raise it; ``scrapy refresh`` then indexes the stored articles again.
VERSION = 3

_DIGITS = frozenset("0123456789")

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
#: The numbers and words of these: all begin with one set, for which Python searches fast.
_WORD = lazy(
    f"[^\\W_{CJK}](?:(?<=[0-9])[0-9]*(?:,[0-9]{{3}})+(?![0-9])|[^\\W_{CJK}]*(?:'[^\\W_{CJK}]+)?)"
)
#: What stands between two characters of a run and is skipped; what is no part of any.
_SKIPPED = lazy(f"(?<=[{CJK}])[·-](?=[{CJK}])")
_NO_RUN = lazy(f"[^{CJK}]+")
#: The pair that a blank begins, behind that of a run's last character.
_BLANK_FIRST = lazy("   . ")
_BLANK = array("I", " ".encode("utf-32-le"))


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
    folded = fold(mark(text))
    found: list[str] = []
    end = 0
    for run in _WORD.finditer(folded):
        start, word = run.start(), run.group()
        found.append(_all_pairs(folded[end:start]))
        end = run.end()
        found.append(word.replace(",", "") if "," in word else english(word))
        if folded.startswith("日", end) and word[-1] in _DIGITS:
            found.append("日")
            end += 1
    found.append(_all_pairs(folded[end:]))
    return " ".join(filter(None, found))


def _all_pairs(text: str) -> str:
    """Return the pairs of all runs in a folded text without words of letters.

    Every character and the next one, written side by side by a loop in C.
    """
    if text.isascii():
        return ""
    if "·" in text or "-" in text:
        text = _SKIPPED.sub("", text)
    if not (runs := _NO_RUN.sub(" ", text).strip()):
        return ""
    signs = array("I", runs.encode("utf-32-le"))
    pairs = _BLANK * (3 * len(signs))
    pairs[::3] = signs
    pairs[1::3] = signs[1:] + _BLANK
    return _BLANK_FIRST.sub(" ", pairs.tobytes().decode("utf-32-le")).rstrip()


def _pairs(run: str, start: int) -> Iterator[Term]:
    places = [at for at, sign in enumerate(run) if sign not in "·-"]
    for one, other in pairwise(places):
        yield Term(run[one] + run[other], start + one, start + other + 1)
    yield Term(run[places[-1]], start + places[-1], start + places[-1] + 1)
