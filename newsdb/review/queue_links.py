"""The queue's filters as the query string of a link, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, get_args

from newsdb.records import Country, Language
from newsdb.review.filter_links import FilterLinks
from newsdb.review.queue import Briefed, Decision, Filters, Order, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

_LINKS = FilterLinks(
    plain=asdict(Filters()),
    choices={
        "decision": get_args(Decision),
        "status": get_args(Status),
        "language": get_args(Language),
        "country": get_args(Country),
        "briefed": get_args(Briefed),
        "order": get_args(Order),
    },
    beside=frozenset({"after", "part", "story", "format"}),
)
#: These include decided stories.
_DECIDED_TOO = ("starred", "old_stars", "tag", "assigned")

unknown = _LINKS.unknown


def read(query_string: str) -> Filters:
    """Return the filters of a query string; values that make no sense are left out.

    Stars, a tag or whom they wait for include decided stories too, unless the query string says
    otherwise. The learnt order is that of the review bin, and of nothing else.
    """
    chosen = _LINKS.read(query_string)
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
    plain: Mapping[str, Any] = _LINKS.plain
    values = {**asdict(filters), **changed}
    if values["order"] and not _is_review_bin(values):
        values["order"] = ""
    if any(values[name] for name in _DECIDED_TOO):
        plain = {**plain, "status": "any", "decision": "any"}
    return _LINKS.write(values, plain)
