"""When an article was published and modified, if JSON-LD, meta tags and the page disagree.

Outlets give the right time with the wrong zone: +08:00 in JSON-LD and +09:00 in the meta tag,
``Z`` or UTC's time on a Korean page (seen in 2026). So if sources differ by whole hours, the one
that agrees with the printed time, or with +09:00, is believed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from newsdb.records import KST
from pipelines.fields.dates import read_dates

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from crawler.items import Reading
    from newsdb.records import Language
    from pipelines.fields.date_forms import Moment
    from pipelines.fields.dates import Dates

_NINE_HOURS = timedelta(hours=9)
_MINUTE = timedelta(minutes=1)
#: Origins whose text readers see; for the others the field's name is the label.
_PRINTED = frozenset({"layout", "text"})


class Publication(NamedTuple):
    """Both times, each with its source; None when no source is credible."""

    published: datetime | None
    modified: datetime | None
    published_source: str | None
    modified_source: str | None


class _Claim(NamedTuple):
    """What one source says, and whether it labels it."""

    moment: Moment
    source: str
    origin: str


def read_publication(
    published: Iterable[Reading],
    modified: Iterable[Reading],
    *,
    language: Language,
    seen_at: datetime,
    migrated_on: Iterable[date] = (),
) -> Publication:
    """Return when an article was published and modified; readings come most trusted first.

    A source with an hour wins over an earlier one with only the day. A modification on one of the
    days in ``migrated_on``, or within a minute, is not an edit.
    """
    claims = list(_claims(published, language, seen_at))
    chosen = next((claim for claim in claims if claim.moment.timed), claims[0] if claims else None)
    if chosen is None:
        return Publication(None, None, None, None)
    believed = _believe(chosen, claims, seen_at)
    edits, migrations = list(modified), set(migrated_on)
    believed = _not_the_edit(believed, claims, edits, language, seen_at)
    shift = believed.moment.at - chosen.moment.at if believed.source == chosen.source else None
    changed, changed_source = None, None
    for reading in edits:
        dates = read_dates(reading.values, language=language, seen_at=seen_at)
        found = _modified(dates, reading)
        if found is None or found.at.astimezone(KST).date() in migrations:
            continue
        at = found.at + _lie_of(found, reading, chosen, believed, shift)
        if at - believed.moment.at >= _MINUTE:
            changed, changed_source = at, reading.source
            break
    return Publication(believed.moment.at, changed, believed.source, changed_source)


def _claims(
    readings: Iterable[Reading], language: Language, seen_at: datetime
) -> Iterable[_Claim]:
    for reading in readings:
        dates = read_dates(reading.values, language=language, seen_at=seen_at)
        printed = reading.origin in _PRINTED
        if moment := dates.published or (None if printed else dates.modified):
            yield _Claim(moment, reading.source, reading.origin)


def _modified(dates: Dates, reading: Reading) -> Moment | None:
    return dates.modified if reading.origin in _PRINTED else dates.modified or dates.published


def _believe(chosen: _Claim, claims: list[_Claim], seen_at: datetime) -> _Claim:
    """Return the claim to believe if another differs from ``chosen`` by whole hours."""
    if chosen.origin in _PRINTED or not chosen.moment.timed:
        return chosen
    timed = [claim for claim in claims if claim.moment.timed]
    stated = [claim for claim in timed if claim.origin not in _PRINTED]
    printed = [claim for claim in timed if claim.origin in _PRINTED]
    return _as_printed(chosen, stated, printed) or _as_stated(chosen, stated, seen_at)


def _as_printed(chosen: _Claim, stated: list[_Claim], printed: list[_Claim]) -> _Claim | None:
    """Return the claim that agrees with the printed time, None when it settles nothing."""
    for page in printed:
        if agreeing := next((claim for claim in stated if _same_minute(claim, page)), None):
            return agreeing if _by_hours(agreeing, chosen) else chosen
    for page in printed:
        shown = page.moment.at.replace(second=0)
        if _by_hours(chosen, page) and (
            _wall(chosen.moment) == shown.replace(tzinfo=None)
            or page.moment.at - chosen.moment.at == _NINE_HOURS
        ):
            return _moved(chosen, shown.replace(second=chosen.moment.at.second))
    return None


def _as_stated(chosen: _Claim, stated: list[_Claim], seen_at: datetime) -> _Claim:
    """Return the claim to believe if the page prints no time."""
    for other in stated:
        if not _by_hours(chosen, other):
            continue
        if _wall(chosen.moment) == _wall(other.moment):
            return other if other.moment.offset == _NINE_HOURS else chosen
        if abs(chosen.moment.at - other.moment.at) == _NINE_HOURS:  # one is UTC's time
            return max(chosen, other, key=lambda claim: claim.moment.at)
    if chosen.moment.offset == timedelta() and chosen.moment.at > seen_at + 5 * _MINUTE:
        # Seoul's time labelled ``Z``: nothing is published in the future.
        return _moved(chosen, chosen.moment.at - _NINE_HOURS)
    return chosen


def _moved(claim: _Claim, at: datetime) -> _Claim:
    return claim._replace(moment=claim.moment._replace(at=at))


def _not_the_edit(
    believed: _Claim,
    claims: list[_Claim],
    modified: list[Reading],
    language: Language,
    seen_at: datetime,
) -> _Claim:
    """Return the printed publication if a source gives the printed edit instead.

    Newsis' ``article:published_time`` is the time of the last edit (March 2026).
    """
    if believed.origin in _PRINTED:
        return believed
    for page in claims:
        if page.origin not in _PRINTED or not page.moment.timed:
            continue
        for reading in modified:
            if reading.origin not in _PRINTED:
                continue
            edit = read_dates(reading.values, language=language, seen_at=seen_at).modified
            if (
                edit
                and page.moment.at < edit.at
                and _same_minute(believed, page._replace(moment=edit))
            ):
                return page
    return believed


def _lie_of(
    found: Moment, reading: Reading, chosen: _Claim, believed: _Claim, shift: timedelta | None
) -> timedelta:
    """Return the error of a source that was also wrong about the publication."""
    if reading.origin != chosen.origin or found.offset != chosen.moment.offset:
        return timedelta()
    if shift is not None:
        return shift
    return believed.moment.at - chosen.moment.at if _by_hours(believed, chosen) else timedelta()


def _by_hours(one: _Claim, other: _Claim) -> bool:
    """Return whether two claims differ by whole hours, ignoring seconds."""
    difference = abs(
        one.moment.at.replace(second=0, microsecond=0)
        - other.moment.at.replace(second=0, microsecond=0)
    )
    return timedelta() < difference <= timedelta(hours=14) and not difference % timedelta(hours=1)


def _same_minute(one: _Claim, other: _Claim) -> bool:
    return one.moment.at.replace(second=0, microsecond=0) == other.moment.at.replace(
        second=0, microsecond=0
    )


def _wall(moment: Moment) -> datetime:
    """Return the local time, to the minute, in the zone that the source names."""
    local = moment.at.astimezone(KST).replace(tzinfo=None, second=0, microsecond=0)
    return local - _NINE_HOURS + (_NINE_HOURS if moment.offset is None else moment.offset)
