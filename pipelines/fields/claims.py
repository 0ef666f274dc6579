"""What one source says about a time, and how two such claims relate."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from newsdb.records import KST

if TYPE_CHECKING:
    from newsdb.dates.forms import Moment

_NINE_HOURS = timedelta(hours=9)
#: Origins whose text readers see; for the others the field's name is the label.
PRINTED = frozenset({"layout", "text"})


class Claim(NamedTuple):
    """What one source says; ``labelled`` if it is printed and says itself what it is."""

    moment: Moment
    source: str
    origin: str
    labelled: bool = False


def by_hours(one: Claim, other: Claim) -> bool:
    """Return whether two claims differ by whole hours, ignoring seconds."""
    difference = abs(
        one.moment.at.replace(second=0, microsecond=0)
        - other.moment.at.replace(second=0, microsecond=0)
    )
    return timedelta() < difference <= timedelta(hours=14) and not difference % timedelta(hours=1)


def same_minute(one: Claim, other: Claim) -> bool:
    """Return whether two claims are the same time, ignoring seconds."""
    return one.moment.at.replace(second=0, microsecond=0) == other.moment.at.replace(
        second=0, microsecond=0
    )


def wall(moment: Moment) -> datetime:
    """Return the local time to the minute, naive, in the zone that a source names, or Seoul's."""
    local = moment.at.astimezone(KST).replace(tzinfo=None, second=0, microsecond=0)
    return local + (_NINE_HOURS if moment.offset is None else moment.offset) - _NINE_HOURS
