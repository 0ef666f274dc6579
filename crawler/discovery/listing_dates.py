"""Dates as feeds, sitemaps and list pages write them."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from newsdb.records import KST

_NUMERIC = re.compile(
    r"(?P<year>20\d\d)[-./](?P<month>\d\d?)[-./](?P<day>\d\d?)\.?"
    r"(?:[ T]+(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d))?)?"
)

_NO_BLANK = re.compile(r"(?<=^[A-Z][a-z]{2}),(?=\d)")
_ODD_ZONE = re.compile(r" ?(?:GMT|UTC)(?P<sign>[+-])(?P<hours>\d)$")  # GMT+9


#: What is dated outside of these years tells no date.
FIRST_YEAR, LAST_YEAR = 1900, 2200


def listing_date(text: str | None) -> datetime | None:
    """Parse a listing's date: RFC 822, ISO 8601 or ``2025.11.25 16:36``; no zone means +09:00.

    Only a hint (the page itself decides), so any other form gives None.
    """
    if not text:
        return None
    text = _ODD_ZONE.sub(r" \g<sign>0\g<hours>00", _NO_BLANK.sub(", ", text.strip()))
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            return None  # 9999 says never; in another zone it would be the year 10000
        # parsedate_to_datetime gives a naive time for "-0000" and for no zone at all.
        return moment if moment.tzinfo else moment.replace(tzinfo=KST)
    if match := _NUMERIC.search(text):
        parts = {name: int(value) for name, value in match.groupdict("0").items()}
        try:
            return datetime(**parts, tzinfo=KST)
        except ValueError:
            return None
    return None
