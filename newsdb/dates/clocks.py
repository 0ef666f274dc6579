"""Times of day as pages print them behind a date: 16:36, 오후 4시, 午後3時半, 5.30pm, noon."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from newsdb.dates.zones import ZONE

if TYPE_CHECKING:
    from collections.abc import Mapping

_WEEKDAY = r"""(?:[월화수목금토일]요일|[月火水木金土日]曜日?
    |(?:[월화수목금토일月火水木金土日祝]|・){1,3}(?=\s{0,4}\))
    |(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6})\.?"""

#: Parts of the day before an hour of twelve: by the hour as printed, what is added to it. An hour
#: that a part does not have here is ambiguous (밤 1시, 午後12時) and gives no time.
_MORNING = dict.fromkeys(range(12), 0)
_AFTERNOON = dict.fromkeys(range(12), 12)
_NOON = {11: 0, 12: 0, **dict.fromkeys(range(1, 6), 12)}
_EVENING = dict.fromkeys(range(3, 12), 12)
_NIGHT = dict.fromkeys(range(6, 12), 12) | {12: 12}
_PARTS: dict[str, dict[int, int]] = {
    "오전": _MORNING | {12: -12},
    "am": _MORNING | {12: -12},
    "새벽": _MORNING | {12: -12},
    "아침": _MORNING,
    "午前": _MORNING,
    "未明": _MORNING,
    "早朝": _MORNING,
    "朝": _MORNING,
    "오후": _AFTERNOON | {12: 0},
    "pm": _AFTERNOON | {12: 0},
    "午後": _AFTERNOON,
    "한낮": _NOON,
    "낮": _NOON,
    "昼": _NOON,
    "저녁": _EVENING,
    "夕方": _EVENING,
    "夕": _EVENING,
    "밤": _NIGHT,
    "夜": _NIGHT,
    "심야": {10: 12, 11: 12},
    "深夜": {10: 12, 11: 12},
}
#: Parts of the first half of the day: 오전 16:36 contradicts itself, 오후 16:36 is also printed.
_BEFORE_NOON = frozenset("오전 am 새벽 아침 午前 未明 早朝 朝".split())
_HALF = "|".join(sorted((each for each in _PARTS if not each.isascii()), key=len, reverse=True))
_AM_PM = r"[ap]\.?\s?m\b\.?"

#: The clock itself; verbose.
CLOCK = rf"""
    (?P<half>{_HALF}|AM\b|PM\b|A\.M\.|P\.M\.)?\s{{0,4}}+
    (?:(?P<noon>정오|正午|noon\b)
        |(?P<hour>\d{{1,2}})\s{{0,4}}(?:
            (?::|시|時)\s{{0,4}}(?P<minute>\d{{1,2}})(?!\d)\s{{0,4}}[분分]?
                (?:\s{{0,4}}:?\s{{0,4}}(?P<second>\d{{1,2}})(?![\d:])\s{{0,4}}[초秒]?(?:[.,]\d{{1,9}})?)?
            |(?:시|時)\s{{0,4}}(?P<thirty>반|半)
            |(?:시|時)(?!\s{{0,4}}\d)
            |\.(?P<dotted>\d\d)(?=\s{{0,2}}{_AM_PM})
            |(?={_AM_PM})))
    (?:\s{{0,4}}(?P<half_after>{_AM_PM}))?
"""

#: A time of day after a date; verbose. Every repetition has an end.
TIME = rf"""
    (?:[\s,T・|]{{0,6}}(?:\(?\s{{0,4}}+(?P<weekday>{_WEEKDAY})\s{{0,4}}\)?)?
    (?:[\s,T|]{{0,6}}+\(?|\s?[/–—@·-]\s?(?=\d{{1,2}}[:.]\d\d))(?:at\s{{1,4}})?
    {CLOCK}
    (?:\s{{0,4}}\(?(?P<zone>{ZONE}))?
    )?
"""


def read_clock(part: Mapping[str, str | None]) -> timedelta | None:
    """Return the time of day in the groups of ``CLOCK``; None for none, or an ambiguous one.

    Raises ValueError when it isn't a valid time of day.
    """
    if part.get("noon"):
        return timedelta(hours=12)
    hour = part.get("hour") or part.get("h")
    if hour is None:
        return None
    hours = int(hour)
    minutes = int(part.get("minute") or part.get("dotted") or part.get("i") or 0)
    if part.get("thirty"):
        minutes = 30
    seconds = int(part.get("second") or part.get("s") or 0)
    if hours > 29 or minutes > 59 or seconds > 59:
        raise ValueError("not a time of day")
    said = part.get("half") or part.get("half_after") or ""
    half = said.lower().replace(".", "").replace(" ", "")
    if half:
        if hours <= 12:
            added = _PARTS[half].get(hours)
            if added is None:
                return None
            hours += added
        elif half in _BEFORE_NOON:
            return None
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
