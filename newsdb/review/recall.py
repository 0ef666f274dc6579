"""How much of what matters a watch list finds, estimated from samples, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Fewer decisions than these, or a wider interval, tell nothing.
LEAST_DECIDED = 50
LEAST_FOUND = 5
WIDEST = 0.4

_DRAWS = 20_000
_SEED = 2026  # the same decisions give the same interval


class Stratum(NamedTuple):
    """Articles of one kind: how many there are, were drawn, are relevant of those decided."""

    name: str
    population: int
    drawn: int
    relevant: int
    decided: int


class Estimate(NamedTuple):
    """The share of what is relevant that was found; the interval holds it 95 times in 100."""

    recall: float | None
    low: float
    high: float
    missed: float  # relevant articles put aside, estimated
    found: float
    problem: str | None  # why it can't be told


def estimate(strata: list[Stratum], found: Stratum) -> Estimate:
    """Return the recall that the decisions on samples of what was put aside make likely.

    ``found`` are the articles that the watch list did find. Where some of those were decided,
    their share of relevant ones is taken for all of them; where none were, all count as relevant,
    which flatters. The interval is Bayesian: each share has a beta distribution with Jeffreys'
    prior (Brown, Cai, DasGupta 2001); what was not read is drawn from it.
    """
    decided = sum(each.decided for each in strata)
    share = found.relevant / found.decided if found.decided else 1.0
    hits = found.population * share
    missed = sum(each.population * each.relevant / each.decided for each in strata if each.decided)
    problem = _problem(strata, found, decided)
    if hits + missed == 0:
        return Estimate(None, 0.0, 1.0, missed, hits, problem or "nothing relevant is known")
    low, high = _interval(strata, found)
    if problem is None and high - low > WIDEST:
        problem = f"the interval is {high - low:.2f} wide (more than {WIDEST})"
    return Estimate(hits / (hits + missed), low, high, missed, hits, problem)


def _problem(strata: list[Stratum], found: Stratum, decided: int) -> str | None:
    if not strata:
        return "no sample has been drawn yet"
    if decided < LEAST_DECIDED:
        return f"only {decided} articles of the samples are decided, {LEAST_DECIDED} are needed"
    if unread := [each.name for each in strata if not each.decided]:
        return f"none of the stratum “{unread[0]}” is decided"
    if found.population < LEAST_FOUND:
        return f"the watch list found only {found.population} articles in these weeks"
    return None


def _interval(strata: list[Stratum], found: Stratum) -> tuple[float, float]:
    chance = np.random.default_rng(_SEED)
    missed = sum((_relevant(each, chance) for each in strata), np.zeros(_DRAWS))
    hits = np.full(_DRAWS, float(found.population))
    if found.decided:
        hits = _relevant(found, chance)
    low, high = np.quantile(hits / np.maximum(hits + missed, 1), [0.025, 0.975])
    if not sum(each.relevant for each in strata):
        high = 1.0  # nothing was missed so far, so that all may have been found
    return float(low), float(high)


def _relevant(stratum: Stratum, chance: np.random.Generator) -> NDArray[np.float64]:
    """Return how many of a stratum may be relevant: what is known, and draws for the rest."""
    yes, no = stratum.relevant, stratum.decided - stratum.relevant
    shares = chance.beta(yes + 0.5, no + 0.5, size=_DRAWS)
    rest = max(stratum.population - stratum.decided, 0)
    return yes + chance.binomial(rest, shares).astype(np.float64)
