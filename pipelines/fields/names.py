"""Names in bylines of three languages: who is named, with role and address, and who is nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from newsdb.records import Author
from newsdb.text.data import read_lists
from newsdb.text.lazy_patterns import compile_pattern, lazy
from pipelines.fields.agencies import AGENCIES
from pipelines.fields.people import (
    NAME,
    ONE_ADDRESS,
    ROLE,
    SURNAMES,
    can_be_name,
    is_outlet,
    not_names,
    people_with_roles,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

#: A byline of many reporters is not longer; anything further from the end is prose.
LONGEST_BYLINE = 200
_LONGEST_NEWSROOM = 30

_BRACKETED = lazy(r"[(（][^()（）]{0,60}[)）]")
#: What separates people, or a person from what is said of them; ``・`` also joins the parts of a
#: foreign name (ジョン・スミス).
_SEPARATOR = lazy(
    r"\s?(?:[,;·ㆍ|/&、，／=＝:：]|(?<![ァ-ヶー])・|・(?![ァ-ヶー]))\s?|\s{1,3}and\s{1,3}"
)
_BY = lazy(
    r"^(?:(?:(?:reporting|written|edited|words|story|photos?) )?by|reporter)\s+", re.IGNORECASE
)
_LATIN_NAME = lazy(r"[A-Z][\w.'’-]{1,40}(?:\s{1,3}[A-Z][\w.'’-]{0,40}){0,3}")
_HANGUL_NAME = lazy(NAME)
_KANJI_NAME = lazy(
    r"[一-龠々ヶ]{1,4}[\s　]?[一-龠々ぁ-んァ-ヶー]{1,4}|[ァ-ヶー]{2,12}・[ァ-ヶー]{2,12}"
)
_HANGUL = lazy("[가-힣]")


@cache
def _words(*lists: str) -> frozenset[str]:
    stored = read_lists(__file__, "byline_words")
    return frozenset(word for name in lists for word in stored[name])


def _either(name: str) -> str:
    return "|".join(sorted(_words(name), key=len, reverse=True))


@cache
def label_pattern() -> str:
    """Return a pattern of the words that say what a person did, one or several joined."""
    labels = _either("labels")
    return rf"(?:{labels})(?:\s?[·ㆍ・/／,&と]\s?(?:{labels})){{0,2}}"


@cache
def _korean_role() -> re.Pattern[str]:
    roles = _either("korean_roles")
    return compile_pattern(
        rf"(?P<name>{NAME})\s{{1,3}}"
        rf"(?P<role>(?:[가-힣A-Za-z0-9·]{{1,10}}\s)?[가-힣A-Za-z0-9·]{{0,8}}(?:{roles}))"
    )


@cache
def japanese_role() -> str:
    """Return a pattern of the roles behind Japanese names, with the desk before them."""
    return rf"(?:[\s　]?[一-龠]{{1,4}}部)?[\s　]?(?:{_either('japanese_roles')})"


@cache
def _role_behind() -> re.Pattern[str]:
    return compile_pattern(rf"\s{{0,3}}(?:{ROLE}|{japanese_role()})$")


@cache
def english_role() -> str:
    """Return a pattern of the roles behind English names: Staff Writer, Tokyo Correspondent."""
    return rf"(?:[A-Za-z-]{{2,15}}\s){{0,3}}?(?:{_either('english_roles')})s?"


@cache
def _ended_by_role() -> re.Pattern[str]:
    return compile_pattern(
        rf"(?P<role>{japanese_role()}|(?:^|\s){_english_ending()})$", re.IGNORECASE
    )


def _english_ending() -> str:
    kinds = (
        "staff|senior|junior|chief|deputy|contributing|managing|associate|special|national"
        "|business|political|freelance|news"
    )
    return rf"(?:(?:{kinds})\s){{0,2}}(?:{_either('english_roles')})s?"


@cache
def _not_japanese() -> re.Pattern[str]:
    return compile_pattern(rf"(?:{_either('japanese_endings')})$")


def read_names(text: str, own_names: Collection[str] = ()) -> list[Author]:
    """Return the people that a byline names, with role and e-mail if printed.

    ``text`` is a byline (``조윤주 기자``), not prose; a bare name (``조윤주``) is a person too.
    ``own_names`` are the outlet's, which bylines put before or beside the name.
    """
    text = text[:LONGEST_BYLINE].removeprefix("기자명")
    if people := people_with_roles(text, own_names):
        return people
    addresses = ONE_ADDRESS.findall(text)
    bare = ONE_ADDRESS.sub(" ", text)
    bare = _unbracketed(_BRACKETED.sub(" ", bare)) or _unbracketed(bare)
    found = list(_named(bare, own_names))
    if len(found) == len(addresses) == 1:
        found = [replace(found[0], email=addresses[0])]
    return found


def _unbracketed(text: str) -> str:
    return text.strip(" /|()[]（）［］【】")


def _named(text: str, own_names: Collection[str]) -> Iterator[Author]:
    """Yield the people in a text without addresses: one in each part that is a name."""
    for part in _SEPARATOR.split(_BY.sub("", text)):
        said = _BY.sub("", _without_labels(_unbracketed(part)))
        if match := _korean_role().fullmatch(said):
            name, role = match["name"], match["role"]
        elif match := _ended_by_role().search(said):
            name, role = said[: match.start()].strip(), match["role"].strip()
            if role.isascii() and " " not in name:  # Tokyo Correspondent
                continue
        else:
            name, role = said, None
        words = name.split()
        if len(words) == 2 and (words[0] in own_names or is_outlet(words[0])):
            name = words[1]
        if _is_name(name, own_names):
            yield Author(name, role)


def _without_labels(text: str) -> str:
    """Return ``text`` without the words before a name that say what the person did."""
    first, _, rest = text.partition(" ")
    return rest.strip() if rest and first in _words("labels") else text


def _is_name(text: str, own_names: Collection[str]) -> bool:
    if text in AGENCIES or is_outlet(text) or any(text in own for own in own_names):
        return False
    if _HANGUL.search(text):
        return bool(
            _HANGUL_NAME.fullmatch(text) and text[0] in SURNAMES and can_be_name(text, own_names)
        )
    if _LATIN_NAME.fullmatch(text):
        last = text.rsplit(maxsplit=1)[-1].casefold().rstrip(".")
        nobody = _words("english_words", "english_roles")
        return not text.startswith("The ") and last not in nobody
    return bool(
        _KANJI_NAME.fullmatch(text)
        and text not in _words("labels", "japanese_words")
        and not _not_japanese().search(text)
    )


def without_role(text: str) -> str:
    """Return a name without the role after it: 디지털뉴스팀 기자, 山田太郎記者."""
    return _role_behind().sub("", ONE_ADDRESS.sub("", text[:LONGEST_BYLINE])).strip(" /|·,")


def is_newsroom(name: str) -> bool:
    """Return whether a name that isn't a person's can be that of a newsroom."""
    return (
        2 <= len(name) <= _LONGEST_NEWSROOM
        and "/" not in name
        and name not in not_names()
        and name.casefold() not in _words("english_words", "english_roles", "labels")
        and not re.search(r"\w\.(?:com|net|org|jp|kr|co)\b", name)
    )


@cache
def japanese_signature() -> re.Pattern[str]:
    """Return a pattern of lines that sign a Japanese text: 記者：松岡大地, 文・松岡大地."""
    name = r"[一-龠々ヶ]{1,3}[\s　]?[一-龠々ぁ-んァ-ヶー]{1,4}"
    names = rf"{name}(?:[、，・]\s?{name}){{0,3}}"
    labelled = rf"{label_pattern()}\s?[：:・／/=＝]\s?{names}"
    places = "|".join(sorted(_words("japanese_words"), key=len, reverse=True))
    role = rf"(?:{japanese_role()})"
    return compile_pattern(
        rf"(?:[（(【\[]\s?)?(?:{labelled}(?:[、，\s]{{1,2}}{labelled}){{0,2}}"
        rf"|(?:{places})[=＝]{names}|[=＝]{names}|{names}[=＝](?:{places}))"
        rf"{role}?(?:\s?[）)】\]])?"
        rf"|【{name}{role}?】|{names}{role}"
    )


@cache
def english_signature() -> re.Pattern[str]:
    """Return a pattern of lines that sign an English text without “By”: Han Bori, Staff Writer."""
    name = r"[A-Z][\w.'’-]{1,40}(?:\s{1,3}[A-Z][\w.'’-]{0,40}){1,3}"
    return compile_pattern(rf"{name}\s?[,/|–-]\s?(?i:{english_role()})(?:\s?[,/|]\s?\S{{5,60}})?")
