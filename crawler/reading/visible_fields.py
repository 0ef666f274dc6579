"""The fields read from a text and the lines around it: subtitle, captions, dates, byline."""

from __future__ import annotations

import re
from functools import cache
from itertools import filterfalse
from typing import TYPE_CHECKING

from crawler.items import Reading
from crawler.reading.boilerplate import trim, wall
from crawler.reading.line_kinds import is_date_line, is_signature
from newsdb.text.date_labels import label_pattern
from newsdb.text.folding import skeleton
from newsdb.text.lazy_patterns import compile_pattern, lazy

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from crawler.items import Readings
    from crawler.reading.bodies import Body

#: Where a byline ends and a date begins in the same line.
_BEFORE_LABEL = lazy(r"(?<=기자)\s*(?=(?:기사)?(?:입력|등록|승인|송고))")

#: What dates an article only with a label, since lists of others and figures look alike: how long
#: ago it was, a date without a year or with two of its digits.
_WITH_LABEL = lazy(
    r"^.{0,20}\d{1,3}\s?(?:(?:초|분|시간|일)\s?전|(?:秒|分|時間|日)前|(?:min(?:ute)?|hour|day)s?\sago)"
    r".{0,10}$"
    r"|^.{0,20}(?<!\d)(?:\d\d[.\-/]\s?)?\d{1,2}[.\-/]\s?\d{1,2}\.?\s?(?:\(.\)\s?)?\d{1,2}:\d\d.{0,40}$"
)
#: A paper's registration is labelled like an article's publication, but by the day.
_REGISTERED = lazy(r"등록|발행|작성|発行")
_CLOCK = lazy(r"\d{1,2}\s?[:시時]\s?\d{0,2}")
_WEEKDAY = lazy(
    r"[월화수목금토일]요일|[月火水木金土日]曜|\([월화수목금토일月火水木金土日]\)"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
_DATETIME = lazy(r"\d{4}-\d\d-\d\d[T ]\S{1,40}")
#: What a line dates that has these words: events, rights, the paper itself.
_NOT_OF_ARTICLE = lazy(
    r"등록\s?번호|등록\s?일자|발행인|편집인|발행\s?일자|창간|제호|신문사업|정기간행물|무단|저작권"
    r"|일시\s?:|기간\s?:|장소\s?:|마감|접수|모집|開催|日時|会期|締切|期間|設立|創刊|無断|著作権"
    r"|copyright|[©ⓒ]|\(c\)\s|all rights|deadline|due date",
    re.IGNORECASE,
)
#: A line with more characters dates nothing, and one with more is no headline.
_LONGEST_STAMP, _LONGEST_HEADLINE = 200, 500
#: A sentence is no stamp.
_SENTENCE_END = lazy(r"[다요죠]\.(?:\s|$|[”\"’'])|。|[a-z]{2},? [a-z]{2,20} [a-z]{2,20}\.$")
#: How a teaser ends, and how long it may be in characters.
_BROKEN_OFF = lazy(r"[^.…](?:\.{3}|…)[\])］）]?$")
_LONGEST_TEASER = 250

#: A name alone on a line above an English text.
_LATIN_NAME = lazy(r"[A-Z][a-z]+(?:[ -][A-Za-z][a-z]+){1,3}")


def shown(body: Body, headlines: Iterable[str], *, source: str) -> Readings:
    """Return the readings of a page's text, without the site's own words in and around it."""
    headlines = list(filter(None, headlines))
    paragraphs, lead = trim(_with_lead(body), headlines, alike=body.alike)
    below = _below(body)
    around = [part for line in body.around if line not in paragraphs for part in _parts(line)]
    readings: Readings = {}
    if sign := wall([*body.paragraphs, *body.behind]) or _cut_off(paragraphs):
        readings["access"] = [Reading(("false",), f"text “{sign[:40]}”")]
    signed = [*filter(_LATIN_NAME.fullmatch, lead), *filter(is_signature, around)]
    for field, values in (
        ("body", paragraphs),
        ("subtitle", body.subtitles or list(filterfalse(_is_about_text, lead))),
        ("captions", body.captions),
        ("published", dated := list(_stamps(around, below, headlines))),
        ("modified", dated),
        ("authors", signed or body.signed),
    ):
        if unique := tuple(dict.fromkeys(values)):
            readings[field] = [Reading(unique, source)]  # type: ignore[index]
    return readings


def _below(body: Body) -> set[str]:
    """Return the lines below a text, as they stand in ``around``: last, some as their datetime."""
    below = set(body.behind)
    replaced = len(below - set(body.around))
    for line in reversed(body.around):
        if line in below:
            continue
        if not (replaced and _DATETIME.fullmatch(line)):
            break
        below.add(line)
        replaced -= 1
    return {part for line in below for part in _parts(line)}


def _parts(line: str) -> list[str]:
    """Return a line, or its byline and its date, which may be in one."""
    return _BEFORE_LABEL.split(line) if "기자" in line else [line]


def _stamps(
    around: Iterable[str], below: Container[str], headlines: Iterable[str]
) -> Iterator[str]:
    """Yield the lines that date the article: above its text any date, below it a labelled one.

    Below a text there are dates of other articles, of the paper's registration and of rights; in
    and above it there are sentences about events, and above the headline sites print today's.
    """
    titles = {skeleton(each) for each in headlines}
    passed: list[str] = []  # above the text, not yet compared with the headline
    above_headline = False
    for line in around:
        if line not in below:
            passed.append(line)
        if len(line) > _LONGEST_STAMP:
            continue
        labelled = bool(_label().search(line))
        if not (is_date_line(line) or (labelled and _WITH_LABEL.search(line))):
            continue
        if _NOT_OF_ARTICLE.search(line) or _SENTENCE_END.search(line):
            continue
        if line in below:
            of_article = labelled and (_CLOCK.search(line) or not _REGISTERED.search(line))
        elif labelled or not _WEEKDAY.search(line):
            of_article = True
        else:
            above_headline = above_headline or any(
                skeleton(each) in titles for each in passed if len(each) <= _LONGEST_HEADLINE
            )
            passed.clear()
            of_article = not above_headline
        if of_article:
            yield line


@cache
def _label() -> re.Pattern[str]:
    return compile_pattern(label_pattern(), re.IGNORECASE)


def _with_lead(body: Body) -> list[str]:
    """Return the text with the lead that stands above it, unless the text repeats that."""
    if not body.lead:
        return body.paragraphs
    text = "".join(map(skeleton, body.paragraphs))
    return [*(line for line in body.lead if skeleton(line) not in text), *body.paragraphs]


def _cut_off(paragraphs: Sequence[str]) -> str | None:
    """Return the end of a teaser: a short text whose last sentence breaks off."""
    is_teaser = paragraphs and sum(map(len, paragraphs)) < _LONGEST_TEASER
    return paragraphs[-1][-40:] if is_teaser and _BROKEN_OFF.search(paragraphs[-1]) else None


def _is_about_text(line: str) -> bool:
    """Return whether a line above a text gives author or date, not content."""
    return is_date_line(line) or is_signature(line) or bool(_LATIN_NAME.fullmatch(line))
