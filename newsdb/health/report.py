"""A report on each outlet's health, for the health page and the command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from newsdb.health import alarms, delays, sources, watched
from newsdb.health.kinds import KINDS

if TYPE_CHECKING:
    from sqlite_utils import Database

    from newsdb.health.alarms import Kept
    from newsdb.health.delays import Delay


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletReport:
    """The state of one outlet."""

    outlet: str
    title: str
    last_run: datetime | None
    outcome: str | None
    problem: str | None
    last_success: datetime | None
    last_article: datetime | None  # when the last one was found
    newest_published: str | None  # as stored: a day of which no time is known stays a day
    articles: int
    rhythm: str | None
    silence: float | None  # its probability
    delay: Delay | None  # from publication to storing, of the last week
    alarms: tuple[Kept, ...]

    def to_json(self) -> dict[str, object]:
        """Return the report as values that JSON can hold; times are ISO 8601."""
        return {
            "outlet": self.outlet,
            "title": self.title,
            "last_run": _iso(self.last_run),
            "outcome": self.outcome,
            "problem": self.problem,
            "last_success": _iso(self.last_success),
            "last_article": _iso(self.last_article),
            "newest_published": self.newest_published,
            "articles": self.articles,
            "rhythm": self.rhythm,
            "silence_probability": self.silence,
            "minutes_to_stored": self.delay and {"p50": self.delay.median, "p95": self.delay.late},
            "alarms": [alarm_as_json(each) for each in self.alarms],
        }


def alarm_as_json(alarm: Kept) -> dict[str, object]:
    """Return an alarm as values that JSON can hold; times are ISO 8601."""
    return {
        "id": alarm.id,
        "outlet": alarm.outlet,
        "kind": alarm.kind,
        "name": KINDS[alarm.kind].english,
        "subject": alarm.subject,
        "since": _iso(alarm.since),
        "opened_at": _iso(alarm.opened_at),
        "run": alarm.opened_by_run,
        "diagnosis": alarm.diagnosis,
        "advice": alarm.advice,
        "evidence": alarm.evidence,
    }


def report(db: Database, *, at: datetime) -> list[OutletReport]:
    """Return a report on each outlet that has a spider, those with alarms first."""
    open_ones = alarms.open_ones(db)
    stored_after = delays.read(db, at=at)
    reports = [
        _report(db, outlet, open_ones, stored_after.get(outlet), at=at) for outlet in watched(db)
    ]
    return sorted(reports, key=lambda each: (not each.alarms, each.outlet))


def _report(
    db: Database,
    outlet: str,
    open_ones: list[Kept],
    delay: Delay | None,
    *,
    at: datetime,
) -> OutletReport:
    run = db.conn.execute(
        "SELECT started_at, outcome, problem FROM runs WHERE spider = ?"
        " AND outcome IS NOT 'not_run' ORDER BY started_at DESC, id DESC LIMIT 1",
        (outlet,),
    ).fetchone() or (None, None, None)
    title, success, articles, newest, published = db.conn.execute(
        "SELECT (SELECT title FROM outlets WHERE name = :outlet),"
        " (SELECT max(started_at) FROM runs WHERE spider = :outlet AND outcome = 'success'),"
        " (SELECT count(*) FROM articles WHERE outlet = :outlet),"
        " (SELECT max(first_seen_at) FROM articles WHERE outlet = :outlet),"
        " (SELECT max(published_at) FROM articles WHERE outlet = :outlet)",
        {"outlet": outlet},
    ).fetchone()
    rhythm, silence = sources.state(sources.read(db, outlet, at=at))
    return OutletReport(
        outlet=outlet,
        title=title,
        last_run=_moment(run[0]),
        outcome=run[1] or ("unfinished" if run[0] else None),
        problem=run[2],
        last_success=_moment(success),
        last_article=_moment(newest),
        newest_published=published,
        articles=articles,
        rhythm=sources.describe(rhythm) if rhythm else None,
        silence=silence.probability if silence else None,
        delay=delay,
        alarms=tuple(each for each in open_ones if each.outlet == outlet),
    )


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
