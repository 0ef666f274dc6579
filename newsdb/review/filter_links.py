"""Filters of a list, of stories or of articles, as the query string of a link, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, parse_qsl, urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Days by their distance from today, for filters that move with it: the last seven days, this
#: week since Monday.
SPANS = ("7d", "week")
#: Fields that have another name in a query string.
_NAMES = {"text": "q"}
_FIELDS = {query: name for name, query in _NAMES.items()}
#: Characters that a value may have, characters of what is said of one, and how many are said.
_LONGEST, _LONGEST_SAID, _MOST_SAID = 500, 60, 5
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Unknown(NamedTuple):
    """What a query string says that no filter means, as ``name=value``.

    ``meant`` is the query string that was probably meant; None if there is nothing like it.
    """

    said: str
    meant: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterLinks:
    """How the filters of a list are written: ``plain`` are the defaults by their fields.

    ``choices`` are the values of those that have few, ``beside`` what a query string may hold that
    is no filter. A default that is a bool makes a filter one that is on or off.
    """

    plain: Mapping[str, Any]
    choices: Mapping[str, tuple[str, ...]]
    beside: frozenset[str]

    def read(self, query_string: str) -> dict[str, Any]:
        """Return the filters that a query string has; values that make no sense are left out."""
        given = {name: values[0].strip() for name, values in parse_qs(query_string).items()}
        chosen: dict[str, Any] = {}
        for name in self.plain:
            value = given.get(_NAMES.get(name, name), "")
            if self._is_flag(name):
                chosen[name] = value in {"1", "on"}
            elif value and self._fits(name, value):
                chosen[name] = value
        return chosen

    def write(self, values: Mapping[str, Any], plain: Mapping[str, Any]) -> str:
        """Return the query string of filters, without those that are as in ``plain``."""
        return urlencode(
            [
                (_NAMES.get(name, name), "1" if value is True else str(value))
                for name, value in values.items()
                if value != plain[name] and value not in {"", False}
            ]
        )

    def unknown(self, query_string: str) -> list[Unknown]:
        """Return what a query string says that ``read`` leaves out, in its order."""
        known = [_NAMES.get(name, name) for name in self.plain]
        found = []
        pairs = parse_qsl(query_string)
        for name, value in pairs:
            plain = value.strip()
            if name.startswith("_") or name in self.beside:
                continue
            said = f"{_shortened(name)}={_shortened(plain)}"
            if name not in known:
                like = get_close_matches(name[:_LONGEST_SAID], known, n=1)
                meant = like and self._fits(_FIELDS.get(like[0], like[0]), plain)
                kept = [(like[0] if each == name else each, v) for each, v in pairs if like]
                found.append(Unknown(said, urlencode(kept) if meant else None))
            elif plain and not self._fits(_FIELDS.get(name, name), plain):
                found.append(Unknown(said, None))
        left_out = len(found) - _MOST_SAID
        more = [Unknown(f"… (+{left_out})", None)] if left_out > 0 else []
        return found[:_MOST_SAID] + more

    def _is_flag(self, name: str) -> bool:
        return isinstance(self.plain[name], bool)

    def _fits(self, name: str, value: str) -> bool:
        if len(value) > _LONGEST:
            return False  # not cut: a part of it would select something else
        if name in self.choices:
            return value in self.choices[name]
        if self._is_flag(name):
            return value in {"1", "on", "0"}
        if name == "since" and value in SPANS:
            return True
        return name not in {"since", "until"} or is_day(value)


def _shortened(said: str) -> str:
    return said if len(said) <= _LONGEST_SAID else f"{said[:_LONGEST_SAID]}…"


def is_day(value: str) -> bool:
    """Tell whether a value is a day as filters have it: ``2026-11-25``."""
    try:  # fromisoformat also takes 2026-W48-1, which sorts behind all days of the year
        return _DAY.fullmatch(value) is not None and bool(date.fromisoformat(value))
    except ValueError:
        return False
