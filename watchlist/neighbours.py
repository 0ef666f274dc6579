"""What the words beside a name say: of which country a body is, whether a country is a party.

중소기업청 was Korea's and is Japan's; 中小企業庁 is Japan's and was once Korea's in Japanese news.
"일본의 중소기업청" and "ソウルの中小企業庁" say which; a bare name is that of the
article's own country. So are 소상공인 and 町工場, of which both countries have some.

"일본 언론", "일본처럼" and "than in Japan" name a country that does nothing: it is an onlooker, a
measure or a model.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Literal

from newsdb.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsdb.records import Country, Language
    from watchlist.matcher import Match
    from watchlist.watch_list import WatchList

#: The most characters between a body and the country that it is of: "일본 경제산업성 산하 …".
_MOST_BETWEEN = {"ko": 30, "ja": 30, "en": 60}
_HOME: dict[Language, Country | None] = {"ko": "KR", "ja": "JP", "en": None}
#: What ends a phrase; in English a place before it is that of what follows (In Tokyo, the agency).
_COMMAS: dict[Language, str] = {"ko": ",", "ja": "、", "en": ";"}
_IN_BRACKETS = re.compile(r"\s?[(（]$")


def country_of(
    match: Match, matches: Sequence[Match], text: str, *, watch: WatchList, language: Language
) -> Country | Literal["abroad"] | None:
    """Return the country of an ambiguous body or kind of firm; None where nothing tells.

    ``matches`` are those in the same folded ``text``, in their order.
    """
    start, end, _ = match
    countries = watch.countries
    place = bisect_left(matches, match)
    nearest: Country | Literal["abroad"] | None = None
    for first, _, name in matches[place + 1 :]:
        if first >= end:
            if name in countries and _IN_BRACKETS.fullmatch(text[end:first]):
                nearest = countries[name]  # 중소기업청(일본)
            break
    if nearest is None:
        for first, last, name in reversed(matches[:place]):
            if start - last > _MOST_BETWEEN[language]:
                break
            if last <= start and name in countries:
                if _is_one_phrase(text[first:end], language):
                    nearest = countries[name]
                break
    return nearest or _HOME[language]


def _is_one_phrase(text: str, language: Language) -> bool:
    if "\ue000" in text or _COMMAS[language] in text:
        return False
    return len(split(text)) < 2


#: What ends the phrase of a word: the country beyond it is that of another one.
_STOP = re.compile(r"[.,:;!?。、，：；！？…\"“‘「『(（\ue000]")


def set_aside(matches: Sequence[Match], text: str, watch: WatchList) -> set[tuple[int, int]]:
    """Return where a folded ``text`` names a country only as a measure, a model or an onlooker.

    ``matches`` are those in it, in their order.
    """
    found: set[tuple[int, int]] = set()
    asides = watch.asides
    for place, (start, end, name) in enumerate(matches):
        if name not in asides:
            continue
        before, after = asides[name]
        for first, last, country in reversed(matches[:place]) if before else ():
            if start - last > before or _STOP.search(text[last:start]):
                break
            if watch.concepts[country].country is not None:
                found.add((first, last))
        for first, last, country in matches[place + 1 :] if after else ():
            if first - end > after or _STOP.search(text[end:first]):
                break
            if watch.concepts[country].country is not None:
                found.add((first, last))
    return found
