"""Dates of Korean, Japanese and English pages, feeds and lists: to the minute, the day, or none.

Korea and Japan share +09:00, so that is the zone of a date without one. Ambiguous dates give
None; dateparser, with strict settings, gets only what this module can't parse.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from newsdb.dates.forms import Moment, find_dates, is_sane, read_iso
from newsdb.dates.relative import read_relative
from newsdb.records import KST
from newsdb.text.composing import composed
from newsdb.text.date_labels import label_pattern
from newsdb.text.lazy_patterns import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsdb.records import Language

_SEOUL = timedelta(hours=9)

#: A text with a date is shorter; a longer one is cut here.
_LONGEST = 300


class Dates(NamedTuple):
    """When an article was published and modified, as far as a text says.

    ``labelled``: the text itself calls ``published`` the time of publication.
    """

    published: Moment | None = None
    modified: Moment | None = None
    labelled: bool = False


def read_dates(texts: Iterable[str], *, language: Language, seen_at: datetime) -> Dates:
    """Return the dates in ``texts``, distinguished by labels (입력, 수정, 公開, 更新 ...).

    The first date with a label of its kind wins; one without a label is the publication date.
    ``seen_at`` (aware) is when the page was fetched: relative dates and missing years need it.
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
    return Dates(published or unlabelled, modified, labelled=published is not None)


def read_listing_date(text: str | None, *, now: datetime) -> Moment | None:
    """Return the date of an entry of a feed, sitemap or list; no zone means +09:00.

    Relative dates and days without a year are not read: a saved list is read later than it was
    written. ``now`` (aware) is the present, after which nothing is published.
    """
    if not text:
        return None
    moment = read_iso(text)
    if not moment:
        found = find_dates(_fold(text[:_LONGEST]), now, "ko", guess_year=False)
        moment = next((each.moment for each in found if each.moment), None)
    return without_midnight(moment) if moment and is_sane(moment.at, now) else None


def without_midnight(moment: Moment, *, in_kst: bool = True) -> Moment:
    """Return a machine's midnight as the day that it was made from, other moments unchanged.

    With ``in_kst``, midnight in another zone stays: in Greenwich it is a usual time of day in
    Seoul.
    """
    offset = _SEOUL if moment.offset is None else moment.offset
    local = moment.at.astimezone(KST).replace(tzinfo=None) + offset - _SEOUL
    if not moment.timed or local.time() != time() or (in_kst and offset != _SEOUL):
        return moment
    return moment._replace(at=local.replace(tzinfo=KST), timed=False)


@cache
def _label() -> re.Pattern[str]:
    """Return the pattern of labels, each in the group of its kind."""
    return compile_pattern(
        f"(?P<modified>{label_pattern('modified')})|(?P<published>{label_pattern('published')})",
        re.IGNORECASE,
    )


def _labelled(
    text: str, language: Language, seen_at: datetime
) -> Iterator[tuple[str | None, Moment]]:
    """Yield the dates in ``text`` with the kind of the nearest label before (or after) each."""
    if (moment := read_iso(text)) and is_sane(moment.at, seen_at):
        yield None, moment
        return
    folded = _fold(text[:_LONGEST])
    found = find_dates(folded, seen_at, language)
    if not found:  # what is found but impossible or ambiguous is not for others to guess
        moment = read_relative(folded, seen_at) or _by_dateparser(folded, language, seen_at)
        if moment and is_sane(moment.at, seen_at):
            label = _label().search(folded)
            yield (label.lastgroup if label else None), moment
        return
    for n, (start, end, moment) in enumerate(found):
        if moment is None:
            continue
        before = folded[found[n - 1].end if n else 0 : start]
        labels = [each.lastgroup for each in _label().finditer(before)]
        if not labels and n == len(found) - 1:
            labels = [each.lastgroup for each in _label().finditer(folded[end : end + 12])][:1]
        yield (labels[-1] if labels else None), moment


_KANJI_DIGITS = {**{sign: n for n, sign in enumerate("〇一二三四五六七八九")}, "零": 0, "元": 1}
_KANJI_DATE = re.compile(
    r"(?P<year>[〇零一二三四五六七八九十元]{1,4})年(?P<month>[一二三四五六七八九十]{1,2})月"
    r"(?P<day>[一二三四五六七八九十]{1,3})日"
)


def _fold(text: str) -> str:
    """Return ``text`` with half-width digits and signs, and kanji numerals in dates as digits.

    The bar ``ㅣ`` that Korean sites print between date and time is a vowel to NFKC.
    """
    text = composed(text.replace("ㅣ", "|"), "NFKC").replace("\u200b", "")
    if "年" in text:
        return _KANJI_DATE.sub(
            lambda date: "{}年{}月{}日".format(*map(_number, date.groups())), text
        )
    return text


def _number(kanji: str) -> str:
    """Return a kanji number as digits: by position (二〇二五) or with tens (三十一)."""
    tens, ten, ones = kanji.rpartition("十")
    if not ten:
        return "".join(str(_KANJI_DIGITS[sign]) for sign in kanji)
    return str((_KANJI_DIGITS[tens] if tens else 1) * 10 + (_KANJI_DIGITS[ones] if ones else 0))


_LONGEST_FOR_DATEPARSER = 60
_FOUR_DIGITS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def _by_dateparser(text: str, language: Language, seen_at: datetime) -> Moment | None:
    """Ask dateparser, strictly: its defaults misread 월 and guess years (dateparser 1.5)."""
    if len(text) > _LONGEST_FOR_DATEPARSER or not _FOUR_DIGITS.search(text):
        return None
    import dateparser  # noqa: PLC0415  its import takes 0.1 s, and few texts come here

    at = dateparser.parse(
        _label().sub(" ", text).strip(" :"),
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
    try:
        return Moment(at.astimezone(KST), timed=":" in text) if at else None
    except OverflowError:
        return None
