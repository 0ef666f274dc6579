"""Author, place and agency: takes bylines and datelines out of the text.

What is not clearly a byline stays in the text, since a lost sentence is worse than a stray byline.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from newsdb.records import Author
from newsdb.text.boilerplate import fold_line, is_byline
from newsdb.text.lazy_patterns import lazy
from pipelines.fields.datelines import (
    ENGLISH_OPENING,
    OUTLET_AND_REPORTER,
    take_english_opening,
    take_openings,
)
from pipelines.fields.names import (
    LONGEST_BYLINE,
    english_signature,
    japanese_signature,
    read_names,
)
from pipelines.fields.people import (
    ADDRESS,
    MOST,
    NAME,
    ONE_ADDRESS,
    UNITS,
    is_outlet,
    not_names,
    people_with_roles,
)
from pipelines.fields.wire_openings import is_wire_opening, take_wire_opening

if TYPE_CHECKING:
    from collections.abc import Collection

_WHOLE = lazy(
    rf"[\s(\[/=▲■]{{0,6}}(?:[가-힣]{{2,6}}\s?=\s?)?(?:글\s?[=·:]\s?)?{UNITS}[\s)\]/=.]{{0,6}}"
)
_AT_END = lazy(rf"(?:[\s/(\[=]{{0,6}})(?P<by>{UNITS})[\s)\].]{{0,6}}$")
#: How a byline ends: with a role or an address. Cheap, so that prose is told early.
_MAY_SIGN = lazy(
    r"(?:기자|특파원|위원|실장|고문|주간|주필|국장|통신원|리포터|에디터|칼럼니스트|PD|앵커"
    r"|\.[A-Za-z]{2,10}|protected\])[\s)\].]{0,6}$"
)
_ENDED = lazy(r"[.?!。…]['\"’”)\]]{0,4}\s{0,3}[/(\[=]{0,4}\s{0,3}$")
_ADDRESS_ALONE = lazy(
    rf"(?:^|(?<=[.?!”\"’]))\s{{0,3}}(?P<by>{ADDRESS}(?:[\s,;·/]{{1,6}}{ADDRESS}){{0,{MOST}}})\s{{0,3}}$"
)
#: A photographer or a provider signs a picture, not the text.
_PICTURE = lazy(r"^[\s/(\[▲]{0,6}(?:사진|영상|그래픽|자료)\s?(?:제공)?\s?[=:·]\s?.{1,40}$")

_POSITIONS = (
    "교수|원장|소장|대표|회장|이사장|변호사|위원|연구위원|연구원|실장|본부장|박사|이사|작가|시인|평론가"
    "|칼럼니스트|센터장|장관|의원|총장|학장|사장|단장|관장|회계사|변리사|세무사|노무사|대사|차관|처장"
    "|청장|국장|강사|고문|상임대표|사무총장|전무|상무|부회장|부사장"
)
_GUEST = lazy(
    rf"^[\s/]{{0,4}}(?P<name>{NAME})[\s/·,]{{1,4}}(?P<role>[^.?!。]{{2,40}}?(?:{_POSITIONS}))[\s/]{{0,4}}$"
)
_GUEST_AT_END = lazy(
    rf"(?<=[.?!”\"])\s?/\s?(?P<name>{NAME})[\s/·,]{{1,4}}(?P<role>[^.?!。]{{2,40}}?(?:{_POSITIONS}))\s?$"
)

#: 글·사진=김하나 기자.
_LABELLED = lazy(
    r"^\W{0,5}(?:글|사진|취재|정리|영상)(?:\s?[·ㆍ/,]\s?(?:글|사진|영상)){0,2}\s?[=:]"
)
_HANGUL = lazy("[가-힣]")
_LONGEST_LABELLED = 60
#: One word before a byline is the name of the outlet, whatever it is called.
_LONGEST_OUTLET = 12


class Signed(NamedTuple):
    """The paragraphs without bylines and datelines, and what these said."""

    paragraphs: list[str]
    authors: list[Author]
    dateline: str | None
    source: str | None  # the agency or outlet that a dateline names


def read_signed(paragraphs: list[str], *, own_names: frozenset[str] = frozenset()) -> Signed:
    """Remove datelines from the beginning and bylines from the end of an article's paragraphs.

    ``own_names`` are the outlet's names as it writes them in brackets (``파이낸셜뉴스``).
    """
    rest = [text for text in paragraphs if not _PICTURE.match(text)]
    opening, dateline, source = take_openings(rest, own_names)
    if not dateline:
        dateline = take_wire_opening(rest)
    if not dateline:
        dateline, agency = take_english_opening(rest)
        source = source or agency
    closing = _take_closing(rest, own_names)
    addresses = [] if closing else _take_addresses(rest)
    if not (opening or closing):
        closing = _take_guest(rest)
    people = merge([*closing, *opening, *_take_lines(rest, own_names)])
    if len(addresses) == len(people):
        people = [
            replace(person, email=person.email or address)
            for person, address in zip(people, addresses, strict=True)
        ]
    return Signed(rest, people, dateline, source)


def only_signs(paragraphs: list[str]) -> bool:
    """Return whether a text consists only of bylines, e-mail addresses and a dateline."""
    return all(
        len(text) <= LONGEST_BYLINE
        and (
            _WHOLE.fullmatch(text)
            or _ADDRESS_ALONE.fullmatch(text)
            or is_wire_opening(text)
            or ((match := ENGLISH_OPENING.match(f"{text} ")) and match.end() >= len(text))
        )
        for text in paragraphs
    )


def merge(people: list[Author]) -> list[Author]:
    """Return each person once, in order of appearance, with the most specific role.

    The dateline's 특파원 is more specific than the byline's 기자.
    """
    merged: dict[str, Author] = {}
    for person in people:
        known = merged.get(person.name)
        if known is None:
            merged[person.name] = person
        else:
            roles = [role for role in (known.role, person.role) if role]
            specific = [role for role in roles if role not in {"기자", "記者"}]
            merged[person.name] = Author(
                known.name, next(iter(specific or roles), None), known.email or person.email
            )
    return list(merged.values())


def _take_closing(rest: list[str], own_names: Collection[str]) -> list[Author]:
    """Cut bylines off the last paragraphs, in place."""
    people: list[Author] = []
    while len(rest) > 1 and len(rest[-1]) <= LONGEST_BYLINE:
        line = _without_outlet(rest[-1], own_names)
        if not _WHOLE.fullmatch(line) or not (found := people_with_roles(line, own_names)):
            break
        people[:0] = found
        rest.pop()
    if rest and not people and _MAY_SIGN.search(rest[-1][-30:]):
        start = _tail(rest[-1])
        match = _AT_END.search(rest[-1], start)
        if match and (
            re.search(ADDRESS, match["by"]) or _ENDED.search(rest[-1][start : match.start("by")])
        ):
            people = people_with_roles(match["by"], own_names)
            if people:
                before = rest[-1][: match.start()].strip()
                is_name = len(before) <= _LONGEST_OUTLET and " " not in before
                _cut_end(rest, 0 if is_name else match.start())
    return people


def _without_outlet(line: str, own_names: Collection[str]) -> str:
    """Return a line without the outlet's name at its beginning: 가상뉴스 김하나 기자."""
    first, _, others = line.strip().partition(" ")
    return others if others and (first in own_names or is_outlet(first)) else line


