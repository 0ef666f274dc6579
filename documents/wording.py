"""Labels, dates, spans and names as an editor of the briefing's language writes them."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from newsdb.records import KST

#: Languages whose glyphs and hyphenation a document chooses by their tag.
KNOWN = ("ko", "ja", "en", "zh")

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_KANA = re.compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


@cache
def labels() -> dict[str, dict[str, str]]:
    """Return all labels: ``labels()[key][language]``."""
    return tomllib.loads(Path(__file__).with_name("labels.toml").read_text(encoding="utf-8"))


class Wording:
    """The words of one language; ``year`` is the one that dates need not name."""

    def __init__(self, language: str, year: int | None = None) -> None:
        self.language = language
        self.year = year

    def say(self, key: str, **filled: Any) -> str:
        """Return a label, filled in; an unknown key raises KeyError."""
        return labels()[key][self.language].format(**filled)

    def labelled(self, key: str) -> str:
        """Return a label in front of what it names: ``Source: ``, ``出典：``."""
        return self.say(key) + ("：" if self.language == "ja" else ": ")

    def bracketed(self, words: str) -> str:
        """Return words in the brackets of the language, with the blank before them."""
        if self.language == "ja":
            return f"（{words}）"
        return f"({words})" if self.language == "ko" else f" ({words})"

    def stories(self, count: int) -> str:
        """Return how many stories: ``3건``."""
        return self.say("count_one") if count == 1 else self.say("count", count=f"{count:,}")

    def country(self, code: str) -> str:
        """Return a country's name; the code of one that has none here."""
        return self.say(code) if code in {"KR", "JP"} else code

    def letter(self, code: str) -> str:
        """Return the one or two letters that mark a country."""
        return self.say(f"letter_{code}") if code in {"KR", "JP"} else code

    def day(self, day: date, *, weekday: bool = False, full: bool = False) -> str:
        """Return a day: ``12월 2일``, with its year where that is another than the briefing's."""
        key = "date" if full or day.year != self.year else "date_of_the_year"
        return self.say(
            "date_with_weekday" if weekday else key,
            year=day.year,
            month=day.month,
            day=day.day,
            month_name=self.say("month_names").split()[day.month - 1],
            weekday=self.say("weekdays").split()[day.weekday()],
        )

    def when(self, at: str, *, no_time: bool = True) -> str:
        """Return a stored time or day; of a day alone it says, if ``no_time``, that it is one."""
        moment = moment_of(at)
        if isinstance(moment, datetime):
            return self.say("at", date=self.day(moment), hour=moment.hour, minute=moment.minute)
        if moment is None:
            return at
        return self.day(moment) + (self.bracketed(self.say("no_time")) if no_time else "")

    def issued(self, at: str) -> str:
        """Return the moment of issue in full, with its weekday."""
        moment = moment_of(at)
        if moment is None:
            return at
        written = self.day(moment, weekday=True)
        if not isinstance(moment, datetime):
            return written
        return self.say(
            "issued_at" if moment.minute else "issued_on_the_hour",
            date=written,
            hour=moment.hour,
            minute=moment.minute,
            half=self.say("morning" if moment.hour < 12 else "afternoon"),
            twelve=(moment.hour - 1) % 12 + 1,
        )

    def span(self, since: str, until: str) -> str:
        """Return a period of days; the first has its year, the last where it is another."""
        first, last = moment_of(since), moment_of(until)
        if first is None or last is None:
            return self.say("span", since=since, until=until)
        written = self.day(first, full=True)
        if first == last:
            return written
        if self.language == "en":  # the year stands behind
            here = Wording("en", last.year)
            return self.say("span", since=here.day(first), until=here.day(last, full=True))
        there = Wording(self.language, first.year)
        return self.say("span", since=written, until=there.day(last))

    def lead(self, hours: float) -> str:
        """Return by how long somebody was first, to the hour; under an hour to the minute."""
        count = round(hours) if hours >= 1 else max(1, round(hours * 60))
        unit = "hour" if hours >= 1 else "minute"
        return self.say(unit) if count == 1 else self.say(f"{unit}s", count=f"{count:,}")


def moment_of(at: str) -> datetime | date | None:
    """Return a stored time in Korean and Japanese time, or its day; None: it is neither."""
    try:
        if _DAY.fullmatch(at):
            return date.fromisoformat(at)
        moment = datetime.fromisoformat(at)
        return moment.astimezone(KST) if moment.tzinfo else moment.replace(tzinfo=KST)
    except (ValueError, OverflowError):
        return None


def known_language(tag: str, default: str) -> str:
    """Return the language of a tag (``ja-JP``) if documents know it, else ``default``."""
    language = tag.lower().replace("_", "-").partition("-")[0]
    return language if language in KNOWN else default


def language_of_name(name: str, country: str, default: str) -> str:
    """Return the language of a name by its script, of ideographs alone by its country."""
    if _HANGUL.search(name):
        return "ko"
    if _KANA.search(name):
        return "ja"
    if _HAN.search(name):
        return {"KR": "ko", "JP": "ja", "CN": "zh", "TW": "zh"}.get(country, default)
    return default


def number(value: float) -> str:
    """Return a count or a mean, with at most one digit behind the point."""
    rounded = round(value, 1)
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.1f}"
