"""Filters of the list of articles as the query string of a link, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import parse_qs, parse_qsl, urlencode

from newsdb.records import Country, Language
from newsdb.review import queue, queue_links
from newsdb.review.article_list import Decision, Filters, Order, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Fields of Filters that have another name in a query string.
_NAMES = {"text": "q"}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "decision": get_args(Decision),
    "status": get_args(Status),
    "language": get_args(Language),
    "country": get_args(Country),
    "order": get_args(Order),
}
#: What a query string may hold beside filters.
_BESIDE = frozenset({"after"})
#: Names that Datasette's own table of articles hasn't got as columns.
_OURS = frozenset({"q", "since", "until", "country", "order"})
_LONGEST, _LONGEST_SAID, _MOST_SAID = 500, 60, 5


def read(query_string: str) -> Filters:
    """Return the filters of a query string; values that make no sense are left out."""
    given = {name: values[0].strip() for name, values in parse_qs(query_string).items()}
    chosen: dict[str, Any] = {}
    for name in asdict(Filters()):
        value = given.get(_NAMES.get(name, name), "")[:_LONGEST]
        if value and _fits(name, value):
            chosen[name] = value
    return Filters(**chosen)


def write(filters: Filters, **changed: Any) -> str:
    """Return the query string of filters with some changed; defaults are left out."""
    plain = asdict(Filters())
    values = {**asdict(filters), **changed}
    return urlencode(
        [(_NAMES.get(name, name), value) for name, value in values.items() if value != plain[name]]
    )


def unknown(query_string: str) -> list[str]:
    """Return what ``read`` leaves out of a query string, as ``name=value``, in its order."""
    fields = {_NAMES.get(name, name): name for name in asdict(Filters())}
    found = []
    for name, value in parse_qsl(query_string):
        if name.startswith("_") or name in _BESIDE:
            continue
        if name not in fields or (value.strip() and not _fits(fields[name], value.strip())):
            found.append(f"{name[:_LONGEST_SAID]}={value[:_LONGEST_SAID]}")
    return found[:_MOST_SAID]


def is_ours(query_string: str) -> bool:
    """Tell whether a query string has filters that Datasette's own table doesn't know."""
    pairs = parse_qsl(query_string)
    return any(name in _OURS for name, _ in pairs) or ("status", "undecided") in pairs


def for_stories(filters: Filters) -> str:
    """Return the queue's query string for the stories of these articles; sections it has none."""
    shared = ("text", "outlet", "language", "country", "since", "until")
    return queue_links.write(
        queue.Filters(
            **{name: getattr(filters, name) for name in shared},
            decision=filters.decision or "any",
            status=filters.status or "any",
        )
    )


def _fits(name: str, value: str) -> bool:
    if name in _CHOICES:
        return value in _CHOICES[name]
    if name in {"since", "until"}:
        return (name == "since" and value in queue.SPANS) or queue_links.is_day(value)
    return True
