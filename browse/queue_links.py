"""The queue's filters as the query string of a link, and back."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import parse_qs, urlencode

from newsdb.review.queue import Briefed, Decision, Filters, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Fields of Filters that have another name in a query string.
_NAMES = {"text": "q"}
_CHOICES = {
    "decision": get_args(Decision),
    "status": get_args(Status),
    "briefed": get_args(Briefed),
}
_FLAGS = ("starred", "new")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read(query_string: str) -> Filters:
    """Return the filters of a query string; values that make no sense are left out.

    Stars or a tag include decided stories too, unless the query string says otherwise.
    """
    given = {name: values[0].strip() for name, values in parse_qs(query_string).items()}
    chosen: dict[str, Any] = {}
    for name in asdict(Filters()):
        value = given.get(_NAMES.get(name, name), "")
        if name in _FLAGS:
            chosen[name] = value in {"1", "on"}
        elif value and _fits(name, value):
            chosen[name] = value
    if chosen.get("starred") or chosen.get("tag"):
        chosen.setdefault("status", "any")
        chosen.setdefault("decision", "any")
    return Filters(**chosen)


def write(filters: Filters, **changed: Any) -> str:
    """Return the query string of filters with some changed; defaults are left out."""
    plain: Mapping[str, Any] = asdict(Filters())
    values = {**asdict(filters), **changed}
    if values["starred"] or values["tag"]:
        plain = {**plain, "status": "any", "decision": "any"}
    return urlencode(
        [
            (_NAMES.get(name, name), "1" if value is True else str(value))
            for name, value in values.items()
            if value != plain[name] and value not in {"", False}
        ]
    )


def _fits(name: str, value: str) -> bool:
    if name in _CHOICES:
        return value in _CHOICES[name]
    return name not in {"since", "until"} or bool(_DAY.fullmatch(value))
