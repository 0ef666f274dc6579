"""Where a text begins and ends, given what a page prints above and below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsdb.text.boilerplate import (
    LONGEST_LINE,
    ends_sentence,
    fold_line,
    is_boilerplate,
    is_heading_of_others,
    is_wall,
    without_boilerplate,
)
from newsdb.text.folding import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Lines between headline and text: dates, alone or with a few words around them.
_DATED = re.compile(
    r"^\W{0,9}.{0,20}?(?:\d{4}\s?[.\-/年년]\s?\d{1,2}\s?[.\-/月월]\s?\d{1,2}.{0,30}"
    r"|\d{1,2}:\d{2}(?::\d{2})?\W{0,9}|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}.{0,20})$"
)
_SENTENCE_END = re.compile(r"[.?!。！？][\"'”’」』)\]）]{0,3}$")
_LONGEST_STAMP = 60
_SHORTEST_SUBTITLE = 8
_TOP = 6  # lines at the top that may repeat headline and date


def trim(paragraphs: Sequence[str], headlines: Iterable[str] = ()) -> tuple[list[str], list[str]]:
    """Return the paragraphs without the site's own words, and the lines that precede them.

    The second list is the lines between headline and first sentence, which may be subtitles.
    """
    known = {skeleton(each) for each in headlines}
    kept = [text for text in paragraphs if not _is_scrap(text)]
    top = [text for text in kept[:_TOP] if skeleton(text) not in known and not _is_stamp(text)]
    kept = [*top, *kept[_TOP:]]
    kept = without_boilerplate(kept[: _end(kept)])
    start = _start(kept)
    return kept[start:], [text for text in kept[:start] if len(text) >= _SHORTEST_SUBTITLE]


def wall(lines: Iterable[str]) -> str | None:
    """Return the line that says that the rest of a text is for subscribers, if there is one."""
    return next(
        (text for text in lines if len(text) <= LONGEST_LINE and is_wall(fold_line(text))), None
    )


def _is_scrap(text: str) -> bool:
    """Return whether a line is the site's own, except headings that mark the text's end."""
    if len(text) > LONGEST_LINE:
        return False
    line = fold_line(text)
    return is_boilerplate(line) and not is_heading_of_others(line)


def _is_stamp(text: str) -> bool:
    """Return whether a line is a printed date, not a sentence that begins with one."""
    return (
        len(text) <= _LONGEST_STAMP
        and bool(_DATED.search(text))
        and not ends_sentence(fold_line(text))
    )


def _start(paragraphs: list[str]) -> int:
    """Return the index where the text begins: its first sentence, if that is near the top."""
    for number, text in enumerate(paragraphs[:12]):
        if len(text) > _LONGEST_STAMP or _SENTENCE_END.search(text):
            return number
    return 0


def _end(paragraphs: list[str]) -> int:
    """Return the index where a list of other articles begins, if past half of the text."""
    whole = sum(map(len, paragraphs))
    read = 0
    for number, text in enumerate(paragraphs):
        if (
            read * 2 >= whole
            and len(text) <= LONGEST_LINE
            and is_heading_of_others(fold_line(text))
        ):
            return number
        read += len(text)
    return len(paragraphs)
