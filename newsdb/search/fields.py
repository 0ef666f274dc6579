"""Fields of a query: ``outlet:``, ``lang:``, ``since:`` and ``until:``, read apart from its words.

What they choose are columns of an article's row, not words of its text. ``title:`` stays with the
words (``newsdb.search.queries``), since the index looks in titles.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from newsdb.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

    from newsdb.records import Language

#: The fields by what may be typed for them.
_NAMES = {
    "outlet": "outlet source 매체 언론사 媒体",
    "lang": "lang language 언어 言語",
    "since": "since 부터 から",
    "until": "until 까지 まで",
}
_FIELD_OF = {typed: field for field, names in _NAMES.items() for typed in names.split()}
#: All fields, as a message names them.
KNOWN = ("title", *_NAMES)

_LANGUAGES: dict[str, Language] = {
    "ko": "ko",
    "korean": "ko",
    "한국어": "ko",
    "韓国語": "ko",
    "ja": "ja",
    "japanese": "ja",
    "일본어": "ja",
    "日本語": "ja",
    "en": "en",
    "english": "en",
    "영어": "en",
    "英語": "en",
}

#: A quoted phrase, in which nothing is a field; a field with its value; or, in small letters, what
#: looks like a field: https:// and RE:100 don't.
_PART = re.compile(
    r"(?<![^\s(])(?P<minus>-?)(?:(?P<field>" + "|".join(_FIELD_OF) + r")[:：]"
    r'(?:"(?P<quoted>[^"]*)"?|(?P<bare>[^\s"]*))'
    r"|(?!(?-i:title):)(?P<unknown>(?-i:[a-z]{2,12})):(?=[^\s/:]))"
    r'|"[^"]*"?',
    re.IGNORECASE,
)
_DAY = re.compile(r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?[.]?")


class Fault(NamedTuple):
    """A field, or the end of a query, that can't be used, and why."""

    reason: Literal[
        "no_field",
        "no_value",
        "no_day",
        "no_language",
        "no_outlet",
        "not_excluded",
        "too_long",
    ]
    field: str
    value: str = ""

    def __str__(self) -> str:
        said = {
            "no_field": f"there is no field {self.field}: (there are {', '.join(KNOWN)}); to look"
            " for it as text, put it in quotes",
            "no_value": f"{self.field}: has nothing behind it",
            "no_day": f"{self.field}:{self.value} is not a day; write {self.field}:2026-11-25",
            "no_language": f"{self.field}:{self.value} is not ko, ja or en",
            "no_outlet": f"no outlet is named {self.value}",
            "not_excluded": f"{self.field}: can't be excluded",
            "too_long": f"it is too long; nothing from “{self.value}” on was looked for",
        }
        return said[self.reason]


class Fields(NamedTuple):
    """What a query asks of an article beside its words; empty tuples ask nothing."""

    outlets: tuple[str, ...] = ()
    without_outlets: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    without_languages: tuple[Language, ...] = ()
    since: str | None = None  # a day, 2026-11-25
    before: str | None = None  # the day after the last one
    faults: tuple[Fault, ...] = ()

    def __bool__(self) -> bool:
        return any(self[:-1])

    def conditions(self, article: str) -> Iterator[str]:
        """Yield SQL conditions on a row of articles under an alias; they take ``parameters``."""
        for column, wanted, unwanted in (
            ("outlet", self.outlets, self.without_outlets),
            ("language", self.languages, self.without_languages),
        ):
            among = f"{article}.{column} {{}} (SELECT value FROM json_each(:{{}}_{column}))"  # noqa: S608 our own words
            if wanted:
                yield among.format("IN", "of")
            if unwanted:
                yield among.format("NOT IN", "not")
        if self.since:
            yield f"{article}.published_at >= :from_day"
        if self.before:
            yield f"{article}.published_at < :before_day"

    @property
    def parameters(self) -> dict[str, str | None]:
        """The parameters of all conditions."""
        return {
            "of_outlet": json.dumps(self.outlets),
            "not_outlet": json.dumps(self.without_outlets),
            "of_language": json.dumps(self.languages),
            "not_language": json.dumps(self.without_languages),
            "from_day": self.since,
            "before_day": self.before,
        }


def read(text: str) -> tuple[str, Fields]:
    """Return a query without its fields, and the fields.

    Outlets are folded names as typed, for ``resolve``. What only looks like a field is a fault,
    and its value stays among the words.
    """
    rest: list[str] = []
    outlets: tuple[list[str], list[str]] = ([], [])
    languages: tuple[list[Language], list[Language]] = ([], [])
    days: dict[str, list[str]] = {"since": [], "until": []}
    faults: list[Fault] = []
    at = 0
    for part in _PART.finditer(text):
        typed, unknown = part["field"], part["unknown"]
        if not typed and not unknown:
            continue
        rest.append(text[at : part.start()])
        at = part.end()
        if unknown:
            faults.append(Fault("no_field", unknown))
            rest.append(part["minus"])
            continue
        field = _FIELD_OF[typed.lower()]
        value = (part["bare"] if part["quoted"] is None else part["quoted"]).strip()
        excluded = bool(part["minus"])
        day = _day(value, last=field == "until") if field in days else None
        if not value:
            faults.append(Fault("no_value", typed))
        elif field == "outlet":
            outlets[excluded].append(fold(value))
        elif field == "lang":
            if language := _LANGUAGES.get(fold(value)):
                languages[excluded].append(language)
            else:
                faults.append(Fault("no_language", typed, value))
        elif excluded:
            faults.append(Fault("not_excluded", typed))
        elif day is None:
            faults.append(Fault("no_day", typed, value))
        else:
            days[field].append(day)
    fields = Fields(
        tuple(outlets[False]),
        tuple(outlets[True]),
        tuple(languages[False]),
        tuple(languages[True]),
        max(days["since"], default=None),
        min(days["until"], default=None),
        tuple(dict.fromkeys(faults)),
    )
    return "".join((*rest, text[at:])), fields


def resolve(db: Database, fields: Fields) -> Fields:
    """Return the fields with the names under which outlets are stored.

    An outlet is named by its name or title, or by a part of the title; one that is none finds
    nothing and is a fault.
    """
    if not (fields.outlets or fields.without_outlets):
        return fields
    known = [
        (name, fold(name), fold(title or ""))
        for name, title in db.conn.execute("SELECT name, title FROM outlets").fetchall()
    ]
    faults = list(fields.faults)

    def stored(wanted: tuple[str, ...]) -> Iterator[str]:
        for typed in wanted:
            exact = [name for name, *names in known if typed in names]
            found = exact or [name for name, _, title in known if typed in title]
            if not found:
                faults.append(Fault("no_outlet", "outlet", typed))
            yield from found or [typed]

    return fields._replace(
        outlets=tuple(stored(fields.outlets)),
        without_outlets=tuple(stored(fields.without_outlets)),
        faults=tuple(dict.fromkeys(faults)),
    )


def _day(value: str, *, last: bool) -> str | None:
    """Return the first day of a day, month or year; with ``last``, the day after its last one."""
    found = _DAY.fullmatch(value)
    if found is None:
        return None
    year, month, day = (int(each) if each else None for each in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        if not last:
            return first.isoformat()
        end = date(
            first.year, month or 12, day or monthrange(first.year, month or 12)[1]
        ) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return end.isoformat()
