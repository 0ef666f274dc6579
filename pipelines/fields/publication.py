"""When an article was published and modified, if JSON-LD, meta tags, page and feed disagree.

Whose day is right, and whose hour: a day's mistake comes from a template (JSON-LD of another
article, a stamp of the CMS), an hour's from a wrong zone (``claimed_zones``).
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from newsdb.dates.reading import read_dates, without_midnight
from newsdb.records import KST, dated
from pipelines.fields.claimed_zones import believe
from pipelines.fields.claims import PRINTED, Claim, by_hours, same_minute, wall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from crawler.items import Reading
    from newsdb.dates.forms import Moment
    from newsdb.dates.reading import Dates
    from newsdb.records import Language, Precision

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


class Publication(NamedTuple):
    """Both times, each with its source and how exact it is; None when no source is credible.

    ``conflict`` is another source with the day it gives, if that is not the day believed.
    """

    published: datetime | None = None
    modified: datetime | None = None
    published_source: str | None = None
    modified_source: str | None = None
    precision: Precision = "minute"
    modified_precision: Precision = "minute"
    conflict: str | None = None


def read_publication(
    published: Iterable[Reading],
    modified: Iterable[Reading],
    *,
    language: Language,
    seen_at: datetime,
    migrated_on: Iterable[date] = (),
    in_kst: bool | None = None,
) -> Publication:
    """Return when an article was published and modified; readings come most trusted first.

    The day is that of the time that the page prints with a label (입력, 公開), else of the most
    trusted source; the time is that of the most trusted source that gives one on this day.
    A modification on one of the days in ``migrated_on``, or within a minute, is not an edit.
    ``in_kst``: clocks that the page prints without a zone are Seoul's (None: by the language).
    """

    @cache  # what a page prints is read for both times
    def dates_in(texts: tuple[str, ...]) -> Dates:
        return read_dates(texts, language=language, seen_at=seen_at)

    here = language != "en" if in_kst is None else in_kst
    claims = list(_claims(published, dates_in, here=here))
    edits, migrations = list(modified), set(migrated_on)
    chosen = _choose(claims)
    if chosen is None:
        return _only_modified(edits, dates_in, migrations, here=here)
    believed = believe(chosen, claims, seen_at) if here else _abroad(chosen, claims)
    believed = _not_the_edit(believed, claims, edits, dates_in)
    shift = believed.moment.at - chosen.moment.at if believed.source == chosen.source else None
    result = Publication(
        believed.moment.at,
        published_source=believed.source,
        precision=believed.moment.precision,
        conflict=_conflict(believed, claims),
    )
    for reading in edits:
        found = _modified(dates_in(reading.values), reading, here=here)
        if found is None or found.at.astimezone(KST).date() in migrations:
            continue
        at = found.at + _source_error(found, reading, chosen, believed, shift)
        if at - believed.moment.at >= _MINUTE:
            return result._replace(
                modified=at, modified_source=reading.source, modified_precision=found.precision
            )
    return result


def _claims(
    readings: Iterable[Reading], dates_in: Callable[[tuple[str, ...]], Dates], *, here: bool
) -> Iterable[Claim]:
    for reading in readings:
        dates = dates_in(reading.values)
        printed = reading.origin in PRINTED
        if moment := dates.published or (None if printed else dates.modified):
            if not printed:
                moment = without_midnight(moment, in_kst=here)
            yield Claim(moment, reading.source, reading.origin, printed and dates.labelled)


def _choose(claims: list[Claim]) -> Claim | None:
    """Return the claim whose time is taken: one with an hour, of the day that is believed."""
    if not claims:
        return None
    labelled = [claim for claim in claims if claim.labelled]
    first = next((claim for claim in labelled if claim.moment.timed), None)
    of_day = first or (labelled or claims)[0]
    agreeing = [claim for claim in claims if _same_day(claim, of_day)]
    return next((claim for claim in agreeing if claim.moment.timed), agreeing[0])


def _same_day(one: Claim, other: Claim) -> bool:
    """Return whether two claims can be of one publication: less than a day apart, in any zone."""
    if one.moment.timed and other.moment.timed:
        return abs(one.moment.at - other.moment.at) < _DAY
    return bool(_days(one) & _days(other))


def _days(claim: Claim) -> set[date]:
    """Return the days that a claim can mean: that in Seoul, and that of its own zone."""
    return {claim.moment.at.astimezone(KST).date(), wall(claim.moment).date()}


def _conflict(believed: Claim, claims: list[Claim]) -> str | None:
    """Return who gives another day; what a page prints without a label may be any date."""
    for claim in claims:
        counts = claim.labelled or claim.origin not in PRINTED | {"url"}
        if counts and not _same_day(claim, believed):
            return f"{claim.source}: {dated(claim.moment.at, claim.moment.precision)}"
    return None


def _only_modified(
    edits: list[Reading],
    dates_in: Callable[[tuple[str, ...]], Dates],
    migrations: set[date],
    *,
    here: bool,
) -> Publication:
    """Return when an article was modified, if nobody says when it was published."""
    for reading in edits:
        found = _modified(dates_in(reading.values), reading, here=here)
        if found and found.at.astimezone(KST).date() not in migrations:
            return Publication(
                modified=found.at,
                modified_source=reading.source,
                modified_precision=found.precision,
            )
    return Publication()


def _modified(dates: Dates, reading: Reading, *, here: bool) -> Moment | None:
    if reading.origin in PRINTED:
        return dates.modified
    stated = dates.modified or dates.published
    return without_midnight(stated, in_kst=here) if stated else None


def _abroad(chosen: Claim, claims: list[Claim]) -> Claim:
    """Return the claim of the same clock that names its zone, if ``chosen`` names none."""
    if chosen.moment.offset is not None or not chosen.moment.timed:
        return chosen
    for other in claims:
        if other.moment.offset is not None and wall(other.moment) == wall(chosen.moment):
            return other
    return chosen


def _not_the_edit(
    believed: Claim,
    claims: list[Claim],
    modified: list[Reading],
    dates_in: Callable[[tuple[str, ...]], Dates],
) -> Claim:
    """Return the printed publication if a source gives the printed edit instead.

    Newsis' ``article:published_time`` is the time of the last edit (March 2026).
    """
    if believed.origin in PRINTED:
        return believed
    for page in claims:
        if page.origin not in PRINTED or not page.moment.timed:
            continue
        for reading in modified:
            if reading.origin not in PRINTED:
                continue
            edit = dates_in(reading.values).modified
            if (
                edit
                and page.moment.at < edit.at
                and same_minute(believed, page._replace(moment=edit))
            ):
                return page
    return believed


def _source_error(
    found: Moment, reading: Reading, chosen: Claim, believed: Claim, shift: timedelta | None
) -> timedelta:
    """Return the error of a source that was also wrong about the publication."""
    if reading.origin != chosen.origin or found.offset != chosen.moment.offset:
        return timedelta()
    if shift is not None:
        return shift
    return believed.moment.at - chosen.moment.at if by_hours(believed, chosen) else timedelta()
