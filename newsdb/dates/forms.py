"""The forms in which pages print a full date, and the meaning of their parts."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from newsdb.dates.clocks import CLOCK, TIME, read_clock
from newsdb.dates.zones import ZONE, UnknownZoneError, offset_of, read_zone
from newsdb.records import KST
from newsdb.text.lazy_patterns import lazy

if TYPE_CHECKING:
    from newsdb.records import Language, Precision

#: Nothing on the web is older; an earlier date is a misreading.
EARLIEST = datetime(1990, 1, 1, tzinfo=KST)

#: An outlet's clock may be ahead of ours, and a printed date by a day; more is a misreading.
AHEAD = timedelta(days=1)


class Moment(NamedTuple):
    """A point in time as printed; ``timed`` is False when only the day was."""

    at: datetime
    timed: bool
    offset: timedelta | None = None  # of the zone, if one was printed

    @property
    def precision(self) -> Precision:
        """How exact the moment is."""
        return "minute" if self.timed else "day"


class Found(NamedTuple):
    """A date in a text: its place, and the moment, None when it is impossible or ambiguous."""

    start: int
    end: int
    moment: Moment | None


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?<![A-Za-z])(?P<word>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAYS = ("월月", "화火", "수水", "목木", "금金", "토土", "일日")
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
#: A clock before an English date: 15:41 April 19, 2023; 4:36 p.m. KST, Nov. 25, 2025.
_CLOCK_FIRST = (
    rf"(?<![\d:.]){CLOCK}(?:\s{{0,4}}\(?(?P<zone>{ZONE})\)?)?[\s,|–—-]{{0,4}}(?:on\s{{1,4}})?"
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?[\s,]{1,4})?"
)
_NO_CLOCK_BEHIND = r"(?!\s{0,4},?\s{0,4}\d{1,2}:)"


def _form(written: str, *, timed: bool = False, clock: bool = True) -> re.Pattern[str]:
    time = TIME.strip()
    if timed:
        time = time.removesuffix("?")
    return lazy(written + (time if clock else ""), re.IGNORECASE | re.VERBOSE)


#: Every form of a date, the most certain first; a match is not read again by a later one.
_ANY, _MONTH_NAME = "0123456789", ""
#: Each with characters of which every text of that form has at least one; none where it has the
#: name of a month.
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
            _form(  # 令和7年11月25日, 令7・11・25, R7.11.25
                r"(?P<era>令和|平成|昭和|[令平昭](?=\d)|(?<![A-Za-z])[RHS](?=\d))\s{0,4}"
                r"(?P<year>元|\d{1,2})\s{0,4}[年./・-]\s{0,4}"
                r"(?P<month>\d{1,2})\s{0,4}[月./・-]\s{0,4}(?P<day>\d{1,2})\s{0,4}日?"
            ),
        ),
        (
            _MONTH_NAME,
            _form(
                _CLOCK_FIRST
                + _MONTH
                + r"\s{1,4}"
                + _DAY
                + r"[\s,]{1,4}"
                + _YEAR
                + _NO_CLOCK_BEHIND,
                clock=False,
            ),
        ),
        (
            _MONTH_NAME,
            _form(
                _CLOCK_FIRST
                + _DAY
                + r"\s{1,4}"
                + _MONTH
                + r"[\s,]{1,4}"
                + _YEAR
                + _NO_CLOCK_BEHIND,
                clock=False,
            ),
        ),
        (
            _MONTH_NAME,
            _form(  # Tue Nov 25 16:36:05 KST 2025
                _MONTH + r"\s{1,4}" + _DAY + rf"\s{{1,4}}{CLOCK}"
                rf"\s{{0,4}}(?P<zone>{ZONE})?\s{{1,4}}" + _YEAR,
                clock=False,
            ),
        ),
        (_MONTH_NAME, _form(_MONTH + r"\s{0,4}" + _DAY + r"[\s,]{1,6}" + _YEAR)),  # Nov. 25, 2025
        (
            _MONTH_NAME,
            _form(  # 25 Nov 2025, 25th of November, 2025
                r"(?<!\d)" + _DAY + r"[\s\-]{1,4}(?:of\s{1,4})?" + _MONTH + r"[\s,\-]{1,4}" + _YEAR
            ),
        ),
        (
            _MONTH_NAME,
            _form(  # RFC 822: 25 Nov 25 16:36:05 +0900
                r"(?<!\d)(?P<day>\d{1,2})\s{1,4}" + _MONTH + r"\s{1,4}(?P<year>\d\d)(?=\s\d\d:)",
                timed=True,
            ),
        ),
        (
            "./-",
            _form(  # 25/11/2025: the year last, and certain only by a day after the 12th
                r"(?<![\d./-])(?P<one>\d{1,2})(?P<sign>[./-])\s?(?P<two>\d{1,2})(?P=sign)\s?"
                + _YEAR
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
        # 25-11-25, 11/25 and 11.25 are certain to be dates only with a time or a weekday.
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
        (
            "(",
            _form(  # 11.25(화), 11/25(火)
                r"(?<![\d./-])(?P<month>\d{1,2})\s?[./-]\s?(?P<day>\d{1,2})\.?\s?"
                r"\((?P<proof>[월화수목금토일月火水木金土日])\)",
                clock=False,
            ),
        ),
        # Without a year, only where a text is little else: ``_may_be_a_word``.
        (
            _MONTH_NAME,
            _form(_MONTH + r"\s{0,4}" + _DAY + r"(?!\s{0,4},?\s{0,4}\d{4})"),
        ),
        (
            _MONTH_NAME,
            _form(r"(?<!\d)" + _DAY + r"\s{1,4}" + _MONTH + r"(?!\s{0,4},?\s{0,4}\d{4})"),
        ),
    )
)

_ERAS = {"令": 2018, "R": 2018, "平": 1988, "H": 1988, "昭": 1925, "S": 1925}

_ISO = lazy(
    r"\s{0,4}(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?\s?(?P<zone>Z|[+-]\d\d:?\d\d)?\s{0,4}"
)
#: A month's name without a year beside it may be a word of a longer text (May, March).
_LONGEST_WITHOUT_YEAR = 60


def read_iso(text: str) -> Moment | None:
    """Parse an ISO 8601 date; trying all other forms takes ten times as long."""
    if not (match := _ISO.fullmatch(text)):
        return None
    try:
        at = datetime.fromisoformat(match[1]).replace(tzinfo=read_zone(match["zone"]))
        here = at.astimezone(KST)
    except (ValueError, OverflowError):  # years 1 and 9999 may have no such day in another zone
        return None
    return Moment(here, timed=True, offset=at.utcoffset() if match["zone"] else None)


def find_dates(
    text: str, seen_at: datetime, language: Language, *, guess_year: bool = True
) -> list[Found]:
    """Return every date in ``text`` in order, impossible and ambiguous ones with no moment.

    ``guess_year`` reads dates without a year, as the latest that had come by ``seen_at``.
    """
    found: list[Found] = []
    signs = {*text}
    small = text.casefold()
    names_month = any(each in small for each in _MONTHS)
    for needed, form in _FORMS:
        if needed.isdisjoint(signs) if needed else not names_month:
            continue
        for match in form.finditer(text):
            if any(each.start < match.end() and match.start() < each.end for each in found):
                continue
            part = match.groupdict()
            if _may_be_a_word(part, text):
                continue
            first = next((each.moment for each in found if each.moment), None)
            moment = (
                None
                if _is_ambiguous(part, language) or not (guess_year or first or "year" in part)
                else _moment(part, seen_at, first)
            )
            # Nor is an impossible date read in part: 昭和64年1月7日 is not the 7th of January.
            sane = moment if moment and is_sane(moment.at, seen_at) else None
            found.append(Found(match.start(), match.end(), sane))
    return sorted(found, key=lambda each: each[:2])


def _may_be_a_word(part: dict[str, str], text: str) -> bool:
    word = part.get("word")
    return bool(
        word
        and "year" not in part
        and (len(text) > _LONGEST_WITHOUT_YEAR or not word[0].isupper())
    )


def _is_ambiguous(part: dict[str, str], language: Language) -> bool:
    """Return whether a date may begin with the day or the month, like 04/05/2025 or 24-11-25."""
    if "one" in part:
        one, two = int(part["one"]), int(part["two"])
        return one <= 12 and two <= 12 and one != two
    if part.get("word"):
        return False
    return language == "en" and len(part.get("year") or "") == 2 and "era" not in part


def _moment(part: dict[str, str], seen_at: datetime, first: Moment | None) -> Moment | None:
    try:
        month, day = _month_and_day(part)
        year = _year(part, month, day, seen_at, first)
        if (sign := part.get("proof")) and sign not in _WEEKDAYS[date(year, month, day).weekday()]:
            return None
        clock = read_clock(part)
        printed_zone = _printed_zone(part)
        try:
            zone = read_zone(printed_zone)
        except UnknownZoneError:  # the day is the best that can be known
            clock, zone, printed_zone = None, KST, None
        midnight = datetime(year, month, day, tzinfo=zone)
        # 25:30 is 1:30 on the next day, as in Japanese and Korean late-night schedules.
        local = midnight + (clock or timedelta())
        if clock is None:
            return Moment(midnight.replace(tzinfo=KST), timed=False)
        offset = offset_of(zone, local) if printed_zone else None
        return Moment(local.astimezone(KST), timed=True, offset=offset)
    except (ValueError, OverflowError):
        return None


def _month_and_day(part: dict[str, str]) -> tuple[int, int]:
    if "one" in part:
        one, two = int(part["one"]), int(part["two"])
        return (two, one) if one > 12 else (one, two)
    if word := part.get("word"):
        return _MONTHS.index(word[:3].lower()) + 1, int(part["day"])
    return int(part["month"]), int(part["day"])


#: An end of opening hours behind its beginning: 10:00-12:00.
_RANGE = lazy(r"-(?P<hours>\d\d):\d\d")


def _printed_zone(part: dict[str, str]) -> str | None:
    zone = part.get("zone") or part.get("z")
    if zone and (match := _RANGE.fullmatch(zone)) and part.get("hour") and not part.get("second"):
        return None if int(match["hours"]) > int(part["hour"]) else zone
    return zone


def _year(
    part: dict[str, str], month: int, day: int, seen_at: datetime, first: Moment | None
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
        return _ERAS[era[0].upper()] + (1 if written == "元" else int(written))
    return int(written) if len(written) == 4 else 2000 + int(written)


def is_sane(at: datetime, seen_at: datetime) -> bool:
    """Return whether a page fetched at ``seen_at`` can mean this moment."""
    return EARLIEST <= at <= seen_at + AHEAD
