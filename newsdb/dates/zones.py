"""Zones as pages print them beside a time: names, offsets, the zones of the tz database."""

from __future__ import annotations

import re
from datetime import timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from newsdb.records import KST

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

#: Hours east of Greenwich. What means several zones (IST) is in ``_UNKNOWN``.
_HOURS: dict[str, float] = {
    **dict.fromkeys(("Z", "GMT", "UTC", "UT", "WET"), 0),
    **dict.fromkeys(("BST", "WEST", "CET", "MET"), 1),
    **dict.fromkeys(("CEST", "MEST", "EET", "SAST"), 2),
    **dict.fromkeys(("EEST", "MSK"), 3),
    "PKT": 5,
    **dict.fromkeys(("ICT", "WIB"), 7),
    **dict.fromkeys(("HKT", "SGT", "PHT", "AWST"), 8),
    **dict.fromkeys(("KST", "JST"), 9),
    "ACST": 9.5,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
    "ADT": -3,
    **dict.fromkeys(("AST", "EDT"), -4),
    **dict.fromkeys(("EST", "CDT"), -5),
    **dict.fromkeys(("CST", "MDT"), -6),
    **dict.fromkeys(("MST", "PDT"), -7),
    **dict.fromkeys(("PST", "AKDT"), -8),
    "AKST": -9,
    "HST": -10,
}
#: What American pages print all year; the offset depends on the day.
_AMERICAN = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
_SEOUL = ("한국시간", "한국시각", "한국표준시", "日本時間", "韓国時間", "日本標準時")
_UNKNOWN = ("IST", "현지시간", "현지시각", "現地時間", "localtime")

_NAMES = "|".join(sorted([*_HOURS, *_AMERICAN, "IST"], key=len, reverse=True))
_WORDS = "|".join(
    each.replace("시", r"\s?시").replace("time", r"\s?time")
    for each in (*_SEOUL, *_UNKNOWN)
    if each != "IST"
)
_PLACE = (
    r"(?:Etc|Asia|Europe|America|Africa|Australia|Pacific|Atlantic|Indian)"
    r"/[A-Za-z_]{2,30}(?:/[A-Za-z_]{2,30})?(?:[+-]\d{1,2})?"
)
#: A zone behind a time, for patterns that ignore case; names of zones don't: "et" is a word.
ZONE = (
    rf"(?:(?-i:{_PLACE})|(?:GMT|UTC)?\s{{0,4}}[+-]"
    r"(?:\d\d:\d\d|(?:[01]\d|\d)(?:00|15|30|45)?)(?![\d:.-])"
    rf"|(?-i:{_NAMES})(?![A-Za-z])|{_WORDS})"
)
_OFFSET = re.compile(r"(?:GMT|UTC)?(?P<sign>[+-])(?P<hours>\d{1,2}?):?(?P<minutes>\d\d)?")

#: No zone is farther from Greenwich.
_FARTHEST = timedelta(hours=14)


class UnknownZoneError(ValueError):
    """A zone is printed but can't be known; the message says which."""


@lru_cache(maxsize=256)  # an outlet prints one or two
def read_zone(text: str | None) -> tzinfo:
    """Return the zone that ``text`` names; +09:00 when none is printed.

    Raises UnknownZoneError for one that can't be known (local time), ValueError for no zone.
    """
    if not text:
        return KST
    name = "".join(text.split())
    if name in _SEOUL:
        return KST
    if name.casefold() in {each.casefold() for each in _UNKNOWN}:
        raise UnknownZoneError(f"{name}: local time of an unknown place")
    if "/" in name:
        return _of_place(name)
    if name.upper() in _AMERICAN:
        return ZoneInfo(_AMERICAN[name.upper()])
    if name.upper() in _HOURS:
        return timezone(timedelta(hours=_HOURS[name.upper()]))
    if not (match := _OFFSET.fullmatch(name.upper())):
        raise ValueError(f"{name} is no zone")
    hours, minutes = int(match["hours"]), int(match["minutes"] or 0)
    offset = timedelta(hours=hours, minutes=minutes)
    if offset > _FARTHEST or minutes % 15:
        raise ValueError(f"{name} is no zone")
    return timezone(offset if match["sign"] == "+" else -offset)


def _of_place(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise ValueError(f"{name} is no zone") from error
    except KeyError as error:
        raise UnknownZoneError(f"{name} is unknown") from error


def offset_of(zone: tzinfo, at: datetime) -> timedelta:
    """Return a zone's offset at a naive local time."""
    return zone.utcoffset(at.replace(tzinfo=None)) or timedelta()
