"""The fields read from a text and the lines around it: subtitle, captions, dates, byline."""

from __future__ import annotations

import re
from itertools import filterfalse
from typing import TYPE_CHECKING

from crawler.items import Reading
from crawler.reading.boilerplate import trim, wall
from crawler.reading.layouts import is_date_line, is_signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.items import Readings
    from crawler.reading.bodies import Body

#: Where a byline ends and a date begins in the same line.
_BEFORE_LABEL = re.compile(r"(?<=기자)\s*(?=(?:기사)?(?:입력|등록|승인|송고))")

#: How a teaser ends, and how long it may be in characters.
_BROKEN_OFF = re.compile(r"[^.…](?:\.{3}|…)[\])］）]?$")
_LONGEST_TEASER = 250

#: A name alone on a line above an English text.
_LATIN_NAME = re.compile(r"[A-Z][a-z]+(?:[ -][A-Za-z][a-z]+){1,3}")


def shown(body: Body, headlines: Iterable[str], *, source: str) -> Readings:
    """Return the readings of a page's text, without the site's own words in and around it."""
    paragraphs, lead = trim(body.paragraphs, filter(None, headlines))
    around = [
        part
        for line in body.around
        if line not in paragraphs
        for part in _BEFORE_LABEL.split(line)
    ]
    readings: Readings = {}
    if sign := wall([*body.paragraphs, *body.behind]) or _cut_off(paragraphs):
        readings["access"] = [Reading(("false",), f"text “{sign[:40]}”")]
    signed = [*filter(_LATIN_NAME.fullmatch, lead), *filter(is_signature, around)]
    for field, values in (
        ("body", paragraphs),
        ("subtitle", body.subtitles or list(filterfalse(_is_about_text, lead))),
        ("captions", body.captions),
        ("published", dated := [line for line in around if is_date_line(line)]),
        ("modified", dated),
        ("authors", signed or body.signed),
    ):
        if unique := tuple(dict.fromkeys(values)):
            readings[field] = [Reading(unique, source)]  # type: ignore[index]
    return readings


def _cut_off(paragraphs: Sequence[str]) -> str | None:
    """Return the end of a teaser: a short text whose last sentence breaks off."""
    is_teaser = paragraphs and sum(map(len, paragraphs)) < _LONGEST_TEASER
    return paragraphs[-1][-40:] if is_teaser and _BROKEN_OFF.search(paragraphs[-1]) else None


def _is_about_text(line: str) -> bool:
    """Return whether a line above a text gives author or date, not content."""
    return is_date_line(line) or is_signature(line) or bool(_LATIN_NAME.fullmatch(line))
