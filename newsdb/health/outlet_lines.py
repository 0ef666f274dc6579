"""Each outlet in a line: its state, its last days, how late its articles come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from newsdb.database import stamp
from newsdb.dates.calendars import is_holiday
from newsdb.health import alarms, delays, watched
from newsdb.records import KST

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlite_utils import Database

    from newsdb.health.alarms import Kept
    from newsdb.health.delays import Delay
    from newsdb.records import Country

State = Literal["well", "late", "quiet", "unreadable", "paused"]

#: So many days are counted.
DAYS = 14
#: Outlets that no spider crawls which are listed.
BROUGHT_IN = 30
#: Coverage is that of so many of the last runs that read something.
RUNS = 60
#: Rejections are summed up over this time, of the newest so many.
LATELY, MOST_REJECTIONS = timedelta(days=30), 2_000
_SATURDAY = 5

#: What an alarm makes of its outlet's state; others leave it late.
_STATES: dict[str, State] = {
    **dict.fromkeys(("silence", "idle"), "quiet"),
    **dict.fromkeys(
        ("unreadable", "moved", "blocked", "login", "robots", "unreachable", "failing", "fault"),
        "unreadable",
    ),
}
_WORST: tuple[State, ...] = ("unreadable", "quiet", "late")


class Day(NamedTuple):
    """A day's articles; on a day of rest fewer are expected."""

    day: date
    articles: int
    is_rest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An outlet in the list of sources."""

    name: str
    title: str
    country: Country | None
    language: str | None
    state: State
    alarms: tuple[Kept, ...]
    last_run: str | None
    last_success: str | None
    newest_published: str | None
    days: tuple[Day, ...]  # DAYS of them, the last one today
    delay: Delay | None


class Sources(NamedTuple):
    """All outlets, those with alarms first; ``left_out`` others have been brought in too."""

    lines: list[Line]
    left_out: int


def read(db: Database, *, at: datetime) -> Sources:
    """Return the outlets that are crawled and some of those whose articles were brought in."""
    crawled = watched(db)
    known = set(crawled)
    others = [
        row[0]
        for row in db.conn.execute(
            "SELECT name FROM outlets WHERE EXISTS"
            " (SELECT 1 FROM articles WHERE outlet = outlets.name) ORDER BY name"
        )
        if row[0] not in known
    ]
    late = delays.read(db, at=at)
    open_ones = alarms.open_ones(db)
    found = [
        _line(db, name, open_ones, late, at=at, is_crawled=name in known)
        for name in [*crawled, *others[:BROUGHT_IN]]
    ]
    found.sort(key=lambda each: (not each.alarms, each.state == "paused", each.title))
    return Sources(found, max(0, len(others) - BROUGHT_IN))


def one(db: Database, name: str, *, at: datetime) -> Line | None:
    """Return an outlet; None if there is none of this name."""
    if not db.conn.execute("SELECT 1 FROM outlets WHERE name = ?", (name,)).fetchone():
        return None
    is_crawled = bool(
        db.conn.execute("SELECT 1 FROM runs WHERE spider = ? LIMIT 1", (name,)).fetchone()
    )
    late = delays.read(db, at=at)
    return _line(db, name, alarms.open_ones(db, name), late, at=at, is_crawled=is_crawled)


def _line(
    db: Database,
    name: str,
    open_ones: Iterable[Kept],
    late: dict[str, Delay],
    *,
    at: datetime,
    is_crawled: bool,
) -> Line:
    title, country, language, run, success, published = db.conn.execute(
        "SELECT title, country, language,"
        " (SELECT started_at FROM runs WHERE spider = :name AND outcome IS NOT 'not_run'"
        " ORDER BY started_at DESC LIMIT 1),"
        " (SELECT started_at FROM runs WHERE spider = :name AND outcome = 'success'"
        " ORDER BY started_at DESC LIMIT 1),"
        " (SELECT max(published_at) FROM articles WHERE outlet = :name)"
        " FROM outlets WHERE name = :name",
        {"name": name},
    ).fetchone()
    own = tuple(each for each in open_ones if each.outlet == name)
    return Line(
        name=name,
        title=title,
        country=country,
        language=language,
        state=_state(own) if is_crawled else "paused",
        alarms=own,
        last_run=run,
        last_success=success,
        newest_published=published,
        days=_days(db, name, country, at=at),
        delay=late.get(name),
    )


def _state(open_ones: Iterable[Kept]) -> State:
    states = {_STATES.get(each.kind, "late") for each in open_ones}
    return next((each for each in _WORST if each in states), "well")


def _days(db: Database, outlet: str, country: Country | None, *, at: datetime) -> tuple[Day, ...]:
    today = at.astimezone(KST).date()
    first = today - timedelta(days=DAYS - 1)
    counted = dict(
        db.conn.execute(  # the index alone answers it
            "SELECT substr(published_at, 1, 10), count(*) FROM articles"
            " WHERE outlet = ? AND published_at >= ? GROUP BY 1",
            (outlet, str(first)),
        ).fetchall()
    )
    days = (first + timedelta(days=number) for number in range(DAYS))
    return tuple(
        Day(
            day,
            counted.get(str(day), 0),
            day.weekday() >= _SATURDAY or is_holiday(day, country),
        )
        for day in days
    )


def stored(db: Database, outlet: str) -> int:
    """Return how many articles of an outlet are stored."""
    (number,) = db.conn.execute(
        "SELECT count(*) FROM articles WHERE outlet = ?", (outlet,)
    ).fetchone()
    return int(number)


def coverage(db: Database, outlet: str) -> list[tuple[str, int, int]]:
    """Return each field with in how many articles it was found, of how many, in RUNS last runs."""
    return [
        (field, filled, articles)
        for field, filled, articles in db.conn.execute(
            "SELECT field, sum(filled), sum(articles) FROM run_fields WHERE outlet = ?"
            " AND run_id IN (SELECT DISTINCT run_id FROM run_fields WHERE outlet = ?"
            " ORDER BY run_id DESC LIMIT ?) GROUP BY field ORDER BY field",
            (outlet, outlet, RUNS),
        )
        if articles
    ]


def rejected(db: Database, outlet: str, *, at: datetime) -> list[dict[str, Any]]:
    """Return why an outlet's pages were not read LATELY: reason, pages, the last one's time."""
    return list(
        db.query(
            "SELECT reason, count(*) AS pages, max(seen_at) AS last_at FROM"
            " (SELECT reason, seen_at FROM rejections WHERE outlet = ? ORDER BY id DESC LIMIT ?)"
            " WHERE seen_at >= ? GROUP BY reason ORDER BY pages DESC, reason",
            [outlet, MOST_REJECTIONS, stamp(at - LATELY)],
        )
    )


def listings(db: Database, outlet: str) -> list[dict[str, Any]]:
    """Return an outlet's feeds and lists, as they answered last."""
    return list(db.table("feeds").rows_where("outlet = ?", [outlet], order_by="kind, url"))


def robots(db: Database, outlet: str) -> list[dict[str, Any]]:
    """Return what the outlet's hosts said about robots: host, status, times."""
    return list(
        db.table("robots").rows_where(
            "outlet = ?", [outlet], select="host, status, seen_at, changed_at, change"
        )
    )
