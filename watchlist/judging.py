"""Judges an article by the watch list: a score, a decision, and reasons that a person can read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from newsdb.verdicts import Decision, Reason, Verdict
from watchlist.evidence import Hit, Matches
from watchlist.wording import explain

if TYPE_CHECKING:
    from newsdb.records import Language
    from newsdb.verdicts import ReasonField
    from watchlist.concepts import Rule, WatchList
    from watchlist.evidence import Evidence
    from watchlist.matcher import Found

#: What a person can look through; an article that repeats a name for pages has more.
_MOST_REASONS = 120


def judge(
    watch: WatchList, *, title: str, body: str, language: Language, subtitle: str | None = None
) -> Verdict:
    """Return what ``watch`` thinks of an article; its texts are in NFC, as they are stored."""
    texts: list[tuple[ReasonField, str]] = [("title", title), ("body", body)]
    if subtitle:
        texts.insert(1, ("subtitle", subtitle))
    found: dict[ReasonField, Found] = {}
    hits: list[Hit] = []
    for order, (field, text) in enumerate(texts):
        found[field] = watch.matcher.find(text, language)
        hits += [
            Hit(order, start, end, concept, field, field == "body" and start < watch.lead)
            for start, end, concept in found[field].matches
        ]
    if not hits:
        return Verdict(decision="other", score=0.0, watchlist=watch.version, why="")
    matches = Matches(watch, hits, language)
    fired: list[tuple[Rule, Evidence]] = []
    for rule in watch.rules_for(language):
        evidence = rule.when.of(matches)
        if evidence is not None:
            fired.append((rule, evidence))
    score = round(sum((rule.points for rule, _ in fired), 0.0), 2)
    texts_by_field = dict(texts)

    @cache
    def printed(hit: Hit) -> tuple[int, int, str]:
        start, end = found[hit.field].span(hit)
        return start, end, texts_by_field[hit.field][start:end]

    return Verdict(
        decision=_decide(watch, score),
        score=score,
        watchlist=watch.version,
        why=explain(fired, lambda hit: printed(hit)[2]),
        reasons=tuple(
            Reason(hit.concept, term, hit.field, start, end, weight)
            for hit, weight in _weights(fired)
            for start, end, term in (printed(hit),)
        ),
    )


def _decide(watch: WatchList, score: float) -> Decision:
    if score >= watch.relevant:
        return "relevant"
    return "review" if score >= watch.review else "other"


def _weights(fired: list[tuple[Rule, Evidence]]) -> list[tuple[Hit, float]]:
    """Return the matches that counted, in reading order, each with its share of the points."""
    points: dict[int, float] = {}  # rules that name the same expression share its evidence
    for rule, evidence in fired:
        points[id(evidence)] = points.get(id(evidence), 0) + rule.points
    weights: dict[Hit, float] = {}
    for key, evidence in {id(evidence): evidence for _, evidence in fired}.items():
        share = points[key] / max(len(evidence.hits), 1)
        for hit in evidence.hits:
            weights[hit] = weights.get(hit, 0) + share
    heaviest = sorted(weights, key=lambda hit: -abs(weights[hit]))[:_MOST_REASONS]
    return [(hit, round(weights[hit], 3)) for hit in sorted(heaviest)]
