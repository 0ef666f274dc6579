"""The matches in one article, queried by rules: by concept, country, field and proximity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchlist.evidence import Evidence, in_order
from watchlist.matcher import MOST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsdb.records import Language
    from watchlist.evidence import Hit
    from watchlist.watch_list import WatchList

#: English needs about two and a half times as many characters for the same content.
_WIDER = {"ko": 1.0, "ja": 1.0, "en": 2.5}

#: In English texts, the two countries are a pair within this many times the usual distance.
_PAIR = 2


class Matches:
    """The matches in an article; implements ``expressions.Matches``."""

    nothing = Evidence()

    def __init__(self, watch: WatchList, hits: list[Hit], language: Language) -> None:
        self.watch = watch
        self.language = language
        self.by_name: dict[str, list[Hit]] = {}
        meanings = watch.meanings
        for hit in hits:
            means = meanings[hit.concept]
            for name in (*means, hit.country) if hit.country else means:
                named = self.by_name.setdefault(name, [])
                if len(named) < MOST:
                    named.append(hit)
        self._near = round(watch.near * _WIDER[language])
        self._made_of_others = watch.made_of_others
        self._named: dict[tuple[str, str | None], Evidence | None] = {}

    def named(self, name: str, field: str | None) -> Evidence | None:
        """Return the evidence for a concept, a built-in name or a definition."""
        key = name, field
        try:
            return self._named[key]
        except KeyError:
            known = name in self.by_name or name in self._made_of_others
            found = self._named[key] = self._work_out(name, field) if known else None
            return found

    def _work_out(self, name: str, field: str | None) -> Evidence | None:
        if name in self.watch.defined:
            return self.watch.defined[name].of(self, field)
        if name == "partner":
            if self.language != "en":
                return self.named("JP" if self.language == "ko" else "KR", field)
            korea, japan = self.named("KR", field), self.named("JP", field)
            if korea is None or japan is None:
                return None
            return self.near(korea, japan, self.watch.near * _PAIR)
        if name == "home":
            return self.named({"ko": "KR", "ja": "JP", "en": "partner"}[self.language], field)
        hits = self.by_name[name]
        if field == "title":
            hits = [hit for hit in hits if hit.field != "body"]
        elif field == "opening":
            hits = [hit for hit in hits if hit.opening]
        elif field == "lead":
            hits = [hit for hit in hits if hit.lead]
        elif field:
            hits = [hit for hit in hits if hit.field == "body"]
        return Evidence(tuple(hits), len(hits)) if hits else None

    def near(self, one: Evidence, other: Evidence, within: int | None) -> Evidence | None:
        """Return the matches of ``one`` and ``other`` that are near each other."""
        distance = self._near if within is None else round(within * _WIDER[self.language])
        pairs: list[tuple[Hit, Hit]] = []
        others = other.hits
        place, last = 0, len(others)
        for hit in one.hits:
            at, field, start, end = hit.place, hit.field, hit.start, hit.end
            while place < last and others[place].place < at:
                place += 1
            least, nearest = distance + 1, None
            for candidate in others[place - 1 if place else 0 : place + 2]:
                if candidate.field == field:
                    theirs = candidate.start
                    gap = theirs - end if theirs >= start else start - candidate.end
                    if gap < least:
                        least, nearest = gap, candidate
            if nearest is not None:
                pairs.append((hit, nearest))
        if not pairs:
            return None
        twos = {pair[1] for pair in pairs}  # each of the others is there once
        both = twos.union([pair[0] for pair in pairs])
        return Evidence(
            tuple(sorted(both, key=in_order)), min(len(pairs), len(twos)), tuple(pairs)
        )

    def together(self, parts: Iterable[Evidence]) -> Evidence:
        """Return the evidence for all of ``parts``."""
        parts = [part for part in parts if part is not self.nothing]
        if len(parts) == 1:  # the rest of the condition is what must not be there
            return parts[0]
        return Evidence(
            _union(parts),
            min((part.times for part in parts), default=0),
            tuple(pair for part in parts for pair in part.pairs),
        )

    def either(self, parts: Iterable[Evidence | None]) -> Evidence | None:
        """Return the evidence for whichever of ``parts`` hold."""
        holding = [part for part in parts if part is not None]
        if not holding:
            return None
        if len(holding) == 1 and holding[0].times == len(holding[0].hits):
            return holding[0]
        hits = _union(holding)
        return Evidence(hits, len(hits), tuple(pair for part in holding for pair in part.pairs))


def _union(parts: Iterable[Evidence]) -> tuple[Hit, ...]:
    parts = list(parts)
    if len(parts) == 1:
        return parts[0].hits
    return tuple(sorted({hit for part in parts for hit in part.hits}, key=in_order))
