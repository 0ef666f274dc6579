"""Words the reasons of a verdict: title: 한일 + 중소기업; body: JETRO near 한국 ×3."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from watchlist.evidence import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchlist.evidence import Fired, Hit

_MOST_TERMS = 5
_MOST_PAIRS = 2


def explain(fired: list[Fired]) -> str:
    """Return the reasons for and against in one line."""
    # Rules that name the same expression share its evidence.
    positive = [each.evidence for each in fired if each.points > 0]
    speaking_for = list({id(each): each for each in positive}.values())
    against = [each for each in fired if each.points < 0]
    named: set[Hit] = set().union(*[each.hits for each in speaking_for])
    hits = sorted(named, key=in_order)
    pairs: dict[tuple[Hit, Hit], int] = {}  # with the position of the first rule that has it
    for place, evidence in enumerate(speaking_for):
        for pair in evidence.pairs:
            pairs.setdefault(pair, place)
    parts = []
    for field in ("title", "subtitle", "body"):
        within = [hit for hit in hits if hit.field == field]
        if text := _body(within, pairs) if field == "body" else _terms(within):
            parts.append(f"{field}: {text}")
    if against:
        hits = sorted({hit for each in against for hit in each.evidence.hits}, key=in_order)
        names = " + ".join(each.rule for each in against)
        terms = _terms(hits)
        parts.append(f"against: {names} ({terms})" if terms else f"against: {names}")
    return "; ".join(parts)


def _body(hits: list[Hit], given: dict[tuple[Hit, Hit], int]) -> str:
    pairs = [pair for pair in given if pair[0].field == "body" and pair[0] is not pair[1]]
    if not pairs:
        return _terms(hits)
    times: Counter[tuple[str, str]] = Counter()
    places: dict[tuple[str, str], int] = {}
    for pair in pairs:
        words = pair[0].term, pair[1].term
        times[words] += 1
        places.setdefault(words, given[pair])
    first = sorted(times, key=lambda words: (places[words], -times[words], words))[:_MOST_PAIRS]
    named = [
        f"{_tidy(one)} near {_tidy(other)}"
        + (f" ×{times[one, other]}" if times[one, other] > 1 else "")
        for one, other in first
    ]
    paired = {hit for pair in pairs for hit in pair}
    rest = _terms([hit for hit in hits if hit not in paired], most=3)
    return ", ".join(filter(None, [*named, rest]))


def _terms(hits: Iterable[Hit], most: int = _MOST_TERMS) -> str:
    terms = list(dict.fromkeys(hit.term for hit in hits))
    more = " + …" if len(terms) > most else ""
    return " + ".join(map(_tidy, terms[:most])) + more


def _tidy(term: str) -> str:
    return " ".join(term.split())
