"""Fields that a page design no longer yields: coverage compared with the outlet's past."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from newsdb.database import stamp
from newsdb.health import alarms
from newsdb.health.alarms import Alarm, Kept, Recovery
from newsdb.health.tail_probabilities import at_most

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sqlite_utils import Database

#: How far back coverage is compared, and the fewest earlier articles that establish it.
HISTORY = timedelta(days=30)
LEAST_HISTORY = 10

#: A field is lost when nearly every article had it and none of at least this many has it now.
NEARLY_ALL = 0.95
LEAST_LOST = 3

#: Any other fall must be at least this improbable, and fall below FALL times the usual share.
RARE = 1e-5
#: The probability required instead when none of at least MANY articles has the field.
LOSS = 3e-4
MANY = 20
FALL = 0.5

#: If at least this share of pages matches no design, it is a new design, not a few odd pages.
LEAST_SHARE = 0.2

#: The runs that are judged together, for outlets whose single runs read few articles.
RECENT = timedelta(days=3)

#: The layout of pages that no design of the outlet matches.
GENERIC = "generic"


class Share(NamedTuple):
    """A number of articles (``part``) out of a total (``of``)."""

    part: int
    of: int

    def __add__(self, other: object) -> Share:
        assert isinstance(other, Share)
        return Share(self.part + other.part, self.of + other.of)

    def __str__(self) -> str:
        return f"{self.part} of {self.of}"


NOTHING = Share(0, 0)


def has_fallen(usual: Share, now: Share) -> bool:
    """Return whether a share has fallen by more than chance explains.

    Either nearly all had it (95 % of ten or more) and none of three or more has it now; or at most
    half the usual share has it, and so few occur by chance less than once in 100,000 times (once
    in 3,000 when none of twenty or more has it).
    """
    if usual.of < LEAST_HISTORY or not now.of or not usual.part:
        return False
    rate = usual.part / usual.of
    if rate >= NEARLY_ALL and now.part == 0 and now.of >= LEAST_LOST:
        return True
    if now.part / now.of > FALL * rate:
        return False
    rare = LOSS if now.part == 0 and now.of >= MANY else RARE
    return at_most(now.part, of=now.of, filled=usual.part, articles=usual.of) < rare


def have_no_design(usual: Share, now: Share) -> bool:
    """Return whether more pages match no known design than chance explains.

    At least three and a fifth of them, as for unreadable pages, with a chance below 1 in 1,000.
    """
    lost = now.of - now.part
    if usual.of < LEAST_HISTORY or lost < LEAST_LOST or lost < LEAST_SHARE * now.of:
        return False
    return at_most(now.part, of=now.of, filled=usual.part, articles=usual.of) < 1e-3


def has_recovered(usual: Share, now: Share) -> bool:
    """Return whether a share is back to usual: so few have a chance above one in a hundred."""
    if not now.part:
        return False
    return at_most(now.part, of=now.of, filled=usual.part, articles=usual.of) > 0.01


class _Past(NamedTuple):
    """What a run is compared with: the start times of earlier runs, and earlier alarms."""

    db: Database
    run_id: int
    outlet: str
    at: datetime
    starts: dict[int, datetime]
    alarms: dict[tuple[str, str], list[Kept]]

    @property
    def bounds(self) -> tuple[str, int, str | None]:
        return self.outlet, self.run_id, stamp(self.at - HISTORY)


def look(db: Database, run_id: int, outlet: str, *, at: datetime) -> Iterator[Alarm | Recovery]:
    """Yield the alarms and recoveries that a run's articles show about an outlet's designs."""
    if not _has_read(db, run_id, outlet):
        return
    starts = {
        run: datetime.fromisoformat(started)
        for run, started in db.conn.execute(
            "SELECT id, started_at FROM runs WHERE id <= ? AND started_at >= ?",
            (run_id, stamp(at - HISTORY)),
        )
    }
    earlier: dict[tuple[str, str], list[Kept]] = defaultdict(list)
    for each in alarms.all_of(db, outlet, "field", "selector", "layout"):
        earlier[each.kind, each.subject].append(each)
    past = _Past(db, run_id, outlet, at, starts, earlier)
    yield from _fields(past)
    yield from _selectors(past)
    yield from _designs(past)


def _has_read(db: Database, run_id: int, outlet: str) -> bool:
    """Return whether a run has read an article of an outlet: most find nothing new."""
    (has_read,) = db.conn.execute(
        "SELECT EXISTS (SELECT 1 FROM run_fields WHERE run_id = :run AND outlet = :outlet)"
        " OR EXISTS (SELECT 1 FROM run_sources WHERE run_id = :run AND outlet = :outlet)",
        {"run": run_id, "outlet": outlet},
    ).fetchone()
    return bool(has_read)


#: Shares by run, for each row key.
_Table = dict[tuple[str, ...], dict[int, Share]]


def _fields(past: _Past) -> Iterator[Alarm | Recovery]:
    table: _Table = defaultdict(dict)
    for run, layout, name, filled, articles in past.db.conn.execute(
        "SELECT f.run_id, f.layout, f.field, f.filled, f.articles FROM run_fields f"
        " JOIN runs r ON r.id = f.run_id WHERE f.outlet = ? AND f.run_id <= ?"
        " AND r.started_at >= ?",
        past.bounds,
    ):
        table[layout, name][run] = Share(filled, articles)
    for (layout, name), shares in table.items():
        if past.run_id in shares:
            yield from _judge(
                past,
                shares,
                alarm=Alarm(
                    outlet=past.outlet,
                    kind="field",
                    subject=f"{layout} {name}",
                    since=past.at,
                    diagnosis=f"“{name}” of layout {layout}: {{now}} new articles have it, where"
                    " {usual} had it before: its selector has probably stopped matching",
                    evidence={"layout": layout, "field": name},
                ),
            )


def _selectors(past: _Past) -> Iterator[Alarm | Recovery]:
    counts: dict[tuple[str, str], dict[int, Counter[str]]] = defaultdict(
        lambda: defaultdict(Counter)
    )
    for run, layout, name, origin, articles in past.db.conn.execute(
        "SELECT s.run_id, s.layout, s.field, s.origin, s.articles FROM run_sources s"
        " JOIN runs r ON r.id = s.run_id WHERE s.outlet = ? AND s.run_id <= ?"
        " AND r.started_at >= ?",
        past.bounds,
    ):
        counts[layout, name][run][origin] += articles
    for (layout, name), by_run in counts.items():
        if past.run_id not in by_run:
            continue
        before: Counter[str] = Counter()
        for run, origins in by_run.items():
            if run != past.run_id:
                before += origins
        if not before:
            continue
        usual = _origin_of_alarm(past, f"{layout} {name}") or before.most_common(1)[0][0]
        instead = by_run[past.run_id].most_common(1)[0][0]
        shares = {run: Share(origins[usual], origins.total()) for run, origins in by_run.items()}
        yield from _judge(
            past,
            shares,
            alarm=Alarm(
                outlet=past.outlet,
                kind="selector",
                subject=f"{layout} {name}",
                since=past.at,
                diagnosis=f"“{name}” of layout {layout} came from “{usual}” in {{usual}} articles,"
                f" and in {{now}} new ones; now it is read from “{instead}”",
                evidence={"layout": layout, "field": name, "origin": usual, "instead": instead},
            ),
        )


def _origin_of_alarm(past: _Past, subject: str) -> str | None:
    """Return the lost source of an open alarm: another may be the most frequent by now."""
    earlier = past.alarms.get(("selector", subject), [])
    return earlier[-1].evidence["origin"] if earlier and not earlier[-1].closed_at else None


def _designs(past: _Past) -> Iterator[Alarm | Recovery]:
    """Yield whether pages of an outlet with known designs still match one of them."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for run, layout, articles in past.db.conn.execute(
        "SELECT f.run_id, f.layout, max(f.articles) FROM run_fields f"
        " JOIN runs r ON r.id = f.run_id WHERE f.outlet = ? AND f.run_id <= ?"
        " AND r.started_at >= ? GROUP BY f.run_id, f.layout",
        past.bounds,
    ):
        counts[run][layout] += articles
    known: Counter[str] = Counter()
    for run, layouts in counts.items():
        if run != past.run_id:
            known += layouts
    del known[GENERIC]
    if past.run_id not in counts or not known:
        return
    missed = [
        subject
        for (kind, subject), earlier in past.alarms.items()
        if kind == "layout" and earlier[-1].closed_at is None
    ]
    design = missed[0] if missed else _most_missed(known, counts[past.run_id])
    elsewhere = _read_elsewhere(past, design)
    shares = {
        run: Share(layouts.total() - layouts[GENERIC], layouts.total())
        for run, layouts in counts.items()
    }
    for verdict in _judge(
        past,
        shares,
        alarm=Alarm(
            outlet=past.outlet,
            kind="layout",
            subject=design,
            since=past.at,
            diagnosis=f"pages of layout {design} match no known layout now: {{now}} new articles"
            " match one, {usual} did before; the others are read generically"
            + (f" ({elsewhere})" if elsewhere else ""),
            evidence={"layout": design, "elsewhere": elsewhere},
        ),
        raises_alarm=have_no_design,
    ):
        yield verdict
        if isinstance(verdict, Alarm):
            yield from _lost_with(past, design)


