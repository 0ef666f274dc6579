"""Unicode's composed form (NFC) of any text, in time that grows with the text."""

from __future__ import annotations

import re
import unicodedata
from itertools import count, groupby

#: Marks on one letter, as Unicode's stream-safe format allows (UAX #15): no script has more.
_MOST_MARKS = 30

#: The last plane in which Unicode has marks that are sorted.
_LAST = 0x1FFFF


def _marks() -> str:
    """Return the characters that normalising sorts, as ranges for a class of a pattern."""
    numbers = (each for each in range(_LAST) if unicodedata.combining(chr(each)))
    ranges = []
    for _, group in groupby(zip(count(), numbers, strict=False), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        ranges.append(f"{chr(run[0])}-{chr(run[-1])}")
    return "".join(ranges)


#: Marks that Unicode sorts on their letter, as ranges for a class of a pattern.
MARKS = _marks()
_TOO_MANY = re.compile(f"([{MARKS}]{{{_MOST_MARKS}}})[{MARKS}]+")


def composed(text: str) -> str:
    """Return ``text`` in NFC, of marks on one letter the first 30.

    CPython sorts the marks of a letter one by one: 30,000 of them take it six seconds in which no
    signal is heard.
    """
    return unicodedata.normalize("NFC", _TOO_MANY.sub(r"\1", text))
