"""People with a role in Korean bylines: 김하나 기자, 경제부 김하나 선임기자 hana@a.kr.

The forms are those of Financial News and the Korean agencies in 2025 and 2026.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from newsdb.records import Author
from newsdb.text.data import read_lists
from newsdb.text.lazy_patterns import lazy
from pipelines.fields.agencies import AGENCIES

if TYPE_CHECKING:
    from collections.abc import Collection

#: People and addresses that one byline names at most: a longer chain is no byline, and every
#: repetition that has an end keeps the patterns linear.
MOST = 15

_EMAIL = (
    r"(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}"
    r"@[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,6}"
)
#: Where a page was saved through a proxy that hides addresses.
_MASKED = r"\[email[\s\xa0]protected\]"
ADDRESS = rf"(?:{_EMAIL}|{_MASKED})"
ROLE = (
    r"(?:(?:[가-힣A-Za-z]{1,6}\s?)?(?:선임|전문|객원|인턴|수습|시민|명예|사진|영상)\s?기자"
    r"|(?:순회|종군)?\s?특파원|대기자|기자|(?:수석|선임|객원)?\s?논설(?:위원|실장|고문|주간)|주필"
    r"|편집(?:위원|국장)|통신원|리포터|에디터|칼럼니스트|해설위원|PD|앵커)"
)
NAME = (
    r"(?:(?:남궁|제갈|황보|선우|독고|사공|서문|동방)[가-힣]{2}"
    r"|(?!(?:기자|특파원|앵커|주필)(?![가-힣]))[가-힣]{2,3})"
)
NAMES = rf"{NAME}(?:\s{{0,3}}[·ㆍ‧,/&]\s{{0,3}}{NAME}|\s{NAME}(?=[\s·ㆍ,])){{0,{MOST}}}"
#: A desk between name and role (김하나 경제부 기자, 김하나 NR스포츠 기자), known by how it ends or
#: by other letters: any other word there would be a second name.
_DESK_BEHIND = (
    r"(?:\s{1,3}(?:[가-힣A-Za-z0-9·]{1,10}(?:부|국|팀|센터|본부)"
    r"|[가-힣]{0,6}[A-Za-z0-9]{1,6}[가-힣A-Za-z0-9]{0,8})(?=\s))?"
)
_PERSON = rf"(?<![가-힣A-Za-z0-9])(?:{NAMES}){_DESK_BEHIND}\s{{0,3}}{ROLE}(?![가-힣])"
_DESK = r"(?:[가-힣A-Za-z0-9·]{1,10}(?:부|국|팀|센터|본부)\s{1,3})?"
_UNIT = (
    rf"(?>(?:{ADDRESS}\s{{0,3}}[·/|,=]?\s{{0,3}})?{_DESK}{_PERSON}"
    rf"(?:\s{{0,3}}[(/|,=]?\s{{0,3}}{ADDRESS}\)?)?)"
)
UNITS = rf"{_UNIT}(?:[\s·/|,;&]{{0,6}}{_UNIT}){{0,{MOST}}}"

#: A name begins where a word does: 종로신문 기자 names nobody.
_ONE_PERSON = lazy(
    rf"(?<![가-힣A-Za-z0-9])(?P<names>{NAMES}){_DESK_BEHIND}\s{{0,3}}(?P<role>{ROLE})(?![가-힣])"
)
ONE_ADDRESS = lazy(_EMAIL)

#: How a Korean name begins: the surnames of all but a few hundred people.
SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공"
    "현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예봉경사부독태빈동온호두계피복승"
    "간목상시형화갈감팽좌대범견당순내판궁단묵순창초필후"
)


#: How the names of papers, agencies and stations end.
_OUTLET = lazy(
    r"(?:뉴스|일보|경제|신문|데일리|타임[스즈]|투데이|저널|미디어|방송|닷컴|통신|TV|매거진|헤럴드)$"
)


@cache
def not_names() -> frozenset[str]:
    """Return words that appear where a name may but aren't names: cities, desks, roles."""
    return frozenset(chain.from_iterable(read_lists(__file__, "not_names").values()))


def is_outlet(word: str) -> bool:
    """Return whether a word is an outlet's name, by the agencies known or by how it ends."""
    return word in AGENCIES or bool(_OUTLET.search(word))


def people_with_roles(text: str, own_names: Collection[str] = ()) -> list[Author]:
    """Return the people with a role in ``text``; an e-mail address belongs to the nearest.

    ``own_names`` are the outlet's, of which no part is a person's.
    """
    people: list[Author] = []
    addresses = list(ONE_ADDRESS.finditer(text))
    matches = [
        (match, names)
        for match in _ONE_PERSON.finditer(text)
        if (
            names := [
                name
                for name in re.findall(NAME, match["names"])
                if can_be_name(name, own_names, addressed=bool(addresses))
            ]
        )
    ]
    before = bool(addresses and matches and addresses[0].start() < matches[0][0].start())
    for match, names in matches:
        role = " ".join(match["role"].split())
        if before:
            near = [each for each in addresses if each.end() <= match.start()]
            address = near[-1] if near else None
        else:
            address = next((each for each in addresses if each.start() >= match.end()), None)
        if address:
            addresses.remove(address)
        for name in names:
            email = address.group() if address and name == names[-1] else None
            people.append(Author(name, role, email))
    return people


def can_be_name(word: str, own_names: Collection[str] = (), *, addressed: bool = False) -> bool:
    """Return whether a word is a name: rare surnames count only next to an e-mail address."""
    may_be = addressed or word[0] in SURNAMES
    return (
        may_be
        and word not in not_names()
        and word[-1] not in "부팀"  # desks
        and not any(word in own for own in own_names)
    )
