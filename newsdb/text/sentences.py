"""Splitting Korean, Japanese and English lines into sentences, even without spaces."""

from __future__ import annotations

import re
from itertools import takewhile

from newsdb.text.lazy_patterns import lazy

_QUOTES = "[\"'”’)\\]」』]*"
#: A stop after a Korean ending; a Japanese stop, ! or ?; a full stop before whitespace. It begins
#: with a single character class, so that the regex engine can skip ahead to it.
_SENTENCE = lazy(
    rf"[.。!?！？](?:(?<=[다요죠음됨임함까][.!?])[.!?]*{_QUOTES}(?!\d)"
    rf"|(?<=[。!?！？])[。!?！？]*{_QUOTES}|(?<=\.){_QUOTES}(?=\s|$))"
)


def split(line: str) -> list[str]:
    """Return the sentences of a line, even if no space separates them."""
    parts, at = [], 0
    for found in _SENTENCE.finditer(line):
        end = found.end()
        parts.append(line[at:end])
        at = end
    if (rest := line[at:]).strip():
        parts.append(rest)
    return parts


def first_sentence(text: str, *, least: int = 15) -> str:
    """Return the first sentence or line, and what follows up to ``least`` characters."""
    end = text.find("\n", least)
    line = text if end < 0 else text[:end]
    ends = (each.end() for each in _SENTENCE.finditer(line))
    return line[: next((each for each in ends if each >= least), None)]


def sides_shortened(before: str, after: str, most: int) -> tuple[str, str]:
    """Return two versions of a text, each of ``most`` characters at most, where they differ.

    What they have in common at the beginning is cut where the difference would not be seen.
    """
    sides = [re.sub(r"\s+", " ", each).strip() for each in (before, after)]
    alike = (one == other for one, other in zip(*sides, strict=False))
    common = sum(takewhile(bool, alike))
    begin = common - most // 3
    if begin > 0 and max(map(len, sides)) > most:
        blank = sides[0].rfind(" ", begin, common)
        begin = blank + 1 if blank >= 0 else begin
        sides = [f"…{each[begin:]}" if each else "" for each in sides]
    return shortened(sides[0], most), shortened(sides[1], most)


def shortened(text: str, most: int) -> str:
    """Return the beginning of a text, cut at a sentence or a blank if possible."""
    plain = re.sub(r"\s+", " ", text).strip()
    if len(plain) <= most:
        return plain
    part = plain[: most - 1]
    sentence = max(part.rfind(sign) for sign in (". ", "。", "! ", "? "))
    cut = sentence if sentence > most // 2 else part.rfind(" ")
    return f"{part[: cut + 1].rstrip() if cut > most // 2 else part}…"
