"""Relative dates: 3시간 전, 昨日, yesterday."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from newsdb.dates.clocks import TIME, read_clock
from newsdb.dates.forms import Moment
from newsdb.records import KST
from newsdb.text.lazy_patterns import lazy

_UNITS = {
    "초": "seconds",
    "秒": "seconds",
    "second": "seconds",
    "sec": "seconds",
    "분": "minutes",
    "分": "minutes",
    "minute": "minutes",
    "min": "minutes",
    "시간": "hours",
    "時間": "hours",
    "hour": "hours",
    "일": "days",
    "日": "days",
    "day": "days",
    "주": "weeks",
    "週間": "weeks",
    "week": "weeks",
}
_AGO = lazy(
    r"(?:(?<!\d)(?P<number>\d{1,3})|\b(?:an?|one)|한)\s*(?P<unit>"
    + "|".join(_UNITS)
    + r")s?\s*(?:전|前|ago)",
    re.IGNORECASE,
)
_JUST_NOW = lazy(r"^\W*(?:방금|たった今|さきほど|just now)(?:\s*전)?\W*$", re.IGNORECASE)
_DAYS = lazy(
    r"(?P<two>그제|그저께|一昨日|おととい)|(?P<one>어제|昨日|yesterday)|(?P<none>오늘|今日|本日|today)",
    re.IGNORECASE,
)
_TIME_ALONE = lazy(TIME.strip().removesuffix("?"), re.IGNORECASE | re.VERBOSE)
_LONGEST_RELATIVE = 40


def read_relative(text: str, seen_at: datetime) -> Moment | None:
    """Parse 3시간 전, 昨日, yesterday relative to the time the page was fetched.

    Months and years ago are too vague to give a day.
    """
    if len(text) > _LONGEST_RELATIVE:
        return None
    local = seen_at.astimezone(KST)
    if match := _AGO.search(text):
        ago = timedelta(**{_UNITS[match["unit"].lower()]: int(match["number"] or 1)})
        return Moment(local - ago, timed=True)
    if _JUST_NOW.search(text):
        return Moment(local, timed=True)
    return _named_day(text, local)


def _named_day(text: str, local: datetime) -> Moment | None:
    """Parse 어제, 昨日, yesterday, with the time after it if one is printed."""
    if not (match := _DAYS.search(text)):
        return None
    day = local - timedelta(days={"two": 2, "one": 1, "none": 0}[str(match.lastgroup)])
    if not (time := _TIME_ALONE.search(text, match.end())):
        return Moment(day, timed=False)
    try:
        clock = read_clock(time.groupdict())
    except ValueError:
        return None
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return Moment(midnight + (clock or timedelta()), timed=True)
