"""An order of the review bin, learnt from decisions: logistic regression over words and concepts.

It is used only where it puts the newest decisions, which it has not seen, into a better order than
the rules' score does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from learning.words import MissingExtraError
from newsdb.learning import Chance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsdb.learning import Example, Problem

#: Fewer decided stories, or fewer of one kind, teach nothing.
LEAST_DECIDED, LEAST_OF_A_KIND = 60, 15
#: The newest share of the decisions, which shows how good the order is.
HELD_OUT = 0.25
#: Reasons shown with a chance.
_REASONS = 4


class Order(NamedTuple):
    """The chances of waiting stories, with how good it is; none with the ``problem`` it has."""

    chances: tuple[Chance, ...]
    stories: int  # decided
    relevant: int  # of these
    by_rules: float | None  # average precision on what was held out
    by_learning: float | None
    problem: Problem | None


def learn(
    decided: Sequence[Example],
    waiting: Sequence[Example],
    terms: Mapping[int, Mapping[str, str]],
) -> Order:
    """Return the chances of waiting articles, learnt from decided ones (the oldest first).

    ``terms`` are those of each article by its id, printed by their folded form. Raises
    MissingExtraError.
    """
    one_each = {each.story: each for each in reversed(decided) if each.relevant is not None}
    stories = list(one_each.values())[::-1]
    yes = sum(bool(each.relevant) for each in stories)
    if len(stories) < LEAST_DECIDED or min(yes, len(stories) - yes) < LEAST_OF_A_KIND:
        return Order((), len(stories), yes, None, None, "few")
    features = {each.id: _features(each, terms) for each in (*stories, *waiting)}
    split = round(len(stories) * (1 - HELD_OUT))
    earlier, later = stories[:split], stories[split:]
    if not _has_both(earlier) or not _has_both(later):
        return Order((), len(stories), yes, None, None, "one_kind")
    model = _Model(earlier, features)
    by_learning = average_precision(
        [(model.chance(features[each.id]), bool(each.relevant)) for each in later]
    )
    by_rules = average_precision([(each.score, bool(each.relevant)) for each in later])
    if by_learning <= by_rules:
        return Order((), len(stories), yes, by_rules, by_learning, "no_better")
    model = _Model(stories, features)
    return Order(
        tuple(
            Chance(
                each.story,
                round(model.chance(features[each.id]), 4),
                model.reasons(each, features[each.id], terms),
            )
            for each in waiting
        ),
        len(stories),
        yes,
        by_rules,
        by_learning,
        None,
    )


def average_precision(ranked: Sequence[tuple[float, bool]]) -> float:
    """Return the mean precision at each relevant item, the best score first; 0 without any.

    Items of the same score count as in random order: all of them have the precision that the
    whole group reaches.
    """
    groups: dict[float, list[bool]] = {}
    for score, relevant in ranked:
        groups.setdefault(score, []).append(relevant)
    seen = hits = 0
    total = 0.0
    for score in sorted(groups, reverse=True):
        seen += len(groups[score])
        hits += sum(groups[score])
        total += sum(groups[score]) * hits / seen
    return total / hits if hits else 0.0


def _has_both(examples: Sequence[Example]) -> bool:
    return len({each.relevant for each in examples}) == 2


def _features(example: Example, terms: Mapping[int, Mapping[str, str]]) -> dict[str, float]:
    """Return what is known of an article; of many words each weighs less."""
    words = terms[example.id]
    weight = 1 / max(1.0, len(words)) ** 0.5
    found = {f"word {form}": weight for form in words}
    found |= {f"concept {concept}": 0.3 for concept in example.concepts}
    found["score"] = example.score / 10
    return found


class _Model:
    def __init__(
        self, examples: Sequence[Example], features: Mapping[int, Mapping[str, float]]
    ) -> None:
        try:
            from sklearn.feature_extraction import DictVectorizer  # noqa: PLC0415 takes a second
            from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
        except ImportError as error:
            raise MissingExtraError from error
        self._vectors: Any = DictVectorizer()
        self._regression: Any = LogisticRegression(C=10, class_weight="balanced", max_iter=500)
        matrix = self._vectors.fit_transform([features[each.id] for each in examples])
        self._regression.fit(matrix, [bool(each.relevant) for each in examples])
        self._weights = dict(
            zip(self._vectors.feature_names_, self._regression.coef_[0], strict=True)
        )

    def chance(self, features: Mapping[str, float]) -> float:
        """Return how likely an article is to be found relevant."""
        return float(self._regression.predict_proba(self._vectors.transform([features]))[0][1])

    def reasons(
        self,
        example: Example,
        features: Mapping[str, float],
        terms: Mapping[int, Mapping[str, str]],
    ) -> tuple[tuple[str, float], ...]:
        """Return the words and concepts that weigh most, as printed, for and against."""
        weighed = sorted(
            (
                (name, float(value * self._weights.get(name, 0)))
                for name, value in features.items()
            ),
            key=lambda each: -abs(each[1]),
        )
        found = []
        for name, weight in weighed[:_REASONS]:
            kind, _, rest = name.partition(" ")
            if abs(weight) >= 0.01:
                shown = terms[example.id][rest] if kind == "word" else name
                found.append((shown, round(weight, 3)))
        return tuple(found)
