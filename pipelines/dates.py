"""Printed dates of Korean, Japanese and English pages, read to the minute or not at all.

Korea and Japan share +09:00, so a date without a zone means that. What can be read in two ways
is None; dateparser, with its strict settings, only sees what nothing here understands.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple

from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsdb.records import Language

#: Nothing on the web is older; what claims to be is a misreading.
EARLIEST = datetime(1990, 1, 1, tzinfo=KST)

#: An outlet's clock may be ahead of ours, a printed date by a day; more is a misreading.
AHEAD = timedelta(days=1)


#: A text that prints a date is shorter; what is longer is cut there.
_LONGEST = 300


class Moment(NamedTuple):
    """A point in time as it was printed; ``timed`` tells whether an hour was."""

    at: datetime
    timed: bool
    offset: timedelta | None = None  # of the zone, where one was printed


class Dates(NamedTuple):
    """When an article appeared and when it was changed, as far as a text says so."""

    published: Moment | None = None
    modified: Moment | None = None


def read_date(text: str, *, language: Language, seen_at: datetime) -> datetime | None:
    """Return the date that ``text`` prints (of publication, where it has several), or None.

    ``seen_at`` (aware) is when the page was fetched: relative forms and missing years hang on it.
    """
    dates = read_dates([text], language=language, seen_at=seen_at)
    moment = dates.published or dates.modified
    return moment.at if moment else None


def read_dates(texts: Iterable[str], *, language: Language, seen_at: datetime) -> Dates:
    """Return the dates that ``texts`` print, told apart by labels (입력, 수정, 公開, 更新 ...).

    The first date with a label of its kind wins; one without a label is of publication.
    """
    published: Moment | None = None
    unlabelled: Moment | None = None
    modified: Moment | None = None
    for text in texts:
        for label, moment in _labelled(text, language, seen_at):
            if label == "modified":
                modified = modified or moment
            elif label == "published":
                published = published or moment
            else:
                unlabelled = unlabelled or moment
    return Dates(published or unlabelled, modified)


_PUBLISHED = (
    r"기사\s*입력|최초\s*입력|입력|등록|승인|송고|발행|작성|게재|전송|게시"
    r"|公開|配信|掲載|投稿|発行|発表|作成|posted|published"
)
_MODIFIED = (
    r"최종\s*수정|최종\s*업데이트|수정|업데이트|갱신|更新|修正|改訂|updated|modified|last\s+update"
)
_LABEL = re.compile(f"(?P<modified>{_MODIFIED})|(?P<published>{_PUBLISHED})", re.IGNORECASE)


def _labelled(
    text: str, language: Language, seen_at: datetime
) -> Iterator[tuple[str | None, Moment]]:
    """Yield the dates in ``text`` with the kind of the nearest label before (or behind) each."""
    if (moment := _iso(text)) and _sane(moment.at, seen_at):
        yield None, moment
        return
    folded = _fold(text[:_LONGEST])
    found = list(_absolute(folded, seen_at))
    if not found:
        moment = _relative(folded, seen_at) or _by_dateparser(folded, language, seen_at)
        if moment and _sane(moment.at, seen_at):
            label = _LABEL.search(folded)
            yield (label.lastgroup if label else None), moment
        return
    for n, (start, end, moment) in enumerate(found):
        before = folded[found[n - 1][1] if n else 0 : start]
        labels = [each.lastgroup for each in _LABEL.finditer(before)]
        if not labels and n == len(found) - 1:
            labels = [each.lastgroup for each in _LABEL.finditer(folded[end : end + 12])][:1]
        yield (labels[-1] if labels else None), moment


def _fold(text: str) -> str:
    """Return ``text`` with full-width digits and signs narrow; 年月日 and the like stay."""
    return unicodedata.normalize("NFKC", text).replace("\u200b", "")


_TIME = r"""
    (?:[\s,T・|]*(?:\(?\s*(?:[월화수목금토일]요일|[月火水木金土日]曜日?
        |[월화수목금토일月火水木金土日祝・]{1,3}(?=\s*\))
        |(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\.?\s*\)?)?
    [\s,T|]*(?:at\s+|ㅣ\s*)?
    (?P<half>오전|오후|午前|午後|AM|PM)?\s*
    (?P<hour>\d{1,2})\s*(?:(?::|시|時)\s*(?P<minute>\d{1,2})\s*[분分]?
        (?:\s*:?\s*(?P<second>\d{2})\s*[초秒]?(?:[.,]\d{1,9})?)?|(?:시|時)(?!\s*\d))
    (?:\s*(?P<half_after>[ap]\.?\s?m\b\.?))?
    (?:\s*(?P<zone>Z\b|(?:GMT|UTC)?\s*[+-]\d{1,2}:?(?:\d\d)?\b|GMT\b|UTC\b|KST\b|JST\b|(?:E|C|M|P)[SD]T\b))?
    )?
"""
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"(?P<word>{'|'.join(_MONTHS)})[a-z]*\.?"


def _form(date: str, *, timed: bool = False) -> re.Pattern[str]:
    time = _TIME.strip()
    if timed:
        time = time.removesuffix("?")
    return re.compile(date + time, re.IGNORECASE | re.VERBOSE)


#: Every form of a date, the most certain first; what matches is not read again by a later one.
_ANY, _LETTERS = "0123456789", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Each with characters of which a text of that form has at least one.
_FORMS = tuple(
    (frozenset(needed), form)
    for needed, form in (
        (
            _ANY,
            _form(  # 20251125163605
                r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)"
                r"(?:(?P<h>[0-2]\d)(?P<i>[0-5]\d)(?P<s>[0-5]\d)?)?(?!\d)"
            ),
        ),
        (
            _ANY,
            _form(  # 2025.11.25, 2025-11-25, 2025/11/25, 2025년 11월 25일, 2025年11月25日
                r"(?<![\d])(?P<year>(?:19|20)\d\d)\s*(?:[.\-/년年])\s*(?P<month>\d{1,2})\s*(?:[.\-/월月])\s*"
                r"(?P<day>\d{1,2})(?!\d)\s*(?:[.일日])?"
            ),
        ),
        (
            "令平昭RHSrhs",
            _form(  # 令和7年11月25日, R7.11.25
                r"(?P<era>令和|平成|昭和|(?<![A-Za-z])[RHS](?=\d))\s*(?P<year>元|\d{1,2})\s*[年.]\s*"
                r"(?P<month>\d{1,2})\s*[月.]\s*(?P<day>\d{1,2})\s*日?"
            ),
        ),
        (
            _LETTERS,
            re.compile(  # 15:41 April 19, 2023; 4:36 p.m. KST, Nov. 25, 2025
                r"(?<![\d:])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?:\s*(?P<half_after>[ap]\.?\s?m\b\.?))?[\s,]*"
                r"(?P<zone>KST\b|JST\b|GMT\b|UTC\b)?[\s,]*(?:on\s+)?"
                + _MONTH
                + r"\s+(?P<day>\d{1,2})\s*,?\s+(?P<year>(?:19|20)\d\d)\b(?!\s*,?\s*\d{1,2}:)",
                re.IGNORECASE,
            ),
        ),
        (
            _LETTERS,
            _form(  # Nov. 25, 2025
                _MONTH + r"\s*(?P<day>\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(?P<year>(?:19|20)\d\d)\b"
            ),
        ),
        (
            _LETTERS,
            _form(  # 25 Nov 2025
                r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s\-]+"
                + _MONTH
                + r"[\s,\-]+(?P<year>(?:19|20)\d\d)\b"
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
            _form(  # 11월 25일, 11月25日
                r"(?<!\d)(?P<month>\d{1,2})\s*[월月]\s*(?P<day>\d{1,2})\s*[일日]"
            ),
        ),
        # Without a year only a time makes certain that 11/25 and 11.25 are dates.
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
    r"\s*(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s?(?P<zone>Z|[+-]\d\d:?\d\d)?\s*"
)


def _iso(text: str) -> Moment | None:
    """Read the form in which pages speak to machines; the others take ten times as long."""
    if not (match := _ISO.fullmatch(text)):
        return None
    try:
        at = datetime.fromisoformat(match[1]).replace(tzinfo=_zone(match["zone"]))
    except ValueError:
        return None
    offset = at.utcoffset() if match["zone"] else None
    return Moment(at.astimezone(KST), timed=True, offset=offset)


def _absolute(text: str, seen_at: datetime) -> Iterator[tuple[int, int, Moment]]:
    """Yield start, end and moment of every date in ``text``, in the order of the text."""
    found: list[tuple[int, int, Moment]] = []
    for needed, form in _FORMS:
        if needed.isdisjoint(text):
            continue
        for match in form.finditer(text):
            if any(start < match.end() and match.start() < end for start, end, _ in found):
                continue
            moment = _moment(match, seen_at)
            if moment and _sane(moment.at, seen_at):
                found.append((match.start(), match.end(), moment))
    yield from sorted(found, key=lambda each: each[0])


def _moment(match: re.Match[str], seen_at: datetime) -> Moment | None:
    part = match.groupdict()
    try:
        month = int(part.get("month") or 0) or _MONTHS.index(str(part["word"])[:3].lower()) + 1
        clock = _clock(part)
        zone = _zone(part.get("zone"))
        year = _year(part, month, int(part["day"]), seen_at)
        midnight = datetime(year, month, int(part["day"]), tzinfo=zone)
    except (ValueError, KeyError):
        return None
    # 25:30 is half past one of the next day, as Japanese and Korean night schedules count.
    at = (midnight + (clock or timedelta())).astimezone(KST)
    return Moment(at, clock is not None, zone.utcoffset(None) if part.get("zone") else None)


def _year(part: dict[str, str | None], month: int, day: int, seen_at: datetime) -> int:
    written = part.get("year")
    if written is None:  # the latest such day that has come
        today = seen_at.astimezone(KST)
        this = datetime(today.year, month, day, tzinfo=KST)
        return today.year if this <= today + AHEAD else today.year - 1
    if era := part.get("era"):
        return _ERAS[era.upper() if era.isascii() else era] + (
            1 if written == "元" else int(written)
        )
    return int(written) if len(written) == 4 else 2000 + int(written)


def _clock(part: dict[str, str | None]) -> timedelta | None:
    hour = part.get("hour") or part.get("h")
    if hour is None:
        return None
    hours, minutes = int(hour), int(part.get("minute") or part.get("i") or 0)
    half = (part.get("half") or part.get("half_after") or "").lower().replace(".", "")
    if half:
        if hours > 12:  # 오후 16:36 is printed too
            half = ""
        elif half in {"오후", "午後", "pm", "p m"}:
            hours = hours % 12 + 12
        else:
            hours %= 12
    seconds = int(part.get("second") or part.get("s") or 0)
    if hours > 29 or minutes > 59 or seconds > 59:
        raise ValueError("no time of day")
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
_AGO = re.compile(
    r"(?<!\d)(?P<number>\d{1,3})\s*(?P<unit>" + "|".join(_UNITS) + r")s?\s*(?:전|前|ago)",
    re.IGNORECASE,
)
_JUST_NOW = re.compile(r"^\W*(?:방금|たった今|さきほど|just now)(?:\s*전)?\W*$", re.IGNORECASE)
_DAYS = re.compile(
    r"(?P<two>그제|그저께|一昨日|おととい)|(?P<one>어제|昨日|yesterday)|(?P<none>오늘|今日|today)",
    re.IGNORECASE,
)
_TIME_ALONE = re.compile(_TIME.strip().removesuffix("?"), re.IGNORECASE | re.VERBOSE)
_LONGEST_RELATIVE = 40


def _relative(text: str, seen_at: datetime) -> Moment | None:
    """Read 3시간 전, 昨日, yesterday against the time the page was fetched.

    Months and years ago are too vague to give a day.
    """
    if len(text) > _LONGEST_RELATIVE:
        return None
    here = seen_at.astimezone(KST)
    if match := _AGO.search(text):
        ago = timedelta(**{_UNITS[match["unit"].lower()]: int(match["number"])})
        return Moment(here - ago, timed=True)
    if _JUST_NOW.search(text):
        return Moment(here, timed=True)
    return _named_day(text, here)


def _named_day(text: str, here: datetime) -> Moment | None:
    """Read 어제, 昨日, yesterday, with the time behind it where one is printed."""
    if not (match := _DAYS.search(text)):
        return None
    day = here - timedelta(days={"two": 2, "one": 1, "none": 0}[str(match.lastgroup)])
    if not (time := _TIME_ALONE.search(text, match.end())):
        return Moment(day, timed=False)
    try:
        clock = _clock(time.groupdict())
    except ValueError:
        return None
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return Moment(midnight + (clock or timedelta()), timed=True)


_LONGEST_FOR_DATEPARSER = 60
_FOUR_DIGITS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def _by_dateparser(text: str, language: Language, seen_at: datetime) -> Moment | None:
    """Ask dateparser, strictly: its defaults misread 월 and guess years (dateparser 1.5)."""
    if len(text) > _LONGEST_FOR_DATEPARSER or not _FOUR_DIGITS.search(text):
        return None
    import dateparser  # noqa: PLC0415  its import takes 0.1 s, and few texts come here

    at = dateparser.parse(
        _LABEL.sub(" ", text).strip(" :"),
        languages=[language] if language == "en" else [language, "en"],
        settings={
            "PARSERS": ["absolute-time"],
            "STRICT_PARSING": True,
            "DATE_ORDER": "MDY" if language == "en" else "YMD",
            "TIMEZONE": "Asia/Seoul",
            "RETURN_AS_TIMEZONE_AWARE": True,
            "RELATIVE_BASE": seen_at.astimezone(UTC).replace(tzinfo=None),
        },
    )
    return Moment(at.astimezone(KST), timed=":" in text) if at else None


def _sane(at: datetime, seen_at: datetime) -> bool:
    return EARLIEST <= at <= seen_at + AHEAD
