"""Author, place and agency: takes bylines and datelines out of the text.

The forms are those of Financial News and the Korean agencies in 2025 and 2026. What is not
clearly a byline stays in the text, since a lost sentence is worse than a stray byline.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import NamedTuple

from newsdb.records import Author
from newsdb.text.boilerplate import fold_line, is_byline
from newsdb.text.data import read_lists
from pipelines.fields.agencies import AGENCIES
from pipelines.fields.wire_openings import take_wire_opening

#: People and addresses that one byline names at most: a longer chain is no byline, and every
#: repetition that has an end keeps the patterns linear.
_MOST = 15

_EMAIL = (
    r"(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}"
    r"@[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,6}"
)
#: Where a page was saved through a proxy that hides addresses.
_MASKED = r"\[email[\s\xa0]protected\]"
_ADDRESS = rf"(?:{_EMAIL}|{_MASKED})"
_ROLE = (
    r"(?:(?:[가-힣A-Za-z]{1,6}\s?)?(?:선임|전문|객원|인턴|수습|시민|명예|사진|영상)\s?기자"
    r"|(?:순회|종군)?\s?특파원|대기자|기자|(?:수석|선임|객원)?\s?논설(?:위원|실장|고문|주간)|주필"
    r"|편집(?:위원|국장)|통신원|리포터|에디터|칼럼니스트|해설위원|PD|앵커)"
)
_NAME = (
    r"(?:(?:남궁|제갈|황보|선우|독고|사공|서문|동방)[가-힣]{2}"
    r"|(?!(?:기자|특파원|앵커|주필)(?![가-힣]))[가-힣]{2,3})"
)
_NAMES = rf"{_NAME}(?:\s{{0,3}}[·ㆍ‧,/&]\s{{0,3}}{_NAME}|\s{_NAME}(?=[\s·ㆍ,])){{0,{_MOST}}}"
_PERSON = rf"(?:{_NAMES})\s{{0,3}}{_ROLE}(?![가-힣])"
_DESK = r"(?:[가-힣A-Za-z0-9·]{1,10}(?:부|국|팀|센터|본부)\s{1,3})?"
_UNIT = (
    rf"(?>(?:{_ADDRESS}\s{{0,3}}[·/|,=]?\s{{0,3}})?{_DESK}{_PERSON}"
    rf"(?:\s{{0,3}}[(/|,=]?\s{{0,3}}{_ADDRESS}\)?)?)"
)
_UNITS = rf"{_UNIT}(?:[\s·/|,;&]{{0,6}}{_UNIT}){{0,{_MOST}}}"

_WHOLE = re.compile(
    rf"[\s(\[/=▲■]{{0,6}}(?:[가-힣]{{2,6}}\s?=\s?)?(?:글\s?[=·:]\s?)?{_UNITS}[\s)\]/=.]{{0,6}}"
)
_AT_END = re.compile(rf"(?:[\s/(\[=]{{0,6}})(?P<by>{_UNITS})[\s)\].]{{0,6}}$")
#: How a byline ends: with a role or an address. Cheap, so that prose is told early.
_MAY_SIGN = re.compile(
    r"(?:기자|특파원|위원|실장|고문|주간|주필|국장|통신원|리포터|에디터|칼럼니스트|PD|앵커"
    r"|\.[A-Za-z]{2,10}|protected\])[\s)\].]{0,6}$"
)
_ENDED = re.compile(r"[.?!。…]['\"’”)\]]{0,4}\s{0,3}[/(\[=]{0,4}\s{0,3}$")
_ADDRESS_ALONE = re.compile(
    rf"(?:^|(?<=[.?!”\"’]))\s{{0,3}}(?P<by>{_ADDRESS}(?:[\s,;·/]{{1,6}}{_ADDRESS}){{0,{_MOST}}})\s{{0,3}}$"
)
_ONE_PERSON = re.compile(rf"(?P<names>{_NAMES})\s{{0,3}}(?P<role>{_ROLE})(?![가-힣])")
_ONE_ADDRESS = re.compile(_EMAIL)

_OPENING = re.compile(
    r"^\s{0,3}[\[【(（〔<](?P<inside>[^\[\]【】()（）〔〕<>]{1,66})[\]】)）〕>]\s{0,3}"
    rf"(?P<after>(?:{_UNITS}\s?[=＝:]|{_NAMES}\s{{0,3}}{_ROLE}?\s?[=＝])\s{{0,3}})?"
)
_JAPANESE_OPENING = re.compile(
    r"^(?P<place>[ァ-ヶー一-龠]{2,8}?)\s?[=＝・]?\s?(?P<agency>聯合ニュース|共同通信|共同|時事通信|時事|ロイター)$"
)
_JAPANESE_SIGNED = re.compile(
    r"^(?P<place>[ァ-ヶー]{2,8}|[一-龠]{2,4}(?==))\s?=?\s?"
    r"(?P<name>[一-龠々]{3,5}|[一-龠々]{2,4}[ 　][一-龠々ぁ-ん]{1,4})$"
)
_ENGLISH_OPENING = re.compile(
    r"^(?P<place>[A-Z][A-Z .'’/-]{2,30}), (?:[A-Z][a-z]{2,8}\.? \d{1,2} )?"
    r"(?:\((?P<agency>[A-Z][A-Za-z ]{1,20})\) )?(?:--|[—–-])\s"
)
_OUTLET_AND_REPORTER = re.compile(rf"\S{{2,12}}\s{{1,3}}{_NAME}\s{{0,3}}{_ROLE}")
_PLACE = re.compile(
    r"^[가-힣A-Za-zァ-ヶー一-龠]{2,12}(?:[·ㆍ・][가-힣A-Za-zァ-ヶー一-龠]{2,12}){0,6}(?:\([가-힣A-Za-z]{1,8}\))?$"
)
_NOT_PLACE = re.compile(
    r"(?:뉴스|일보|경제|신문|데일리|타임[스즈]|투데이|저널|미디어|방송|닷컴|통신)$"
)

#: A photographer or a provider signs a picture, not the text.
_PICTURE = re.compile(r"^[\s/(\[▲]{0,6}(?:사진|영상|그래픽|자료)\s?(?:제공)?\s?[=:·]\s?.{1,40}$")

_POSITIONS = (
    "교수|원장|소장|대표|회장|이사장|변호사|위원|연구위원|연구원|실장|본부장|박사|이사|작가|시인|평론가"
    "|칼럼니스트|센터장|장관|의원|총장|학장|사장|단장|관장|회계사|변리사|세무사|노무사|대사|차관|처장"
    "|청장|국장|강사|고문|상임대표|사무총장|전무|상무|부회장|부사장"
)
_GUEST = re.compile(
    rf"^[\s/]{{0,4}}(?P<name>{_NAME})[\s/·,]{{1,4}}(?P<role>[^.?!。]{{2,40}}?(?:{_POSITIONS}))[\s/]{{0,4}}$"
)
_GUEST_AT_END = re.compile(
    rf"(?<=[.?!”\"])\s?/\s?(?P<name>{_NAME})[\s/·,]{{1,4}}(?P<role>[^.?!。]{{2,40}}?(?:{_POSITIONS}))\s?$"
)

#: How a Korean name begins: the surnames of all but a few hundred people.
SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공"
    "현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예봉경사부독태빈동온호두계피복승"
    "간목상시형화갈감팽좌대범견당순내판궁단묵순창초필후"
)


#: A byline of many reporters is not longer; anything further from the end is prose.
_LONGEST_BYLINE = 200


@cache
def not_names() -> frozenset[str]:
    """Return words that appear where a name may but aren't names: cities, desks, roles."""
    return frozenset(chain.from_iterable(read_lists(__file__, "not_names").values()))


