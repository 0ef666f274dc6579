"""The queue's filters as the query string of a link, and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple, get_args
from urllib.parse import parse_qs, parse_qsl, urlencode

from newsdb.records import Country, Language
from newsdb.review.queue import SPANS, Briefed, Decision, Filters, Order, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Fields of Filters that have another name in a query string.
_NAMES = {"text": "q"}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "decision": get_args(Decision),
    "status": get_args(Status),
    "language": get_args(Language),
    "country": get_args(Country),
    "briefed": get_args(Briefed),
    "order": get_args(Order),
}
_FLAGS = ("starred", "old_stars", "new", "unread")
#: These include decided stories.
_DECIDED_TOO = ("starred", "old_stars", "tag", "assigned")
#: What a query string may hold beside filters.
_BESIDE = frozenset({"after", "part", "story", "format"})
_LONGEST_SAID, _MOST_SAID = 60, 5


def read(query_string: str) -> Filters:
    """Return the filters of a query string; values that make no sense are left out.

    Stars, a tag or whom they wait for include decided stories too, unless the query string says
    otherwise. The learnt order is that of the review bin, and of nothing else.
    """
    given = {name: values[0].strip() for name, values in parse_qs(query_string).items()}
    chosen: dict[str, Any] = {}
    for name in asdict(Filters()):
        value = given.get(_NAMES.get(name, name), "")
        if name in _FLAGS:
            chosen[name] = value in {"1", "on"}
        elif value and _fits(name, value):
            chosen[name] = value
    if any(chosen.get(name) for name in _DECIDED_TOO):
        chosen.setdefault("status", "any")
        chosen.setdefault("decision", "any")
    if chosen.get("order"):
        chosen.setdefault("decision", "review")
        if not _is_review_bin(asdict(Filters()) | chosen):
            del chosen["order"]
    return Filters(**chosen)


def _is_review_bin(values: Mapping[str, Any]) -> bool:
    """Tell whether filters leave undecided stories at the border only."""
    return values["decision"] == "review" and values["status"] in {"open", "undecided"}


def write(filters: Filters, **changed: Any) -> str:
    """Return the query string of filters with some changed; defaults are left out."""
    plain: Mapping[str, Any] = asdict(Filters())
    values = {**asdict(filters), **changed}
    if values["order"] and not _is_review_bin(values):
        values["order"] = ""
    if any(values[name] for name in _DECIDED_TOO):
        plain = {**plain, "status": "any", "decision": "any"}
    return urlencode(
        [
            (_NAMES.get(name, name), "1" if value is True else str(value))
            for name, value in values.items()
            if value != plain[name] and value not in {"", False}
        ]
    )


class Unknown(NamedTuple):
    """What a query string says that no filter means, as ``name=value``.

    ``meant`` is the query string that was probably meant; None if there is nothing like it.
    """

    said: str
    meant: str | None


def unknown(query_string: str) -> list[Unknown]:
    """Return what a query string says that ``read`` leaves out, in its order."""
    known = [_NAMES.get(name, name) for name in asdict(Filters())]
    fields = {query: name for name, query in _NAMES.items()}
    found = []
    pairs = parse_qsl(query_string)
    for name, value in pairs:
        plain = value.strip()
        if name.startswith("_") or name in _BESIDE:
            continue
        said = f"{name[:_LONGEST_SAID]}={plain[:_LONGEST_SAID]}"
        if name not in known:
            like = get_close_matches(name[:_LONGEST_SAID], known, n=1)
            meant = like and _fits(fields.get(like[0], like[0]), plain)
            kept = [(like[0] if each == name else each, v) for each, v in pairs] if meant else []
            found.append(Unknown(said, urlencode(kept) if meant else None))
        elif plain and not _fits(fields.get(name, name), plain):
            found.append(Unknown(said, None))
    return found[:_MOST_SAID]


def _fits(name: str, value: str) -> bool:
    if name in _CHOICES:
        return value in _CHOICES[name]
    if name in _FLAGS:
        return value in {"1", "on", "0"}
    if name == "since" and value in SPANS:
        return True
    return name not in {"since", "until"} or is_day(value)


def is_day(value: str) -> bool:
    """Tell whether a value is a day as filters have it: ``2026-11-25``."""
    try:
        return len(value) == len("2026-11-25") and bool(date.fromisoformat(value))
    except ValueError:
        return False
