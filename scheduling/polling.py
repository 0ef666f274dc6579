"""When an outlet is asked again: often while it publishes, rarely while it doesn't."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from apscheduler.triggers.base import BaseTrigger

from newsdb.database import open_database
from newsdb.database_errors import DatabaseError, UnusableDatabaseError, explain
from newsdb.health import hourly_rates

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsdb.health.hourly_rates import HourlyRates

logger = logging.getLogger(__name__)

#: An outlet is asked again when so many new articles are to be expected ...
EXPECTED = 1.2
#: ... but no sooner than this after the last time ...
SHORTEST = timedelta(minutes=10)
#: ... and no later than this, or than its own schedule's period where that is longer.
LONGEST = timedelta(minutes=60)

#: A pause of the schedule of at least so many of its periods is one that was meant: a night.
_MEANT_PAUSE = 2

#: How long learnt rates are used before they are learnt anew.
KEPT = timedelta(hours=12)

#: Polls are moved to the next multiple of this, so that outlets due together share a process.
GRID = timedelta(minutes=10)

_STEP = timedelta(minutes=1)


class Polling(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """The times of another trigger, moved to where the outlet's articles are to be expected.

    Pauses that the other trigger makes (nights, weekends) stay. While ``rates`` returns None (a
    new outlet, too few articles) its times are used as they are.
    """

    def __init__(
        self,
        trigger: BaseTrigger,
        *,
        period: timedelta,
        rates: Callable[[datetime], HourlyRates | None],
    ) -> None:
        self.trigger = trigger
        self.period = period
        self.rates = rates

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """Return when to ask next; ``previous`` is when it was asked last."""
        if previous is None:
            return self.trigger.get_next_fire_time(None, now)  # type: ignore[no-any-return]
        after = previous + timedelta(seconds=1)
        usual: datetime | None = self.trigger.get_next_fire_time(None, after)
        rates = self.rates(previous)
        if usual is None or rates is None or usual - previous > _MEANT_PAUSE * self.period:
            return self.trigger.get_next_fire_time(previous, now)  # type: ignore[no-any-return]
        poll = next_poll(previous, rates, longest=max(LONGEST, self.period))
        return self._before_pause(usual, poll)

    def _before_pause(self, usual: datetime, poll: datetime) -> datetime:
        """Return ``poll``, or the last usual time before a pause that it would fall into.

        ``usual`` is the next time by the other trigger.
        """
        while usual < poll:
            later = self.trigger.get_next_fire_time(None, usual + timedelta(seconds=1))
            if later is None or (later > poll and later - usual > _MEANT_PAUSE * self.period):
                return usual
            usual = later
        return poll


def next_poll(previous: datetime, rates: HourlyRates, *, longest: timedelta) -> datetime:
    """Return when ``EXPECTED`` articles are to be expected since ``previous``, within the limits.

    The limits are ``SHORTEST`` and ``longest`` after ``previous``; the result is on ``GRID``.
    """
    expected, moment = 0.0, previous
    while expected < EXPECTED and moment - previous < longest:
        expected += rates.at(moment) * (_STEP / timedelta(hours=1))
        moment += _STEP
    # What is due a moment after a multiple is due at it: previous may be a second late.
    earliest = max(moment, previous + SHORTEST) - _STEP
    midnight = earliest.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - (midnight - earliest) // GRID * GRID


@dataclass(slots=True)
class LearntRates:
    """The rates of each outlet, learnt from the database and kept for some hours."""

    database: Path
    _known: dict[str, tuple[datetime, HourlyRates | None]] = field(default_factory=dict)

    def of(self, outlet: str, at: datetime) -> HourlyRates | None:
        """Return an outlet's rates; None while they aren't known, or can't be read."""
        learnt, rates = self._known.get(outlet, (None, None))
        if learnt is None or not timedelta() <= at - learnt < KEPT:
            rates = self._read(outlet, at)
            self._known[outlet] = (at, rates)
        return rates

    def _read(self, outlet: str, at: datetime) -> HourlyRates | None:
        if not self.database.exists():
            return None
        try:
            db = open_database(self.database)
        except UnusableDatabaseError as error:
            logger.warning("The hours of %s can't be read at the moment: %s", outlet, error)
            return None
        try:
            return hourly_rates.read(db, outlet, at=at)
        except DatabaseError as error:
            logger.warning("%s", explain(error, self.database))
            return None
        finally:
            db.close()
