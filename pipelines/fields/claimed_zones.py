"""Times of Korean and Japanese pages with the wrong zone, corrected by the other sources.

Outlets give the right time with the wrong zone: +08:00 in JSON-LD and +09:00 in the meta tag,
``Z`` or UTC's time on a Korean page (seen in 2026). So if sources differ by whole hours, the one
that agrees with the printed time, or with +09:00, is believed. Elsewhere a page prints its own
local time, which says nothing about the zone that its metadata name.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pipelines.fields.claims import PRINTED, Claim, by_hours, same_minute, wall

if TYPE_CHECKING:
    from datetime import datetime

_NINE_HOURS = timedelta(hours=9)
_MINUTE = timedelta(minutes=1)


def believe(chosen: Claim, claims: list[Claim], seen_at: datetime) -> Claim:
    """Return the claim to believe if another differs from ``chosen`` by whole hours."""
    if chosen.origin in PRINTED or not chosen.moment.timed:
        return chosen
    timed = [claim for claim in claims if claim.moment.timed]
    stated = [claim for claim in timed if claim.origin not in PRINTED]
    printed = [claim for claim in timed if claim.origin in PRINTED]
    return _as_printed(chosen, stated, printed) or _as_stated(chosen, stated, seen_at)


def _as_printed(chosen: Claim, stated: list[Claim], printed: list[Claim]) -> Claim | None:
    """Return the claim that agrees with the printed time, None when it settles nothing."""
    for page in printed:
        if agreeing := next((claim for claim in stated if same_minute(claim, page)), None):
            return agreeing if by_hours(agreeing, chosen) else chosen
    for page in printed:
        shown = page.moment.at.replace(second=0)
        if by_hours(chosen, page) and (
            wall(chosen.moment) == shown.replace(tzinfo=None)
            or page.moment.at - chosen.moment.at == _NINE_HOURS
        ):
            return _moved(chosen, shown.replace(second=chosen.moment.at.second))
    return None


def _as_stated(chosen: Claim, stated: list[Claim], seen_at: datetime) -> Claim:
    """Return the claim to believe if the page prints no time."""
    for other in stated:
        if not by_hours(chosen, other):
            continue
        if wall(chosen.moment) == wall(other.moment):
            return other if other.moment.offset == _NINE_HOURS else chosen
        if abs(chosen.moment.at - other.moment.at) == _NINE_HOURS:  # one is UTC's time
            return max(chosen, other, key=lambda claim: claim.moment.at)
    if chosen.moment.offset == timedelta() and chosen.moment.at > seen_at + 5 * _MINUTE:
        # Seoul's time labelled ``Z``: nothing is published in the future.
        return _moved(chosen, chosen.moment.at - _NINE_HOURS)
    return chosen


def _moved(claim: Claim, at: datetime) -> Claim:
    return claim._replace(moment=claim.moment._replace(at=at))
