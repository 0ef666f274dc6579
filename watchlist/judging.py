"""Judges an article by the watch list: a score, a decision, and readable reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.articles.verdicts import Decision, Reason, Verdict
from newsdb.text.sentences import first_sentence
from watchlist.evidence import Fired, Hit, in_order
from watchlist.matches import Matches
from watchlist.neighbours import country_of, set_aside
from watchlist.wording import explain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsdb.articles.verdicts import ReasonField
    from newsdb.records import Language
    from watchlist.evidence import Evidence
    from watchlist.watch_list import Rule, WatchList

#: As many as a person can look through; an article that keeps repeating a name has more.
_MOST_REASONS = 120

#: An English lead has more characters, yet not as many as its distances: it may be a brief's all.
_LEAD = {"ko": 1.0, "ja": 1.0, "en": 1.5}


def judge(
    watch: WatchList, *, title: str, body: str, language: Language, subtitle: str | None = None
) -> Verdict:
    """Return the verdict of ``watch`` on an article; its texts are in NFC, as stored."""
    hits: list[Hit] = []
    texts: tuple[tuple[ReasonField, str | None], ...] = (
        ("title", title),
        ("subtitle", subtitle),
        ("body", body),
    )
    for field, text in texts:
        if text:
            _look(watch, field, text, language, hits)
    if not hits:
        return Verdict(decision="other", score=0.0, watchlist=watch.version, why="")
    matches = Matches(watch, hits, language)
    fired: list[Fired] = []
    for rule in watch.rules_for(language, matches.by_name.keys()):
        evidence = rule.when.of(matches)
        if evidence is not None:
            fired.append(Fired(rule.id, _points(watch, rule, evidence), evidence))
    score = round(sum((each.points for each in fired), 0.0), 2)
    return Verdict(
        decision=_decide(watch, score),
        score=score,
        watchlist=watch.version,
        why=explain(fired),
        reasons=tuple(
            Reason(hit.concept, hit.term, hit.field, hit.first, hit.last, weight)
            for hit, weight in _weights(fired)
        ),
    )


def _look(
    watch: WatchList, field: ReasonField, text: str, language: Language, hits: list[Hit]
) -> None:
    """Append the matches in ``text`` to ``hits``."""
    found = watch.matcher.find(text, language)
    lead = round(watch.lead * _LEAD[language]) if field == "body" else 0
    opening = len(first_sentence(text[:lead])) if lead else 0
    same = isinstance(found.folded.starts, range)  # offsets in both texts are the same
    ambiguous = watch.ambiguous
    aside = set_aside(found.matches, found.folded.text, watch)
    for match in found.matches:
        start, end, concept = match
        if aside and (start, end) in aside:
            continue
        first, last = (start, end) if same else found.span(start, end)
        term = text[first:last]
        hit = Hit(
            len(hits),
            field,
            first < opening,
            first < lead,
            concept,
            start,
            end,
            first,
            last,
            term,
        )
        if concept in ambiguous:
            country = country_of(
                match, found.matches, found.folded.text, watch=watch, language=language
            )
            if country == "abroad":
                continue
            hit.country = country
        hits.append(hit)


def _decide(watch: WatchList, score: float) -> Decision:
    if score >= watch.relevant:
        return "relevant"
    return "review" if score >= watch.review else "other"


def _points(watch: WatchList, rule: Rule, evidence: Evidence) -> float:
    """Return a rule's points times the mean weight of the concepts in its evidence."""
    if not watch.weights or not evidence.hits:
        return rule.points
    concepts = {hit.concept for hit in evidence.hits}
    return rule.points * sum(watch.weights.get(each, 1) for each in concepts) / len(concepts)


def _weights(fired: list[Fired]) -> list[tuple[Hit, float]]:
    """Return the matches that counted, in reading order, each with its share of the points."""
    # Rules that name the same expression share its evidence.
    points: dict[int, float] = {}
    for each in fired:
        points[id(each.evidence)] = points.get(id(each.evidence), 0) + each.points
    weights: dict[Hit, float] = {}
    for key, evidence in {id(each.evidence): each.evidence for each in fired}.items():
        share = points[key] / max(len(evidence.hits), 1)
        for hit in evidence.hits:
            weights[hit] = weights.get(hit, 0) + share
    kept: Iterable[Hit] = weights
    if len(weights) > _MOST_REASONS:
        kept = sorted(weights, key=lambda hit: -abs(weights[hit]))[:_MOST_REASONS]
    return [(hit, round(weights[hit], 3)) for hit in sorted(kept, key=in_order)]
