"""Numbers, days and times in the words of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.records import KST
from translations.domains import DELIVERY

if TYPE_CHECKING:
    from datetime import datetime

    from newsdb.records import Precision
    from translations.catalogues import Translate


_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "ko": tuple("월화수목금토일"),
    "ja": tuple("月火水木金土日"),
}
_MONTHS = ("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()


def counted(words: Translate, key: str, number: int) -> str:
    """Return words for a number: ``key`` with ``_one`` for one (English tells it apart)."""
    if number == 1 and f"{key}_one" in DELIVERY.english:
        return words(f"{key}_one")
    return words(key, number=number, count=number)


def day_name(moment: datetime, language: str) -> str:
    """Return a day as its language writes it: ``12월 3일(목)``, ``12月3日（木）``."""
    day = moment.astimezone(KST)
    weekday = _WEEKDAYS[language][day.weekday()]
    if language == "ko":
        return f"{day.month}월 {day.day}일({weekday})"
    if language == "ja":
        return f"{day.month}月{day.day}日（{weekday}）"
    return f"{weekday} {day.day} {_MONTHS[day.month - 1]}"


def time_name(
    moment: datetime, language: str, *, today: datetime, precision: Precision = "minute"
) -> str:
    """Return a time as its language writes it, seen from ``today``: ``어제 05:30``.

    Of a day without hours there is no clock: ``어제``.
    """
    local = moment.astimezone(KST)
    time = f"{local:%H:%M}" if precision == "minute" else ""
    days = (today.astimezone(KST).date() - local.date()).days
    words = DELIVERY.translator(language)
    if days in (0, 1):
        return words("yesterday" if days else "today", time=time).strip()
    if days > 300:
        return f"{local:%Y-%m-%d} {time}".strip()
    if language == "ja":
        return f"{local.month}月{local.day}日{time}"
    if language == "ko":
        return f"{local.month}월 {local.day}일 {time}".strip()
    return f"{local.day} {_MONTHS[local.month - 1]} {time}".strip()


def span_name(seconds: float, words: Translate) -> str:
    """Return a length of time in whole minutes, hours or days."""
    minutes = int(seconds // 60)
    if minutes < 60:
        return counted(words, "minutes", minutes)
    if minutes < 48 * 60:
        return counted(words, "hours", minutes // 60)
    return counted(words, "days", minutes // (24 * 60))
