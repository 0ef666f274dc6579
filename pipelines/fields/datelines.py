"""Datelines: place, agency and people in brackets before a text, or in capitals in English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsdb.records import Author
from newsdb.text.lazy_patterns import lazy
from pipelines.fields.agencies import AGENCIES
from pipelines.fields.names import LONGEST_BYLINE, read_names
from pipelines.fields.people import (
    NAME,
    NAMES,
    ROLE,
    UNITS,
    is_outlet,
    not_names,
    people_with_roles,
)

if TYPE_CHECKING:
    from collections.abc import Collection

_OPENING = lazy(
    r"^\s{0,3}[\[【(（〔<](?P<inside>[^\[\]【】()（）〔〕<>]{1,66})[\]】)）〕>]\s{0,3}"
    rf"(?P<after>(?:{UNITS}\s?[=＝:]|{NAMES}\s{{0,3}}{ROLE}?\s?[=＝])\s{{0,3}})?"
)
_JAPANESE_OPENING = lazy(
    r"^(?P<place>[ァ-ヶー一-龠]{2,8}?)\s?[=＝・]?\s?(?P<agency>聯合ニュース|共同通信|共同|時事通信|時事|ロイター)$"
)
_JAPANESE_SIGNED = lazy(
    r"^(?P<place>[ァ-ヶー]{2,8}|[一-龠]{2,4}(?==))\s?=?\s?"
    r"(?P<name>[一-龠々]{3,5}|[一-龠々]{2,4}[ 　][一-龠々ぁ-ん]{1,4})$"
)
ENGLISH_OPENING = lazy(
    r"^(?P<place>[A-Z][A-Z .'’/-]{2,30}), (?:[A-Z][a-z]{2,8}\.? \d{1,2} )?"
    r"(?:\((?P<agency>[A-Z][A-Za-z ]{1,20})\) )?(?:--|[—–-])\s"
)
OUTLET_AND_REPORTER = lazy(rf"\S{{2,12}}\s{{1,3}}{NAME}\s{{0,3}}{ROLE}")
_PLACE = lazy(
    r"^[가-힣A-Za-zァ-ヶー一-龠]{2,12}(?:[·ㆍ・][가-힣A-Za-zァ-ヶー一-龠]{2,12}){0,6}(?:\([가-힣A-Za-z]{1,8}\))?$"
)


def take_openings(
    rest: list[str], own_names: Collection[str]
) -> tuple[list[Author], str | None, str | None]:
    """Cut datelines off the first paragraph, in place; there may be two (outlet, then agency)."""
    people: list[Author] = []
    dateline = source = None
    while rest and (match := _OPENING.match(rest[0][:LONGEST_BYLINE])):
        inside = _read_opening(match["inside"].strip(), own_names)
        if inside is None and match["after"]:
            inside = _read_unknown(match["inside"])
        if inside is None:
            break
        place, agency, signed = inside
        dateline, source = dateline or place, agency or source
        people += [*signed, *(_opening_names(match["after"], own_names) if match["after"] else [])]
        rest[0] = rest[0][match.end() :].strip()
        if not rest[0]:
            del rest[0]
    return people, dateline, source


def take_english_opening(rest: list[str]) -> tuple[str | None, str | None]:
    """Cut ``SEOUL, April 19 (Yonhap) --`` off the first paragraph, in place."""
    match = ENGLISH_OPENING.match(rest[0]) if rest else None
    if not match or not rest[0][match.end() :].strip():
        return None, None
    rest[0] = rest[0][match.end() :].strip()
    agency = match["agency"]
    return match["place"], AGENCIES.get(agency, agency)


def _opening_names(after: str, own_names: Collection[str]) -> list[Author]:
    return read_names(after.rstrip(" =＝:"), own_names)


def _read_unknown(inside: str) -> tuple[str | None, str | None, list[Author]] | None:
    """Return the place in a bracket before a byline (부산=가나다): who it names is an agency."""
    place, _, agency = inside.replace("＝", "=").partition("=")
    if _PLACE.match(place.strip()) and re.fullmatch(r"\s?[가-힣A-Za-z0-9]{2,12}\s?", agency):
        return place.strip(), None, []
    return None


def _read_opening(
    inside: str, own_names: Collection[str]
) -> tuple[str | None, str | None, list[Author]] | None:
    """Return place, source and people in a bracket; None when it isn't a dateline."""
    if match := _JAPANESE_OPENING.match(inside):
        return match["place"], AGENCIES[match["agency"]], []
    if (match := _JAPANESE_SIGNED.match(inside.replace("＝", "="))) and match[
        "name"
    ] not in AGENCIES:
        return match["place"], None, [Author(match["name"])]
    left, equals, right = inside.replace("＝", "=").rpartition("=")
    left, right = left.strip(), right.strip()
    source = None
    if right in AGENCIES or right in own_names:
        source = AGENCIES.get(right)
        people: list[Author] = []
    else:
        words = right.split()
        known = words and (words[0] in own_names or is_outlet(words[0]))
        if not equals and len(words) > 1 and (known or OUTLET_AND_REPORTER.fullmatch(right)):
            source = AGENCIES.get(words[0])
            right = right.removeprefix(words[0])
        people = people_with_roles(right, own_names)
        if not people and equals and re.fullmatch(NAME, right) and right not in not_names():
            people = [Author(right)]
        if not people:
            return None
    place = None
    for word in left.split():
        if word in AGENCIES:
            source = AGENCIES[word]
        elif word not in own_names and not is_outlet(word) and _PLACE.match(word):
            place = word
    return place, source, people