def _most_missed(known: Counter[str], now: Counter[str]) -> str:
    """Return the design of which a run has the fewest pages, relative to its usual share."""
    return max(known, key=lambda name: known[name] / known.total() * now.total() - now[name])


def _lost_with(past: _Past, design: str) -> Iterator[Alarm]:
    """Yield alarms for fields that the old design gave and pages of the new one don't."""
    usual = _coverage(past, "f.layout = ? AND f.run_id < ?", (design, past.run_id))
    now = _coverage(past, "f.layout = ? AND f.run_id = ?", (GENERIC, past.run_id))
    for name, share in now.items():
        if has_fallen(usual.get(name, NOTHING), share):
            yield Alarm(
                outlet=past.outlet,
                kind="field",
                subject=f"{design} {name}",
                since=past.at,
                diagnosis=f"“{name}” is lost with layout {design}: {share} new articles have it,"
                f" where {usual[name]} had it before the pages' design changed",
                evidence=_evidence(usual[name], share) | {"layout": design, "field": name},
            )


def _read_elsewhere(past: _Past, design: str) -> str:
    """Describe the fields read from another source since a design is no longer matched."""
    usual: dict[str, Counter[str]] = defaultdict(Counter)
    now: dict[str, Counter[str]] = defaultdict(Counter)
    for run, _layout, name, origin, articles in past.db.conn.execute(
        "SELECT run_id, layout, field, origin, articles FROM run_sources"
        " WHERE outlet = ? AND ((layout = ? AND run_id < ?) OR (layout = ? AND run_id = ?))",
        (past.outlet, design, past.run_id, GENERIC, past.run_id),
    ):
        (now if run == past.run_id else usual)[name][origin] += articles
    changed = {
        name: (usual[name].most_common(1)[0][0], now[name].most_common(1)[0][0])
        for name in sorted(usual)
        if now[name]
    }
    return ", ".join(
        f"“{name}” from “{after}”, not “{before}”"
        for name, (before, after) in changed.items()
        if before == "layout" != after
    )