class Signed(NamedTuple):
    """The paragraphs without bylines and datelines, and what these said."""

    paragraphs: list[str]
    authors: list[Author]
    dateline: str | None
    source: str | None  # the agency or outlet that a dateline names


def read_names(text: str) -> list[Author]:
    """Return the people that a byline names, with role and e-mail if printed.

    ``text`` is a byline (``조윤주 기자``), not prose; a bare name (``조윤주``) is a person too.
    """
    text = text[:_LONGEST_BYLINE].removeprefix("기자명")
    if people := _people(text):
        return people
    bare = _BY.sub("", text.strip(" /|()[]（）［］【】"))
    parts = re.split(r"\s?[,;·ㆍ|/&、，]\s?|\s{1,3}and\s{1,3}", bare)
    found: list[Author] = []
    for part in parts:
        role = _ROLE_OF.search(part)
        if name := _bare_name(part[: role.start()] if role else part):
            found.append(Author(name, role["role"] if role else None))
    return found


#: 글·사진=김하나 기자.
_LABELLED = re.compile(
    r"^\W{0,5}(?:글|사진|취재|정리|영상)(?:\s?[·ㆍ/,]\s?(?:글|사진|영상)){0,2}\s?[=:]"
)
_HANGUL = re.compile("[가-힣]")
_BY = re.compile(r"^(?:(?:(?:reporting|written|edited) )?by|글)\s+", re.IGNORECASE)


def without_role(text: str) -> str:
    """Return a name without the role after it: 디지털뉴스팀 기자, 山田太郎記者."""
    return _ROLE_BEHIND.sub("", _ONE_ADDRESS.sub("", text[:_LONGEST_BYLINE])).strip(" /|·,")