def _take_lines(rest: list[str], own_names: Collection[str]) -> list[Author]:
    """Cut lines at either end that are bylines in another form (By ..., ...記者), in place."""
    people: list[Author] = []
    for at in (-1, 0):
        while (
            len(rest) > 1
            and _signs(rest[at], at_end=at == -1)
            and (found := read_names(rest[at], own_names))
        ):
            people += found
            del rest[at]
    return people


def _signs(line: str, *, at_end: bool) -> bool:
    """Return whether a line is a byline: a Korean one needs a label or the exact form."""
    if len(line) > LONGEST_BYLINE:
        return False
    if _LABELLED.match(line) and len(line) <= _LONGEST_LABELLED and not _ENDED.search(line):
        return True
    if english_signature().fullmatch(line) or (at_end and japanese_signature().fullmatch(line)):
        return True
    if not is_byline(fold_line(line)):
        return False
    if not _HANGUL.search(line) or _LABELLED.match(line) or _WHOLE.fullmatch(line):
        return True
    return bool(OUTLET_AND_REPORTER.fullmatch(line)) and is_outlet(line.split(maxsplit=1)[0])


def _take_addresses(rest: list[str]) -> list[str]:
    """Cut e-mail addresses that are the text's only byline from its end, in place."""
    match = _ADDRESS_ALONE.search(rest[-1], _tail(rest[-1])) if rest else None
    if not match or not (len(rest) > 1 or match.start()):
        return []
    _cut_end(rest, match.start())
    return ONE_ADDRESS.findall(match["by"])


def _tail(text: str) -> int:
    """Return the index where the end of a paragraph begins, in which a byline may be."""
    return max(0, len(text) - LONGEST_BYLINE)


def _cut_end(rest: list[str], start: int) -> None:
    """Cut the last paragraph at ``start``; drop it if empty, unless it is the only one."""
    if before := rest[-1][:start].strip():
        rest[-1] = before
    elif len(rest) > 1:
        rest.pop()


def _take_guest(rest: list[str]) -> list[Author]:
    """Cut the line in which a guest author signs with a position, in place."""
    last = rest[-1] if rest else ""
    short = len(rest) > 1 and len(last) <= LONGEST_BYLINE
    if short and (match := _GUEST.match(last)) and match["name"] not in not_names():
        rest.pop()
    elif (match := _GUEST_AT_END.search(last, _tail(last))) and match["name"] not in not_names():
        rest[-1] = last[: match.start()].strip()
    else:
        return []
    return [Author(match["name"], match["role"].strip(" /·,"))]