def _coverage(past: _Past, where: str, parameters: tuple[object, ...]) -> Mapping[str, Share]:
    return {
        name: Share(filled, articles)
        for name, filled, articles in past.db.conn.execute(
            "SELECT f.field, sum(f.filled), sum(f.articles) FROM run_fields f"  # noqa: S608 our own words
            f" WHERE f.outlet = ? AND {where} GROUP BY f.field",
            (past.outlet, *parameters),
        )
    }


def _judge(
    past: _Past,
    shares: Mapping[int, Share],
    *,
    alarm: Alarm,
    raises_alarm: Callable[[Share, Share], bool] = has_fallen,
) -> Iterator[Alarm | Recovery]:
    """Yield the alarm, its diagnosis filled in, or the recovery that a run's share shows."""
    earlier = past.alarms.get((alarm.kind, alarm.subject), [])
    now = shares[past.run_id]
    if earlier and earlier[-1].closed_at is None:
        usual = Share(*earlier[-1].evidence["usual"])
        if has_recovered(usual, now):
            yield Recovery(
                outlet=alarm.outlet,
                kind=alarm.kind,
                subject=alarm.subject,
                because=f"{now} new articles are fine, as {usual} were",
            )
        return
    before = _comparable(past, shares, earlier)
    usual = sum(before.values(), NOTHING)
    if raises_alarm(usual, now):
        yield _filled(alarm, usual, now)
        return
    # For an outlet with about one article per run, judge its last few runs together.
    for run in sorted(before, reverse=True):
        if past.at - past.starts[run] > RECENT:
            return
        now += shares[run]
        usual = Share(usual.part - shares[run].part, usual.of - shares[run].of)
        if raises_alarm(usual, now):
            yield _filled(alarm, usual, now)
            return


def _comparable(
    past: _Past, shares: Mapping[int, Share], earlier: Iterable[Kept]
) -> dict[int, Share]:
    """Return the shares of those earlier runs that show what is usual.

    Runs during an alarm don't, nor do any runs before a change that a person accepted.
    """
    periods = [(each.opened_by_run or 0, each.closed_at, each.accepted) for each in earlier]
    return {
        run: share
        for run, share in shares.items()
        if run != past.run_id
        and not any(
            closed and past.starts[run] <= closed and (accepted or run >= opened)
            for opened, closed, accepted in periods
        )
    }


def _filled(alarm: Alarm, usual: Share, now: Share) -> Alarm:
    return Alarm(
        outlet=alarm.outlet,
        kind=alarm.kind,
        subject=alarm.subject,
        since=alarm.since,
        diagnosis=alarm.diagnosis.format(usual=usual, now=now),
        evidence={**alarm.evidence, **_evidence(usual, now)},
    )


def _evidence(usual: Share, now: Share) -> dict[str, object]:
    return {"usual": list(usual), "now": list(now)}
