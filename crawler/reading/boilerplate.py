"""Where a text begins and ends, given what a page prints above and below it."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from newsdb.text.boilerplate import (
    LONGEST_LINE,
    ends_plainly,
    ends_sentence,
    fold_line,
    is_boilerplate,
    is_byline,
    is_heading_of_others,
    is_wall,
    without_boilerplate,
)
from newsdb.text.date_labels import label_pattern
from newsdb.text.folding import skeleton
from newsdb.text.lazy_patterns import compile_pattern, lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

#: Lines between headline and text: dates, alone or with a few words around them.
_DATED = lazy(
    r"^\W{0,9}.{0,20}?(?:\d{4}\s?[.\-/年년]\s?\d{1,2}\s?[.\-/月월]\s?\d{1,2}.{0,30}"
    r"|\d{1,2}:\d{2}(?::\d{2})?\W{0,9}|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}.{0,20})$"
)
#: 한보리 기자 bori@: the outlet's own addresses, without what all of them share.
_CUT_ADDRESS = lazy(r"(?<=[자원파])\s?[(\[]?[a-z][\w.+-]{1,40}@[)\]]?$", re.IGNORECASE)
_AT = ("@", "@)", "@]")
_SENTENCE_END = lazy(r"[.?!。！？][\"'”’」』)\]）]{0,3}$")
_LONGEST_STAMP = 60
#: The parts of a printed date, and how many letters of other words may stand beside them.
_DATE_PARTS = lazy(
    r"\d{1,4}\s?[년月월日일年時시分분초秒]|\d[\d:.,/-]{0,15}|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct"
    r"|nov|dec)[a-z]{0,6}\b|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|\b(?:[ap]\.?m\.?|kst|jst|utc|gmt|e[ds]?t)(?!\w)|오전|오후|午前|午後|[월화수목금토일]요일|[月火水木金土日]曜日?"
)
#: What makes a date a part of a sentence: a particle behind it, or a verb at the end.
_IN_SENTENCE = lazy(
    r"(?:\d일|\d日)(?:에|부터|까지|의|은|는|이|을|자로|に|から|まで|の|は|が|を|で|付|、)|[가-힣]다\W{0,4}$"
)
_LETTERS = lazy(r"[^\W\d_]{1,40}")
_MOST_BESIDE_DATE = 16
#: A line that introduces what follows it is no subtitle.
_INTRODUCES = lazy(r"[:：]\W{0,2}$")
_SHORTEST_PARAGRAPH = 24
_ENDING = 30  # characters that tell how a line ends
_MOST_ABOVE = 12  # lines above a text's first sentence
_SHORTEST_SUBTITLE = 8
_TOP = 6  # lines at the top that may repeat headline and date
_LONGEST_HEADLINE = 500  # characters
#: Lines at either end of a text that may be the site's own: no news text seen has as many.
_EACH_END = 200


#: Asked twice of each line: before a text is trimmed, and about the whole.
_is_wall = lru_cache(maxsize=512)(is_wall)


def trim(
    paragraphs: Sequence[str], headlines: Iterable[str] = (), *, alike: Container[str] = ()
) -> tuple[list[str], list[str]]:
    """Return the paragraphs without the site's own words, and the lines that precede them.

    The second list is the lines between headline and first sentence, which may be subtitles.
    ``alike`` are those that are set like most of the text: with them it goes on behind a list of
    other articles, and begins even if they end without a full stop.
    """
    known = {skeleton(each) for each in headlines}
    middle = frozenset(paragraphs[_EACH_END:-_EACH_END])

    # What is asked about a line several times, remembered for the lines of this text.
    @cache
    def folded(text: str) -> str:
        return text if text in middle else fold_line(text)

    @cache
    def is_own(line: str) -> bool:
        return line not in middle and is_boilerplate(line)

    before = _before_wall(paragraphs, middle, folded)
    kept = [_without_cut_address(text) for text in before if not _is_scrap(text, folded, is_own)]
    top = [
        text
        for text in kept[:_TOP]
        if not (len(text) <= _LONGEST_HEADLINE and skeleton(text) in known) and not is_stamp(text)
    ]
    kept = _without_others([*top, *kept[_TOP:]], alike, folded)
    kept = without_boilerplate(kept, fold_once=folded, is_own=is_own)
    start = _start(kept, alike)
    return kept[start:], [text for text in kept[:start] if len(text) >= _SHORTEST_SUBTITLE]


def _without_cut_address(text: str) -> str:
    """Return a byline without an e-mail address of which only the name is printed."""
    return _CUT_ADDRESS.sub("", text) if text.endswith(_AT) else text


def wall(lines: Sequence[str]) -> str | None:
    """Return the line that says that the rest of a text is for subscribers, if there is one.

    It is looked for at both ends of the text.
    """
    ends = lines if len(lines) <= 2 * _EACH_END else (*lines[:_EACH_END], *lines[-_EACH_END:])
    return next(
        (text for text in ends if len(text) <= LONGEST_LINE and _is_wall(fold_line(text))), None
    )


def _before_wall(
    paragraphs: Sequence[str], middle: Container[str], folded: Callable[[str], str]
) -> Sequence[str]:
    """Return what stands before a wall: behind it a site says what subscribers get.

    A notice above a text that is shown in full, or most of it, is no wall.
    """
    for number, text in enumerate(paragraphs):
        if len(text) > LONGEST_LINE or text in middle or not _is_wall(folded(text)):
            continue
        read, behind = (
            sum(len(each) for each in part if ends_plainly(fold_line(each[-_ENDING:])))
            for part in (paragraphs[:number], paragraphs[number + 1 :])
        )
        return paragraphs[:number] if read > behind else paragraphs
    return paragraphs


def _is_scrap(text: str, folded: Callable[[str], str], is_own: Callable[[str], bool]) -> bool:
    """Return whether a line is the site's own, except headings that mark the text's end."""
    if len(text) > LONGEST_LINE:
        return False
    line = folded(text)
    return is_own(line) and not is_heading_of_others(line)


def is_stamp(text: str) -> bool:
    """Return whether a line is a printed date and little else, not a sentence with a date."""
    if len(text) > _LONGEST_STAMP or not _DATED.search(text):
        return False
    folded = fold_line(text)
    if ends_sentence(folded) or _IN_SENTENCE.search(folded):
        return False
    words = _LETTERS.findall(_DATE_PARTS.sub(" ", _label().sub(" ", folded)))
    return sum(map(len, words)) <= _MOST_BESIDE_DATE


@cache
def _label() -> re.Pattern[str]:
    return compile_pattern(label_pattern())


def _start(paragraphs: list[str], alike: Container[str]) -> int:
    """Return the index where the text begins: its first sentence, if that is near the top."""
    for number, text in enumerate(paragraphs[:_MOST_ABOVE]):
        if len(text) > _LONGEST_STAMP or _SENTENCE_END.search(text):
            return number
        if text in alike and _begins(text):
            return number
    return 0


def _begins(text: str) -> bool:
    """Return whether a line without a full stop may be a text's first paragraph."""
    folded = fold_line(text)
    if _INTRODUCES.search(text) or _IN_SENTENCE.search(folded):
        return True
    return len(text) >= _SHORTEST_PARAGRAPH and not is_byline(folded)


def _without_others(
    paragraphs: list[str], alike: Container[str], folded: Callable[[str], str]
) -> list[str]:
    """Return the paragraphs without lists of other articles, past half of the text."""
    whole = sum(map(len, paragraphs))
    read = 0
    kept: list[str] = []
    among_others = False
    for text in paragraphs:
        if among_others:
            among_others = not (text in alike and _goes_on(text))
        elif read * 2 >= whole and len(text) <= LONGEST_LINE:
            among_others = is_heading_of_others(folded(text))
        if not among_others:
            kept.append(text)
        read += len(text)
    return kept


def _goes_on(text: str) -> bool:
    """Return whether a line is a paragraph, not the headline or teaser of another article."""
    return len(text) >= _SHORTEST_PARAGRAPH and bool(_SENTENCE_END.search(text))
