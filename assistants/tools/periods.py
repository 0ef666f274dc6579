"""Tools about time: a period in numbers, the day, and the draft of a briefing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, get_args

from pydantic import Field

from assistants import outgoing
from assistants.asking import RefusedError
from assistants.tools import records
from assistants.tools.arguments import Arguments, Day, Language, Number
from assistants.tools.stories import page_of
from newsdb.briefings import numbers
from newsdb.dates.calendars import is_holiday
from newsdb.records import KST, Country
from newsdb.review.queue import Filters

if TYPE_CHECKING:
    from assistants.asking import Asking

#: A longer period is asked for in parts.
LONGEST = 92  # days
#: Figures of each group, the largest.
_MOST_FIGURES = 15
_STORIES = 10
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

#: Days of a period that has no other default.
_WEEK = 7


class Period(Arguments):
    """Which days; without them the last seven."""

    since: Annotated[Day, Field(description="First day, YYYY-MM-DD; empty: seven days")] = ""
    until: Annotated[Day, Field(description="Last day, included; empty: today")] = ""


class Nothing(Arguments):
    """Nothing needs to be said."""


class BriefingDraft(Period):
    """Which days, in which language, of which stories."""

    language: Annotated[Language, Field(description="Of the draft's own words")] = "ko"
    stories: Annotated[
        list[Number],
        Field(max_length=50, description="These stories; empty: the period's relevant ones"),
    ] = []


def overview(asking: Asking, asked: Period) -> records.Overview:
    """Return the numbers of a period and its strongest stories. Raises RefusedError."""
    since, until = days_of(asking, asked)
    found = numbers.of_period(asking.db, since, until)
    counts: dict[str, int] = {}
    figures = []
    for each in found.figures:
        counts[each.group] = counts.get(each.group, 0) + 1
        if counts[each.group] <= _MOST_FIGURES:
            name = outgoing.line(each.name, 100)
            figures.append(
                records.Figure(
                    group=each.group, printed_name=name, now=each.now, before=each.before
                )
            )
    filters = Filters(decision="told", status="kept", since=since, until=until)
    stories, _ = page_of(asking, filters, cursor="", limit=_STORIES)
    return records.Overview(
        since=since,
        until=until,
        figures=figures,
        first_by_country=found.first,
        median_lead_hours=found.median_lead,
        one_country_only=found.only,
        newest_stories=stories,
    )


def today(asking: Asking, _asked: Nothing) -> records.Today:
    """Return the day in Korea and Japan, and what “last week” means."""
    moment = asking.at.astimezone(KST)
    day = moment.date()
    monday = day - timedelta(days=day.weekday())
    first = day.replace(day=1)
    last_month = first - timedelta(days=1)
    spans = {
        "today": (day, day),
        "yesterday": (day - timedelta(days=1), day - timedelta(days=1)),
        "last_7_days": (day - timedelta(days=_WEEK - 1), day),
        "this_week": (monday, day),
        "last_week": (monday - timedelta(days=_WEEK), monday - timedelta(days=1)),
        "this_month": (first, day),
        "last_month": (last_month.replace(day=1), last_month),
    }
    return records.Today(
        now=moment.isoformat(timespec="minutes"),
        today=str(day),
        weekday=_WEEKDAYS[day.weekday()],
        holiday_in=[each for each in get_args(Country) if is_holiday(day, each)],
        spans={name: (str(start), str(end)) for name, (start, end) in spans.items()},
    )


def days_of(asking: Asking, asked: Period) -> tuple[str, str]:
    """Return the first and the last day of a period. Raises RefusedError."""
    today_ = asking.at.astimezone(KST).date()
    until = date.fromisoformat(asked.until) if asked.until else today_
    try:
        since = (
            date.fromisoformat(asked.since) if asked.since else until - timedelta(days=_WEEK - 1)
        )
    except OverflowError:
        raise RefusedError("until: there is no such time") from None
    if not date(1990, 1, 1) <= since <= until <= date(2100, 1, 1):
        raise RefusedError("since and until: give the first day and a last one that follows it")
    if (until - since).days >= LONGEST:
        raise RefusedError(f"a period has at most {LONGEST} days: ask for it in parts")
    return str(since), str(until)