def is_newsroom(name: str) -> bool:
    """Return whether a name that isn't a person's can be that of a newsroom."""
    return (
        2 <= len(name) <= _LONGEST_NEWSROOM
        and "/" not in name
        and not re.search(r"\w\.(?:com|net|org|jp|kr|co)\b", name)
    )


def read_signed(paragraphs: list[str], *, own_names: frozenset[str] = frozenset()) -> Signed:
    """Remove datelines from the beginning and bylines from the end of an article's paragraphs.

    ``own_names`` are the outlet's names as it writes them in brackets (``파이낸셜뉴스``).
    """
    rest = [text for text in paragraphs if not _PICTURE.match(text)]
    opening, dateline, source = _take_openings(rest, own_names)
    if not dateline:
        dateline = take_wire_opening(rest)
    if not dateline:
        dateline, agency = _take_english_opening(rest)
        source = source or agency
    closing = _take_closing(rest)
    addresses = [] if closing else _take_addresses(rest)
    if not (opening or closing):
        closing = _take_guest(rest)
    people = merge([*closing, *opening, *_take_lines(rest)])
    if len(addresses) == len(people):
        people = [
            replace(person, email=person.email or address)
            for person, address in zip(people, addresses, strict=True)
        ]
    return Signed(rest, people, dateline, source)


