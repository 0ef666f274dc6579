"""What a person may choose for a subscription: one set of rules for the desk and the commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from newsdb.delivery.subscriptions import Days, Rhythm, Sections
from newsdb.review import queue_links
from newsdb.review.queue import ME

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_NAME = 60  # characters
HIGHEST_SCORE = 1000.0
LONGEST_FILTERS = 2000  # characters of a query string; the queue makes no longer ones
LANGUAGES = ("en", "ko", "ja")
RHYTHMS: tuple[str, ...] = get_args(Rhythm)
DAYS: tuple[str, ...] = get_args(Days)
SECTIONS: tuple[str, ...] = get_args(Sections)

_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_ONE_OF = {"rhythm": RHYTHMS, "days": DAYS, "sections": SECTIONS, "language": LANGUAGES}


class ChoiceError(ValueError):
    """A value that makes no sense; ``field`` says of what."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def name_of(text: str) -> str:
    """Return a subscription's name: 1 to LONGEST_NAME characters on one line."""
    name = text.strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise ChoiceError("name")
    return name


def clock_of(field: str, text: str) -> str:
    """Return a time of day, as ``08:30``."""
    if not _CLOCK.fullmatch(text):
        raise ChoiceError(field)
    return text


def filters_of(text: str) -> str:
    """Return a filter's query string as the queue writes it; empty: all that is relevant.

    What is new or unread, or waits, for whoever looks is refused: a message has no such person,
    and would be empty or hold everything. Raises ChoiceError.
    """
    if len(text) > LONGEST_FILTERS:
        raise ChoiceError("filters")
    if not text:
        return ""
    filters = queue_links.read(text)
    if filters.unread or filters.new or filters.assigned == ME:
        raise ChoiceError("personal")
    return queue_links.write(filters)


def chosen_of(form: Mapping[str, str]) -> dict[str, Any]:
    """Return what a form chooses, checked, all but channel and filter; raises ChoiceError.

    Fields are those of a subscription, as text; a box that is not ticked is missing.
    """
    chosen: dict[str, Any] = {"name": name_of(form.get("name", ""))}
    for field, known in _ONE_OF.items():
        chosen[field] = form.get(field, "")
        if chosen[field] not in known:
            raise ChoiceError(field)
    chosen["at_time"] = clock_of("at_time", form.get("at_time", ""))
    if form.get("weekday", "") not in set("0123456"):
        raise ChoiceError("weekday")
    chosen["weekday"] = int(form["weekday"])
    chosen["least_score"] = score_of(form.get("least_score", "").strip() or "0")
    begin, end = form.get("quiet_from", ""), form.get("quiet_until", "")
    for field, text in (("quiet_from", begin), ("quiet_until", end)):
        chosen[field] = clock_of("quiet", text) if begin or end else None
    chosen["empty"] = form.get("empty") == "1"
    return chosen


def score_of(text: str) -> float:
    """Return the least score of a subscription, 0 to HIGHEST_SCORE; raises ChoiceError."""
    try:
        score = float(text)
    except ValueError:
        raise ChoiceError("least_score") from None
    if not 0 <= score <= HIGHEST_SCORE:  # nor what is no number
        raise ChoiceError("least_score")
    return score
