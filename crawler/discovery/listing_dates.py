"""Dates as feeds, sitemaps and list pages write them: hints, the page itself decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.database import now
from newsdb.dates.reading import read_listing_date

if TYPE_CHECKING:
    from datetime import datetime

    from newsdb.records import Precision


def listing_time(text: str | None) -> tuple[datetime | None, Precision]:
    """Return a listing's date as an aware time, and how exact it is; None for no known form."""
    moment = read_listing_date(text, now=now())
    return (moment.at, moment.precision) if moment else (None, "minute")


def listing_date(text: str | None) -> datetime | None:
    """Return a listing's date as an aware time; the beginning of a day without one."""
    return listing_time(text)[0]
