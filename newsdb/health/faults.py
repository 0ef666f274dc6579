"""Why an outlet's pages and listings can't be read, classified by what to do about it."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from newsdb.database import stamp
from newsdb.health import alarms
from newsdb.health.alarms import Alarm, Recovery
from newsdb.health.tail_probabilities import at_most
from newsdb.records import OUR_FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlite_utils import Database

#: The share and number of bad pages that make a fault, as in the judgement of a run.
SHARE = 0.2
LEAST = 3

#: Half of the listings failing is the outlet's fault; a single one may be at fault itself.
LISTINGS = 0.5

#: Below this share a fault has passed.
PASSED = 0.1

#: Runs within WINDOW are judged together; what is usual is learnt from HISTORY.
WINDOW = timedelta(hours=24)
HISTORY = timedelta(days=30)
RARE = 1e-4

#: A fault that usually affects this share of an outlet's pages is chronic: only more counts.
CHRONIC = 0.05

#: The kind of alarm for each beginning of a reason; the first match counts.
_SIGNS = (
    ("blocked", ("http 401", "http 403", "http 451", "blocked")),
    ("limited", ("http 429",)),
    ("login", ("login", "consent")),
    ("robots", ("robots.txt", "not allowed")),
    ("charset", ("unreadable characters",)),
    ("fault", tuple(sorted(OUR_FAULTS))),
    ("moved", ("http 404", "http 410", "gone", "redirected", "home page", "redirect loop")),
    (
        "unreachable",
        (
            *("timeout", "host not found", "connection refused", "tls", "download failed"),
            *("cut off", "http 5", "too large", "no robots.txt"),
        ),
    ),
)


def sign_of(reason: str) -> str:
    """Return the kind of alarm that a reason counts for."""
    for kind, beginnings in _SIGNS:
        if reason.startswith(beginnings):
            return kind
    return "unreadable"


FAULTS = (*(kind for kind, _ in _SIGNS), "unreadable")


class Seen(NamedTuple):
    """What some runs requested, and the faults they met."""

    runs: int
    pages: int  # that were read or could not be
    listings: int  # that answered with content or could not be read
    page_faults: Counter[str]
    listing_faults: Counter[str]

    def faults(self, kind: str) -> tuple[int, int]:
        """Return the numbers of pages and listings that met a kind of fault."""
        return (
            sum(n for reason, n in self.page_faults.items() if sign_of(reason) == kind),
            sum(n for reason, n in self.listing_faults.items() if sign_of(reason) == kind),
        )

    def reasons(self, kind: str) -> str:
        """Return the reasons of a kind with their counts, as text."""
        both = self.page_faults + self.listing_faults
        return ", ".join(f"{r}: {n}" for r, n in both.most_common() if sign_of(r) == kind)


def is_amiss(seen: Seen, usual: Seen, kind: str) -> bool:
    """Return whether enough pages or listings met a kind of fault to raise an alarm."""
    pages, listings = seen.faults(kind)
    if listings and listings >= LISTINGS * seen.listings:
        return True
    if kind == "fault" and pages:
        return True  # nothing that the outlet does may break this program
    if kind == "robots" and (pages or listings) and not any(usual.faults(kind)):
        return True  # one page that was never forbidden before
    if pages < LEAST or pages < SHARE * seen.pages:
        return False
    always = usual.faults(kind)[0]
    if always < CHRONIC * usual.pages or usual.pages < 10:
        return True
    # The probability of this many bad pages is that of this few good ones.
    good = at_most(
        seen.pages - pages, of=seen.pages, filled=usual.pages - always, articles=usual.pages
    )
    return good < RARE or pages >= 0.9 * seen.pages


def has_passed(seen: Seen, kind: str) -> bool:
    """Return whether a run is evidence that a fault has passed; a 304 is not."""
    pages, listings = seen.faults(kind)
    asked = seen.pages + seen.listings
    most = 0 if kind in {"robots", "fault"} else PASSED * max(seen.pages, 1)
    return bool(asked) and not listings and pages <= most


def look(db: Database, run_id: int, outlet: str, *, at: datetime) -> Iterator[Alarm | Recovery]:
    """Yield the alarms and recoveries that a run, with those of the day before it, shows."""

    @cache  # most kinds have the same past, and most crawls no faults to be compared with it
    def day(since: datetime) -> Seen:
        return _seen(db, sorted({*_runs(db, outlet, run_id, since, at), run_id}))

    @cache
    def usual(since: datetime) -> Seen:
        before = _runs(db, outlet, run_id, at - HISTORY, since)
        return _seen(db, (each for each in before if each != run_id))

    this = _seen(db, [run_id])
    past = defaultdict(list)
    for each in alarms.all_of(db, outlet, *FAULTS):
        past[each.kind].append(each)
    problem = db.conn.execute("SELECT problem FROM runs WHERE id = ?", (run_id,)).fetchone()[0]
    for kind in FAULTS:
        earlier = past[kind]
        if earlier and earlier[-1].closed_at is None:
            if has_passed(this, kind) and not _changed_rules(db, run_id, outlet, kind):
                yield Recovery(
                    outlet=outlet,
                    kind=kind,
                    because=f"{this.pages} pages and {this.listings} listings without it",
                )
            continue
        since = max([at - WINDOW, *(each.closed_at for each in earlier if each.closed_at)])
        for seen in (this, day(since)):
            if any(seen.faults(kind)) and is_amiss(seen, usual(since), kind):
                where = _broken_on(db, run_id) if kind == "fault" else ""
                yield _alarm(outlet, kind, seen, at, problem=problem, where=where)
                break
        else:
            if change := _changed_rules(db, run_id, outlet, kind):
                yield Alarm(
                    outlet=outlet,
                    kind="robots",
                    since=at,
                    diagnosis=f"it has changed; what we read is still allowed: {change}",
                )


def _broken_on(db: Database, run_id: int) -> str:
    """Return the pages of a run that this program could not cope with, the first three."""
    marks = ", ".join("?" * len(OUR_FAULTS))
    rows = db.conn.execute(
        f"SELECT url FROM rejections WHERE run_id = ? AND reason IN ({marks}) ORDER BY id LIMIT 3",  # noqa: S608 marks
        (run_id, *OUR_FAULTS),
    )
    return ", ".join(row[0] for row in rows)


def _alarm(
    outlet: str, kind: str, seen: Seen, at: datetime, *, problem: str | None, where: str
) -> Alarm:
    pages, listings = seen.faults(kind)
    parts = []
    if pages:
        parts.append(f"{pages} of {seen.pages} pages")
    if listings:
        parts.append(f"{listings} of {seen.listings} listings")
    runs = "in this run" if seen.runs == 1 else f"in {seen.runs} runs of a day"
    return Alarm(
        outlet=outlet,
        kind=kind,
        since=at,
        diagnosis=f"{' and '.join(parts)} {runs} ({seen.reasons(kind)})"
        + (f" on {where}" if where else "")
        + (f"; the run says: {problem}" if problem else ""),
        evidence={"pages": [pages, seen.pages], "listings": [listings, seen.listings]},
    )


def _changed_rules(db: Database, run_id: int, outlet: str, kind: str) -> str | None:
    """Return how robots.txt changed during a run, if it did."""
    if kind != "robots":
        return None
    row = db.conn.execute(
        "SELECT change FROM robots WHERE outlet = ?"
        " AND changed_at >= (SELECT started_at FROM runs WHERE id = ?)",
        (outlet, run_id),
    ).fetchone()
    return row[0] if row else None


def _runs(db: Database, outlet: str, run_id: int, since: datetime, until: datetime) -> list[int]:
    rows = db.conn.execute(
        "SELECT id FROM runs WHERE spider = ? AND id <= ? AND started_at > ? AND started_at <= ?",
        (outlet, run_id, stamp(since), stamp(until)),
    )
    return [row[0] for row in rows]


def _seen(db: Database, runs: Iterable[int]) -> Seen:
    runs = list(runs)
    marks = ", ".join("?" * len(runs))
    pages, listings = db.conn.execute(
        "SELECT coalesce(sum(articles_new + articles_same + articles_revised + rejected), 0),"  # noqa: S608 marks
        f" coalesce(sum(listings - listings_unchanged), 0) FROM runs WHERE id IN ({marks})",
        runs,
    ).fetchone()
    faults: dict[str, Counter[str]] = {"page": Counter(), "listing": Counter()}
    for what, reason, number in db.conn.execute(
        f"SELECT what, reason, number FROM run_faults WHERE run_id IN ({marks})",  # noqa: S608 marks
        runs,
    ):
        faults[what][reason] += number
    return Seen(
        len(runs),
        pages,
        listings + faults["listing"].total(),
        faults["page"],
        faults["listing"],
    )
