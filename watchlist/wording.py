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
    speaking_for = [each for each in fired if each[0].points > 0]
    against = [each for each in fired if each[0].points < 0]
    parts = [
        f"{field}: {text}"
        for field in ("title", "subtitle", "body")
        if (text := _field(field, speaking_for, printed))
    ]
    if against:
        hits = sorted({hit for _, evidence in against for hit in evidence.hits})
        names = " + ".join(rule.id for rule, _ in against)
        terms = _terms(hits, printed)
        parts.append(f"against: {names} ({terms})" if terms else f"against: {names}")
    return "; ".join(parts)


def _field(field: str, fired: _Fired, printed: Callable[[Hit], str]) -> str:
    hits = sorted({hit for _, evidence in fired for hit in evidence.hits if hit.field == field})
    if field != "body":
        return _terms(hits, printed)
    pairs = {
        pair
        for _, evidence in fired
        for pair in evidence.pairs
        if pair[0].field == "body" and pair[0] != pair[1]
    }
    if not pairs:
        return _terms(hits, printed)
    counted = Counter((printed(one), printed(other)) for one, other in pairs)
    said = [
        f"{_tidy(one)} near {_tidy(other)}" + (f" ×{times}" if times > 1 else "")
        for (one, other), times in sorted(counted.items(), key=lambda each: (-each[1], each[0]))[
            :_MOST_PAIRS
        ]
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
