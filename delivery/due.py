"""When a message of a subscription is due, whatever the clock has done meanwhile."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from newsdb.dates.calendars import is_holiday
from newsdb.records import KST
from newsdb.times import latest_credible

if TYPE_CHECKING:
    from datetime import date

    from newsdb.delivery.subscriptions import Subscription

#: At most one message at once in this time: a burst becomes one message.
BUNDLE = timedelta(minutes=15)

_LOOK_BACK = 40  # days: longer than any run of holidays


def due(subscription: Subscription, at: datetime) -> datetime | None:
    """Return the due time that is to be served ``at`` this time; None when there is none.

    A due time is served once, however often the clock passes it; what was missed while nothing
    ran is served once, late.
    """
    if subscription.rhythm == "at_once":
        ready = abs(at - subscription.served_at) >= BUNDLE and not is_quiet(subscription, at)
        return at if ready else None
    served = subscription.served_at
    latest = latest_due(subscription, at, after=served)
    if latest is None or (latest <= served <= latest_credible(at)):
        return None
    return latest


def latest_due(
    subscription: Subscription, at: datetime, *, after: datetime | None = None
) -> datetime | None:
    """Return the latest due time of a daily or weekly subscription at or before ``at``.

    None when there is none later than ``after``, if that is a time of the past.
    """
    local = at.astimezone(KST)
    hour, minute = map(int, subscription.at_time.split(":"))
    for days in range(_LOOK_BACK):
        day = local.date() - timedelta(days=days)
        moment = datetime.combine(day, time(hour, minute), tzinfo=KST)
        if after and moment <= after <= at:
            return None  # before a calendar is asked, which takes a moment to load
        if moment <= at and _is_day(subscription, day):
            return moment
    return None


def is_quiet(subscription: Subscription, at: datetime) -> bool:
    """Return whether a time is within the quiet hours, which may span midnight."""
    begin, end = subscription.quiet_from, subscription.quiet_until
    if not begin or not end:
        return False
    clock = f"{at.astimezone(KST):%H:%M}"
    return begin <= clock < end if begin <= end else clock >= begin or clock < end


def _is_day(subscription: Subscription, day: date) -> bool:
    if subscription.rhythm == "weekly":
        return day.weekday() == subscription.weekday
    match subscription.days:
        case "every":
            return True
        case "weekdays":
            return day.weekday() < 5
        case "either":  # a working day of at least one country
            return day.weekday() < 5 and not (is_holiday(day, "KR") and is_holiday(day, "JP"))
        case country:
            return day.weekday() < 5 and not is_holiday(day, country)
