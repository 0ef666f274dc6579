"""What the words beside a name say: of which country a body is, whether a country is a party.

중소기업청 was Korea's and is Japan's; 中小企業庁 is Japan's and was once Korea's in Japanese news.
"일본의 중소기업청" and "ソウルの中小企業庁" say which; a bare name is that of the
article's own country.

"일본 언론", "일본처럼" and "than in Japan" name a country that does nothing: it is an onlooker, a
measure or a model.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from newsdb.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsdb.records import Country, Language
    from watchlist.concepts import Concept
    from watchlist.matcher import Match
    from watchlist.watch_list import WatchList

#: The topic whose names are those of third countries.
ABROAD = "other-country"
#: The most characters between a body and the country that it is of: "일본 경제산업성 산하 …".
_MOST_BETWEEN = {"ko": 30, "ja": 30, "en": 60}
_HOME: dict[Language, Country | None] = {"ko": "KR", "ja": "JP", "en": None}
_IN_BRACKETS = re.compile(r"\s?[(（]$")


def country_of(
    match: Match,
    others: Sequence[Match],
    text: str,
    *,
    concepts: Mapping[str, Concept],
    language: Language,
) -> Country | Literal["abroad"] | None:
    """Return the country of an ambiguous body; None where nothing tells.

    ``others`` are the matches in the same folded ``text``, in their order.
    """
    nearest: Concept | None = None
    start, end, _ = match
    for other in others:
        first, last, name = other
        if other is match or not _is_country(concept := concepts[name]):
            continue
        if last <= start:
            if start - last <= _MOST_BETWEEN[language] and _in_one_sentence(text[first:end]):
                nearest = concept
        elif first >= end and _IN_BRACKETS.fullmatch(text[end:first]):
            nearest = concept  # 중소기업청(일본)
            break
    if nearest is None:
        return _HOME[language]
    return nearest.country or ("abroad" if nearest.id == ABROAD else _HOME[language])


def _is_country(concept: Concept) -> bool:
    return not concept.neighbours and (concept.country is not None or concept.id == ABROAD)


def _in_one_sentence(text: str) -> bool:
    return "\ue000" not in text and len(split(text)) < 2


#: What ends the phrase of a word: the country beyond it is that of another one.
_STOP = re.compile(r"[.,:;!?。、，：；！？…\"“‘「『(（\ue000]")


def set_aside(matches: Sequence[Match], text: str, watch: WatchList) -> set[tuple[int, int]]:
    """Return where a folded ``text`` names a country only as a measure, a model or an onlooker.

    ``matches`` are those in it, in their order.
    """
    found: set[tuple[int, int]] = set()
    for place, (start, end, name) in enumerate(matches):
        if name not in watch.asides:
            continue
        before, after = watch.asides[name]
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
