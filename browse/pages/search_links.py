"""Filters of the list of articles as the query string of a link, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, get_args
from urllib.parse import parse_qsl

from newsdb.records import Country, Language
from newsdb.review import queue, queue_links
from newsdb.review.article_list import Decision, Filters, Order, Status
from newsdb.review.filter_links import FilterLinks

_LINKS = FilterLinks(
    plain=asdict(Filters()),
    choices={
        "decision": get_args(Decision),
        "status": get_args(Status),
        "language": get_args(Language),
        "country": get_args(Country),
        "order": get_args(Order),
    },
    beside=frozenset({"after"}),
)
#: Names that Datasette's own table of articles hasn't got as columns.
_OURS = frozenset({"q", "since", "until", "country", "order"})

unknown = _LINKS.unknown


def read(query_string: str) -> Filters:
    """Return the filters of a query string; values that make no sense are left out."""
    return Filters(**_LINKS.read(query_string))


def write(filters: Filters, **changed: Any) -> str:
    """Return the query string of filters with some changed; defaults are left out."""
    return _LINKS.write({**asdict(filters), **changed}, _LINKS.plain)


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
