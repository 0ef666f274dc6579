"""Unicode's normal forms of any text, in time that grows with the text."""

from __future__ import annotations

import re
import unicodedata
from itertools import count, groupby
from typing import TYPE_CHECKING, Literal

from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]

#: Marks on one letter, as Unicode's stream-safe format allows (UAX #15): no script has more.
_MOST_MARKS = 30

#: The last plane in which Unicode has marks that are sorted, and the end of the first one.
_LAST, _FIRST_PLANE = 0x1FFFF, 0xFFFF

#: What is no such mark itself, and becomes one or two: vowels of Tibetan, voicing marks of Kana.
_BECOME_MARKS = (0x0F73, 0x0F75, 0x0F81, 0xFF9E, 0xFF9F)


def _ranges(numbers: Iterable[int]) -> str:
    """Return characters as ranges for a class of a pattern."""
    runs = groupby(zip(count(), numbers, strict=False), lambda pair: pair[1] - pair[0])
    found = []
    for _, group in runs:
        run = [number for _, number in group]
        found.append(f"{chr(run[0])}-{chr(run[-1])}")
    return "".join(found)


def _marks() -> list[int]:
    """Return the characters that normalising sorts."""
    combining = (each for each in range(_LAST) if unicodedata.combining(chr(each)))
    return sorted((*combining, *_BECOME_MARKS))


_NUMBERS = _marks()
#: Marks that Unicode sorts on their letter: those of the first plane, as ranges for a class.
MARKS = _ranges(each for each in _NUMBERS if each <= _FIRST_PLANE)
_SECOND = _ranges(each for each in _NUMBERS if each > _FIRST_PLANE)
_LONG = _MOST_MARKS + 1
_TOO_MANY = lazy(f"(?:[{MARKS}]|[{_SECOND}]){{{_LONG},}}")

#: A hundred times as fast: a class that ends with the first plane is a table, one that doesn't a
#: list of ranges.
_MARK = re.compile(f"[{MARKS}\U00010000-\U0001ffff]")
_RUN = lazy(f"{_MARK.pattern}{{{_LONG}}}")


def may_be_shortened(text: str) -> bool:
    """Return whether a text may have more marks on one letter than ``composed`` leaves."""
    # One of every so many characters tells, as most texts have no marks at all.
    return bool(_MARK.search(text[_MOST_MARKS::_LONG]) and _RUN.search(text))


def composed(text: str, form: Form = "NFC") -> str:
    """Return ``text`` in a normal form of Unicode, of marks on one letter the first 30.

    CPython sorts the marks of a letter one by one: 30,000 of them take it six seconds in which no
    signal is heard.
    """
    if len(text) > _MOST_MARKS and may_be_shortened(text):
        text = _TOO_MANY.sub(lambda run: run[0][:_MOST_MARKS], text)
    return unicodedata.normalize(form, text)
