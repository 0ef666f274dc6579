"""Tail probabilities: the chance of a count this low, or of a gap this long."""

from __future__ import annotations

import math

_TINY = 1e-300


def beta_tail(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), by Lentz's continued fraction.

    Source: DLMF 8.17.22. Accurate to about 1e-12 for a and b up to 1e5.
    """
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_tail(1 - x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    c, d = 1.0, 1.0 / _nonzero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 2000):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / _nonzero(1 + numerator * d)
            c = _nonzero(1 + numerator / c)
            value *= d * c
        if abs(d * c - 1) < 1e-13:
            break
    return front * value / a


def _nonzero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def longer_gap(gap: float, *, mean: float, shape: float, seen: int) -> float:
    """Return the probability of a gap of at least ``gap`` after ``seen`` gaps of that ``mean``.

    Gaps are gamma distributed with ``shape`` (1: at random; more: more regular); as the mean is
    only estimated from ``seen`` of them, this is the tail of an F distribution.
    """
    if gap <= 0:
        return 1.0
    ratio = gap / mean
    return beta_tail(seen / (seen + ratio), shape * seen, shape)


def longer_excess(excess: float, *, mean: float, seen: int) -> float:
    """Return the probability of an exponential excess of at least ``excess``, given ``mean``."""
    return float((1 + max(0.0, excess) / (seen * mean)) ** -seen)


def at_most(count: int, *, of: int, filled: int, articles: int) -> float:
    """Return the probability of ``count`` or fewer of ``of``, given ``filled`` of ``articles``.

    The beta-binomial predictive distribution, from Jeffreys' prior (half an article each way).
    """
    a, b = filled + 0.5, articles - filled + 0.5
    return min(1.0, math.fsum(_beta_binomial(k, of, a, b) for k in range(count + 1)))


def _beta_binomial(k: int, n: int, a: float, b: float) -> float:
    return math.exp(
        math.lgamma(n + 1)
        - math.lgamma(k + 1)
        - math.lgamma(n - k + 1)
        + math.lgamma(k + a)
        + math.lgamma(n - k + b)
        - math.lgamma(n + a + b)
        + math.lgamma(a + b)
        - math.lgamma(a)
        - math.lgamma(b)
    )


def fewer(count: float, *, expected: float, variance: float) -> float:
    """Return the probability of a total of ``count`` or fewer (gamma-Poisson distribution).

    With a variance not above the mean, the distribution is taken as Poisson.
    """
    spread = max(variance, expected * 1.0001) / expected
    size = expected / (spread - 1)
    chance = 1 / spread
    # The negative binomial's distribution function is an incomplete beta function.
    return beta_tail(chance, size, math.floor(count) + 1)
