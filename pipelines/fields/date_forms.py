"""The forms in which pages print a full date, and the meaning of their parts."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple

from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsdb.records import Language

#: Nothing on the web is older; an earlier date is a misreading.
EARLIEST = datetime(1990, 1, 1, tzinfo=KST)

#: An outlet's clock may be ahead of ours, and a printed date by a day; more is a misreading.
AHEAD = timedelta(days=1)


class Moment(NamedTuple):
    """A point in time as printed; ``timed`` is False when only the day was."""

    at: datetime
    timed: bool
    offset: timedelta | None = None  # of the zone, if one was printed


#: A time of day after a date; verbose.
TIME = r"""
    (?:[\s,T・|]{0,6}(?:\(?\s{0,4}+(?:[월화수목금토일]요일|[月火水木金土日]曜日?
        |[월화수목금토일月火水木金土日祝・]{1,3}(?=\s{0,4}\))
        |(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6})\.?\s{0,4}\)?)?
    (?:[\s,T|]{0,6}+|\s?[/–-]\s?(?=\d{1,2}:\d\d))(?:at\s{1,4})?
    (?P<half>오전|오후|午前|午後|AM|PM)?\s{0,4}+
    (?:(?P<noon>정오|正午|noon\b)|(?P<hour>\d{1,2})\s{0,4}(?:(?::|시|時)\s{0,4}(?P<minute>\d{1,2})\s{0,4}[분分]?
        (?:\s{0,4}:?\s{0,4}(?P<second>\d{2})\s{0,4}[초秒]?(?:[.,]\d{1,9})?)?|(?:시|時)(?!\s{0,4}\d))
    (?:\s{0,4}(?P<half_after>[ap]\.?\s?m\b\.?))?)
    (?:\s{0,4}(?P<zone>Z\b|(?:GMT|UTC)?\s{0,4}[+-]\d{1,2}:?(?:\d\d)?\b|GMT\b|UTC\b|KST\b|JST\b|(?:E|C|M|P)[SD]T\b))?
    )?
