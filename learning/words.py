"""The words of an article that could be names of a watch list: nouns, and nouns that follow.

Korean by kiwipiepy, Japanese by SudachiPy, which the extra ``learning`` brings; English by blanks.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from newsdb.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from newsdb.records import Language

    #: Finds the nouns of a text: where each begins and ends, in order.
    Nouns = Callable[[str], Sequence[tuple[int, int]]]

#: So much of a text is read, in characters; nouns that follow each other and make one term.
LONGEST_TEXT, LONGEST_TERM = 3000, 3
_MOST_LETTERS = 40

_KOREAN = frozenset({"NNG", "NNP", "SL", "XPN", "XSN", "SH"})
_JAPANESE = frozenset({"名詞", "接頭辞", "接尾辞"})
_NOT_JAPANESE = frozenset({"数詞", "助数詞"})
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z'-]{1,30}")
#: English words that join or qualify others, and so begin and end no term.
_STOP = frozenset(
    "a about after all also an and any are as at be been but by can could did do for from had has"
    " have he her his how if in into is it its last may more most new no not of on one or other"
    " our out over said says she should so some such than that the their them then there these"
    " they this to two under up was we were what when which who will with would year years"
    " you".split()
)


class MissingExtraError(Exception):
    """The extra ``learning`` is not installed; the message says how to get it."""

    def __init__(self) -> None:
        super().__init__(
            "kiwipiepy, SudachiPy and scikit-learn are needed for this: install the extra"
            " “learning” (pip install 'hanil-news-watch[learning]')"
        )


def terms(text: str, language: Language, nouns: dict[str, Nouns]) -> dict[str, str]:
    """Return the terms of a text by their folded form: as first printed, blanks made one.

    ``nouns`` are the analysers by language, as ``analysers`` returns them.
    """
    text = text[:LONGEST_TEXT]
    found: dict[str, str] = {}
    for run in _runs(text, nouns[language](text), wide=language != "ja"):
        for first in range(len(run)):
            for last in range(first, min(first + LONGEST_TERM, len(run))):
                printed = " ".join(text[run[first][0] : run[last][1]].split())
                if 2 <= len(printed) <= _MOST_LETTERS and not printed.isdecimal():
                    found.setdefault(form(printed), printed)
    return found


def form(term: str) -> str:
    """Return what terms are compared by: folded, without blanks where these don't part words."""
    folded = fold(term)
    return folded if folded.isascii() else folded.replace(" ", "")


def _runs(
    text: str, places: Sequence[tuple[int, int]], *, wide: bool
) -> Iterator[list[tuple[int, int]]]:
    """Yield nouns that follow each other, with at most a blank between them if ``wide``."""
    run: list[tuple[int, int]] = []
    for start, end in places:
        between = text[run[-1][1] : start] if run else ""
        if run and between not in ({"", " "} if wide else {""}):
            yield run
            run = []
        run.append((start, end))
    if run:
        yield run


def analysers() -> dict[str, Nouns]:
    """Return the analysers by language; each is loaded when it is first used.

    Raises MissingExtraError.
    """
    try:
        import kiwipiepy  # noqa: F401, PLC0415
        import sudachidict_core  # noqa: F401, PLC0415
        import sudachipy  # noqa: F401, PLC0415
    except ImportError as error:
        raise MissingExtraError from error
    return {"ko": korean, "ja": japanese, "en": english}


def korean(text: str) -> list[tuple[int, int]]:
    """Return the nouns of a Korean text."""
    return [
        (token.start, token.start + token.len)
        for token in _kiwi().tokenize(text)
        if token.tag in _KOREAN and token.len
    ]


def japanese(text: str) -> list[tuple[int, int]]:
    """Return the nouns of a Japanese text."""
    return [
        (morpheme.begin(), morpheme.end())
        for morpheme in _sudachi().tokenize(text)
        if (kinds := morpheme.part_of_speech())[0] in _JAPANESE and not _NOT_JAPANESE & set(kinds)
    ]


def english(text: str) -> list[tuple[int, int]]:
    """Return the words of an English text that may stand in a term."""
    return [
        found.span() for found in _ENGLISH.finditer(text) if found.group().lower() not in _STOP
    ]


@cache
def _kiwi() -> Any:
    from kiwipiepy import Kiwi  # noqa: PLC0415 three seconds and 500 MB

    return Kiwi(num_workers=1)


@cache
def _sudachi() -> Any:
    from sudachipy import Dictionary, SplitMode  # noqa: PLC0415

    return Dictionary(dict="core").tokenizer(mode=SplitMode.C)
