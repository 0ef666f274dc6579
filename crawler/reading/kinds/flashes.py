"""Texts of one line: a flash repeats the words of its headline, a stray line doesn't."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.text.folding import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Letters and digits: with fewer a text is no sentence, and from so many it needs no headline.
_LEAST, _LEAST_ALONE = 8, 30

#: The share of a flash's pairs of letters that are in its headline; half is common, and a tenth
#: are there by chance.
_SHARED = 0.3
#: Of what is longer than a flash its first characters tell that it is none.
_LONGEST = 2_000


def is_text(paragraphs: Sequence[str], titles: Iterable[str], *, marked: bool = False) -> bool:
    """Return whether paragraphs can be an article's text: long enough, or a flash's one line.

    ``marked`` tells that the page itself calls them the article's text.
    """
    length = sum(map(len, paragraphs))
    return length >= _LEAST and (
        marked or length >= _LEAST_ALONE or is_flash(" ".join(paragraphs), titles)
    )


def is_flash(line: str, titles: Iterable[str]) -> bool:
    """Return whether a line says again what one of ``titles`` says."""
    said = _pairs(line)
    return (
        any(len(said & _pairs(each)) >= len(said) * _SHARED for each in titles) if said else False
    )


def _pairs(text: str) -> set[str]:
    letters = skeleton(text[:_LONGEST])
    return {letters[at : at + 2] for at in range(len(letters) - 1)}
