"""The words and patterns of ``words.toml``, by the kind of page that they tell."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from newsdb.text.composing import composed
from newsdb.text.lazy_patterns import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = Path(__file__).with_name("words.toml")
_OUTER_SIGNS = " :：·*•-–—>»«<|[]()※■▶●◆☞.,\"'“”‘’"


def fold_label(text: str) -> str:
    """Return a label without case, signs at its ends, and blanks between CJK letters."""
    folded = composed(" ".join(text.lower().split())).strip(_OUTER_SIGNS)
    return folded if folded.isascii() else folded.replace(" ", "")


@cache
def words(table: Literal["address", "headings", "labels"]) -> Mapping[str, frozenset[str]]:
    """Return a table of words: those in addresses as they stand there, others folded."""
    separator = None if table == "address" else "|"
    return {
        kind: frozenset(filter(None, map(fold_label, text.split(separator))))
        for kind, text in _tables()[table].items()
    }


@cache
def patterns(table: Literal["titles", "sentences"]) -> Mapping[str, re.Pattern[str]]:
    """Return a table of patterns, those of titles without case."""
    return {
        kind: compile_pattern("|".join(each), re.IGNORECASE if table == "titles" else re.NOFLAG)
        for kind, each in _tables()[table].items()
    }


@cache
def weights(table: Literal["types", "og_types"]) -> Mapping[str, tuple[str, int]]:
    """Return a table of types: for each the kind of page, and how much it speaks for that."""
    return {name: (kind, weight) for name, (kind, weight) in _tables()[table].items()}


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
