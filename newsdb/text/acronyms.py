"""IT, US and WHO told from "it", "us" and "who", which have the same folded form.

Written in capitals among other words they are set in small capitals before the text is folded:
letters that folding leaves alone, one for one, so that offsets stay. For words that are looked
for, not for comparing texts: what a person typed in small letters may mean either.
"""

from __future__ import annotations

import re

from newsdb.text.lazy_patterns import lazy

_ACRONYMS = ("IT", "US", "WHO")
_SMALL_CAPITALS = dict(zip("ITUSWHO", "ɪᴛᴜꜱᴡʜᴏ", strict=True))
_FULL_WIDTH = {letter: chr(ord(letter) + 0xFEE0) for letter in _SMALL_CAPITALS}
_ALL = (*_ACRONYMS, *("".join(_FULL_WIDTH[letter] for letter in each) for each in _ACRONYMS))
_MARKED = str.maketrans(
    {**_SMALL_CAPITALS, **{_FULL_WIDTH[one]: small for one, small in _SMALL_CAPITALS.items()}}
)
_PLAIN = str.maketrans({small: letter for letter, small in _SMALL_CAPITALS.items()})
_LATIN = "A-Za-z0-9Ａ-Ｚａ-ｚ０-９"
_STANDING_ALONE = lazy(f"(?<![{_LATIN}])(?:{'|'.join(_ALL)})(?![{_LATIN}])")
_LOWER = lazy(f"(?<![{_LATIN}])(?:{'|'.join(_ACRONYMS)})(?![{_LATIN}])", re.IGNORECASE)
_NOT_CAPITAL = lazy("[a-zａ-ｚ가-힣ぁ-ヿ㐀-鿿]")
_WORD = lazy("[A-Z]+")
_SHOUTED = 4  # words; of so many in capitals only, IT may be a pronoun


def mark(text: str) -> str:
    """Return a text with its acronyms in small capitals, of the same length.

    A line all in capitals (GIVE IT TO US NOW) has none that could be told.
    """
    if not any(each in text for each in _ALL):
        return text
    return "\n".join(map(_mark_line, text.split("\n")))


def either(folded: str) -> str | None:
    """Return a folded word with its "it", "us" or "who" as the acronym; None if it has none."""
    marked = _LOWER.sub(lambda found: found[0].upper().translate(_MARKED), folded)
    return marked if marked != folded else None


def plain(text: str) -> str:
    """Return a marked text with its acronyms in capitals, for people to read."""
    return text.translate(_PLAIN)


def _mark_line(line: str) -> str:
    if not _NOT_CAPITAL.search(line) and len(_WORD.findall(line)) >= _SHOUTED:
        return line
    return _STANDING_ALONE.sub(lambda found: found[0].translate(_MARKED), line)
