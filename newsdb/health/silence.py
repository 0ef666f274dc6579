"""When a silence is an alarm: how rare it must be by the source's own rhythm."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

#: The stated probability: a silence is an alarm when one so long comes by chance less than once
#: in ten years. How small that is for one silence depends on how many a source has in a year.
FALSE_ALARMS_A_YEAR = 0.1
GREATEST_PROBABILITY = 0.01


class Silence(NamedTuple):
    """How long nothing has come, and how likely that is by the source's own rhythm."""

    since: datetime
    until: datetime
    missed: float  # events that would have been usual meanwhile
    probability: float  # of a silence at least so long
    threshold: float  # what is an alarm below
    once_in_years: float  # how seldom so long a silence comes by chance

    @property
    def is_alarming(self) -> bool:
        """Tell whether so long a silence is rarer than one in ten years."""
        return self.probability < self.threshold


def alarm_threshold(gaps_a_year: float) -> float:
    """Return the probability below which a silence of such a source is an alarm."""
    return min(FALSE_ALARMS_A_YEAR / gaps_a_year, GREATEST_PROBABILITY)