def only_signs(paragraphs: list[str]) -> bool:
    """Return whether a text consists only of bylines, e-mail addresses and a dateline."""
    return all(
        len(text) <= _LONGEST_BYLINE
        and (
            _WHOLE.fullmatch(text)
            or _ADDRESS_ALONE.fullmatch(text)
            or ((match := _ENGLISH_OPENING.match(f"{text} ")) and match.end() >= len(text))
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


def _take_openings(
    rest: list[str], own_names: frozenset[str]
) -> tuple[list[Author], str | None, str | None]:
    """Cut datelines off the first paragraph, in place; there may be two (outlet, then agency)."""
    people: list[Author] = []
    dateline = source = None
    while rest and (match := _OPENING.match(rest[0][:_LONGEST_BYLINE])):
        inside = _read_opening(match["inside"].strip(), own_names)
        if inside is None:
            break
        place, agency, signed = inside
        dateline, source = dateline or place, agency or source
        people += [*signed, *(_opening_names(match["after"]) if match["after"] else [])]
        rest[0] = rest[0][match.end() :].strip()
        if not rest[0]:
            del rest[0]
    return people, dateline, source


def _take_english_opening(rest: list[str]) -> tuple[str | None, str | None]:
    """Cut ``SEOUL, April 19 (Yonhap) --`` off the first paragraph, in place."""
    match = _ENGLISH_OPENING.match(rest[0]) if rest else None
    if not match or not rest[0][match.end() :].strip():
        return None, None
    rest[0] = rest[0][match.end() :].strip()
    agency = match["agency"]
    return match["place"], AGENCIES.get(agency, agency)


def _opening_names(after: str) -> list[Author]:
    return read_names(after.rstrip(" =＝:"))


def _read_opening(
    inside: str, own_names: frozenset[str]
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
        known = words and (words[0] in own_names or _is_outlet(words[0]))
        if not equals and len(words) > 1 and (known or _OUTLET_AND_REPORTER.fullmatch(right)):
            source = AGENCIES.get(words[0])
            right = right.removeprefix(words[0])
        people = _people(right)
        if not people and equals and re.fullmatch(_NAME, right) and right not in not_names():
            people = [Author(right)]
        if not people:
            return None
    place = None
    for word in left.split():
        if word in AGENCIES:
            source = AGENCIES[word]
        elif word not in own_names and not _NOT_PLACE.search(word) and _PLACE.match(word):
            place = word
    return place, source, people


def _is_outlet(word: str) -> bool:
    return word in AGENCIES or bool(_NOT_PLACE.search(word))


def _take_closing(rest: list[str]) -> list[Author]:
    """Cut bylines off the last paragraphs, in place."""
    people: list[Author] = []
    while len(rest) > 1 and len(rest[-1]) <= _LONGEST_BYLINE and _WHOLE.fullmatch(rest[-1]):
        if not (found := _people(rest[-1])):
            break
        people[:0] = found
        rest.pop()
    if rest and not people and _MAY_SIGN.search(rest[-1][-30:]):
        start = _tail(rest[-1])
        match = _AT_END.search(rest[-1], start)
        if match and (
            re.search(_ADDRESS, match["by"]) or _ENDED.search(rest[-1][start : match.start("by")])
        ):
            people = _people(match["by"])
            if people:
                _cut_end(rest, match.start())
    return people


def _take_lines(rest: list[str]) -> list[Author]:
    """Cut lines at either end that are bylines in another form (By ..., ...記者), in place."""
    people: list[Author] = []
    for at in (-1, 0):
        while len(rest) > 1 and _signs(rest[at]) and (found := read_names(rest[at])):
            people += found
            del rest[at]
    return people


def _signs(line: str) -> bool:
    """Return whether a line is a byline: a Korean one needs a label or the exact form."""
    if not is_byline(fold_line(line)):
        return False
    if not _HANGUL.search(line) or _LABELLED.match(line) or _WHOLE.fullmatch(line):
        return True
    return bool(_OUTLET_AND_REPORTER.fullmatch(line)) and _is_outlet(line.split(maxsplit=1)[0])


def _take_addresses(rest: list[str]) -> list[str]:
    """Cut e-mail addresses that are the text's only byline from its end, in place."""
    match = _ADDRESS_ALONE.search(rest[-1], _tail(rest[-1])) if rest else None
    if not match or not (len(rest) > 1 or match.start()):
        return []
    _cut_end(rest, match.start())
    return _ONE_ADDRESS.findall(match["by"])


def _tail(text: str) -> int:
    """Return the index where the end of a paragraph begins, in which a byline may be."""
    return max(0, len(text) - _LONGEST_BYLINE)


def _cut_end(rest: list[str], start: int) -> None:
    """Cut the last paragraph at ``start``; drop it if empty, unless it is the only one."""
    if before := rest[-1][:start].strip():
        rest[-1] = before
    elif len(rest) > 1:
        rest.pop()


def _take_guest(rest: list[str]) -> list[Author]:
    """Cut the line in which a guest author signs with a position, in place."""
    last = rest[-1] if rest else ""
    short = len(rest) > 1 and len(last) <= _LONGEST_BYLINE
    if short and (match := _GUEST.match(last)) and match["name"] not in not_names():
        rest.pop()
    elif (match := _GUEST_AT_END.search(last, _tail(last))) and match["name"] not in not_names():
        rest[-1] = last[: match.start()].strip()
    else:
        return []
    return [Author(match["name"], match["role"].strip(" /·,"))]


def _people(text: str) -> list[Author]:
    """Return the people with a role in ``text``; an e-mail address belongs to the nearest."""
    people: list[Author] = []
    addresses = list(_ONE_ADDRESS.finditer(text))
    matches = [
        (match, names)
        for match in _ONE_PERSON.finditer(text)
        if (
            names := [
                name
                for name in re.findall(_NAME, match["names"])
                if _can_be_name(name, addressed=bool(addresses))
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


def _can_be_name(word: str, *, addressed: bool) -> bool:
    """Return whether a word is a name: rare surnames count only next to an e-mail address."""
    may_be = addressed or word[0] in SURNAMES
    return may_be and word not in not_names() and word[-1] not in "부팀"  # desks


_JAPANESE_ROLE = (
    r"(?:(?:編集|論説|解説|専門)委員|(?:専門|客員|特別)?記者|特派員|支局長|編集長"
    r"|論説主幹|コラムニスト)"
)
_ROLE_BEHIND = re.compile(rf"\s{{0,3}}(?:{_ROLE}|{_JAPANESE_ROLE})$")
_ROLE_OF = re.compile(rf"(?P<role>{_JAPANESE_ROLE})$")
_LONGEST_NEWSROOM = 30
_LATIN_NAME = re.compile(r"^[A-Z][\w.'’-]{1,40}(?:\s{1,3}[A-Z][\w.'’-]{0,40}){0,3}$")
_HANGUL_NAME = re.compile(rf"{_NAME}$")
_KANJI_NAME = re.compile(r"[一-龠々ヶ]{1,4}[\s　]?[一-龠々ぁ-んァ-ヶー]{1,4}$")
#: Endings of offices and papers in words that could otherwise be names.
_NOT_KANJI_NAME = re.compile(
    r"(?:新聞社?|通信社?|編集部|取材班|報道部|経済部|社会部|政治部|国際部|支局|総局|本社|放送|現代|協会|会社|機構"
    r"|デジタル|オンライン|ニュース|一覧|記事)$"
)


def _bare_name(text: str) -> str | None:
    text = _ONE_ADDRESS.sub("", text).strip()
    if text in not_names() or text in AGENCIES or _NOT_PLACE.search(text):
        return None
    if _NOT_KANJI_NAME.search(text):
        return None
    forms = (_HANGUL_NAME, _LATIN_NAME, _KANJI_NAME)
    return text if any(form.match(text) for form in forms) else None
