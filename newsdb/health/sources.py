"""Silence, volume and stale feeds: an outlet compared with its own rhythm."""

from __future__ import annotations

import itertools
import json
import math
import statistics
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, cast

from newsdb.database import stamp, transaction
from newsdb.health import alarms, gone
from newsdb.health.alarms import Alarm, Recovery
from newsdb.health.rhythm import MOST_HISTORY, Rhythm
from newsdb.health.tail_probabilities import fewer
from newsdb.records import read_dated
from newsdb.times import in_kst, latest_credible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

    from newsdb.health.rhythm import Span
    from newsdb.health.silence import Silence
    from newsdb.records import Country

#: An article may be found this long after publication; older ones were found by going back.
LATEST = timedelta(hours=48)

#: An outlet without a run for longer than this, and than thrice its usual pause, was unwatched.
LONGEST_PAUSE = timedelta(hours=26)

#: The most links from which a rhythm is learnt.
MOST_LINKS = 20_000

#: Volume: the last week is compared with this many earlier weeks, at least and at most.
WEEK = timedelta(days=7)
LEAST_WEEKS, MOST_WEEKS = 8, 26
LEAST_EXPECTED = 10
RARE = 1e-4

#: A feed silent for less than this may just have listed the articles later than another.
LEAST_STALE = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class Source:
    """When an outlet's (or a feed's) articles appeared, and when it was crawled."""

    outlet: str
    country: Country | None
    times: list[datetime]
    looks: list[datetime]
    outages: list[Span]

    @cached_property
    def blind(self) -> list[Span]:
        """The spans without runs or with a known outage."""
        if len(self.looks) < 2:
            return self.outages
        pauses = sorted(later - look for look, later in itertools.pairwise(self.looks))
        # A pause about once a week is a weekend without runs, not a machine that was off.
        weeks = (self.looks[-1] - self.looks[0]) // WEEK
        weekly = pauses[-weeks] * 1.2 if 2 <= weeks <= len(pauses) else timedelta()
        longest = max(LONGEST_PAUSE, 3 * pauses[len(pauses) // 2], weekly)
        unwatched = [(a, b) for a, b in itertools.pairwise(self.looks) if b - a > longest]
        return sorted([*self.outages, *unwatched])

    def rhythm(self) -> Rhythm | None:
        """Return its rhythm, None when there are too few articles or runs."""
        if not self.times or not self.looks:
            return None
        return Rhythm.learn(
            self.times,
            start=self.looks[0],
            end=max(self.times[-1], self.looks[0]),
            country=self.country,
            blind=self.blind,
        )


class State(NamedTuple):
    """An outlet's rhythm and present silence, as the health page shows them."""

    rhythm: Rhythm | None
    silence: Silence | None


def read(db: Database, outlet: str, *, at: datetime) -> Source:
    """Return an outlet's articles, runs and outages from the database as of ``at``."""
    row = db.conn.execute("SELECT country FROM outlets WHERE name = ?", (outlet,)).fetchone()
    looks = _looks(db, outlet, at=at)
    newest = looks[-1] if looks else at
    rows = db.conn.execute(
        "SELECT coalesce(a.published_at, d.published_at), d.found_at FROM discovered d"
        " LEFT JOIN articles a ON a.outlet = d.outlet AND a.key = d.key"
        " WHERE d.outlet = :outlet AND d.found_by NOT IN ('url', 'search')"
        " AND d.found_at >= :oldest"
        " UNION ALL SELECT a.published_at, a.first_seen_at FROM articles a"
        " WHERE a.outlet = :outlet AND a.first_seen_at >= :oldest AND NOT EXISTS"
        " (SELECT 1 FROM discovered d WHERE d.outlet = a.outlet AND d.key = a.key)"
        " ORDER BY 2 DESC LIMIT :most",
        {"outlet": outlet, "oldest": stamp(newest - MOST_HISTORY), "most": MOST_LINKS},
    )
    return Source(
        outlet=outlet,
        country=cast("Country | None", row[0] if row else None),
        times=sorted(_appeared(*each) for each in rows),
        looks=looks,
        outages=_outages(db, outlet, "silence", ""),
    )


def state(source: Source) -> State:
    """Return an outlet's rhythm and its silence up to the last run; both None if unknown."""
    rhythm = source.rhythm()
    if rhythm is None:
        return State(None, None)
    until = max(source.looks[-1], source.times[-1])
    return State(rhythm, rhythm.silence(source.times[-1], until, source.blind))


def look(db: Database, outlet: str, *, at: datetime) -> Iterator[Alarm | Recovery]:
    """Yield the alarms and recoveries of an outlet: silence, volume, stale feeds.

    What is usual for it is kept for its page, which would take too long to learn it anew.
    """
    source = read(db, outlet, at=at)
    rhythm, silence = state(source)
    _keep_usual(db, outlet, rhythm)
    if rhythm is None or silence is None:
        return
    was_silent = False
    for each in alarms.open_ones(db, outlet):
        if each.kind == "silence" and source.times[-1] > each.since:
            was_silent = True
            back = sum(time > each.since for time in source.times)
            yield Recovery(
                outlet=outlet,
                kind="silence",
                because=f"{back} articles since {in_kst(each.since)}",
            )
    if silence.is_alarming:
        yield Alarm(
            outlet=outlet,
            kind="silence",
            since=silence.since,
            diagnosis=f"nothing new since {in_kst(silence.since)}, where {usual(rhythm, silence)};"
            f" a silence this long occurs by chance once in {years(silence.once_in_years)}"
            + _feeds_say(db, outlet),
            evidence={
                "probability": silence.probability,
                "threshold": silence.threshold,
                "missed": round(silence.missed, 1),
                "looked": stamp(silence.until),
            },
        )
        return
    if not was_silent:
        yield from _volume(db, source, rhythm)
    yield from _feeds(db, source, at=at)


def years(number: float) -> str:
    """Return a number of years as text, no more precise than is known."""
    return f"{number:.0f} years" if number < 100 else "more than a hundred years"


def usual(rhythm: Rhythm, silence: Silence) -> str:
    """Describe what an outlet's rhythm would have led to expect during a silence."""
    return f"about {silence.missed:.1f} appearances were usual ({describe(rhythm)})"


def expected_a_day(rhythm: Rhythm) -> tuple[float, float, float, float]:
    """Return how many articles appear on a working day, a Saturday, a Sunday and a holiday."""
    saturday, sunday, holiday = rhythm.day_weights[5:]
    return statistics.mean(rhythm.day_weights[:5]), saturday, sunday, holiday


def usual_days(db: Database, outlet: str) -> list[float] | None:
    """Return what ``expected_a_day`` was when the outlet was last looked at; None if unknown."""
    row = db.conn.execute("SELECT usual_days FROM outlets WHERE name = ?", (outlet,)).fetchone()
    return json.loads(row[0]) if row and row[0] else None


def _keep_usual(db: Database, outlet: str, rhythm: Rhythm | None) -> None:
    kept = json.dumps([round(each, 1) for each in expected_a_day(rhythm)]) if rhythm else None
    known = db.conn.execute(
        "SELECT 1 FROM outlets WHERE name = ? AND usual_days IS ?", (outlet, kept)
    )
    if not known.fetchone():  # or each look would wait for the one writer
        with transaction(db):
            db.conn.execute("UPDATE outlets SET usual_days = ? WHERE name = ?", (kept, outlet))


def describe(rhythm: Rhythm) -> str:
    """Describe a rhythm: how many on a working day, a Saturday, a Sunday and a holiday."""
    working, saturday, sunday, holiday = expected_a_day(rhythm)
    return (
        f"{working:.1f} on a working day, {saturday:.1f} on Saturdays, {sunday:.1f} on Sundays,"
        f" {holiday:.1f} on holidays"
    )


def _volume(db: Database, source: Source, rhythm: Rhythm) -> Iterator[Alarm | Recovery]:
    """Yield whether the last seven days had far fewer, or far more, than the weeks before."""
    until = source.looks[-1]
    blind = source.blind
    totals = []
    for number in range(MOST_WEEKS + 1):
        a, b = until - (number + 1) * WEEK, until - number * WEEK
        if a < source.looks[0] or any(x < b and y > a for x, y in blind):
            if number == 0:
                return
            continue
        count = sum(a < time <= b for time in source.times)
        totals.append((count, rhythm.expected(a, b)))
    (count, own), past = totals[0], totals[1:]
    if len(past) < LEAST_WEEKS or not (whole := math.fsum(e for _, e in past)):
        return
    scale = sum(c for c, _ in past) / whole
    expected = own * scale
    if expected < LEAST_EXPECTED:
        return
    spread = statistics.mean((c - e * scale) ** 2 / max(e * scale, 1e-9) for c, e in past)
    variance = expected * max(spread, 1.0) * (1 + 1 / len(past)) + 1
    less = fewer(count, expected=expected, variance=variance)
    more = 1 - fewer(count - 1, expected=expected, variance=variance)
    comparison = (
        f"{count} articles in the seven days to {in_kst(until)}, where {expected:.0f} are usual"
    )
    is_open = any(each.kind == "volume" for each in alarms.open_ones(db, source.outlet))
    if (less < RARE and count < expected / 2) or (more < RARE and count > 2 * expected):
        yield Alarm(
            outlet=source.outlet,
            kind="volume",
            since=until - WEEK,
            diagnosis=f"{comparison}; by chance this has a probability of {min(less, more):.1g}",
            evidence={"count": count, "expected": round(expected, 1)},
        )
    elif is_open and min(less, more) > 0.01:
        yield Recovery(outlet=source.outlet, kind="volume", because=comparison)


def _feeds(db: Database, source: Source, *, at: datetime) -> Iterator[Alarm | Recovery]:
    """Yield alarms for feeds that are silent or dead while the outlet is not."""
    open_ones = {
        each.subject: each for each in alarms.open_ones(db, source.outlet) if each.kind == "feed"
    }
    for url, kind, status, read_at, changed_at in db.conn.execute(
        "SELECT url, kind, status, read_at, changed_at FROM feeds"
        " WHERE outlet = ? AND kind != 'search'",
        (source.outlet,),
    ).fetchall():
        changed = datetime.fromisoformat(changed_at) if changed_at else None
        asked = datetime.fromisoformat(read_at)
        known = open_ones.get(url)
        if known:
            if changed and changed > known.since and status in {200, 304}:
                yield Recovery(
                    outlet=source.outlet,
                    kind="feed",
                    subject=url,
                    because=f"new links since {in_kst(changed)}",
                )
            continue
        if at - asked > MOST_HISTORY / 24 or gone.is_left_out(db, source.outlet, url):
            continue
        if status >= 400 and changed and asked - changed > timedelta(days=1):
            yield Alarm(
                outlet=source.outlet,
                kind="feed",
                subject=url,
                since=changed,
                diagnosis=f"this {kind} returns {status}; its last new link appeared on"
                f" {in_kst(changed)}",
                evidence={"status": status},
            )
        elif changed and asked - changed > LEAST_STALE:
            yield from _stale(db, source, url, kind, asked)


def _stale(db: Database, source: Source, url: str, kind: str, asked: datetime) -> Iterator[Alarm]:
    rows = db.conn.execute(
        "SELECT published_at, found_at FROM discovered WHERE outlet = ? AND found_in = ?"
        " ORDER BY found_at DESC LIMIT ?",
        (source.outlet, url, MOST_LINKS),
    )
    feed = Source(
        outlet=source.outlet,
        country=source.country,
        times=sorted(_appeared(*each) for each in rows),
        looks=source.looks,
        outages=source.blind + _outages(db, source.outlet, "feed", url),
    )
    rhythm = feed.rhythm()
    if rhythm is None:
        return
    silence = rhythm.silence(feed.times[-1], asked, feed.blind)
    if silence.is_alarming:
        yield Alarm(
            outlet=source.outlet,
            kind="feed",
            subject=url,
            since=silence.since,
            diagnosis=f"this {kind} has had nothing new since {in_kst(silence.since)}, while the"
            f" outlet is still publishing; {usual(rhythm, silence)}",
            evidence={"probability": silence.probability, "missed": round(silence.missed, 1)},
        )


def _feeds_say(db: Database, outlet: str) -> str:
    """Return the status codes of the outlet's listings, for the diagnosis of a silence."""
    rows = db.conn.execute(
        "SELECT status, count(*) FROM feeds WHERE outlet = ? GROUP BY status ORDER BY 2 DESC",
        (outlet,),
    ).fetchall()
    answers = ", ".join(f"{number} × {status}" for status, number in rows)
    return f"; its listings last returned: {answers}" if answers else ""


def _looks(db: Database, outlet: str, *, at: datetime) -> list[datetime]:
    """Return the times of runs that read listings or articles of an outlet."""
    rows = db.conn.execute(
        "SELECT started_at FROM runs"
        " WHERE spider = :outlet AND listings > 0 AND started_at <= :latest"
        " UNION SELECT DISTINCT r.started_at FROM run_fields f JOIN runs r ON r.id = f.run_id"
        " WHERE f.outlet = :outlet AND r.spider != :outlet AND r.started_at <= :latest"
        " ORDER BY 1",
        {"outlet": outlet, "latest": stamp(latest_credible(at))},
    )
    return [datetime.fromisoformat(row[0]) for row in rows]


def _outages(db: Database, outlet: str, kind: str, subject: str) -> list[Span]:
    return [
        (each.since, each.closed_at)
        for each in alarms.all_of(db, outlet, kind)
        if each.subject == subject and each.closed_at and not each.accepted
    ]


def _appeared(published: str | None, found: str) -> datetime:
    """Return when an article appeared: its publication if shortly before it was found."""
    seen = datetime.fromisoformat(found)
    moment, precision = read_dated(published)
    if moment and precision == "minute" and seen - LATEST <= moment <= seen:
        return moment
    return seen
