"""Which backups stay: the newest of each of the last days, weeks and months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime


def kept(
    times: Iterable[datetime], *, daily: int = 7, weekly: int = 5, monthly: int = 12
) -> set[datetime]:
    """Return the times of the backups that stay, of all that there are.

    Days, ISO weeks and months that have no backup are not counted, so a machine that was off for
    a month loses nothing when it comes back. The newest always stays.
    """
    newest_first = sorted(times, reverse=True)
    stay = set(newest_first[:1])
    periods: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (daily, lambda at: at.astimezone(KST).date()),
        (weekly, lambda at: at.astimezone(KST).isocalendar()[:2]),
        (monthly, lambda at: (at.astimezone(KST).year, at.astimezone(KST).month)),
    )
    for number, period_of in periods:
        newest_of: dict[object, datetime] = {}
        for at in newest_first:
            newest_of.setdefault(period_of(at), at)
        stay |= set(list(newest_of.values())[:number])
    return stay
