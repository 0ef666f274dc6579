"""The recall of a watch list, estimated from samples, with its uncertainty."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsdb.lazy_modules import LazyModule

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = LazyModule("numpy")

#: With fewer decisions or a wider interval than this, an estimate is worthless.
LEAST_DECIDED = 50
LEAST_FOUND = 5
WIDEST = 0.4

_DRAWS = 20_000
_SEED = 2026  # the same decisions give the same interval


class Stratum(NamedTuple):
    """The numbers of articles of one kind: all, drawn, relevant and decided."""

    name: str
    population: int
    drawn: int
    relevant: int
    decided: int


class Estimate(NamedTuple):
    """The share of relevant articles that were found, with its 95 % interval."""

    recall: float | None
    low: float
    high: float
    missed: float  # relevant articles set aside, estimated
    found: float
    problem: str | None  # why there is no reliable estimate


def estimate(strata: list[Stratum], found: Stratum) -> Estimate:
    """Return the estimated recall, given the decisions on samples of what was set aside.

    ``found`` are the articles that the watch list did find. If some of those were decided, their
    share of relevant ones is taken for all of them; if none were, all count as relevant, which is
    optimistic. The interval is Bayesian: each share has a beta distribution with Jeffreys' prior
    (Brown, Cai, DasGupta 2001), from which the unread articles are drawn.
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
        high = 1.0  # nothing was missed so far, so everything may have been found
    return float(low), float(high)


def _relevant(stratum: Stratum, chance: np.random.Generator) -> NDArray[np.float64]:
    """Return draws of the number of relevant articles in a stratum."""
    yes, no = stratum.relevant, stratum.decided - stratum.relevant
    shares = chance.beta(yes + 0.5, no + 0.5, size=_DRAWS)
    rest = max(stratum.population - stratum.decided, 0)
    return yes + chance.binomial(rest, shares).astype(np.float64)