"""
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"(?P<word>{'|'.join(_MONTHS)})[a-z]{0, 6}\.?"


def _form(date: str, *, timed: bool = False) -> re.Pattern[str]:
    time = TIME.strip()
    if timed:
        time = time.removesuffix("?")
    return re.compile(date + time, re.IGNORECASE | re.VERBOSE)


#: Every form of a date, the most certain first; a match is not read again by a later one.
_ANY, _LETTERS = "0123456789", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Each with characters of which every text of that form has at least one.
_FORMS = tuple(
    (frozenset(needed), form)
    for needed, form in (
        (
            _ANY,
            _form(  # 20251125163605
                r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)"
                r"(?:T?(?P<h>[0-2]\d)(?P<i>[0-5]\d)(?P<s>[0-5]\d)?(?P<z>Z|[+-]\d\d:?\d\d)?)?(?!\d)"
            ),
        ),
        (
            _ANY,
            _form(  # 2025.11.25, 2025-11-25, 2025/11/25, 2025년 11월 25일, 2025年11月25日
                r"(?<![\d])(?P<year>(?:19|20)\d\d)\s{0,4}(?:[.\-/년年])\s{0,4}(?P<month>\d{1,2})\s{0,4}(?:[.\-/월月])\s{0,4}"
                r"(?P<day>\d{1,2})(?!\d)\s{0,4}(?:[.일日])?"
                r"(?:T(?P<h>[0-2]\d)(?P<i>[0-5]\d)(?P<s>[0-5]\d)(?P<z>Z|[+-]\d\d:?\d\d)?)?"
            ),
        ),
        (
            "令平昭RHSrhs",
            _form(  # 令和7年11月25日, R7.11.25
                r"(?P<era>令和|平成|昭和|(?<![A-Za-z])[RHS](?=\d))\s{0,4}(?P<year>元|\d{1,2})\s{0,4}[年./-]\s{0,4}"
                r"(?P<month>\d{1,2})\s{0,4}[月./-]\s{0,4}(?P<day>\d{1,2})\s{0,4}日?"
            ),
        ),
        (
            _LETTERS,
            re.compile(  # 15:41 April 19, 2023; 4:36 p.m. KST, Nov. 25, 2025
                r"(?<![\d:])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?:\s{0,4}(?P<half_after>[ap]\.?\s?m\b\.?))?[\s,]{0,4}"
                r"(?P<zone>KST\b|JST\b|GMT\b|UTC\b)?[\s,]{0,4}(?:on\s{1,4})?"
                + _MONTH
                + r"\s{1,4}(?P<day>\d{1,2})\s{0,4},?\s{1,4}(?P<year>(?:19|20)\d\d)\b"
                r"(?!\s{0,4},?\s{0,4}\d{1,2}:)",
                re.IGNORECASE,
            ),
        ),
        (
            _LETTERS,
            _form(  # Nov. 25, 2025
                _MONTH + r"\s{0,4}(?P<day>\d{1,2})(?:st|nd|rd|th)?\s{0,4},?\s{1,4}"
                r"(?P<year>(?:19|20)\d\d)\b"
            ),
        ),
        (
            _LETTERS,
            _form(  # 25 Nov 2025
                r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s\-]{1,4}"
                + _MONTH
                + r"[\s,\-]{1,4}(?P<year>(?:19|20)\d\d)\b"
            ),
        ),
        (
            ".",
            _form(
                r"(?<![\d.])'?(?P<year>\d\d)\.\s?(?P<month>\d{1,2})\.\s?(?P<day>\d{1,2})(?![\d])\.?"
            ),
        ),
        (
            "월月",
            _form(  # 11월 25일, 11月25日; not of a year that is none (9999년 12월 31일)
                r"(?<!\d)(?<!\d\d\d[년年])(?<!\d\d\d[년年]\s)(?P<month>\d{1,2})\s{0,4}[월月]\s{0,4}(?P<day>\d{1,2})\s{0,4}[일日]"
            ),
        ),
        # 25-11-25, 11/25 and 11.25 are certain to be dates only with a time.
        (
            "-/",
            _form(
                r"(?<![\d./-])(?P<year>\d\d)(?P<sign>[/-])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![\d/-])",
                timed=True,
            ),
        ),
        ("-", _form(r"(?<![\d./-])(?P<month>\d{1,2})-(?P<day>\d{1,2})(?![\d-])", timed=True)),
        ("/", _form(r"(?<![\d./])(?P<month>\d{1,2})/(?P<day>\d{1,2})(?![\d/])", timed=True)),
        (".", _form(r"(?<![\d./])(?P<month>\d{1,2})\.(?P<day>\d{1,2})\.?(?=[\s(])", timed=True)),
    )
)

_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_ZONES = {"Z": 0, "GMT": 0, "UTC": 0, "KST": 9, "JST": 9}
_AMERICAN = {
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}


_ISO = re.compile(
    r"\s{0,4}(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?\s?(?P<zone>Z|[+-]\d\d:?\d\d)?\s{0,4}"
)


def read_iso(text: str) -> Moment | None:
    """Parse an ISO 8601 date; trying all other forms takes ten times as long."""
    if not (match := _ISO.fullmatch(text)):
        return None
    try:
        at = datetime.fromisoformat(match[1]).replace(tzinfo=_zone(match["zone"]))
        here = at.astimezone(KST)
    except (ValueError, OverflowError):  # years 1 and 9999 may have no such day in another zone
        return None
    return Moment(here, timed=True, offset=at.utcoffset() if match["zone"] else None)


def find_dates(
    text: str, seen_at: datetime, language: Language
) -> Iterator[tuple[int, int, Moment]]:
    """Yield start, end and moment of every date in ``text``, in the order of the text."""
    found: list[tuple[int, int, Moment | None]] = []
    for needed, form in _FORMS:
        if needed.isdisjoint(text):
            continue
        for match in form.finditer(text):
            if any(start < match.end() and match.start() < end for start, end, _ in found):
                continue
            first = next((each for _, _, each in found if each), None)
            moment = (
                None
                if _may_begin_with_the_day(match, language)
                else _moment(match, seen_at, first)
            )
            # Nor is an impossible date read in part: 昭和64年1月7日 is not the 7th of January.
            sane = moment if moment and is_sane(moment.at, seen_at) else None
            found.append((match.start(), match.end(), sane))
    for start, end, moment in sorted(found, key=lambda each: each[:2]):
        if moment:
            yield start, end, moment


def _may_begin_with_the_day(match: re.Match[str], language: Language) -> bool:
    """Return whether a date is one like 24-11-25, which is ambiguous in English."""
    part = match.groupdict()
    return language == "en" and len(part.get("year") or "") == 2 and "era" not in part


def _moment(match: re.Match[str], seen_at: datetime, first: Moment | None) -> Moment | None:
    part = match.groupdict()
    try:
        month = int(part.get("month") or 0) or _MONTHS.index(str(part["word"])[:3].lower()) + 1
        clock = read_clock(part)
        printed_zone = part.get("zone") or part.get("z")
        zone = _zone(printed_zone)
        year = _year(part, month, int(part["day"]), seen_at, first)
        midnight = datetime(year, month, int(part["day"]), tzinfo=zone)
    except (ValueError, KeyError):
        return None
    # 25:30 is 1:30 on the next day, as in Japanese and Korean late-night schedules.
    at = (midnight + (clock or timedelta())).astimezone(KST)
    return Moment(at, clock is not None, zone.utcoffset(None) if printed_zone else None)


def _year(
    part: dict[str, str | None], month: int, day: int, seen_at: datetime, first: Moment | None
) -> int:
    written = part.get("year")
    if written is None and first:  # 2025/1/14 21:17（最終更新 1/15 9:00）: the nearest year
        years = (first.at.year + more for more in (0, 1, -1))
        near = (datetime(year, month, day, tzinfo=KST) for year in years)
        return min(near, key=lambda each: abs(each - first.at)).year
    if written is None:  # the latest such day in the past
        today = seen_at.astimezone(KST)
        this = datetime(today.year, month, day, tzinfo=KST)
        return today.year if this <= today + AHEAD else today.year - 1
    if era := part.get("era"):
        return _ERAS[era.upper() if era.isascii() else era] + (
            1 if written == "元" else int(written)
        )
    return int(written) if len(written) == 4 else 2000 + int(written)


def read_clock(part: dict[str, str | None]) -> timedelta | None:
    """Return the time of day in the groups of ``TIME``, None when there is none.

    Raises ValueError when it isn't a valid time of day.
    """
    if part.get("noon"):
        return timedelta(hours=12)
    hour = part.get("hour") or part.get("h")
    if hour is None:
        return None
    hours, minutes = int(hour), int(part.get("minute") or part.get("i") or 0)
    half = (part.get("half") or part.get("half_after") or "").lower().replace(".", "")
    if half:
        if hours > 12:  # 오후 16:36 is also printed
            half = ""
        elif half in {"오후", "午後", "pm", "p m"}:
            hours = hours % 12 + 12
        else:
            hours %= 12
    seconds = int(part.get("second") or part.get("s") or 0)
    if hours > 29 or minutes > 59 or seconds > 59:
        raise ValueError("not a time of day")
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _zone(text: str | None) -> timezone:
    """Return the zone as a fixed offset; +09:00 when none is printed."""
    if not text:
        return timezone(timedelta(hours=9))
    name = text.upper().replace(" ", "")
    if name in _ZONES or name in _AMERICAN:
        return timezone(timedelta(hours={**_ZONES, **_AMERICAN}[name]))
    sign, digits = re.sub(r"^(?:GMT|UTC)", "", name)[:1], re.sub(r"\D", "", name)
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(offset if sign == "+" else -offset)


def is_sane(at: datetime, seen_at: datetime) -> bool:
    """Return whether a page fetched at ``seen_at`` can mean this moment."""
    return EARLIEST <= at <= seen_at + AHEAD
