"""Stored times and addresses as pages show them."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from datasette.utils import to_css_class
from markupsafe import Markup, escape

from newsdb.database import now
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from translations.catalogues import Translate

_DAY_ALONE = len("2025-11-25")
_END = Markup("</td>")


def clock(stored: str | None) -> str:
    """Return a stored time for reading: ``2025-11-25 16:36``; empty if there is none.

    A day of which no time is known stays a day.
    """
    if not stored:
        return ""
    if len(stored) == _DAY_ALONE:
        return stored
    return datetime.fromisoformat(stored).strftime("%Y-%m-%d %H:%M")


def moment(stored: str | None, t: Translate) -> str:
    """Return a stored time as people say it: ``today 16:36``, ``25 November``.

    A day of which no time is known stays a day; the year is said where it is another one.
    """
    if not stored:
        return ""
    day = day_name(stored, t)
    if len(stored) == _DAY_ALONE:
        return day
    return t("day_and_time", day=day, time=time_of_day(stored))


def time_of_day(stored: str) -> str:
    """Return the clock of a stored time: ``16:36``; empty if only the day is known."""
    if len(stored) == _DAY_ALONE:
        return ""
    return f"{datetime.fromisoformat(stored).astimezone(KST):%H:%M}"


def day_name(stored: str, t: Translate, *, weekday: bool = False) -> str:
    """Return the day of a stored time: today, yesterday, or its date; ``weekday``: never so."""
    if len(stored) == _DAY_ALONE:
        day = date.fromisoformat(stored)
    else:
        day = datetime.fromisoformat(stored).astimezone(KST).date()
    today = now().astimezone(KST).date()
    if weekday:
        return t("date_weekday", **_of(day, t), weekday=t(f"weekday {day.weekday()}"))
    if (today - day).days in {0, 1}:
        return t("today" if day == today else "yesterday")
    return t("date" if day.year == today.year else "date_year", **_of(day, t))


def date_name(day: str, t: Translate) -> str:
    """Return the date of a day, never as today; the year is said where it is another one."""
    found = date.fromisoformat(day[:_DAY_ALONE])
    is_this_year = found.year == now().astimezone(KST).year
    return t("date" if is_this_year else "date_year", **_of(found, t))


def short_date(day: str, t: Translate) -> str:
    """Return the date of a day without its year, for charts and tables: ``3 Dec``, ``12/3``."""
    found = date.fromisoformat(day[:_DAY_ALONE])
    name = t(f"month {found.month}")
    month = name[:3] if name.isascii() else found.month
    return t("date_tick", day=found.day, month=month)


def _of(day: date, t: Translate) -> dict[str, object]:
    return {"year": day.year, "month": t(f"month {day.month}"), "day": day.day}


#: From here on, in hours, days say more.
_MANY_HOURS = 72


def duration(minutes: int, t: Translate, *, exact: bool = False) -> str:
    """Return a time that passed, as a list shows it: ``11 h``; an exact one has its minutes."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return t("minutes", count=rest)
    if exact and rest:
        return t("hours_minutes", hours=hours, minutes=rest)
    if hours >= _MANY_HOURS and not exact:
        return t("days", count=hours // 24)
    return t("hours", count=hours)


def title_in(title: str, language: str) -> str:
    """Return a title of metadata.yaml in a language; those in all three have them one by one."""
    titles = title.split(" · ")
    return titles[("en", "ko", "ja").index(language)] if len(titles) == 3 else title


#: What browsers and systems are called, by what they say of themselves; the first that fits.
_BROWSERS = {
    "Edg": "Edge",
    "Whale": "Whale",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}
_LONGEST_BROWSER = 60  # characters of one that is not known


def browser_name(said: str | None) -> str:
    """Return what people call the browser that a user agent names: ``Firefox · Windows``."""
    if not said:
        return "?"
    known = [
        next((name for sign, name in names.items() if sign in said), "")
        for names in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, known)) or said[:_LONGEST_BROWSER]


def is_web_address(stored: Any) -> bool:
    """Return whether an address from a page may be a link; javascript: and the like may not."""
    return isinstance(stored, str) and stored.lower().startswith(("https://", "http://"))


def table_row(row: Iterable[Mapping[str, Any]]) -> Markup:
    """Return the cells of a row that Datasette shows of a table.

    A template would take three fifths of the page's time for them.
    """
    return Markup("").join(
        _begin(cell["column"], f" type-{cell['value_type']}") + escape(cell["value"]) + _END
        for cell in row
    )


def query_row(columns: Iterable[str], values: Iterable[Any]) -> Markup:
    """Return the cells of a row that a query found, as ``table_row`` does."""
    return Markup("").join(
        _begin(column, "") + escape(value) + _END
        for column, value in zip(columns, values, strict=True)
    )


@lru_cache(maxsize=1024)
def _begin(column: str, kind: str) -> Markup:
    """Return a cell's start tag, with the column's name for where a phone has no header."""
    return Markup('<td class="col-{}{}" data-label="{}">').format(
        to_css_class(column), kind, column
    )
