"""What alarms say in the language of whoever reads them: one source for messages and the desk.

An alarm is stored with an English diagnosis, for logs and commands. Its words are those of a
template with values put in; here they are found again, clause by clause, and put into the same
template in Korean or Japanese. A clause of no template stays as it is: it may quote an error.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from translations.domains import DESK

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = Path(__file__).with_name("languages.toml")
_SPACE = re.compile(r"\{([a-z]+)(#?)\}")
_NUMBER = re.compile(r"[\d.,+-]+")
_BETWEEN = "; "
#: Values hold templates themselves: a share in a sentence, a sentence about pages in one on runs.
_DEEPEST = 3


class _Template(NamedTuple):
    """``pieces`` is what stands before, between and after the values."""

    pieces: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[bool, ...]
    words: Mapping[str, str]  # by language

    def values(self, text: str) -> dict[str, str] | None:
        """Return what was put into the template to make a text; None if it was not made so."""
        if not text.startswith(self.pieces[0]) or not text.endswith(self.pieces[-1]):
            return None
        if not self.names:
            return {} if text == self.pieces[0] else None
        found = []
        place = len(self.pieces[0])
        end = len(text) - len(self.pieces[-1])
        for piece in self.pieces[1:-1]:
            after = text.find(piece, place, end)
            if after < 0:
                return None
            found.append(text[place:after])
            place = after + len(piece)
        if place > end:
            return None
        found.append(text[place:end])
        for value, is_number in zip(found, self.numbers, strict=True):
            if not value or (is_number and not _NUMBER.fullmatch(value)):
                return None
        return dict(zip(self.names, found, strict=True))


def in_language(said: str, language: str, depth: int = 0) -> str:
    """Return a diagnosis, or why an alarm was closed, in a language."""
    if language == "en" or depth > _DEEPEST:
        return said
    return _BETWEEN.join(_clause(each, language, depth) for each in said.split(_BETWEEN))


def kind_name(kind: str, language: str) -> str:
    """Return what a kind of alarm is called in a language."""
    return DESK.message(f"alarm {kind}", language)


def _clause(text: str, language: str, depth: int) -> str:
    for each in _templates():
        values = each.values(text)
        if values is not None:
            made = {key: in_language(value, language, depth + 1) for key, value in values.items()}
            return each.words[language].format(**made)
    return text


@cache
def _templates() -> tuple[_Template, ...]:
    made: list[_Template] = []
    for each in tomllib.loads(_FILE.read_text(encoding="utf-8"))["said"]:
        parts = _SPACE.split(each["en"])  # piece, name, mark, piece, name, mark, ..., piece
        marks = tuple(mark == "#" for mark in parts[2::3])
        made.append(_Template(tuple(parts[::3]), tuple(parts[1::3]), marks, each))
    return tuple(made)
