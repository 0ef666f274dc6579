"""Whether words are a name, judged by their context, without a list of people or firms."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from newsdb.text.lazy_patterns import lazy
from newsdb.text.particles import behind_names

_TITLES = (
    r"대표이사|대표|회장|부회장|이사장|사장|부사장|장관|차관|의원|위원장|위원|청장|처장|실장|국장|본부장|센터장|소장|원장|총장|교수|박사"
    r"|대사|총영사|영사|지사|시장|군수|구청장|대통령|총리|총재|행장|전무|상무|이사|팀장|부장|과장|차장|단장|연구원|변호사|감독|선수|씨|기자"
)
_JAPANESE_TITLES = (
    r"代表取締役|取締役|社長|副社長|会長|副会長|理事長|専務|常務|大臣|首相|総理|長官|次官|議員|知事|市長|大使|総領事|教授|博士"
    r"|所長|局長|部長|課長|本部長|代表|総裁|頭取|委員長|氏|さん|様|記者"
)
_ORGANISATIONS = (
    r"중앙회|협회|협의회|연합회|공사|공단|은행|그룹|전자|화학|산업|상사|물산|건설|제약|바이오|테크|대학교?|연구소|연구원|재단|진흥원"
    r"|위원회|상공회의소|조합|주식회사|법인|코리아|재팬"
)

_BEFORE = lazy(rf"(?:{_TITLES}|\(주\)|㈜|株式会社|\b(?:mr|ms|mrs|dr)\.)\s*$", re.IGNORECASE)
_AFTER = lazy(rf"^\s*(?:(?:\S{{1,10}}\s)?(?:{_TITLES})(?![가-힣]{{3}})|(?:{_JAPANESE_TITLES}))")
_LATIN_NAME = lazy(r"^[A-Z][\w.&-]*(?:\s+[A-Z][\w.&-]*)*$")
_JAPANESE_NAME = lazy(r"^[一-龠々ァ-ヶー]{1,10}$")


class _Forms(NamedTuple):
    korean: re.Pattern[str]
    organisation: re.Pattern[str]
    with_title: re.Pattern[str]


@cache
def _forms() -> _Forms:
    """Return the patterns of names that a Korean particle may follow."""
    particle = f"{behind_names()}?"
    return _Forms(
        korean=re.compile(rf"^[가-힣]{{2,4}}{particle}$"),
        organisation=re.compile(
            rf"^\S*(?:{_ORGANISATIONS}){particle}$|^(?:㈜|\(주\)|株式会社)|(?:株式会社|㈱)$"
        ),
        with_title=re.compile(
            rf"^(?:[一-龠々ァ-ヶー]{{1,8}}(?:{_JAPANESE_TITLES})|[가-힣]{{2,4}}(?:{_TITLES}){particle})$"
        ),
    )


def is_name(before: str, words: str, after: str) -> bool:
    """Return whether ``words``, in their context, are the name of a person or organisation."""
    words = words.strip()
    forms = _forms()
    if forms.organisation.search(words) or forms.with_title.match(words):
        return True
    if _LATIN_NAME.match(words):  # a capital at the start of a sentence proves nothing
        return bool(before.strip()) or bool(_AFTER.match(after))
    if forms.korean.match(words) and (_AFTER.match(after) or _BEFORE.search(before)):
        return True
    return bool(_JAPANESE_NAME.match(words) and (_AFTER.match(after) or _BEFORE.search(before)))
