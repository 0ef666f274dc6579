"""Public and customary holidays in Korea and Japan."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsdb.records import Country

#: New Year and Obon: not statutory holidays, but many Japanese newsrooms are empty.
_CUSTOMARY = frozenset(
    [*((12, day) for day in (29, 30, 31)), *((1, day) for day in (1, 2, 3))]
    + [(8, day) for day in (13, 14, 15, 16)]
)


@cache
def _holidays(country: Country, year: int) -> frozenset[date]:
    # Takes a fifth of a second, and most commands ask for no day.
    import holidays  # noqa: PLC0415

    # Bank holidays add Korea's Labour Day and Japan's first days of the year.
    found = holidays.country_holidays(country, years=year, categories=("public", "bank"))
    days = {day for day in found if day.year == year}
    if country == "JP":
        days |= {date(year, month, day) for month, day in _CUSTOMARY}
    return frozenset(days)


def is_holiday(day: date, country: Country | None) -> bool:
    """Return whether a day is a holiday in a country; None: in either country."""
    if country is None:
        return is_holiday(day, "KR") or is_holiday(day, "JP")
    return day in _holidays(country, day.year)
