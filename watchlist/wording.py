"""Says why an article was judged so: title: 한일 + 중소기업; body: JETRO near 한국 ×3."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from watchlist.concepts import Rule
    from watchlist.evidence import Evidence, Hit

_MOST_TERMS = 5
_MOST_PAIRS = 2

_Fired: TypeAlias = "list[tuple[Rule, Evidence]]"


def explain(fired: _Fired, printed: Callable[[Hit], str]) -> str:
    """Return the reasons for and against in a line; ``printed`` gives what a match looks like."""
    # Rules that name the same expression share its evidence.
    speaking_for = list({id(found): found for rule, found in fired if rule.points > 0}.values())
    against = [each for each in fired if each[0].points < 0]
    hits = sorted({hit for evidence in speaking_for for hit in evidence.hits})
    pairs: dict[tuple[Hit, Hit], int] = {}  # with the place of the first rule that names it
    for place, evidence in enumerate(speaking_for):
        for pair in evidence.pairs:
            pairs.setdefault(pair, place)
    parts = []
    for field in ("title", "subtitle", "body"):
        within = [hit for hit in hits if hit.field == field]
        if text := _body(within, pairs, printed) if field == "body" else _terms(within, printed):
            parts.append(f"{field}: {text}")
    if against:
        hits = sorted({hit for _, evidence in against for hit in evidence.hits})
        names = " + ".join(rule.id for rule, _ in against)
        terms = _terms(hits, printed)
        parts.append(f"against: {names} ({terms})" if terms else f"against: {names}")
    return "; ".join(parts)


def _body(
    hits: list[Hit], given: dict[tuple[Hit, Hit], int], printed: Callable[[Hit], str]
) -> str:
    pairs = [pair for pair in given if pair[0].field == "body" and pair[0] != pair[1]]
    if not pairs:
        return _terms(hits, printed)
    times: Counter[tuple[str, str]] = Counter()
    places: dict[tuple[str, str], int] = {}
    for pair in pairs:
        words = printed(pair[0]), printed(pair[1])
        times[words] += 1
        places.setdefault(words, given[pair])
    first = sorted(times, key=lambda words: (places[words], -times[words], words))[:_MOST_PAIRS]
    said = [
        f"{_tidy(one)} near {_tidy(other)}"
        + (f" ×{times[one, other]}" if times[one, other] > 1 else "")
        for one, other in first
    ]
    paired = {hit for pair in pairs for hit in pair}
    rest = _terms([hit for hit in hits if hit not in paired], printed, most=3)
    return ", ".join(filter(None, [*said, rest]))


def _terms(hits: Iterable[Hit], printed: Callable[[Hit], str], most: int = _MOST_TERMS) -> str:
    terms = list(dict.fromkeys(printed(hit) for hit in hits))
    more = " + …" if len(terms) > most else ""
    return " + ".join(map(_tidy, terms[:most])) + more


def _tidy(term: str) -> str:
    return " ".join(term.split())
