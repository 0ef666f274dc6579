"""What the overview and the pages of concepts show, out of newsdb's figures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from browse.overview import charts
from browse.overview.names import concepts
from newsdb.briefings import numbers
from newsdb.database import now
from newsdb.figures import overview
from newsdb.figures.concepts import lately, of_concept
from newsdb.figures.periods import LEAD_CLASSES, Period, mean
from newsdb.records import KST
from newsdb.review import audits, recall
from newsdb.stories import story_cards

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlite_utils import Database

    from newsdb.figures.overview import Overview
    from newsdb.review.recall import Estimate
    from newsdb.stories.story_cards import Story
    from watchlist.concepts import Concept

#: The days of a period of the overview.
DAYS = 7

#: Stories listed that only one country has, concepts drawn, weeks of which recall is estimated.
MOST_STORIES, MOST_DRAWN, RECALL_WEEKS = 10, 12, 12

#: Classes of leads, as they are labelled: 0–3, 3–6, ... 24+.
CLASSES = (
    *(f"{begin}–{end}" for begin, end in zip((0, *LEAD_CLASSES), LEAD_CLASSES, strict=False)),
    f"{LEAD_CLASSES[-1]}+",
)


class Compared(NamedTuple):
    """A concept's stories in the period beside those in the periods before."""

    concept: str
    now: int
    before: float | None
    values: Sequence[int]  # by period, the newest first

    @property
    def change(self) -> float | None:
        """How many more than before; None where there is no before."""
        return None if self.before is None else round(self.now - self.before, 1)


def today() -> date:
    """Return the day it is where the news is made."""
    return now().astimezone(KST).date()


def period_of(week: str) -> Period | None:
    """Return the days of ``2026-W48``, or seven that end on a day; None if it is neither.

    Without any, seven days that end today.
    """
    try:
        if "-W" in week:
            last = audits.days_of(week)[1] - timedelta(days=1)
        else:
            last = date.fromisoformat(week) if week else today()
    except (ValueError, OverflowError):
        return None
    # Weeks before and after it are dates, too.
    return Period(last - timedelta(days=DAYS - 1), last) if 1900 < last.year < 9999 else None


def of_overview(db: Database, period: Period) -> dict[str, Any]:
    """Return what the overview shows of a period."""
    found = overview.of_period(db, period)
    leads = found.leads[0]
    at = now()

    def cards(country: str) -> list[Story]:
        stories = leads.only.get(country, [])[:MOST_STORIES]
        return story_cards.read(db, stories, at=at, whole=False) if stories else []

    return {
        "period": period,
        "found": found,
        "counts": found.counts[0],
        "before": _before(found),
        "leads": leads,
        "lead_before": [each.median() for each in found.leads[1:]],
        "progress": overview.progress(db, period),
        "recall": estimated_recall(db, period.last),
        "days": charts.mirrored([(each.day, each.stories) for each in found.days]),
        "lead_chart": charts.lead_columns(leads.classes("KR"), leads.classes("JP"), CLASSES),
        "classes": CLASSES,
        "topics": compared(found, {"topic", "action"}),
        "organisations": compared(found, {"organisation"}),
        "only": {country: cards(country) for country in ("JP", "KR")},
        "gaps": list(numbers.gaps(db, period.first.isoformat(), period.last.isoformat())),
    }


def _before(found: Overview) -> Mapping[str, float | None]:
    past = found.counts[1:]
    return {
        "": mean([each.stories for each in past]),
        **{country: mean([each.countries[country] for each in past]) for country in ("KR", "JP")},
    }


def compared(found: Overview, kinds: set[str]) -> list[Compared]:
    """Return the concepts of some kinds that were named in a period or before, most now first."""
    known = concepts()
    names = {
        name
        for each in found.counts
        for name in each.concepts
        if name in known and known[name].kind in kinds
    }
    rows = []
    for name in names:
        values = [each.concepts[name] for each in found.counts]
        rows.append(Compared(name, values[0], mean(values[1:]), values))
    return sorted(rows, key=lambda row: (-row.now, -(row.before or 0), row.concept))


def most_changed(rows: Sequence[Compared]) -> Compared | None:
    """Return the concept whose stories became more, or fewer, by most; None where none did."""
    changed = [row for row in rows if row.change is not None and abs(row.change) >= 1]
    return max(changed, key=lambda row: abs(row.change or 0), default=None)


def estimated_recall(db: Database, last: date) -> Estimate:
    """Return the recall of the watch list, from the samples of the weeks until a day."""
    since = audits.week_of(last - timedelta(weeks=RECALL_WEEKS - 1))
    return recall.estimate(*audits.decided(db, since=since))


def of_one(db: Database, concept: Concept) -> dict[str, Any]:
    """Return what the page of a concept shows."""
    found = of_concept(db, concept.id, today=today())
    stories = [*found.newest, *([found.oldest] if found.oldest else [])]
    cards = (
        {
            each.id: each
            for each in story_cards.read(db, list(dict.fromkeys(stories)), at=now(), whole=False)
        }
        if stories
        else {}
    )
    return {
        "concept": concept,
        "found": found,
        "newest": [cards[story] for story in found.newest if story in cards],
        "oldest": cards.get(found.oldest) if found.oldest else None,
        "weeks": charts.mirrored(
            [(each.day, each.stories) for each in found.weeks], room=70, shade_weekends=False
        ),
    }


def of_all(db: Database) -> dict[str, Any]:
    """Return what the list of all concepts shows: how many stories name each, of five weeks."""
    last = today()
    since = last - timedelta(days=5 * DAYS - 1)
    counted = lately(db, since=since.isoformat(), until=last.isoformat())
    groups: dict[str, list[tuple[Concept, int]]] = {"organisation": [], "topic": [], "place": []}
    for each in concepts().values():
        groups["topic" if each.kind == "action" else each.kind].append((each, counted[each.id]))
    return {
        "groups": {
            kind: sorted(found, key=lambda pair: (-pair[1], pair[0].id))
            for kind, found in groups.items()
        }
    }
