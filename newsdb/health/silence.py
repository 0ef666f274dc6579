"""When a silence raises an alarm: how improbable it must be by the source's own rhythm."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

#: A silence raises an alarm when one that long occurs by chance less than once in ten years. The
#: probability of a single silence that this means depends on how many a source has in a year.
FALSE_ALARMS_A_YEAR = 0.1
GREATEST_PROBABILITY = 0.01


class Silence(NamedTuple):
    """How long nothing has appeared, and how likely that is by the source's own rhythm."""

    since: datetime
    until: datetime
    missed: float  # events expected in that time
    probability: float  # of a silence at least this long
    threshold: float  # the probability below which it raises an alarm
    once_in_years: float  # how rarely a silence this long occurs by chance

    @property
    def is_alarming(self) -> bool:
        """Whether a silence this long occurs by chance less than once in ten years."""
        return self.probability < self.threshold


def alarm_threshold(gaps_a_year: float) -> float:
    """Return the probability below which a silence raises an alarm, by the gaps in a year."""
    return min(FALSE_ALARMS_A_YEAR / gaps_a_year, GREATEST_PROBABILITY)
